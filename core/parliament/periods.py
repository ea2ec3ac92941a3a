"""Parliament's periods: sessions, and the calendar years of the EU's and finance cases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import polars as pl

from core.parliament.sessions import Session
from core.store.syncplan import dated

SESSION, YEAR = "samling", "finans"


@dataclass(frozen=True, slots=True)
class Period(Session):
    """A session, or a calendar year (`year`): `code` such as 20231 or 2024f."""

    year: bool = False

    def begun(self, now: datetime) -> bool:
        """Whether it has begun."""
        return self.start <= now


def read_periods(rows: pl.DataFrame) -> list[Period]:
    """The periods of a `Periode` frame, sessions first, each kind the newest first.

    A calendar year without a code of letters and digits gets one of its year and `f`.
    """
    usable = pl.col("kode").str.contains(r"^[0-9A-Za-z]{2,12}$")
    code = (
        pl.when(pl.col("type") == YEAR)
        .then(pl.concat_str(pl.col("startdato").dt.year(), pl.lit("f")))
        .when(usable)
        .then("kode")
    )
    found = (
        dated(rows.filter(pl.col("type").is_in([SESSION, YEAR])))
        .with_columns(code.alias("code"), (pl.col("type") == YEAR).alias("year"))
        .filter(pl.col("code").is_not_null())
        .sort("year", "startdato", "id", descending=[False, True, True])
        .select("code", "id", "titel", "startdato", "slutdato", "year")
    )
    return [Period(*row) for row in found.iter_rows()]
