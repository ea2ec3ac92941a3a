"""The half circle: a seat for each member, none on top of another, the majority in its place."""

from __future__ import annotations

import math
from itertools import pairwise

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.charts.chart import Chart
from core.charts.hemicycle import hemicycle, hemicycle_seats, majority_of

TOTALS = {"party": pl.String, "position": pl.String, "n": pl.UInt32}


def _totals(*rows: tuple[str | None, str | None, int]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=TOTALS, orient="row")


@given(st.integers(1, 400))
def test_hemicycle_seats__as_many_as_asked_in_bounds_and_apart(n: int) -> None:
    seats, diameter = hemicycle_seats(n)
    assert len(seats) == n
    assert diameter > 0
    assert all(math.hypot(x, y) <= 1 + 1e-9 and y >= 0 for x, y in seats)
    nearest = min(
        (math.dist(a, b) for i, a in enumerate(seats) for b in seats[:i]), default=math.inf
    )
    assert nearest > diameter
    angles = [math.atan2(y, x) for x, y in seats]
    assert all(a >= b - 1e-6 for a, b in pairwise(angles))


def test_hemicycle_seats__a_whole_chamber_fills_its_room() -> None:
    seats, diameter = hemicycle_seats(179)
    assert diameter > 0.07
    assert sum(x for x, _ in seats) == pytest.approx(0, abs=0.5)
    assert hemicycle_seats(0) == ([], 0.0)


@pytest.mark.parametrize(("seats", "most"), [(179, 90), (178, 90), (1, 1), (2, 2)])
def test_majority_of__more_than_half(seats: int, most: int) -> None:
    assert majority_of(seats) == most


def test_hemicycle__counts_letters_and_what_was_needed() -> None:
    chart = hemicycle(
        _totals(("S", "for", 50), ("S", "absent", 40), ("V", "against", 88), ("IA", "absent", 1)),
        "da",
    )
    assert [t.name for t in chart.figure.data if t.fill == "toself"] == [
        "For 50",
        "Imod 88",
        "Fravær 41",
    ]
    seats = [list(t.x).count(None) for t in chart.figure.data if t.fill == "toself"]
    assert seats == [50, 88, 41]
    written = [a.text for a in chart.figure.layout.annotations]
    assert written == ["S", "V", "IA", "Flertal:<br>70 af 138<br>for og imod"]
    assert "179 pladser: For 50, Imod 88, Fravær 41" in chart.alt
    assert "70 af de 138, der stemte for eller imod" in chart.alt


def _dashed(chart: Chart) -> int:
    return sum(t.line.dash == "dash" for t in chart.figure.data)


@pytest.mark.parametrize(
    ("absent", "drawn"), [(0, True), (1, True), (2, False), (70, False), (179, False)]
)
def test_hemicycle__ninety_is_drawn_only_where_ninety_were_needed(absent: int, drawn: bool) -> None:
    yes = (179 - absent) // 2
    chart = hemicycle(
        _totals(("S", "for", yes), ("V", "against", 179 - absent - yes), ("V", "absent", absent)),
        "da",
    )
    assert _dashed(chart) == drawn
    assert ("90 af 179" in chart.figure.layout.annotations[-1].text) == drawn
    assert ("90 pladser fra venstre" in chart.alt) == drawn
    assert chart.alt.endswith("." if absent < 179 else "179.")


def test_hemicycle__abstentions_lower_what_is_needed_as_absences_do() -> None:
    chart = hemicycle(_totals(("S", "for", 60), ("V", "neither", 119)), "en")
    assert chart.figure.layout.annotations[-1].text == "Majority:<br>31 of 60<br>for and against"


def test_hemicycle__small_neighbours_share_a_label_and_names_are_text() -> None:
    chart = hemicycle(
        _totals(("S", "for", 30), ("<b>", "for", 1), ("IA", "for", 1), (None, None, 1)), "en"
    )
    assert [a.text for a in chart.figure.layout.annotations][:2] == [
        "S",
        "&lt;b&gt; · IA · ?",
    ]
    hover = next(t for t in chart.figure.data if t.mode == "markers").hovertext
    assert len(hover) == 33
    assert hover[-1] == "Party unknown: Unknown"


def test_hemicycle__without_ballots_there_is_no_chart() -> None:
    with pytest.raises(ValueError, match="no ballots"):
        hemicycle(_totals(), "da")
