"""Everything is found by what it is called, and one thing that is meant exactly is told."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.parliament.finding.find import Exact, Found, asked_elsewhere, examples, find
from core.parliament.finding.index import index_of
from tests.parliament.finding.chamber import NEW, OLD, OLDER, PERIODS, small

INDEX = small()
WHOLE = replace(INDEX, with_cases=frozenset(period.code for period in PERIODS))
LISTED = {"case_id": pl.Int32, "period_id": pl.Int32, "number": pl.String, "title": pl.String}


def ids(found: Found, kind: str) -> list[object]:
    """The ids or names of the hits of one kind, in their order."""
    columns = {"case": "case_id", "vote": "vote_id", "member": "member_id", "party": "party"}
    rows = found.groups.get(kind)  # type: ignore[call-overload]
    return [] if rows is None else rows[columns.get(kind, "label")].to_list()


def beyond(*rows: tuple[int, int | None, str, str]) -> pl.DataFrame:
    """Cases as Parliament found them: id, its number of the period, number and title."""
    return pl.DataFrame(rows, LISTED, orient="row")


@pytest.mark.parametrize(
    "text",
    [
        "L 121",
        "l121",
        "l.121",
        "Lovforslag nr. L 121",
        "lovforslag 121",
        " L\N{NO-BREAK SPACE}121 ",
    ],
)
def test_number__finds_the_cases_of_all_sessions_the_newest_first(text: str) -> None:
    found = find(INDEX, text)
    assert ids(found, "case") == [11, 1]
    assert ids(found, "vote") == [91]
    assert found.exact is None


@pytest.mark.parametrize(
    ("text", "case"),
    [
        ("L 121 20231", "11"),
        ("L 121 2023-24", "11"),
        ("L 121 20222", "1"),
        ("20222 l121", "1"),
        ("L 121 2022-23 (2. samling)", "1"),
        ("l79a 2022-23 (2. samling)", "3"),
    ],
)
def test_number__with_its_session_is_one_case(text: str, case: str) -> None:
    assert find(INDEX, text).exact == Exact("case", case)


def test_number__alone_is_one_case_only_where_everything_was_searched() -> None:
    assert find(INDEX, "B 15").exact is None  # the first session's cases are not stored
    assert find(WHOLE, "B 15").exact == Exact("case", "2")
    assert find(INDEX, "B 15", beyond()).exact == Exact("case", "2")
    also = find(INDEX, "B 15", beyond((20, OLDER.period_id, "B 15", "Om noget andet")))
    assert also.exact is None
    assert ids(also, "case") == [2, 20]


def test_number__of_a_session_that_is_not_stored_comes_from_parliament() -> None:
    asked = find(INDEX, "L 1 2022-23 (1. samling)", beyond((20, OLDER.period_id, "L 1", "Om x")))
    assert asked.exact == Exact("case", "20")
    assert not asked.elsewhere


def test_number__that_the_named_session_has_not_is_shown_of_the_others() -> None:
    found = find(WHOLE, "B 15 20231")
    assert found.elsewhere
    assert found.exact is None
    assert ids(found, "case") == [2]
    assert not find(INDEX, "B 15 20221").elsewhere  # what that session has is not known


def test_number__that_there_is_not_is_searched_as_words() -> None:
    assert find(WHOLE, "L 999").total == 0


@pytest.mark.parametrize(
    ("text", "cases"),
    [
        ("skatteopkrævning", [1]),
        ("SKATTEOPKRAEVNING", [1]),
        ("ændring skatteopkrævningen", [1]),
        ("faeroeerne", [2]),
        ("børnehaver", [2]),
        ("bornehaver", [2]),
        ("lægemidler 2023-24", [11]),
        ("forslag 20222", [3, 2, 1]),
        ("vej", [3]),
        ("ov", []),  # within words, short ones would find anything
    ],
)
def test_words__find_titles(text: str, cases: list[int]) -> None:
    assert ids(find(INDEX, text), "case") == cases


@pytest.mark.parametrize(
    ("text", "members"),
    [
        ("frederiksen", [6]),
        ("Mette Fre", [6]),
        ("soren", [5]),
        ("Søren Ærø", [5]),
        ("aaroe", []),
        ("aage", [5]),
        ("skatteminister", [sum(map(ord, "Jeppe Bruus"))]),
    ],
)
def test_members__are_found_by_the_beginnings_of_names_and_offices(
    text: str, members: list[int]
) -> None:
    assert ids(find(INDEX, text), "member") == members


def test_member__is_meant_by_the_whole_name_of_one_person() -> None:
    assert find(INDEX, "mette frederiksen").exact == Exact("member", "6")
    assert find(INDEX, "Mette").exact is None
    assert find(INDEX, "Jens Hansen").exact is None  # two have the name
    assert sorted(map(str, ids(find(INDEX, "Jens Hansen"), "member"))) == ["8", "9"]


def test_member__has_parties_and_sessions_the_last_first() -> None:
    row = find(INDEX, "ærø").groups["member"].row(0, named=True)
    assert (row["parties"], row["first"], row["last"]) == ("V S", OLD.code, NEW.code)


@pytest.mark.parametrize("text", ["Mete Frederikson", "fredriksen", "Frederikssen"])
def test_members__with_similar_names_are_told_where_nothing_is_found(text: str) -> None:
    found = find(INDEX, text)
    assert found.total == 0
    assert found.similar["member_id"][0] == 6


@pytest.mark.parametrize(
    ("text", "party"),
    [
        ("V", "V"), ("v", "V"), ("Venstre", "V"), ("Venstre, Danmarks Liberale Parti", "V"),
        ("EL", "EL"), ("enhedslisten", "EL"), ("Ø", "EL"), ("ø", "EL"), ("A", "S"), ("S", "S"),
        ("M", "M"), ("NØ", "NØ"), ("nordoestpartiet", "NØ"), ("Det Nordøstlige Parti", "NØ"),
    ],
)  # fmt: skip
def test_party__is_meant_by_letter_short_name_and_name(text: str, party: str) -> None:
    found = find(INDEX, text)
    assert found.exact == Exact("party", party)
    assert party in ids(found, "party")


@pytest.mark.parametrize("text", ["O", "ALT", "UFG", "parti"])
def test_party__that_is_not_there_is_not_meant(text: str) -> None:
    assert find(INDEX, text).exact is None


def test_terms__are_found_by_name_code_and_title() -> None:
    assert ids(find(INDEX, "sau"), "committee") == ["Skatteudvalget"]
    assert ids(find(INDEX, "skatteministeren"), "ministry") == ["Skatteministeriet"]
    found = find(INDEX, "skatteopkrævning").groups["keyword"]
    assert found.select("label", "cases").rows() == [("skatteopkrævning", 2)]


def test_beyond__adds_what_is_not_stored_alone() -> None:
    more = beyond((1, OLD.period_id, "L 121", "Om skat"), (20, None, "L 7", "Om skat"))
    found = find(INDEX, "skat", more)
    assert ids(found, "case") == [1, 20]
    assert found.groups["case"]["period"].to_list() == [OLD.code, None]


def test_examples__all_find_something() -> None:
    texts = examples(INDEX)
    assert texts == ["L 121", "Jens Hansen", "skatteopkrævning"]
    assert all(find(INDEX, text).total for text in texts)
    assert examples(index_of([], ())) == []


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Lovforslag nr. L 121 2023-24", "L 121"),
        ("skat 20231", "skat"),
        ("finanslov 2023", "finanslov 2023"),
    ],
)
def test_parliament__is_asked_for_the_number_or_the_words(text: str, asked: str) -> None:
    assert asked_elsewhere(text) == asked


@given(st.text(max_size=60))
def test_find__takes_any_text(text: str) -> None:
    found = find(INDEX, text)
    assert found.total == sum(rows.height for rows in found.groups.values())
    assert all(not rows.is_empty() for rows in found.groups.values())


@given(
    st.sampled_from(["Mette Frederiksen", "Søren Aage Ærø", "Forslag om børnehaver på Færøerne"]),
    st.booleans(),
    st.sampled_from([{}, {"æ": "ae", "ø": "oe", "å": "aa"}, {"ø": "o", "å": "a"}]),
    st.sampled_from([" ", "  ", "-", ", "]),
)
def test_find__forgives_case_accents_and_signs(
    text: str, upper: bool, spelt: dict[str, str], between: str
) -> None:
    written = between.join(text.lower().translate(str.maketrans(spelt)).split())
    written = written.upper() if upper else written
    assert find(INDEX, written).total == 1
