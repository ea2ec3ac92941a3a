"""How long bills take: between the readings, and from proposal to the last vote."""

from __future__ import annotations

from typing import Literal

import polars as pl

Span = Literal["to_first", "to_second", "to_third", "to_law"]
SPANS: tuple[Span, ...] = ("to_first", "to_second", "to_third", "to_law")
"""Proposal to 1st reading, 1st to 2nd, 2nd to 3rd, and proposal to 3rd reading of adopted bills."""

_ENDS: dict[Span, tuple[str, str]] = {
    "to_first": ("proposed", "first"),
    "to_second": ("first", "second"),
    "to_third": ("second", "third"),
    "to_law": ("proposed", "third"),
}


def bill_spans(bills: pl.DataFrame) -> pl.DataFrame:
    """The days of every span of every bill, if both its ends are known and in order.

    From `bill_progress`. Columns: case_id, period, number, short_title, government, expedited,
    span, days (Int64). Only adopted bills have the span to_law.
    """
    found = []
    for span, (begin, end) in _ENDS.items():
        days = (pl.col(end) - pl.col(begin)).dt.total_days()
        kept = bills.with_columns(days.alias("days")).filter(pl.col("days") >= 0)
        if span == "to_law":
            kept = kept.filter(pl.col("outcome") == "adopted")
        found.append(
            kept.select(
                "case_id",
                "period",
                "number",
                "short_title",
                "government",
                "expedited",
                pl.lit(span).alias("span"),
                "days",
            )
        )
    return pl.concat(found)


def span_figures(spans: pl.DataFrame, by: str | None = None) -> pl.DataFrame:
    """Median, 10th and 90th percentile (days, linear between ranks) of every span, with n.

    From `bill_spans`. Columns: the column `by` if given, span, n, p10, median, p90, expedited (the
    number of expedited bills). Spans without bills have n 0 and nulls.
    """
    group = [by] if by else []
    keys = ["span", *group]
    days = pl.col("days")
    figures = spans.group_by(keys).agg(
        pl.len().alias("n"),
        days.quantile(0.1, "linear").alias("p10"),
        days.median().alias("median"),
        days.quantile(0.9, "linear").alias("p90"),
        pl.col("expedited").sum().alias("expedited"),
    )
    every = pl.DataFrame({"span": SPANS, "place": range(len(SPANS))})
    if by:
        every = spans.select(by).unique().join(every, how="cross")
    return (
        every.join(figures, on=keys, how="left", nulls_equal=True)
        .sort([*group, "place"], nulls_last=True)
        .with_columns(pl.col("n", "expedited").fill_null(0))
        .select(*group, "span", "n", "p10", "median", "p90", "expedited")
    )


def law_days(spans: pl.DataFrame, width: int = 15) -> pl.DataFrame:
    """How many adopted bills took how many days: start (of the bin), ordinary, expedited.

    Bins are `width` days wide, from 0 on without a gap.
    """
    days = spans.filter(pl.col("span") == "to_law")
    if days.is_empty():
        return pl.DataFrame(
            schema={"start": pl.Int64, "ordinary": pl.UInt32, "expedited": pl.UInt32}
        )
    start = (pl.col("days") // width * width).alias("start")
    counted = days.group_by(start).agg(
        (~pl.col("expedited")).sum().alias("ordinary"), pl.col("expedited").sum()
    )
    last = int(counted["start"].max())  # type: ignore[arg-type]
    every = pl.DataFrame({"start": range(0, last + 1, width)}, schema={"start": pl.Int64})
    return every.join(counted, on="start", how="left").sort("start").fill_null(0)


def by_period(bills: pl.DataFrame) -> pl.DataFrame:
    """One row a period: how many bills, how many of them were adopted, and how long these took.

    From `bill_progress`. Columns: period, n, government, private, adopted, ended (not under way),
    adopted_share (of these; null where there are none), n_days, median, p10, p90, expedited.
    """
    counts = bills.group_by("period").agg(
        pl.len().alias("n"),
        pl.col("government").fill_null(value=False).sum().alias("government"),
        (~pl.col("government")).fill_null(value=False).sum().alias("private"),
        (pl.col("outcome") == "adopted").sum().alias("adopted"),
        (pl.col("outcome") != "under_way").sum().alias("ended"),
    )
    figures = span_figures(bill_spans(bills), "period").filter(pl.col("span") == "to_law")
    return (
        counts.join(figures.rename({"n": "n_days"}).drop("span"), on="period", how="left")
        .with_columns(
            pl.when(pl.col("ended") > 0)
            .then(pl.col("adopted") / pl.col("ended"))
            .alias("adopted_share"),
            pl.col("n_days", "expedited").fill_null(0),
        )
        .select(
            "period",
            "n",
            "government",
            "private",
            "adopted",
            "ended",
            "adopted_share",
            "n_days",
            "median",
            "p10",
            "p90",
            "expedited",
        )
    )
