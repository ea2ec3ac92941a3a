"""Parliament's periods: sessions (samlinger), and the calendar years of the EU's and finance cases.

All `Periode` rows are read here. The store uses periods too, so this module imports nothing of it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import polars as pl

from core.errors import NoSuchThing
from core.language import Lang, text

SESSION, YEAR = "samling", "finans"
SESSION_CODE = re.compile(r"[0-9]{5}")
"""The form of a session's code."""

_NUMBER = r" \(([1-9])\. samling\)$"
# A session's last corrections come within weeks of its end.
_SETTLED = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Period:
    """A session, or a calendar year (`year`): `code` such as 20231 or 2024f.

    `period_id` is the API's number of it; `start` and `end` are Danish local time. The title of a
    session is its years, and its number where the year has two: 2023-24, 2022-23 (2. samling). It
    is Danish; `named` has it in a language.
    """

    code: str
    period_id: int
    title: str
    start: datetime
    end: datetime
    year: bool = False

    def named(self, lang: Lang) -> str:
        """The title in a language: 2022-23 (2. samling) is 2022-23 (session 2) in English."""
        if lang == "da" or not (numbered := re.search(_NUMBER, self.title)):
            return self.title
        years = self.title[: numbered.start()]
        return text("votes.numbered_session", lang, years=years, n=numbered[1])

    def begun(self, now: datetime) -> bool:
        """Whether it has begun."""
        return self.start <= now

    def closed(self, now: datetime) -> bool:
        """Whether it ended long enough ago that its rows seldom change."""
        return now - self.end > _SETTLED


def read_periods(rows: pl.DataFrame) -> list[Period]:
    """The periods of a `Periode` frame, sessions first, each kind the newest first.

    The code of a calendar year is its year and `f`. A period with an unknown date is included: the
    date is inferred from the other one, or from the year that the code begins with.
    """
    usable = pl.col("kode").str.contains(r"^[0-9A-Za-z]{2,12}$")
    code = (
        pl.when(pl.col("type") == YEAR)
        .then(pl.concat_str(pl.col("startdato").dt.year(), pl.lit("f")))
        .when(usable)
        .then("kode")
    )
    of_its_year = pl.len().over("year", pl.col("code").str.slice(0, 4))
    title = (
        pl.when(~pl.col("year") & (of_its_year == 1))
        .then(pl.col("titel").str.replace(_NUMBER, ""))
        .otherwise("titel")
    )
    found = (
        _dated(rows.filter(pl.col("type").is_in([SESSION, YEAR])))
        .with_columns(code.alias("code"), (pl.col("type") == YEAR).alias("year"))
        .filter(pl.col("code").is_not_null())
        .sort("year", "startdato", "id", descending=[False, True, True])
        .select("code", "id", title, "startdato", "slutdato", "year")
    )
    return [Period(*row) for row in found.iter_rows()]


def read_sessions(rows: pl.DataFrame) -> list[Period]:
    """The sessions of a `Periode` frame with a valid code, the newest first."""
    return [one for one in read_periods(rows) if not one.year and SESSION_CODE.fullmatch(one.code)]


def find_session(sessions: Sequence[Period], code: str) -> Period:
    """The session of that code. Raises NoSuchThing where there is none."""
    for session in sessions:
        if session.code == code:
            return session
    raise NoSuchThing(f"there is no session {code!r}", what="session", name=code)


def current_session(sessions: Sequence[Period], now: datetime) -> Period:
    """The newest session that has begun. Raises NoSuchThing where there is none."""
    for session in sessions:
        if session.begun(now):
            return session
    raise NoSuchThing("there is no session", what="session", name="")


def _dated(periods: pl.DataFrame) -> pl.DataFrame:
    """A `Periode` frame with both dates of each, without periods whose year is unknown.

    A session is assumed to begin in October, and every period to last a year.
    """
    year = pl.col("kode").str.extract(r"^(\d{4})").cast(pl.Int32)
    is_session = pl.col("kode").str.contains(f"^{SESSION_CODE.pattern}$")
    start = pl.coalesce(
        "startdato",
        pl.col("slutdato").dt.offset_by("-1y"),
        pl.datetime(year, pl.when(is_session).then(10).otherwise(1), 1, time_unit="ms"),
    )
    return (
        periods.with_columns(start.alias("startdato"))
        .drop_nulls("startdato")
        .with_columns(pl.coalesce("slutdato", pl.col("startdato").dt.offset_by("1y")))
    )
