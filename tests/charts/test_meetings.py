"""The calendar of meetings and the chart of a committee's work."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest

from core.charts.calendar import month_calendar
from core.charts.colours import GROUNDS, contrast
from core.charts.committees import workload_chart

COUNTS = {"chamber": 1, "committee": 0, "other": 0}


def by_day(**n: int) -> pl.DataFrame:
    """Days of November 2026, such as d03=2."""
    return pl.DataFrame(
        [{"date": date(2026, 11, int(day[1:])), "n": k, **COUNTS} for day, k in n.items()]
    )


def cells(chart) -> dict[tuple[str, str], str]:
    found = {}
    for trace in chart.figure.data:
        if trace.type == "heatmap":
            for week, row in zip(trace.y, trace.text, strict=True):
                found |= {(week, day): t for day, t in zip(trace.x, row, strict=True) if t}
        else:
            pairs = zip(trace.y, trace.x, trace.text, strict=True)
            found |= {(week, day): text for week, day, text in pairs}
    return found


def test_calendar__every_day_of_the_month_once_with_its_number() -> None:
    chart = month_calendar(by_day(d03=1, d04=7), date(2026, 11, 1), "da")
    found = cells(chart)
    assert len(found) == 30
    assert found["Uge 45", "tirs."] == "3.<br><b>1</b>"
    assert found["Uge 45", "ons."] == "4.<br><b>7</b>"
    assert found["Uge 44", "søn."] == "1."
    assert "8 møder på 2 dage" in chart.alt
    assert "4. nov. 2026" in chart.alt


def test_calendar__text_can_be_read_on_every_shade() -> None:
    days = {f"d{n:02}": n for n in range(1, 31)}
    chart = month_calendar(by_day(**days), date(2026, 11, 1), "en")
    heat = [trace for trace in chart.figure.data if trace.type == "heatmap"]
    low, high = (step[1] for step in heat[0].colorscale)
    assert {trace.textfont.color for trace in heat} == {"#111111", "#FFFFFF"}
    assert contrast(low, "#111111") > 7
    assert contrast(high, "#FFFFFF") > 7


def test_calendar__many_stand_out_from_the_ground() -> None:
    days = {f"d{n:02}": n for n in range(1, 31)}
    for dark, ground in enumerate(GROUNDS):
        chart = month_calendar(by_day(**days), date(2026, 11, 1), "en", dark=bool(dark))
        heat = next(trace for trace in chart.figure.data if trace.type == "heatmap")
        few, many = (step[1] for step in heat.colorscale)
        assert contrast(many, ground) > 7
        assert contrast(many, ground) > 3 * contrast(few, ground)


@pytest.mark.parametrize("month", [date(2026, 12, 1), date(2027, 1, 1), date(2024, 2, 1)])
def test_calendar__weeks_go_downwards_over_a_new_year_too(month: date) -> None:
    frame = pl.DataFrame([{"date": month + timedelta(days=27), "n": 1, **COUNTS}])
    labels = month_calendar(frame, month, "en").figure.layout.yaxis.categoryarray
    first = month.isocalendar().week
    assert labels[0] == f"Week {first}"
    assert len(set(labels)) == len(labels)


def test_calendar__a_month_without_meetings_cannot_be_drawn() -> None:
    with pytest.raises(ValueError, match="no meetings"):
        month_calendar(by_day(d03=1), date(2026, 12, 1), "da")


def months(cases: list[int | None]) -> pl.DataFrame:
    starts = [date(2026, 10, 1), date(2026, 11, 1)]
    return pl.DataFrame(
        {"month": starts, "cases": cases, "meetings": [0, 3]},
        schema_overrides={"cases": pl.Int64},
    )


def test_workload__both_series_with_their_numbers() -> None:
    chart = workload_chart(months([4, 0]), "da")
    assert [list(trace.y) for trace in chart.figure.data] == [[4, 0], [0, 3]]
    assert "Henviste sager 4; Afholdte møder 3" in chart.alt
    assert "oktober 2026" in chart.alt


def test_workload__cases_that_are_not_known_are_no_zeros() -> None:
    chart = workload_chart(months([None, None]), "en")
    assert [trace.name for trace in chart.figure.data] == ["Meetings held"]
    assert "Cases" not in chart.alt
    with pytest.raises(ValueError, match="no months"):
        workload_chart(months([1, 1]).clear(), "en")
