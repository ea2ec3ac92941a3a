"""The query and the builder's choices are two forms of the same."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import QueryError, UnknownName, UnsafeUrl
from core.oda.query.query import Query
from core.oda.schema.entities import ENTITIES
from core.ui.pages.explore.builder_state import (
    MOST_LETTERS,
    OPERATIONS,
    RAW,
    Choice,
    Clause,
    Value,
    expand_paths,
    filter_paths,
    from_query,
    lookup_of,
    path_kind,
    query_text,
    read_query,
    to_query,
)

API = "https://oda.ft.dk/api/"
SETS = [entity for entity in ENTITIES.values() if entity.answers]
DAYS = st.dates(date(1850, 1, 1), date(2999, 1, 1))
NUMBERS = st.integers(-(2**31), 2**31 - 1)
TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=12).filter(
    lambda text: text.strip()
)


def values_of(op: str) -> st.SearchStrategy[tuple[Value, ...]]:
    """What a visitor may have filled in for an operation."""
    match op:
        case "in":
            return st.lists(NUMBERS, min_size=1, max_size=4, unique=True).map(tuple)
        case "eq" | "ne" | "gt" | "ge" | "lt" | "le":
            return st.tuples(NUMBERS)
        case "between":
            return st.tuples(NUMBERS, NUMBERS)
        case "contains" | "starts" | "ends" | "equals":
            return st.tuples(TEXTS)
        case "days":
            return st.tuples(DAYS, DAYS)
        case "from" | "until" | "on":
            return st.tuples(DAYS)
    return st.just(())


@st.composite
def choices(draw: st.DrawFn) -> Choice:
    owner = draw(st.sampled_from(SETS))
    paths = filter_paths(owner)
    clauses = []
    for path in draw(st.lists(st.sampled_from(paths), max_size=4)):
        op = draw(st.sampled_from(OPERATIONS[path_kind(owner, path)]))
        clauses.append(Clause(path, op, draw(values_of(op))))
    links = expand_paths(owner, ())
    expanded = draw(st.lists(st.sampled_from(links), max_size=3, unique=True)) if links else []
    fields = draw(st.lists(st.sampled_from(list(owner.fields)), max_size=4, unique=True))
    order = draw(st.lists(st.sampled_from(list(owner.fields)), max_size=2, unique=True))
    return Choice(
        owner.name,
        tuple(clauses),
        tuple(fields),
        tuple(expanded),
        (),
        tuple(f"{name} desc" for name in order),
        draw(st.none() | st.integers(0, 10_000)),
        draw(st.integers(0, 1000)),
    )


@given(choices())
def test_query__comes_back_from_the_choices_and_from_its_text(choice: Choice) -> None:
    query = to_query(choice)
    assert to_query(from_query(query)) == query
    assert read_query(query_text(query), API) == query
    assert read_query(query.url(API), API) == query


@given(choices())
def test_choices__of_a_query_are_stable(choice: Choice) -> None:
    once = from_query(to_query(choice))
    assert from_query(to_query(once)) == once
    assert all(clause.op != RAW for clause in once.clauses)


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("Sag?$filter=typeid eq 3", (Clause("typeid", "in", (3,)),)),
        ("Sag?$filter=typeid eq 3 or typeid eq 5", (Clause("typeid", "in", (3, 5)),)),
        ("Sag?$filter=id ge 3 and id le 9", (Clause("id", "between", (3, 9)),)),
        ("Sag?$filter=substringof('O''Hare',titel)", (Clause("titel", "contains", ("O'Hare",)),)),
        ("Sag?$filter=resume eq null", (Clause("resume", "null"),)),
        ("Afstemning?$filter=vedtaget eq false", (Clause("vedtaget", "no"),)),
        (
            "Afstemning?$filter=Møde/dato ge datetime'2026-01-01' "
            "and Møde/dato lt datetime'2026-02-01'",
            (Clause("Møde/dato", "days", (date(2026, 1, 1), date(2026, 1, 31))),),
        ),
        (
            "Møde?$filter=dato ge datetime'2026-01-01' and dato lt datetime'2026-01-02'",
            (Clause("dato", "on", (date(2026, 1, 1),)),),
        ),
        ("Møde?$filter=year(dato) eq 2026", (Clause("", RAW, ("year(dato) eq 2026",)),)),
        ("Sag?$filter=titel eq ''", (Clause("", RAW, ("titel eq ''",)),)),
        ("Sag?$filter=typeid gt 3", (Clause("", RAW, ("typeid gt 3",)),)),
        (
            "Sag?$filter=id gt 5 and (typeid eq 3 or statusid eq 4)",
            (Clause("id", "gt", (5,)), Clause("", RAW, ("typeid eq 3 or statusid eq 4",))),
        ),
    ],
)
def test_from_query__reads_conditions(text: str, clauses: tuple[Clause, ...]) -> None:
    query = Query.parse(text)
    assert from_query(query).clauses == clauses
    assert to_query(from_query(query)) == query


def test_from_query__a_selection_of_an_expanded_set_alone_keeps_the_id() -> None:
    choice = from_query(Query.parse("Afstemning?$expand=Møde&$select=Møde/dato"))
    assert choice.fields == ("id",)
    assert choice.fields_of == (("Møde", ("dato",)),)


def test_to_query__fills_in_the_fields_of_what_is_expanded() -> None:
    query = to_query(Choice("Afstemning", fields=("id",), expanded=("Afstemningstype",)))
    names = ENTITIES["Afstemningstype"].fields
    assert query.selected == ("id", *(f"Afstemningstype/{name}" for name in names))
    query.path_and_query()


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", QueryError),
        ("Saag", UnknownName),
        ("x" * 10_000, QueryError),
        ('Sag?$filter=titel eq "L\'Orange"', QueryError),
        ("Sag?$filter=%", QueryError),
        ("Sag?$filter=titel eq '%FF'", QueryError),
        ("Sag?filter=typeid eq 3", QueryError),
        ("Sag(3)", QueryError),
        ("Sambehandlinger", QueryError),
        ("🐟", UnknownName),
        ("https://evil.example/api/Sag", UnsafeUrl),
        ("https://oda.ft.dk.evil.example/api/Sag", UnsafeUrl),
        ("https://oda.ft.dk@evil.example/api/Sag", UnsafeUrl),
        ("https://[evil/Sag", UnsafeUrl),
        ("javascript://oda.ft.dk/%0aalert(1)", QueryError),
    ],
)
def test_read_query__refuses(text: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        read_query(text, API)


def test_read_query__a_long_text_says_how_long_it_may_be() -> None:
    with pytest.raises(QueryError) as caught:
        read_query("Sag?$filter=" + "titel eq 'x' or " * 1000, API)
    assert caught.value.params["most"] == MOST_LETTERS


def test_read_query__an_address_of_the_api_in_use_or_of_the_public_one() -> None:
    for base in ("http://127.0.0.1:8100/api/", "https://oda.ft.dk/api/", "http://oda.ft.dk/api/"):
        assert read_query(f"{base}Sag?$top=1", "http://127.0.0.1:8100/api/") == Query("Sag").top(1)


def test_lookup_of__finds_the_set_that_names_a_number() -> None:
    sag, stemme = ENTITIES["Sag"], ENTITIES["Stemme"]
    named = {path: lookup_of(sag, path) for path in ("typeid", "periodeid", "id", "titel")}
    assert {path: found and found.name for path, found in named.items()} == {
        "typeid": "Sagstype",
        "periodeid": "Periode",
        "id": None,
        "titel": None,
    }
    assert lookup_of(stemme, "Afstemning/typeid") is ENTITIES["Afstemningstype"]
    assert lookup_of(stemme, "aktørid") is None
    assert lookup_of(ENTITIES["Forslag"], "typeid") is ENTITIES["Sagstype"]
