"""Cells and points say what the frames hold, and what is not known is empty."""

from __future__ import annotations

from datetime import datetime

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.charts.agreement import agreement_heatmap, agreement_over_time, share_colour, text_colour
from core.charts.colours import GROUNDS, contrast
from core.charts.periods import after_election, time_axis
from core.parliament.calendar.periods import Period

PAIRS = pl.DataFrame(
    [("EL", "S", 40, 30, 0.75), ("EL", "V", 3, 1, None), ("S", "V", 1000, 999, 0.999)],
    schema=["party_a", "party_b", "shared", "same", "agreement"],
    orient="row",
)
SESSIONS = (
    Period("20222", 2, "2022-23 (2. samling)", datetime(2022, 11, 15), datetime(2023, 10, 3)),
    Period("20221", 1, "2022-23 (1. samling)", datetime(2022, 10, 4), datetime(2022, 11, 1)),
)


def cells(figure, name="z"):
    """Party by party, what the two heatmaps hold together."""
    fills = [trace for trace in figure.data if trace.type == "heatmap"]
    return {
        (row, column): trace[name][i][j]
        for trace in fills
        for i, row in enumerate(trace.y)
        for j, column in enumerate(trace.x)
        if trace.z[i][j] is not None
    }


def test_heatmap__is_the_same_from_both_sides_and_empty_below_the_minimum():
    figure = agreement_heatmap(PAIRS, ["EL", "S", "V"], "da").figure
    assert cells(figure) == {
        ("EL", "S"): 0.75,
        ("S", "EL"): 0.75,
        ("S", "V"): 0.999,
        ("V", "S"): 0.999,
    }


def test_heatmap__nearly_all_is_not_written_as_all():
    texts = cells(agreement_heatmap(PAIRS, ["EL", "S", "V"], "da").figure, "text")
    assert texts["EL", "S"] == "75"
    assert texts["S", "V"] == "99"


def test_heatmap__an_empty_cell_tells_its_n():
    marks = agreement_heatmap(PAIRS, ["EL", "S", "V"], "da").figure.data[-1]
    pairs = map(tuple, marks.customdata)
    told = dict(zip(pairs, marks.hovertext, strict=True))
    assert "3 fælles afstemninger" in told["EL", "V"]
    assert "99,9\N{NO-BREAK SPACE}% ens: 999 af 1.000" in told["V", "S"]
    assert told["S", "S"] == "S"


def test_heatmap__says_its_ends_in_words():
    alt = agreement_heatmap(PAIRS, ["EL", "S", "V"], "da").alt
    assert "3 partier: 2 af 3 par" in alt
    assert "Mest enige: S og V" in alt
    assert "Mindst enige: EL og S 75" in alt


def test_heatmap__the_order_is_the_one_given_and_the_chosen_pair_is_framed():
    figure = agreement_heatmap(PAIRS, ["V", "S", "EL"], "da", chosen=("V", "EL")).figure
    assert list(figure.data[0].x) == ["V", "S", "EL"]
    assert [(frame.x0, frame.y0) for frame in figure.layout.shapes] == [(-0.5, 1.5), (1.5, -0.5)]
    gone = agreement_heatmap(PAIRS, ["V", "S", "EL"], "da", chosen=("V", "NB")).figure
    assert not gone.layout.shapes


def test_heatmap__names_of_parties_are_no_markup():
    pairs = PAIRS.with_columns(pl.col("party_a").replace("EL", "<b>EL"))
    figure = agreement_heatmap(pairs, ["<b>EL", "S", "V"], "da").figure
    assert figure.data[0].x[0] == "&lt;b&gt;EL"
    assert not any("<b>" in hover for hover in figure.data[-1].hovertext)
    assert ["<b>EL", "S"] in [list(pair) for pair in figure.data[-1].customdata]


def test_heatmap__without_pairs_is_none():
    with pytest.raises(ValueError, match="no pairs"):
        agreement_heatmap(PAIRS.clear(), [], "da")


@given(st.floats(0, 1))
def test_share_colour__its_text_can_be_read(share):
    assert contrast(text_colour(share), share_colour(share)) >= 4.5


@given(st.floats(0, 1), st.floats(0, 1))
def test_share_colour__more_is_never_paler(one, other):
    low, high = sorted((one, other))
    assert contrast(share_colour(high), "#FFFFFF") >= contrast(share_colour(low), "#FFFFFF") - 1e-9


TIMES = pl.DataFrame(
    [("2022-10", 12, 6, 0.5), ("2022-12", 4, 4, None), ("2023-01", 20, 18, 0.9)],
    schema=["period", "shared", "same", "agreement"],
    orient="row",
)


def test_over_time__months_with_their_n_and_the_election():
    chart = agreement_over_time(TIMES, "S", "V", "month", SESSIONS, "da")
    line = chart.figure.data[0]
    assert list(line.y) == [0.5, None, 0.9]
    assert "oktober 2022" in line.hovertext[0]
    assert "6 af 12" in line.hovertext[0]
    assert "4 fælles afstemninger" in line.hovertext[1]
    assert [str(shape.x0) for shape in chart.figure.layout.shapes] == ["2022-11-15"]
    assert chart.figure.layout.annotations[0].text == "Valg"
    assert "36 fælles afstemninger, 2 perioder" in chart.alt
    assert "Højest 90\N{NO-BREAK SPACE}% (januar 2023), lavest 50" in chart.alt


def test_over_time__sessions_by_their_titles():
    table = TIMES.head(2).with_columns(
        pl.Series("period", ["20221", "20222"]), pl.Series("agreement", [0.5, 1.0])
    )
    chart = agreement_over_time(table, "S", "V", "session", SESSIONS, "en")
    assert list(chart.figure.data[0].x) == ["2022-23<br>(session 1)", "2022-23<br>(session 2)"]
    assert chart.figure.layout.shapes[0].x0 == 0.5
    assert chart.figure.layout.annotations[0].text == "Election"


def test_over_time__nothing_known_is_no_chart():
    with pytest.raises(ValueError, match="no agreement"):
        agreement_over_time(TIMES.slice(1, 1), "S", "V", "month", SESSIONS, "da")


def test_after_election__is_a_second_session_of_the_year():
    assert [after_election(session) for session in SESSIONS] == [True, False]


def test_time_axis__one_period_has_no_line():
    axis = time_axis(["20222"], "session", SESSIONS, "da")
    assert not axis.shapes
    assert list(axis.labels.values()) == ["2022-23 (2. samling)"]


@pytest.mark.parametrize("dark", [False, True])
def test_share_colour__more_stands_out_further_from_the_ground(dark):
    ground = GROUNDS[dark]
    seen = [contrast(share_colour(n / 20, dark=dark), ground) for n in range(21)]
    assert seen == sorted(seen)
    assert seen[-1] > 7
    for n in range(21):
        cell = share_colour(n / 20, dark=dark)
        assert contrast(cell, text_colour(n / 20, dark=dark)) > 4.5


def test_heatmap__on_a_dark_ground_the_highest_is_the_brightest():
    figure = agreement_heatmap(PAIRS, ["EL", "S", "V"], "da", dark=True).figure
    scale = next(trace for trace in figure.data if trace.type == "heatmap").colorscale
    assert contrast(scale[-1][1], GROUNDS[1]) > 12
    assert contrast(scale[0][1], GROUNDS[1]) < 2
