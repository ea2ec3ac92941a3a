"""Times: Danish without a zone as the API writes them, and one clock and one zone for all."""

from __future__ import annotations

import ast
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from core.times import (
    danish_now,
    has_zone,
    in_denmark,
    local,
    local_column,
    local_text,
    local_times,
    month_start,
    read_day,
    read_local,
    utc_now,
    zoned,
)

ROOT = Path(__file__).resolve().parent.parent
SUMMER, WINTER = datetime(2026, 7, 1, 12, tzinfo=UTC), datetime(2026, 1, 1, 12, tzinfo=UTC)


def test_local__is_two_hours_ahead_of_utc_in_summer_and_one_in_winter() -> None:
    assert local(SUMMER) == datetime(2026, 7, 1, 14)
    assert local(WINTER) == datetime(2026, 1, 1, 13)
    assert zoned(local(SUMMER)) == SUMMER == in_denmark(SUMMER)


def test_local__takes_no_time_without_a_zone() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        local(datetime(2026, 1, 1))


def test_local_times__do_to_a_column_what_local_does() -> None:
    found = pl.Series("at", [SUMMER, WINTER, None]).dt.replace_time_zone(None).to_frame()
    assert found.select(local_times(pl.col("at")))["at"].to_list() == [
        local(SUMMER),
        local(WINTER),
        None,
    ]


def test_now__is_one_moment_in_both() -> None:
    assert abs(zoned(danish_now()) - utc_now()) < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2026-01-01T13:00:00", "2026-01-01T13:00:00"),
        ("2026-01-01T13:00:00.5", "2026-01-01T13:00:00.5"),
        ("2026-01-01T12:00:00Z", "2026-01-01T13:00:00"),
        ("2026-07-01T12:00:00+00:00", "2026-07-01T14:00:00"),
    ],
)
def test_local_text__puts_a_zone_into_the_time(text: str, meant: str) -> None:
    assert local_text(text) == meant
    assert read_local(text) == datetime.fromisoformat(meant)
    assert has_zone(text) == (text != meant)
    assert local_column("at", [meant, None]).to_list() == [datetime.fromisoformat(meant), None]


@pytest.mark.parametrize(
    "text", ["", "2026-01-01", "2026-02-30T00:00:00", "0001-01-01T00:00:00+23:00", "in May"]
)
def test_local_text__refuses_what_is_no_time(text: str) -> None:
    with pytest.raises(ValueError, match=r"no time|out of range"):
        local_text(text)


def test_read_day__is_none_where_there_is_no_day() -> None:
    assert read_day("2026-11-23") == date(2026, 11, 23)
    assert [read_day(text) for text in ("", "2026-02-30", "23.11.2026")] == [None] * 3
    assert month_start("2026-11") == date(2026, 11, 1)


def test_times__nothing_else_has_a_zone_or_a_clock_of_its_own() -> None:
    own: list[str] = []
    for path in [ROOT / "app.py", *(ROOT / "pages").glob("*.py"), *(ROOT / "core").rglob("*.py")]:
        name = path.relative_to(ROOT).as_posix()
        if name == "core/times.py" or name.startswith("core/standin/"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            named = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
            if named in ("ZoneInfo", "now", "utcnow", "today") and _of_a_clock(node):
                own.append(f"{name}:{getattr(node, 'lineno', 0)}")
    assert own == []


def _of_a_clock(node: ast.AST) -> bool:
    """Whether it is the zone database, or the clock of `datetime` or `date`."""
    if isinstance(node, ast.Attribute):
        return node.attr == "ZoneInfo" or ast.unparse(node.value).split(".")[-1] in (
            "datetime",
            "date",
        )
    return getattr(node, "id", "") == "ZoneInfo"
