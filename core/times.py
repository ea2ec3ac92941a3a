"""Times: now, Denmark's zone, and the API's times, which are Danish and do not name their zone.

A *local* time is one without a zone, as the API writes them; every other one carries its zone.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import polars as pl

_DENMARK = ZoneInfo("Europe/Copenhagen")

_WRITTEN = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,7})?(Z|[+-]\d\d:\d\d)?")


def utc_now() -> datetime:
    """The time (UTC)."""
    return datetime.now(UTC)


def danish_now() -> datetime:
    """The time in Denmark (local)."""
    return local(utc_now())


def in_denmark(at: datetime) -> datetime:
    """A time with a zone in that of Denmark. Raises ValueError for one without."""
    if at.tzinfo is None:
        raise ValueError(f"a time without a zone: {at}")
    return at.astimezone(_DENMARK)


def local(at: datetime) -> datetime:
    """The local time of one with a zone. Raises ValueError for one without."""
    return in_denmark(at).replace(tzinfo=None)


def zoned(at: datetime) -> datetime:
    """A local time with its zone."""
    return at.replace(tzinfo=_DENMARK)


def local_times(found: pl.Expr) -> pl.Expr:
    """A column of UTC without a zone as local times."""
    danish = found.dt.replace_time_zone("UTC").dt.convert_time_zone(_DENMARK.key)
    return danish.dt.replace_time_zone(None)


def read_day(text: str) -> date | None:
    """The day that a text such as 2026-11-23 is, or None where it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def month_start(month: str) -> date:
    """The first day of a month such as 2026-11. Raises ValueError where it is none."""
    return date.fromisoformat(f"{month}-01")


def local_text(text: str) -> str:
    """A time of the API as local time, one with a zone put into it; still as text.

    Raises ValueError where it is no time.
    """
    if _WRITTEN.fullmatch(text) is None:
        raise ValueError(f"no time: {text[:40]!r}")
    try:
        at = datetime.fromisoformat(text)
        return text if at.tzinfo is None else local(at).isoformat()
    except OverflowError as error:
        raise ValueError(f"no time: {text[:40]!r}") from error


def has_zone(value: object) -> bool:
    """Whether a value is a time that names its zone, which the API's own times never do."""
    found = _WRITTEN.fullmatch(value) if isinstance(value, str) else None
    return found is not None and found[2] is not None


def read_local(text: str) -> datetime:
    """The local time that a text of the API is. Raises ValueError where it is none."""
    return datetime.fromisoformat(local_text(text))


def local_column(name: str, values: list[str | None]) -> pl.Series:
    """Texts of local times as a column of Datetime("ms"). Raises where one is none."""
    text = pl.Series(name, values, dtype=pl.String, strict=True)
    return text.str.to_datetime("%Y-%m-%dT%H:%M:%S%.f", time_unit="ms", strict=True)
