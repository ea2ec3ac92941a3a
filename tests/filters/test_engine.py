"""What every filter does alike: it takes what it can have, tells the rest, and reads in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.filters.ballots import MEMBER_BALLOTS, VOTE_BALLOTS
from core.filters.cases import CASES
from core.filters.changes import CHANGES
from core.filters.documents import DOCUMENTS
from core.filters.engine import Chosen, Column, Each, Filter, Filters, When, between, since, until
from core.filters.meetings import MEETINGS
from core.filters.members import MEMBERS
from core.filters.questions import QUESTIONS
from core.filters.scope import SCOPE, selection_of
from core.filters.values import Taken
from core.filters.votes import VOTES
from core.language import LANGUAGES, has

ROWS = pl.DataFrame(
    {
        "kind": ["a", "b", "a", None],
        "names": ["x; y", "y", None, "z"],
        "day": [date(2026, 1, 1), date(2026, 1, 2), None, date(2026, 1, 4)],
        "n": [1, 2, 3, 4],
    }
)
DAYS = (date(2026, 1, 1), date(2026, 1, 31))
THINGS: Filters[pl.DataFrame] = Filters(
    (
        Filter("q", "text", "votes.search", When(lambda text: pl.col("kind") == text[0]), most=5),
        Filter("kind", "many", "votes.type", Column("kind"), options=("a", "b"), counted=True),
        Filter(
            "name",
            "many",
            "column.party",
            Column("names", "; "),
            options=("x", "y", "z"),
            counted=True,
        ),
        Filter(
            "size",
            "one",
            "votes.margin",
            Each(lambda least: pl.col("n") >= int(least)),
            options=("1", "3"),
            counted=True,
        ),
        Filter("least", "number", "votes.margin", When(lambda n: pl.col("n") >= int(n[0])), most=9),
        Filter("two", "pair", "votes.differ", words="votes.pair", options=("x", "y", "z")),
        Filter("odd", "flag", "votes.deviating", When(lambda _: pl.col("n") % 2 == 1)),
        Filter("from", "day", "votes.from", since("day"), bounds=lambda rows: DAYS, option="from"),
        Filter("to", "day", "votes.to", until("day"), bounds=lambda rows: DAYS),
    ),
    table=lambda rows: rows,
)
EVERY = (
    VOTES,
    VOTE_BALLOTS,
    MEMBER_BALLOTS,
    SCOPE,
    CASES,
    QUESTIONS,
    MEETINGS,
    DOCUMENTS,
    CHANGES,
    MEMBERS,
)


@pytest.mark.parametrize(
    ("key", "asked", "expected"),
    [
        ("q", ["ab", "ab"], Taken(("ab",))),
        ("q", ["abcdef"], Taken(("abcde",), ("abcdef",), 5)),
        ("q", ["a\x00b", "c"], Taken(("ab",), ("c",))),
        ("q", ["  "], Taken()),
        ("kind", ["b", "c", "a", "b"], Taken(("b", "a"), ("c",))),
        ("size", ["2", "3", "1"], Taken(("3",), ("2", "1"))),
        (
            "least",
            ["x", "-1", "1.5", "10", "07", "7", "3"],
            Taken(("7",), ("x", "-1", "1.5", "10", "3")),
        ),
        ("least", ["0"], Taken(("0",))),
        ("least", ["\u0663", "9" * 30], Taken((), ("\u0663", "9" * 30))),
        ("two", ["x.x", "x.y", "y.z"], Taken(("x", "y"), ("x.x", "y.z"))),
        ("two", ["x"], Taken((), ("x",))),
        ("odd", ["yes"], Taken((), ("yes",))),
        ("odd", ["1"], Taken(("1",))),
        ("from", ["2026-02-01", "2026-01-02"], Taken(("2026-01-02",), ("2026-02-01",))),
        ("from", ["01.01.2026"], Taken((), ("01.01.2026",))),
    ],
)
def test_take__what_can_be_had_and_what_is_left(
    key: str, asked: Sequence[str], expected: Taken
) -> None:
    assert THINGS[key].take(asked, ROWS) == expected


def test_read__an_address_gives_what_is_chosen() -> None:
    address = {"kind": ["a", "?"], "from": ["2026-01-01"], "odd": ["0"]}
    chosen = THINGS.read(lambda key: address.get(key, []), ROWS)
    assert chosen == Chosen.of({"from": ["2026-01-01"], "kind": ["a"]})
    assert (chosen.first("kind"), chosen.day("from"), chosen.values("q")) == ("a", DAYS[0], ())
    assert not chosen.without("kind", "from")
    assert THINGS.apply(ROWS, chosen)["n"].to_list() == [1]
    assert THINGS.as_options(chosen) == (("--from", "2026-01-01"),)


@given(st.text(), st.sampled_from([each.key for each in THINGS]))
def test_read__any_text_is_safe(text: str, key: str) -> None:
    chosen = THINGS.read(lambda asked: [text] if asked == key else [], ROWS)
    THINGS.apply(ROWS, chosen)
    THINGS.described(ROWS, chosen, "da")


CHOICES = st.fixed_dictionaries(
    {},
    optional={
        "q": st.sampled_from([["a"], ["b"]]),
        "kind": st.lists(st.sampled_from(["a", "b"]), unique=True),
        "name": st.lists(st.sampled_from(["x", "y", "z"]), unique=True),
        "size": st.sampled_from([["1"], ["3"]]),
        "odd": st.just(["1"]),
        "from": st.just(["2026-01-02"]),
    },
)


@given(CHOICES)
def test_find__counts_are_what_choosing_alone_would_leave(asked: dict[str, list[str]]) -> None:
    found = THINGS.find(ROWS, Chosen.of(asked))
    assert found.rows.equals(THINGS.apply(ROWS, Chosen.of(asked)))
    for key, counts in found.counts.items():
        assert list(counts.values()) == sorted(counts.values(), reverse=True)
        for value in THINGS[key].offered(ROWS):
            alone = Chosen.of({**asked, key: [value]})
            assert counts.get(value, 0) == THINGS.apply(ROWS, alone).height


@given(CHOICES)
def test_chosen__is_the_same_in_whatever_order_it_was_made(asked: dict[str, list[str]]) -> None:
    other = Chosen.of(dict(reversed(asked.items())))
    assert other == Chosen.of(asked)
    assert hash(other) == hash(Chosen.of(asked))
    assert Chosen.of(asked) | other == other


def test_find__a_condition_on_no_row_leaves_all_or_none() -> None:
    every = replace(
        THINGS, each=(Filter("q", "text", "votes.search", When(lambda _: pl.lit(True))),)
    )
    assert every.find(ROWS, Chosen.of({"q": ["x"]})).rows.height == 4


def test_described__what_no_choice_means_is_told_where_it_matters() -> None:
    told = dict(SCOPE.described(None, Chosen(), "en"))  # type: ignore[arg-type]
    assert list(told.values()) == ["All", "No"]
    assert selection_of(Chosen()).subset == "all"
    days = between(date(2026, 1, 1), None)
    assert selection_of(days).start == date(2026, 1, 1)
    assert selection_of(days).end is None


@pytest.mark.parametrize("lang", LANGUAGES)
def test_declarations__every_text_is_there(lang: str) -> None:
    for filters in EVERY:
        assert len(set(filters.keys)) == len(filters.keys)
        for each in filters:
            keys = [each.label, each.hint, each.help, each.title]
            if isinstance(each.options, tuple) and isinstance(each.words, str) and each.words:
                pair = each.kind == "pair"
                keys += [each.words] if pair else [f"{each.words}.{name}" for name in each.options]
            assert [key for key in keys if key and not has(key, lang)] == [], each.key
