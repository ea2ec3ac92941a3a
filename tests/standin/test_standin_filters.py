"""The expression language, from text to the ids of the rows that it keeps."""

from __future__ import annotations

from datetime import datetime

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.standin.errors import BadQuery
from core.standin.evaluate import select, take
from core.standin.filters import (
    COMPARISONS,
    Compare,
    Constant,
    Junction,
    Not,
    Path,
    Quantifier,
    parse_filter,
    parse_orderby,
    parse_time,
)
from core.standin.tables import Database
from tests.standin.tiny import BALLOTS, MEETING_OF_VOTE, SESSION_OF_MEETING, tiny_parliament

DATABASE = Database.of(tiny_parliament())


def ids(name: str, expression: str, orderby: str = "") -> list[int]:
    """The ids of the rows that a filter keeps."""
    keys = parse_orderby(orderby) if orderby else ()
    found = select(DATABASE, name, parse_filter(expression) if expression else None, keys)
    return take(DATABASE[name].frame, found)["id"].to_list()


def test_parse_filter__and_binds_tighter_than_or() -> None:
    a, b, c = (Compare("eq", Path(("id",)), Constant(i, "number")) for i in (1, 2, 3))
    assert parse_filter("id eq 1 or id eq 2 and id eq 3") == Junction(
        "or", (a, Junction("and", (b, c)))
    )
    assert parse_filter("(id eq 1 or id eq 2) and not (id eq 3)") == Junction(
        "and", (Junction("or", (a, b)), Not(c))
    )


def test_parse_filter__the_variable_of_a_quantifier_goes_away() -> None:
    body = Compare("eq", Path(("typeid",)), Constant(1, "number"))
    assert parse_filter("Stemme/any(s: s/typeid eq 1)") == Quantifier("any", ("Stemme",), body)
    assert parse_filter("Sag/Sagstrin/any()") == Quantifier("any", ("Sag", "Sagstrin"), None)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", 1),
        ("-12", -12),
        ("1.5", 1.5),
        ("7L", 7),
        ("'a'", "a"),
        ("''", ""),
        ("'it''s'", "it's"),
        ("''''", "'"),
        ("true", True),
        ("null", None),
        ("datetime'2024-01-02'", datetime(2024, 1, 2)),
        ("DateTime'2024-01-02T03:04'", datetime(2024, 1, 2, 3, 4)),
        ("datetime'2024-01-02T03:04:05.5'", datetime(2024, 1, 2, 3, 4, 5, 500_000)),
        ("datetime'2024-01-02T03:04:05.1234567'", datetime(2024, 1, 2, 3, 4, 5, 123_456)),
    ],
)
def test_parse_filter__literals(text: str, value: object) -> None:
    node = parse_filter(f"id eq {text}")
    assert isinstance(node, Compare)
    assert isinstance(node.right, Constant)
    assert node.right.value == value
    assert type(node.right.value) is type(value)


@pytest.mark.parametrize(
    "expression",
    [
        "",
        "id eq",
        "id eq 1 and",
        "id eq 1 id eq 2",
        "id eq 'open",
        "id eq 1)",
        "(id eq 1",
        "id == 1",
        "id eq 1x",
        "nosuch('a',titel)",
        "substringof('a')",
        "substringof('a',titel",
        "id eq datetime'2024-13-01'",
        "id eq datetime'today'",
        "id eq datetime'2024-01-01T00:00:00.12345678'",
        "Stemme/any(s s/typeid eq 1)",
        "Stemme/any(s: typeid eq 1)",
        "Stemme/all()",
        "(" * 200 + "id eq 1" + ")" * 200,
        "tolower(" * 500 + "titel" + ")" * 500,
    ],
)
def test_parse_filter__nonsense_is_refused(expression: str) -> None:
    with pytest.raises(BadQuery):
        parse_filter(expression)


def test_parse_orderby__several_keys() -> None:
    assert parse_orderby("Møde/dato desc, id asc,nummer") == (
        (Path(("Møde", "dato")), True),
        (Path(("id",)), False),
        (Path(("nummer",)), False),
    )


@given(st.text())
def test_parse_filter__a_quoted_string_comes_back_whole(text: str) -> None:
    node = parse_filter("titel eq '" + text.replace("'", "''") + "' and id gt 1")
    assert isinstance(node, Junction)
    first = node.parts[0]
    assert isinstance(first, Compare)
    assert first.right == Constant(text, "text")


@given(st.datetimes(min_value=datetime(1753, 1, 1), max_value=datetime(9999, 1, 1)))
def test_parse_time__reads_what_isoformat_writes(moment: datetime) -> None:
    assert parse_time(moment.isoformat()) == moment


@pytest.mark.parametrize(
    ("expression", "votes"),
    [
        ("", [1, 2, 3, 4]),
        ("id eq 2", [2]),
        ("2 eq id", [2]),
        ("id gt 1 and id le 3", [2, 3]),
        ("id ge 3 or nummer lt 2", [1, 3, 4]),
        ("3 gt id", [1, 2]),
        ("id ne 2", [1, 3, 4]),
        ("id gt 99999999999", []),
        ("id lt 99999999999", [1, 2, 3, 4]),
        ("id gt 3 and id lt 2", []),
        ("id eq 1 or id eq 4 or id eq 77", [1, 4]),
        ("not (id eq 1 or id eq 4)", [2, 3]),
        ("vedtaget", [1, 2, 3]),
        ("vedtaget eq false", [4]),
        ("not vedtaget eq true", [4]),
        ("sagstrinid eq null", [3]),
        ("sagstrinid ne null", [1, 2, 4]),
        ("sagstrinid ne 20", [2, 3, 4]),
        ("sagstrinid gt 20", [2, 4]),
        ("not (sagstrinid gt 20)", [1, 3]),
        ("sagstrinid eq 20 or sagstrinid eq 22", [1, 4]),
        ("mødeid eq 10 and typeid eq 2", [1]),
        ("mødeid eq 10 and id gt 1", [2]),
        ("konklusion eq ''", [1]),
        ("konklusion eq null", [2]),
        ("konklusion ne 'Vedtaget'", [1, 2, 4]),
        ("Møde/periodeid eq 160", [1, 2]),
        ("Møde/periodeid eq 160 and id gt 1", [2]),
        ("Møde/periodeid eq 160 or Møde/periodeid eq 161", [1, 2, 3, 4]),
        ("Møde/dato lt datetime'3000-12-31'", [1, 2]),
        ("Sagstrin/Sag/periodeid eq 160", [1, 2]),
        ("Sagstrin/Sag/periodeid ne 160", [3, 4]),
        ("Sagstrin/Sag/titel eq null", [3]),
        ("year(Møde/dato) eq 3000 and Møde/periodeid ge 160", [1, 2]),
        ("Stemme/any()", [1, 2, 4]),
        ("not Stemme/any()", [3]),
        ("Stemme/any(s: s/aktørid eq 179)", [1]),
        ("Stemme/all(s: s/aktørid le 120)", [2, 3, 4]),
        ("Sagstrin/Sag/Sagstrin/any(t: t/id eq 21)", [1, 2]),
        ("opdateringsdato gt datetime'2024-05-02T12:30:02.67'", [3, 4]),
        ("opdateringsdato ge datetime'2024-05-02T12:30:02.67'", [2, 3, 4]),
        ("opdateringsdato lt datetime'2024-05-02T12:30:02.6700001'", [1]),
        ("opdateringsdato lt datetime'2024-05-02T12:30:02.670001'", [1, 2]),
        ("day(opdateringsdato) eq 3 and month(opdateringsdato) eq 5", [3]),
        ("hour(opdateringsdato) eq 12 and minute(opdateringsdato) eq 30", [1, 2, 3, 4]),
        ("second(opdateringsdato) ge 3 and year(opdateringsdato) eq 2024", [3, 4]),
        ("1 eq 1", [1, 2, 3, 4]),
        ("true eq false", []),
        ("null eq null", [1, 2, 3, 4]),
        ("id gt null", []),
        ("null", []),
    ],
)
def test_select__conditions(expression: str, votes: list[int]) -> None:
    assert ids("Afstemning", expression) == votes


@pytest.mark.parametrize(
    ("expression", "cases"),
    [
        ("substringof('støtte',titel)", [30]),
        ("substringof('støtte',titel) eq true", [30]),
        ("not substringof('støtte',titel)", [31]),
        ("startswith(titel,'Lov')", [31]),
        ("endswith(titel,'grøn')", [31]),
        ("substringof('O''Hare',titel)", [31]),
        ("substringof('.',titel)", []),
        ("substringof('STØTTE',toupper(titel))", [30]),
        ("tolower(titel) eq 'om  støtte til havvind'", [30]),
        ("length(titel) eq 22", [30]),
        ("indexof(titel,'til') eq 11", [30]),
        ("indexof(titel,'findes ikke') eq -1", [30, 31]),
        ("concat('x',titel) eq 'xOm  støtte til havvind'", [30]),
        ("trim(concat(' ',titel)) eq titel", [30, 31, 32]),
        ("titel gt 'M'", [30]),
    ],
)
def test_select__text_functions(expression: str, cases: list[int]) -> None:
    assert ids("Sag", expression) == cases


def test_select__two_directions_of_a_membership() -> None:
    assert ids("AktørAktør", "FraAktør/typeid eq 5 and TilAktør/typeid eq 4 and rolleid eq 15") == [
        501,
        502,
        503,
        504,
        505,
    ]
    assert ids("AktørAktør", "FraAktør/typeid eq 4 and rolleid eq 15") == []


@pytest.mark.parametrize(
    "expression",
    [
        "nosuch eq 1",
        "Møde/nosuch eq 1",
        "Nosuch/id eq 1",
        "id eq 1 and nosuch eq 1",
        "Stemme/typeid eq 1",
        "Møde/any()",
        "Stemme/any(s: s/nosuch eq 1)",
        "id eq 'x'",
        "konklusion eq 1",
        "opdateringsdato gt '2024-01-01'",
        "vedtaget gt false",
        "id",
        "'x'",
        "substringof(1,konklusion)",
        "year(konklusion) eq 1",
        "id and vedtaget",
        "id eq 9999999999999999999999",
    ],
)
def test_select__names_and_kinds_are_checked(expression: str) -> None:
    with pytest.raises(BadQuery):
        ids("Afstemning", expression)


@pytest.mark.parametrize(
    ("orderby", "votes"),
    [
        ("id", [1, 2, 3, 4]),
        ("id desc", [4, 3, 2, 1]),
        ("typeid", [2, 4, 1, 3]),
        ("typeid desc,id desc", [3, 1, 4, 2]),
        ("Møde/dato desc,id desc", [4, 3, 2, 1]),
        ("Møde/periodeid desc", [3, 4, 1, 2]),
        ("sagstrinid", [3, 1, 2, 4]),
        ("sagstrinid desc", [4, 2, 1, 3]),
        ("tolower(konklusion) desc", [3, 4, 1, 2]),
    ],
)
def test_select__orders(orderby: str, votes: list[int]) -> None:
    assert ids("Afstemning", "", orderby) == votes


def test_select__indexes_agree_with_looking_at_every_row() -> None:
    ballots = DATABASE["Stemme"].frame
    for expression, test in {
        "afstemningid eq 2": pl.col("afstemningid") == 2,
        "afstemningid eq 2 or afstemningid eq 4": pl.col("afstemningid").is_in([2, 4]),
        "aktørid eq 3 and typeid eq 4": (pl.col("aktørid") == 3) & (pl.col("typeid") == 4),
        "id gt 1100 and id le 2050 and typeid eq 1": pl.col("id").is_between(
            1100, 2050, closed="right"
        )
        & (pl.col("typeid") == 1),
    }.items():
        assert ids("Stemme", expression) == ballots.filter(test)["id"].to_list(), expression
    votes = [v for v, m in MEETING_OF_VOTE.items() if SESSION_OF_MEETING[m] == 160]
    assert len(ids("Stemme", "Afstemning/Møde/periodeid eq 160")) == sum(BALLOTS[v] for v in votes)
    assert ids("Stemme", "Afstemning/Møde/periodeid ne 160") == [4001, 4002, 4003]


VALUES = st.sampled_from(
    ["id", "nummer", "mødeid", "sagstrinid", "Møde/periodeid", "Sagstrin/Sag/periodeid", "null",
     "1", "2", "4", "10", "20.5", "160", "99999999999", "konklusion", "Sagstrin/titel", "''",
     "'Vedtaget'", "tolower(konklusion)", "year(Møde/dato)", "length(konklusion)", "vedtaget",
     "true", "opdateringsdato", "datetime'2024-05-02T12:30:02.67'", "nosuch", "Stemme/typeid"]
)  # fmt: skip
CONDITIONS = st.recursive(
    st.one_of(
        st.builds("{} {} {}".format, VALUES, st.sampled_from(COMPARISONS), VALUES),
        st.sampled_from(
            [
                "vedtaget",
                "substringof('e',konklusion)",
                "Stemme/any()",
                "mødeid eq 10",
                "Stemme/any(s: s/typeid eq 1 and s/aktørid gt 3)",
                "Møde/periodeid eq 160",
                "id gt 1",
            ]
        ),
    ),
    lambda inner: st.one_of(
        st.builds("({} {} {})".format, inner, st.sampled_from(["and", "or"]), inner),
        st.builds("not ({})".format, inner),
    ),
    max_leaves=5,
)


@given(CONDITIONS)
def test_select__the_short_cuts_change_nothing(condition: str) -> None:
    try:
        found = ids("Afstemning", condition)
    except BadQuery:
        with pytest.raises(BadQuery):
            ids("Afstemning", f"not (not ({condition}))")
        return
    # No index is used for a condition that is turned round.
    assert found == [
        *ids("Afstemning", f"id le 2 and not (not ({condition}))"),
        *ids("Afstemning", f"not (not ({condition})) and id gt 2"),
    ]


@given(st.text(alphabet="id eq1'()/,.:-ntaoyrkø \x00\u2028", max_size=40))
def test_parse_filter__reads_or_refuses_any_text(text: str) -> None:
    try:
        ids("Afstemning", text or "id")
    except BadQuery as refused:
        message = str(refused)
    else:
        message = "The query specified in the URI is not valid."
    assert message.startswith("The query specified in the URI is not valid.")
