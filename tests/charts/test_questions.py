"""The charts of questions show the figures they are given, and say them."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from core.analysis.questions import answer_days, answer_figures, by_month
from core.charts.questions import days_chart, months_chart
from core.language import LANGUAGES, Lang
from tests.analysis.test_questions import ROWS, question, table


@pytest.mark.parametrize("lang", LANGUAGES)
def test_months__a_bar_for_each_status_that_there_is(lang: Lang) -> None:
    months = by_month(ROWS)
    drawn = months_chart(months, lang)
    bars = {trace.name: list(trace.y) for trace in drawn.figure.data}
    assert list(bars.values()) == [[2, 0, 1], [1, 0, 0]]  # answered, past the deadline
    assert "4" in drawn.alt
    assert "2026" in drawn.alt


@pytest.mark.parametrize(
    ("lang", "first"), [("da", ["okt.<br>2026", "dec."]), ("en", ["Oct<br>2026", "Dec"])]
)
def test_months__are_named_in_words(lang: Lang, first: list[str]) -> None:
    starts = pl.date_range(date(2026, 10, 1), date(2027, 9, 1), "1mo", eager=True)
    months = by_month(ROWS)[[0] * 12].with_columns(month=starts)
    axis = months_chart(months, lang).figure.layout.xaxis
    assert list(axis.ticktext[:2]) == first
    assert [label.partition("<br>")[2] for label in axis.ticktext] == [
        "2026",
        "",
        "2027",
        *3 * [""],
    ]
    assert len(axis.tickvals) == len(axis.ticktext) == 6


@pytest.mark.parametrize("lang", LANGUAGES)
def test_days__median_stands_over_its_day(lang: Lang) -> None:
    rows = table(question(1, 3), question(2, 3), question(3, 5), question(4, days_preliminary=2))
    figures = answer_figures(rows).row(0, named=True)
    drawn = days_chart(answer_days(rows, 1, 31), figures, 1, 31, lang)
    final, early = drawn.figure.data
    assert list(final.y) == [0, 0, 0, 2, 0, 1]
    assert list(early.y) == [0, 0, 1, 0, 0, 0]
    (line,) = drawn.figure.layout.shapes
    assert line.x0 == 3.5 == final.x[3]
    assert "3" in drawn.alt


def test_days__the_last_bin_says_that_it_is_open() -> None:
    rows = table(question(1, 3), question(2, 300))
    figures = answer_figures(rows).row(0, named=True)
    drawn = days_chart(answer_days(rows, 7, 3), figures, 7, 3, "da")
    assert list(drawn.figure.layout.xaxis.ticktext) == ["0–6", "7–13", "14+"]
    assert drawn.figure.layout.shapes[0].x0 <= 21


def test_charts__refuse_to_draw_nothing() -> None:
    with pytest.raises(ValueError, match="no questions"):
        months_chart(by_month(table()), "da")
    empty: pl.DataFrame = answer_days(table(), 1, 31)
    with pytest.raises(ValueError, match="no answers"):
        days_chart(empty, answer_figures(table()).row(0, named=True), 1, 31, "da")
