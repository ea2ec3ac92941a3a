"""The charts of one party, and the small panels of all: what they hold, and what they leave out."""

from __future__ import annotations

from datetime import date, datetime

import polars as pl
import pytest

from core.charts.party import (
    agreement_panels,
    departure_bars,
    departure_panels,
    rate_words,
    seats_curve,
)
from core.parliament.calendar.periods import Period

SESSIONS = (
    Period("20241", 2, "2024-25 (1. samling)", datetime(2024, 10, 1), datetime(2025, 10, 6)),
    Period("20251", 1, "2025-26 (1. samling)", datetime(2025, 10, 7), datetime(2026, 10, 6)),
)
DEPARTURES = pl.DataFrame(
    [
        ("V", "20241", 2000, 3, 1.5),
        ("V", "20251", 19, 1, 1000 / 19),
        ("EL", "20251", 1000, 0, 0.0),
    ],
    ["party", "period", "ballots", "departures", "per_thousand"],
    orient="row",
)
AGREEMENT = pl.DataFrame(
    [("S", "20241", 19, 19, 1.0), ("S", "20251", 40, 10, 0.25), ("IA", "20251", 1, 1, 1.0)],
    ["party", "period", "shared", "same", "agreement"],
    orient="row",
)


def test_departure_panels__one_a_party_from_the_left_without_points_of_too_few():
    chart = departure_panels(DEPARTURES, "session", SESSIONS, "da")
    el, v = chart.figure.data
    assert [el.name, v.name] == ["EL", "V"]
    assert (list(el.y), list(v.y)) == ([None, 0.0], [1.5, None])
    assert el.xaxis != v.xaxis
    assert chart.figure.layout.yaxis.range == chart.figure.layout.yaxis2.range
    assert "19 stemmer afveg" in v.hovertext[1]
    words = [note.text for note in chart.figure.layout.annotations]
    assert words.count("2024-25") == words.count("2025-26") == 2
    assert "1,5" in chart.alt
    with pytest.raises(ValueError, match="no departures"):
        departure_panels(DEPARTURES[1:2], "session", SESSIONS, "da")


def test_departure_bars__a_period_of_too_few_has_counts_and_no_bar():
    chart = departure_bars(DEPARTURES[:2], "V", "session", SESSIONS, "en")
    (bars,) = chart.figure.data
    assert list(bars.y) == [1.5, 0]
    assert list(bars.x) == ["2024-25", "2025-26"]
    assert "1 of 19 ballots departed" in chart.alt
    with pytest.raises(ValueError, match="no departures"):
        departure_bars(DEPARTURES.head(0), "V", "session", SESSIONS, "en")


def test_agreement_panels__a_party_of_which_there_is_too_little_has_none():
    chart = agreement_panels(AGREEMENT, "V", "session", SESSIONS, "da")
    (panel,) = chart.figure.data
    assert (panel.name, list(panel.y)) == ("S", [None, 0.25])
    assert panel.hovertext[0].endswith("19 af 19")
    assert panel.hovertext[1].endswith("(10 af 40)")
    with pytest.raises(ValueError, match="no agreement"):
        agreement_panels(AGREEMENT[::2], "V", "session", SESSIONS, "da")


def test_panels__months_have_their_year_below():
    months = DEPARTURES.with_columns(period=pl.lit("2025-11"))
    chart = departure_panels(months[::2], "month", SESSIONS, "en")
    assert "Nov<br>2025" in [note.text for note in chart.figure.layout.annotations]


def test_seats_curve__steps_from_the_first_to_the_last():
    table = pl.DataFrame({"date": [date(2025, 10, 9), date(2025, 11, 27)], "seats": [23, 22]})
    chart = seats_curve(table, "V", "da")
    assert chart.figure.data[0].line.shape == "hv"
    assert "23 den 9. okt. 2025, 22 den 27. nov. 2025" in chart.alt
    with pytest.raises(ValueError, match="no seats"):
        seats_curve(table.head(0), "V", "da")


def test_rate_words__both_counts_and_no_rate_of_too_few():
    rows = DEPARTURES.to_dicts()
    assert rate_words(rows[0], "en") == "1.5 for every 1,000 (3 of 2,000 ballots)"
    assert rate_words(rows[1], "da") == "1 af 19 stemmer afveg"
