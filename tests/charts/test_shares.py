"""A share of few is told in counts, and never as a percentage, a point or a cell."""

from __future__ import annotations

import polars as pl
import pytest

from core.charts.shares import LEAST, enough, share_words, shown_shares


@pytest.mark.parametrize(
    ("share", "n", "part", "words"),
    [
        (1.0, 1, None, "1 af 1"),
        (0.0, 4, 0, "0 af 4"),
        (18 / 19, 19, None, "18 af 19"),
        (19 / 20, 20, None, "95\N{NO-BREAK SPACE}%"),
        (0.5, 1_000, None, "50\N{NO-BREAK SPACE}%"),
        (None, 500, None, "–"),
        (0.5, 0, None, "–"),
        (0.5, None, None, "–"),
    ],
)
def test_share_words__counts_below_twenty(
    share: float | None, n: int | None, part: int | None, words: str
) -> None:
    assert share_words(share, n, "da", part=part) == words


def test_share_words__in_english_with_decimals() -> None:
    assert share_words(1 / 3, 3, "en", 1) == "1 of 3"
    assert share_words(1 / 3, 30, "en", 1) == "33.3%"


def test_enough__from_twenty_on() -> None:
    assert [enough(n) for n in (None, 0, 19, 20, 21)] == [False, False, False, True, True]
    assert LEAST == 20


def test_shown_shares__each_by_its_own_n() -> None:
    rows = pl.DataFrame(
        {
            "rice": [0.5, 0.6, 0.7],
            "rice_votes": [19, 20, None],
            "index": [0.1, 0.2, 0.3],
            "votes": [20, 20, 3],
        }
    )
    shown = shown_shares(rows, rice="rice_votes", index="votes")
    assert shown["rice"].to_list() == [None, 0.6, None]
    assert shown["index"].to_list() == [0.1, 0.2, None]
    assert shown["votes"].to_list() == [20, 20, 3]
    assert shown_shares(rows, rice=19)["rice"].null_count() == 3
    assert shown_shares(rows, rice=20)["rice"].null_count() == 0
