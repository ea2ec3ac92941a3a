"""The progress of bills through a session: how far they came, and how they ended."""

from __future__ import annotations

import polars as pl

from core.parliament.cases.process import FIRST, SECOND, THIRD, reading_in_status
from core.parliament.cases.search import CaseBook

STAGES = ("proposed", "first", "second", "third", "adopted")
"""The stages of a bill; `third` is reached with the third reading."""

ENDS = ("rejected", "withdrawn", "lapsed", "under_way", "rest")
"""How bills ended or stopped: `rest` is for bills divided, ended otherwise or of unknown status."""

EXPEDITED_DAYS = 30
"""A bill whose third reading was fewer days after its proposal was expedited.

The data does not mark the bills that the chamber agreed to read faster than usual.
"""


def bill_progress(book: CaseBook) -> pl.DataFrame:
    """One row a bill, by period and number.

    A divided bill is replaced by its parts where these are known; a part without days of its own
    has those of the divided bill. Columns: case_id, period, number, short_title,
    government (null where unknown), ministry, proposer_parties, status, outcome, proposed
    (Date; null where no step tells it), first, second, third (of the reading; the third's last
    day), reached (0 to 3), law_date, days (from proposal to third reading; null where either is
    unknown) and expedited (null with days).

    A reading counts as reached if its step was held, or if the status says so: an adopted bill has
    had three, as the constitution (§ 41) requires.
    """
    bills = (
        book.table.filter(pl.col("type_code") == "bill")
        .select(
            "row",
            "case_id",
            "period",
            "number",
            "short_title",
            "government",
            "ministry",
            "proposer_parties",
            "status",
            "outcome",
            "law_date",
            "under_id",
        )
        .with_columns(pl.col("outcome", "status").cast(pl.String))
    )
    days = _reading_days(book.steps.filter(pl.col("case_id").is_in(bills["case_id"].implode())))
    bills = _with_parts(bills.join(days, on="case_id", how="left"))
    held = pl.max_horizontal(
        pl.when(pl.col(name).is_not_null()).then(number)
        for name, number in (("first", FIRST), ("second", SECOND), ("third", THIRD))
    )
    stated = (
        pl.when(pl.col("outcome") == "adopted")
        .then(THIRD)
        .otherwise(reading_in_status(pl.col("status")))
    )
    taken = (pl.col("third") - pl.col("proposed")).dt.total_days()
    return (
        bills.with_columns(
            pl.max_horizontal(held, stated).fill_null(0).cast(pl.Int8).alias("reached"),
            pl.when(taken >= 0).then(taken).alias("days"),
        )
        .with_columns((pl.col("days") < EXPEDITED_DAYS).alias("expedited"))
        .sort("row")
        .drop("row", "under_id")
    )


def funnel(bills: pl.DataFrame) -> pl.DataFrame:
    """How many bills reached each stage, and how those ended that went no further.

    From `bill_progress`. One row for each of STAGES. Columns: stage, n (bills that reached it),
    went_on (to the next stage), and those of ENDS, which add up to n with went_on. In the last row,
    went_on and those of ENDS are 0.
    """
    stage = pl.when(pl.col("outcome") == "adopted").then(4).otherwise("reached").alias("stage")
    end = pl.col("outcome").replace(dict.fromkeys(("split", "concluded", "unknown"), "rest"))
    ends = bills.select(stage, end.alias("end"))
    rows = []
    for number, name in enumerate(STAGES):
        here = ends.filter(pl.col("stage") >= number)
        stopped = here.filter(pl.col("stage") == number)["end"].to_list()
        ended = {kind: 0 if name == "adopted" else stopped.count(kind) for kind in ENDS}
        on = here.filter(pl.col("stage") > number).height
        rows.append({"stage": name, "n": here.height, "went_on": on, **ended})
    return pl.DataFrame(rows)


def by_group(bills: pl.DataFrame, column: str) -> pl.DataFrame:
    """How the bills of each ministry or proposing party ended, those with most bills first.

    `column` is ministry or proposer_parties; a bill of several parties is counted with each, and
    bills of none are under null. Columns: group, n, adopted, and those of ENDS.
    """
    groups = pl.col(column).cast(pl.String)
    if column == "proposer_parties":
        bills = bills.with_columns(groups.str.split(" ").alias("group")).explode("group")
    else:
        bills = bills.with_columns(groups.alias("group"))
    of = {name: pl.col("outcome") == name for name in ("adopted", *ENDS[:-1])}
    return (
        bills.group_by("group")
        .agg(pl.len().alias("n"), *(kind.sum().alias(name) for name, kind in of.items()))
        .with_columns(
            (pl.col("n").cast(pl.Int64) - pl.sum_horizontal(*of).cast(pl.Int64)).alias("rest")
        )
        .sort("n", "group", descending=[True, False], nulls_last=True)
    )


def _reading_days(steps: pl.DataFrame) -> pl.DataFrame:
    date, reading = pl.col("date"), pl.col("reading")
    return (
        steps.filter("held")
        .group_by("case_id")
        .agg(
            date.filter("begins").min().alias("proposed"),
            date.filter(reading == FIRST).min().alias("first"),
            date.filter(reading == SECOND).min().alias("second"),
            date.filter(reading == THIRD).max().alias("third"),
        )
    )


def _with_parts(bills: pl.DataFrame) -> pl.DataFrame:
    """The bills, with the parts of a divided bill in place of it."""
    days = ("proposed", "first", "second")
    wholes = bills.filter(pl.col("outcome") == "split").select(
        pl.col("case_id").alias("under_id"),
        *(pl.col(name).alias(f"{name}_whole") for name in days),
        *(
            pl.col(name).alias(f"{name}_whole")
            for name in ("government", "ministry", "proposer_parties")
        ),
    )
    joined = bills.join(wholes, on="under_id", how="left")
    part = pl.col("under_id").is_in(wholes["under_id"].implode())
    inherited = ("proposed", "first", "second", "government", "ministry", "proposer_parties")
    filled = joined.with_columns(
        pl.when(part).then(pl.coalesce(name, f"{name}_whole")).otherwise(name).alias(name)
        for name in inherited
    ).drop(f"{name}_whole" for name in inherited)
    divided = bills.filter(pl.col("under_id").is_not_null())["under_id"]
    return filled.filter(
        ~((pl.col("outcome") == "split") & pl.col("case_id").is_in(divided.implode()))
    )
