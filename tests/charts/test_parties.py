"""The charts of parties hold what the tables hold, in the chamber's order, n included."""

from __future__ import annotations

from datetime import datetime

import polars as pl
import pytest

from core.analysis.scaling import Scaling
from core.charts.map import member_map, party_map
from core.charts.parties import (
    coalition_chart,
    cohesion_dots,
    cohesion_lines,
    seats_bar,
    winning_bars,
)
from core.parliament.calendar.periods import Period

COHESION = pl.DataFrame(
    {"party": ["V", "EL", "S"], "votes": [40, 41, 0], "rice_votes": [39, 41, 0],
     "rice": [0.98, 1.0, None], "agreement_index": [0.97, 1.0, None]}
)  # fmt: skip
SESSIONS = (Period("20251", 1, "2025-26", datetime(2025, 10, 7), datetime(2026, 10, 6)),)


def test_cohesion_dots__in_the_chambers_order_with_n():
    contested = COHESION.with_columns(pl.col("votes") - 10, pl.col("agreement_index") - 0.01)
    chart = cohesion_dots(COHESION, contested, "agreement_index", "da")
    every, kept = chart.figure.data
    assert list(every.y) == list(kept.y) == ["EL", "V"]  # S has no index
    assert list(every.x) == [1.0, 0.97]
    assert list(kept.x) == pytest.approx([0.99, 0.96])
    assert "0,970 over 40 afstemninger" in every.hovertext[1]
    assert "0,960 over 30 afstemninger" in kept.hovertext[1]
    assert chart.figure.layout.xaxis.range[0] < 0.96
    assert chart.alt.endswith("EL 1,000; V 0,970.")


def test_cohesion_dots__a_party_without_contested_votes_has_no_second_mark():
    chart = cohesion_dots(COHESION, COHESION.head(1), "rice", "en")
    assert list(chart.figure.data[1].x) == [None, 0.98]


def test_cohesion_dots__without_an_index_is_none():
    with pytest.raises(ValueError, match="no cohesion"):
        cohesion_dots(COHESION.tail(1), COHESION, "rice", "da")


def test_cohesion_lines__one_for_each_party_chosen():
    table = pl.DataFrame(
        {
            "party": ["EL", "EL", "V"],
            "period": ["2025-10", "2025-11", "2025-10"],
            "votes": [24, 25, 26],
            "rice_votes": [24, 25, 26],
            "rice": [1.0, 0.9, 1.0],
            "agreement_index": [1.0, 0.8, 1.0],
        }
    )
    few = table.with_columns(rice_votes=pl.Series([24, 19, 26]))
    assert list(cohesion_lines(few, ["EL"], "rice", "month", SESSIONS, "da").figure.data[0].y) == [
        1.0
    ]
    chart = cohesion_lines(table, ["V", "EL"], "rice", "month", SESSIONS, "da")
    assert [(line.name, list(line.y)) for line in chart.figure.data] == [
        ("EL", [1.0, 0.9]),
        ("V", [1.0]),
    ]
    assert chart.figure.data[0].marker.symbol != chart.figure.data[1].marker.symbol
    assert "Lavest: EL 0,900 (november 2025)" in chart.alt
    with pytest.raises(ValueError, match="no cohesion"):
        cohesion_lines(table, ["NB"], "rice", "month", SESSIONS, "da")


def test_winning_bars__share_and_n():
    table = pl.DataFrame(
        {"party": ["V", "EL"], "votes": [40, 50], "won": [40, 10], "won_share": [1.0, 0.2]}
    )
    chart = winning_bars(table, "da")
    assert list(chart.figure.data[0].y) == ["EL", "V"]
    assert list(chart.figure.data[0].x) == [0.2, 1.0]
    assert "10 af 50 afstemninger" in chart.figure.data[0].hovertext[0]
    assert chart.alt.endswith("EL 20\N{NO-BREAK SPACE}%; V 100\N{NO-BREAK SPACE}%.")
    with pytest.raises(ValueError, match="no party"):
        winning_bars(table.clear(), "da")


def test_winning_bars__of_few_votes_the_counts_and_no_bar():
    table = pl.DataFrame(
        {"party": ["V", "EL"], "votes": [40, 4], "won": [40, 1], "won_share": [1.0, 0.25]}
    )
    trace = winning_bars(table, "da").figure.data[0]
    assert list(trace.x) == [0, 1.0]
    assert list(trace.text) == ["1 af 4", "100\N{NO-BREAK SPACE}%"]
    assert list(trace.marker.line.width) == [0, 1]
    assert trace.hovertext[0] == "EL<br>1 af 4"


def test_coalition_chart__who_was_in_and_how_often():
    table = pl.DataFrame({"parties": ["EL S", "S V"], "votes": [60, 20], "share": [0.75, 0.25]})
    chart = coalition_chart(table, "da")
    out, inside, counts = chart.figure.data
    ticks = list(chart.figure.layout.xaxis.ticktext)
    assert ticks == ["EL", "S", "V"]
    assert sorted(zip(inside.y, inside.text, strict=True)) == [
        (1, "EL"),
        (1, "S"),
        (2, "S"),
        (2, "V"),
    ]
    assert sorted(zip(out.y, [ticks[x] for x in out.x], strict=True)) == [(1, "V"), (2, "EL")]
    assert list(counts.x) == [60, 20]
    assert counts.text[0] == "60 (75\N{NO-BREAK SPACE}%)"
    few = table.with_columns(votes=pl.Series([6, 2]))
    assert coalition_chart(few, "da").figure.data[2].text[0] == "6 (6 af 8)"
    assert len(coalition_chart(table, "da", most=1).figure.data[2].x) == 1
    with pytest.raises(ValueError, match="no majority"):
        coalition_chart(table.clear(), "da")


def test_seats_bar__leaves_unknown_out():
    table = pl.DataFrame({"party": ["V", None, "EL"], "seats": [20, 1, 9]})
    chart = seats_bar(table, "da")
    assert list(chart.figure.data[0].y) == ["EL", "V"]
    assert "29 medlemmer" in chart.alt
    with pytest.raises(ValueError, match="no seats"):
        seats_bar(table.slice(1, 1), "da")


def scaling(rows, columns) -> Scaling:
    return Scaling(pl.DataFrame(rows, schema=columns, orient="row"), (0.62, 0.1), ("EL", None), 80)


def test_party_map__names_that_would_lie_on_each_other_have_a_line_to_their_marks():
    points = [("S", 80, 0.0, 0.5), ("V", 79, 0.001, 0.51), ("EL", 80, -1.0, -0.2)]
    chart = party_map(scaling(points, ["party", "votes", "axis_1", "axis_2"]), "da")
    assert list(chart.figure.data[0].text) == ["EL", "", ""]
    leaders = chart.figure.layout.annotations
    assert [(note.text, note.x, note.y) for note in leaders] == [
        ("S", 0.0, 0.5),
        ("V", 0.001, 0.51),
    ]
    assert leaders[0].ax < leaders[1].ax
    assert all(note.showarrow and note.ay < 0 for note in leaders)
    assert "S<br>(0,00, 0,50), 80 afstemninger" in chart.figure.data[0].hovertext
    assert chart.figure.layout.xaxis.title.text.startswith("Akse 1: 62")
    assert chart.figure.layout.yaxis.scaleanchor == "x"
    assert "3 partier efter 80 afstemninger" in chart.alt


def test_member_map__members_of_an_unknown_party_are_left_out():
    points = [(1, "S", 30, 0.0, 0.5), (2, None, 30, 0.1, 0.1), (3, "EL", 30, -1.0, 0.0)]
    columns = ["member_id", "party", "votes", "axis_1", "axis_2"]
    chart = member_map(scaling(points, columns), {1: "<i>Bo", 3: "Åse"}, "da")
    assert [trace.name for trace in chart.figure.data] == ["EL", "S"]
    assert chart.figure.data[1].hovertext[0].startswith("&lt;i&gt;Bo (S)")
    assert list(chart.figure.data[0].text) == ["EL"]
    assert "2 medlemmer" in chart.alt
    with pytest.raises(ValueError, match="too few"):
        member_map(scaling(points[:2], columns), {}, "da")


def test_charts__english_has_no_danish_words():
    table = pl.DataFrame(
        {"party": ["V", "EL"], "votes": [4, 5], "won": [4, 1], "won_share": [1.0, 0.2]}
    )
    chart = winning_bars(table, "en")
    assert "afstemning" not in f"{chart.alt}{chart.figure.data[0].hovertext}"
