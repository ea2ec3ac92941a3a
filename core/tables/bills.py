"""What is worked out from cases, once for all who ask: the way of bills."""

from __future__ import annotations

import polars as pl

from core.analysis.durations import by_period
from core.analysis.process import bill_progress
from core.parliament.cases.search import CaseBook
from core.tables.table import Table, worked_out

Cases = Table[CaseBook]


@worked_out(60)
def progress(cases: Cases) -> pl.DataFrame:
    """How far each bill got; see `bill_progress`."""
    return bill_progress(cases.content)


def progress_of(cases: Cases, whose: str) -> pl.DataFrame:
    """The same of the bills of the `government`, of `private` members, or of `all`."""
    every = progress(cases)
    if whose not in ("government", "private"):
        return every
    return every.filter(pl.col("government") == (whose == "government"))


@worked_out(12)
def bills_by_period(cases: Cases, whose: str) -> pl.DataFrame:
    """The times of bills in each session whose steps are stored; see `by_period`."""
    worked = [period.code for period in cases.content.worked]
    bills = progress_of(cases, whose).filter(pl.col("period").is_in(worked))
    return by_period(bills).with_columns(pl.col("period").cast(pl.String))
