"""Charts of the way of bills: how far they got, their outcomes, and how long it took."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from core.analysis.process import ENDS
from core.charts.chart import (
    CATEGORIES,
    Chart,
    bar_style,
    bars,
    count_axis,
    shown,
    upright,
    upright_words,
)
from core.charts.colours import ADOPTED, PLAIN, REJECTED
from core.language import Lang, number, text

# Neutral colours that can be distinguished with any colour vision.
_LOOKS: Mapping[str, tuple[str, str]] = {
    "went_on": (ADOPTED, ""),
    "adopted": (ADOPTED, ""),
    "rejected": (REJECTED, "/"),
    "withdrawn": ("#8A7FA8", "."),
    "lapsed": ("#BBBBBB", "\\"),
    "under_way": ("#5FC8B4", "x"),
    "rest": ("#7C828C", "+"),
}
BIN_DAYS = 7
MOST_GROUPS = 25
_NAMELESS = {"ministry": "common.unknown", "proposer_parties": "process.no_party"}
_ROW = 34
_LONGEST = 34
_MOST_BINS = 16


def funnel_chart(stages: pl.DataFrame, lang: Lang) -> Chart:
    """A bar per stage: the number of bills that reached it, stacked by what followed.

    `stages` is as in `analysis.process.funnel`. Raises ValueError where there are no bills.
    """
    total = stages["n"].max()
    if not total:
        raise ValueError("no bills to draw")
    names = [text(f"stage.{stage}", lang) for stage in stages["stage"]]
    # The last row is the adopted bills, for which nothing follows.
    on = stages.select(pl.when(pl.col("stage") == "adopted").then("n").otherwise("went_on"))
    values = {"went_on": on.to_series().to_list()} | {end: stages[end].to_list() for end in ENDS}
    figure = _stacked(names, values, lang, {"went_on": "stage.went_on"})
    parts = "; ".join(
        f"{name} {number(n, lang)}" for name, n in zip(names, stages["n"], strict=True)
    )
    return Chart(figure, text("process.chart.funnel_alt", lang, n=total, parts=parts))


def named_groups(groups: pl.DataFrame, column: str, lang: Lang) -> pl.DataFrame:
    """The groups by `column` (see `analysis.process.by_group`), those of none under their words."""
    return groups.with_columns(pl.col("group").fill_null(text(_NAMELESS[column], lang)))


def groups_chart(groups: pl.DataFrame, names: Sequence[str], lang: Lang) -> Chart:
    """A bar per ministry or party in the order given, stacked by the outcomes of its bills.

    `groups` is as in `analysis.process.by_group`. Raises ValueError where it is empty.
    """
    if groups.is_empty():
        raise ValueError("no bills to draw")
    values = {name: groups[name].to_list() for name in ("adopted", *ENDS)}
    figure = _stacked([_cut(name) for name in names], values, lang, {})
    parts = "; ".join(
        f"{name} {number(n, lang)}" for name, n in zip(names, groups["n"], strict=True)
    )
    return Chart(figure, text("process.chart.bill_groups_alt", lang, n=groups.height, parts=parts))


def law_days_chart(days: pl.DataFrame, figures: Mapping[str, Any], width: int, lang: Lang) -> Chart:
    """A histogram of the days that adopted bills took, expedited ones marked, with percentiles.

    `days` is as in `law_days`, in bins of `width`; `figures` has n, p10, median and p90. Raises
    ValueError where there are no bills.
    """
    if days.is_empty():
        raise ValueError("no bills to draw")
    middles = (days["start"] + width / 2).to_list()
    traces = [
        {
            "name": text(f"process.{kind}", lang),
            "x": middles,
            "y": days[kind].to_list(),
            "width": width * 0.94,
            "hovertext": [
                text(
                    "process.chart.days_hover",
                    lang,
                    start=start,
                    end=start + width - 1,
                    n=n,
                    kind=text(f"process.{kind}", lang),
                )
                for start, n in days.select("start", kind).iter_rows()
            ],
            **bar_style(*look),
        }
        for kind, look in (("ordinary", (PLAIN, "")), ("expedited", (REJECTED, "/")))
    ]
    marks = [(key, figures[key]) for key in ("p10", "median", "p90")]
    tallest = int((days["ordinary"] + days["expedited"]).max() or 0)  # type: ignore[arg-type]
    figure = bars(
        traces,
        lang,
        320,
        x={
            "title": text("process.chart.days", lang),
            "range": [0, max(middles[-1] + width / 2, figures["p90"] * 1.02)],
            "showgrid": False,
            "tick0": 0,
            "dtick": 2 * width * -(-days.height // _MOST_BINS),
        },
        y={"title": text("process.chart.bills", lang), **count_axis(tallest)},
        bargap=0,
        annotations=[
            upright_words(at, text("process.chart.median", lang, days=_days(at, lang)))
            for key, at in marks
            if key == "median"
        ],
        shapes=[upright(at, faint=key != "median") for key, at in marks],
    )
    said = {key: _days(at, lang) for key, at in marks}
    return Chart(figure, text("process.chart.law_days_alt", lang, n=figures["n"], **said))


def periods_chart(periods: pl.DataFrame, names: Sequence[str], lang: Lang) -> Chart:
    """The time to law of each session: a bar from the 10th to the 90th percentile, with the median.

    `periods` is as in `by_period`, in the order to draw; periods without times are left out. Raises
    ValueError where no period has times.
    """
    table = periods.with_columns(pl.Series("name", names)).filter(pl.col("median").is_not_null())
    if table.is_empty():
        raise ValueError("no sessions to draw")
    labels = table["name"].to_list()
    hover = [
        text(
            "process.chart.period_hover",
            lang,
            period=name,
            n=n,
            p10=_days(low, lang),
            median=_days(median, lang),
            p90=_days(high, lang),
        )
        for name, n, low, median, high in table.select(
            "name", "n_days", "p10", "median", "p90"
        ).iter_rows()
    ]
    ends = {"below": ("p10", "median"), "above": ("median", "p90")}
    traces = [
        {
            "name": text(f"process.chart.{part}", lang),
            "orientation": "h",
            "base": table[begin].to_list(),
            "x": (table[end] - table[begin]).to_list(),
            "y": [shown(label) for label in labels],
            "hovertext": [shown(line) for line in hover],
            **bar_style(*look),
        }
        for (part, (begin, end)), look in zip(
            ends.items(), ((PLAIN, ""), (REJECTED, "/")), strict=True
        )
    ]
    figure = bars(
        traces,
        lang,
        110 + _ROW * table.height,
        x={"title": text("process.chart.days", lang), "rangemode": "tozero"},
        y=CATEGORIES,
    )
    return Chart(
        figure, text("process.chart.periods_alt", lang, n=table.height, parts="; ".join(hover))
    )


def _stacked(
    names: Sequence[str], values: Mapping[str, list[int]], lang: Lang, words: Mapping[str, str]
) -> Any:
    traces = []
    for kind, counts in values.items():
        if not any(counts):
            continue
        label = text(words.get(kind, f"outcome.{kind}"), lang)
        traces.append(
            {
                "name": label,
                "orientation": "h",
                "y": [shown(name) for name in names],
                "x": counts,
                "text": [number(n, lang) if n else "" for n in counts],
                "textposition": "inside",
                "insidetextanchor": "middle",
                "textangle": 0,
                "hovertext": [
                    f"{shown(name)}<br>{label}: {number(n, lang)}"
                    for name, n in zip(names, counts, strict=True)
                ],
                **bar_style(*_LOOKS[kind]),
            }
        )
    largest = max(sum(row) for row in zip(*values.values(), strict=True))
    return bars(
        traces,
        lang,
        100 + _ROW * len(names),
        x={"title": text("process.chart.bills", lang), **count_axis(largest)},
        y=CATEGORIES,
    )


def _days(days: float, lang: Lang) -> str:
    return number(days, lang, 0 if days == int(days) else 1)


def _cut(name: str) -> str:
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1].rstrip()}…"
