"""The bars hold exactly what was counted, and the words are in the language asked for."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.charts.chart import Chart
from core.charts.votes import ballots_by_party, votes_by_type, votes_over_time

CODES = ("final", "committee", "motion", "amendment")
ENGLISH = r"\b(votes?|ballots?|adopted|rejected|for nor|against|neither|absent|week|month|party)\b"
SCHEMA = {"date": pl.Date, "adopted": pl.Boolean, "type_code": pl.String}
TOTALS = {"party": pl.String, "position": pl.String, "n": pl.UInt32}

VOTES = st.lists(
    st.tuples(
        st.dates(date(2010, 1, 1), date(2026, 12, 31)), st.booleans(), st.sampled_from(CODES)
    ),
    min_size=1,
    max_size=30,
)
BALLOTS = st.dictionaries(
    st.tuples(
        st.sampled_from(["S", "V", "EL", "UFG", "IA", "Ny", None]),
        st.sampled_from(["for", "against", "neither", "absent", None]),
    ),
    st.integers(1, 60),
    min_size=1,
)


def _votes(rows) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def _totals(counts) -> pl.DataFrame:
    rows = [(party, position, n) for (party, position), n in counts.items()]
    return pl.DataFrame(rows, schema=TOTALS, orient="row")


def _bars(chart: Chart, axis: str) -> dict[str, list[int]]:
    return {trace.name: list(trace[axis]) for trace in chart.figure.data}


def _words(chart: Chart) -> str:
    drawn = chart.figure.to_plotly_json()
    drawn.get("layout", {}).pop("template", None)
    shown = [
        trace.get(key)
        for trace in drawn["data"]
        for key in ("name", "text", "hovertext", "y")
        if isinstance(trace.get(key), str | list | tuple)
    ]
    titles = [drawn["layout"][a].get("title") for a in ("xaxis", "yaxis")]
    ticks = drawn["layout"]["xaxis"].get("ticktext")
    return json.dumps([shown, titles, ticks, chart.alt], ensure_ascii=False, default=str)


WEEKS = _votes(
    [
        (date(2022, 10, 4), True, "final"),
        (date(2022, 10, 7), False, "final"),
        (date(2022, 10, 9), True, "amendment"),  # a Sunday: still the week of the 3rd
        (date(2022, 10, 10), True, "final"),
        (date(2022, 12, 24), False, "motion"),
    ]
)
PARTIES = {("S", "for"): 40, ("S", "absent"): 10, ("V", "against"): 23, (None, "neither"): 1}


def test_votes_over_time__by_week():
    chart = votes_over_time(WEEKS, "da")
    assert _bars(chart, "y") == {"Vedtaget": [2, 1, 0], "Forkastet": [1, 0, 1]}
    assert list(chart.figure.data[0].x) == [
        date(2022, 10, 3),
        date(2022, 10, 10),
        date(2022, 12, 19),
    ]
    assert "5 afstemninger, 3 vedtaget og 2 forkastet" in chart.alt
    assert "fra 4. okt. 2022 til 24. dec. 2022" in chart.alt
    assert "Flest: 3 (Uge 40, fra 3. okt. 2022)" in chart.alt


def test_votes_over_time__by_month():
    later = _votes([(date(2023, 12, 24), False, "motion")])
    chart = votes_over_time(pl.concat([WEEKS.head(4), later]), "en")
    assert _bars(chart, "y") == {"Adopted": [3, 0], "Rejected": [1, 1]}
    bars = chart.figure.data[0]
    assert (bars.hovertext[0], list(bars.customdata[0])) == ("October 2022", [3, 1])
    assert "<br>Adopted: %{customdata[0]:,d}<br>Rejected: %{customdata[1]" in bars.hovertemplate


def test_votes_over_time__long_spans_go_by_month():
    years = _votes([(date(2020 + i, 5, 1), True, "final") for i in range(5)])
    chart = votes_over_time(years, "da")
    assert chart.figure.data[0].xperiod == "M1"
    assert votes_over_time(WEEKS, "da").figure.data[0].xperiod == 604_800_000
    assert list(chart.figure.layout.xaxis.ticktext) == ["2021", "2022", "2023", "2024"]


def test_votes_over_time__months_are_named_in_the_language():
    assert list(votes_over_time(WEEKS, "da").figure.layout.xaxis.ticktext) == [
        "nov.<br>2022",
        "dec.",
    ]
    year = _votes([(date(2022, 10, 4) + timedelta(days=7 * i), True, "final") for i in range(36)])
    ticks = votes_over_time(year, "da").figure.layout.xaxis.ticktext
    assert ticks[-1] == "jun."
    assert len(ticks) <= 8


def test_votes_over_time__one_day():
    chart = votes_over_time(WEEKS.head(1), "da")
    assert "1 afstemning, 1 vedtaget og 0 forkastet, den 4. okt. 2022." in chart.alt
    first, last = chart.figure.layout.xaxis.range
    assert last - first >= timedelta(days=42)  # one bar does not fill the page


def test_votes_over_time__votes_without_a_date_have_no_place():
    undated = pl.concat([WEEKS, _votes([(None, True, "final")])])
    assert votes_over_time(undated, "da").alt == votes_over_time(WEEKS, "da").alt
    with pytest.raises(ValueError, match="no votes"):
        votes_over_time(_votes([(None, True, "final")]), "da")


@settings(deadline=None, max_examples=40)
@given(rows=VOTES, lang=st.sampled_from(["da", "en"]))
def test_votes_over_time__keeps_every_vote_in_any_order(rows, lang):
    chart = votes_over_time(_votes(rows), lang)
    adopted, rejected = (sum(trace.y) for trace in chart.figure.data)
    assert (adopted, rejected) == (sum(r[1] for r in rows), sum(not r[1] for r in rows))
    again = votes_over_time(_votes(rows[::-1]), lang)
    assert again.figure == chart.figure
    assert again.alt == chart.alt


def test_votes_by_type__most_frequent_first():
    chart = votes_by_type(WEEKS, "da")
    assert list(chart.figure.data[0].y) == [
        "Endelig vedtagelse",
        "Ændringsforslag",
        "Forslag til vedtagelse",
    ]
    assert list(chart.figure.data[0].x) == [3, 1, 1]
    assert chart.alt == (
        "Søjler efter slags: 5 afstemninger. "
        "Endelig vedtagelse 3; Ændringsforslag 1; Forslag til vedtagelse 1."
    )


@settings(deadline=None, max_examples=40)
@given(rows=VOTES)
def test_votes_by_type__keeps_every_vote_in_any_order(rows):
    chart = votes_by_type(_votes(rows), "en")
    assert sorted(chart.figure.data[0].x) == sorted(Counter(r[2] for r in rows).values())
    assert votes_by_type(_votes(rows[::-1]), "en").figure == chart.figure


def test_ballots_by_party__segments_and_order():
    chart = ballots_by_party(_totals(PARTIES), "da")
    assert _bars(chart, "x") == {
        "For": [40, 0, 0],
        "Imod": [0, 23, 0],
        "Hverken": [0, 0, 1],
        "Fravær": [10, 0, 0],
    }
    assert list(chart.figure.data[0].y) == ["S", "V", "Ukendt parti"]
    assert list(chart.figure.data[0].text) == ["40", "", ""]
    assert chart.alt == (
        "Søjler efter parti: 74 stemmer. S: For 40, Fravær 10; V: Imod 23; Ukendt parti: Hverken 1."
    )


def test_ballots_by_party__an_unknown_position_is_shown_as_that():
    chart = ballots_by_party(_totals({("S", None): 2, ("S", "for"): 1}), "en")
    assert _bars(chart, "x") == {"For": [1], "Unknown": [2]}


def test_ballots_by_party__a_name_is_no_markup():
    chart = ballots_by_party(_totals({("<b>S</b>", "for"): 2}), "da")
    assert list(chart.figure.data[0].y) == ["&lt;b&gt;S&lt;/b&gt;"]
    assert "<b>" not in chart.figure.data[0].hovertext[0]


@settings(deadline=None, max_examples=40)
@given(counts=BALLOTS)
def test_ballots_by_party__keeps_every_ballot_in_any_order(counts):
    chart = ballots_by_party(_totals(counts), "da")
    assert sum(sum(trace.x) for trace in chart.figure.data) == sum(counts.values())
    assert all(len(trace.x) == len({p for p, _ in counts}) for trace in chart.figure.data)
    backwards = _totals(dict(reversed(counts.items())))
    assert ballots_by_party(backwards, "da").figure == chart.figure


@pytest.mark.parametrize(
    "draw",
    [
        lambda: votes_over_time(_votes([]), "da"),
        lambda: votes_by_type(_votes([]), "da"),
        lambda: ballots_by_party(_totals({}), "da"),
    ],
)
def test_charts__nothing_to_draw_is_an_error(draw):
    with pytest.raises(ValueError, match="to draw"):
        draw()


CHARTS = {
    "time": lambda lang: votes_over_time(WEEKS, lang),
    "type": lambda lang: votes_by_type(WEEKS, lang),
    "party": lambda lang: ballots_by_party(_totals(PARTIES), lang),
}


@pytest.mark.parametrize("name", CHARTS)
def test_charts__danish_ones_hold_no_english_and_the_other_way(name):
    assert not re.search(ENGLISH, _words(CHARTS[name]("da")), re.IGNORECASE)
    assert not re.search(r"[æøåÆØÅ]|\b[Aa]fst|\b[Ss]temme", _words(CHARTS[name]("en")))


@pytest.mark.parametrize("name", CHARTS)
def test_charts__leave_text_colours_and_ground_to_the_page(name):
    layout = CHARTS[name]("da").figure.layout
    assert layout.font.color is None
    assert layout.paper_bgcolor == layout.plot_bgcolor == "rgba(0,0,0,0)"
    assert layout.separators == ",."
    assert layout.xaxis.fixedrange
    assert layout.yaxis.fixedrange


@pytest.mark.parametrize("name", CHARTS)
def test_charts__no_bar_is_coloured_red_or_green(name):
    for trace in CHARTS[name]("da").figure.data:
        red, green, blue = (int(trace.marker.color[i : i + 2], 16) for i in (1, 3, 5))
        assert not (red > 150 and green < 60 and blue < 60)
        assert not (green > 1.3 * red and green > 1.3 * blue)
