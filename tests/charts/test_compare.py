"""The agreement of two sides over time as a chart."""

from __future__ import annotations

import polars as pl
import pytest

from core.charts.compare import agreement_by_period, period_name


def table(*rows: tuple[str, int, int, float | None]) -> pl.DataFrame:
    return pl.DataFrame(
        rows,
        schema={"period": pl.String, "shared": pl.Int64, "same": pl.Int64, "agreement": pl.Float64},
        orient="row",
    )


def test_agreement_by_period__one_dot_a_period_and_a_gap_where_it_is_unknown() -> None:
    drawn = agreement_by_period(
        table(("2025-01", 40, 30, 0.75), ("2025-02", 3, 1, None), ("2025-03", 20, 5, 0.25)),
        "da",
        "month",
    )
    trace = drawn.figure.data[0]
    assert list(trace.y) == [0.75, None, 0.25]
    assert trace.connectgaps is False
    assert list(trace.hovertext) == [
        "januar 2025: 75\N{NO-BREAK SPACE}% (n = 40)",
        "februar 2025: – (n = 3)",
        "marts 2025: 25\N{NO-BREAK SPACE}% (n = 20)",
    ]
    assert "Lavest 25\N{NO-BREAK SPACE}% (marts 2025)" in drawn.alt
    assert "højest 75\N{NO-BREAK SPACE}% (januar 2025)" in drawn.alt
    assert list(drawn.figure.layout.yaxis.range) == [0, 1]
    assert list(drawn.figure.layout.xaxis.ticktext) == ["jan.<br>2025", "feb.", "mar."]


def test_agreement_by_period__names_few_of_many_periods() -> None:
    months = [
        (f"20{year:02}-{month:02}", 30, 15, 0.5) for year in range(10, 13) for month in range(1, 13)
    ]
    drawn = agreement_by_period(table(*months), "en", "month")
    assert len(drawn.figure.data[0].y) == 36
    assert len(drawn.figure.layout.xaxis.ticktext) <= 8


def test_agreement_by_period__nothing_known_is_an_error() -> None:
    with pytest.raises(ValueError, match="no agreement"):
        agreement_by_period(table(("20251", 2, 1, None)), "da", "session")


def test_period_name__session_by_title_month_in_words() -> None:
    assert period_name("20251", "session", "da", {"20251": "2025-26"}) == "2025-26"
    assert period_name("20251", "session", "da") == "20251"
    assert period_name("2025-10", "month", "en") == "October 2025"
    assert period_name(None, "month", "da") == "Ukendt"
