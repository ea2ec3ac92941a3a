"""How long answers to questions take: by minister, by month and as a distribution."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from core.analysis.agreement import MIN_SHARED
from core.parliament.questions.people import BETWEEN
from core.parliament.questions.questions import STATUSES

FACETS: Mapping[str, tuple[str, str | None]] = {
    "status": ("status", None),
    "minister": ("minister", BETWEEN),
    "asker": ("asker", BETWEEN),
    "party": ("asker_party", " "),
    "committee": ("committee", BETWEEN),
}
"""What questions are grouped by: the column, and the separator of several values in it."""


def answer_figures(rows: pl.DataFrame, facet: str | None = None) -> pl.DataFrame:
    """How many questions there are, their statuses, and the days to the final answer.

    One row for all, or a row for each value of a facet, those with most questions first and those
    without a value last. Columns: the facet, questions, each of STATUSES, late (answered after the
    deadline), n_late (answered, with a day and a deadline that tell whether it was late), undated
    (answered, but without a day that gives an answer time), n (with an answer time), median, p10,
    p90 (calendar days, linear between ranks; null where n is 0), n_preliminary and
    median_preliminary (to the preliminary answer). A question with several values counts for each.
    """
    status, days, early = pl.col("status"), pl.col("days"), pl.col("days_preliminary")
    figures = [
        pl.len().cast(pl.Int64).alias("questions"),
        *((status == name).sum().cast(pl.Int64).alias(name) for name in STATUSES),
        (pl.col("late").fill_null(value=False) & (status == "answered"))
        .sum()
        .cast(pl.Int64)
        .alias("late"),
        (pl.col("late").is_not_null() & (status == "answered"))
        .sum()
        .cast(pl.Int64)
        .alias("n_late"),
        ((status == "answered") & days.is_null()).sum().cast(pl.Int64).alias("undated"),
        days.count().cast(pl.Int64).alias("n"),
        days.median().alias("median"),
        days.quantile(0.1, "linear").alias("p10"),
        days.quantile(0.9, "linear").alias("p90"),
        early.count().cast(pl.Int64).alias("n_preliminary"),
        early.median().alias("median_preliminary"),
    ]
    if facet is None:
        return rows.select(figures)
    return (
        _split(rows, facet)
        .group_by(facet)
        .agg(figures)
        .sort(pl.col(facet).is_null(), -pl.col("questions"), facet)
    )


def by_lateness(rows: pl.DataFrame) -> pl.DataFrame:
    """The ministers with answers of known lateness, as in `answer_figures`, the latest first.

    Those with enough answers for a share come first, by the share that came late; then the others,
    by how many did.
    """
    enough = pl.col("n_late") >= MIN_SHARED
    share = pl.when(enough).then(pl.col("late") / pl.col("n_late"))
    return (
        answer_figures(rows, "minister")
        .filter(pl.col("minister").is_not_null(), pl.col("n_late") > 0)
        .sort(share, "late", "n_late", descending=True, nulls_last=True, maintain_order=True)
    )


def by_month(rows: pl.DataFrame) -> pl.DataFrame:
    """Questions by the month they were asked in: month (its first day), n, each of STATUSES.

    Months without questions between the first and the last have zeros; questions without a day are
    left out.
    """
    month = pl.col("asked").dt.month_start().alias("month")
    status = pl.col("status")
    counted = (
        rows.filter(pl.col("asked").is_not_null())
        .group_by(month)
        .agg(
            pl.len().cast(pl.Int64).alias("n"),
            *((status == name).sum().cast(pl.Int64).alias(name) for name in STATUSES),
        )
        .sort("month")
    )
    if counted.height < 2:
        return counted
    return counted.upsample("month", every="1mo").with_columns(pl.col("n", *STATUSES).fill_null(0))


def answer_days(rows: pl.DataFrame, width: int, most: int) -> pl.DataFrame:
    """How many answers took how many days: start (of the bin), final, preliminary.

    Bins are `width` days wide, from 0 without a gap; the last of `most` bins has all that took
    longer. Empty where no answer has a time.
    """
    sorts = {"final": "days", "preliminary": "days_preliminary"}
    taken = pl.concat(
        [
            rows.select(pl.col(days).alias("days"), pl.lit(sort).alias("sort")).drop_nulls("days")
            for sort, days in sorts.items()
        ]
    )
    place = pl.min_horizontal(pl.col("days") // width, pl.lit(most - 1))
    counted = taken.group_by((place * width).cast(pl.Int64).alias("start")).agg(
        *((pl.col("sort") == sort).sum().cast(pl.Int64).alias(sort) for sort in sorts)
    )
    if counted.is_empty():
        return counted
    last = max(counted["start"].to_list())
    every = pl.DataFrame({"start": range(0, last + 1, width)}, schema={"start": pl.Int64})
    return every.join(counted, on="start", how="left").sort("start").fill_null(0)


def _split(rows: pl.DataFrame, facet: str) -> pl.DataFrame:
    """A row for each value of a facet; null where there is none."""
    column, between = FACETS[facet]
    if between is None:
        return rows.with_columns(pl.col(column).alias(facet))
    return rows.with_columns(pl.col(column).str.split(between).alias(facet)).explode(facet)
