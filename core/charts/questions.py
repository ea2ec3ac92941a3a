"""Charts of questions: by the month they were asked, and the time until they were answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from core.charts.chart import (
    Chart,
    bar_style,
    bars,
    count_axis,
    month_ticks,
    upright,
    upright_words,
)
from core.charts.colours import PLAIN, REJECTED
from core.language import Lang, date_text, number, text
from core.parliament.questions.questions import STATUSES

# Neutral colours that can be distinguished with any colour vision.
_LOOKS: Mapping[str, tuple[str, str]] = {
    "answered": (PLAIN, ""),
    "preliminary": ("#8A7FA8", "."),
    "open": ("#5FC8B4", "x"),
    "overdue": (REJECTED, "/"),
    "closed": ("#BBBBBB", "\\"),
    "hearing": ("#7C828C", "+"),
}
BINS = {"s20": (1, 31), "committee": (7, 14)}
"""Width of a bin in days and how many there are: the deadlines are 6 working days and 28 days."""
_MOST_TICKS = 14
_MOST_MONTHS = 8
_HEADROOM = 1.18  # room above the tallest bar for the label of the median


def months_chart(months: pl.DataFrame, lang: Lang) -> Chart:
    """A bar per month: the number of questions asked, stacked by their status.

    `months` is as in `analysis.questions.by_month`. Raises ValueError where it is empty.
    """
    if months.is_empty():
        raise ValueError("no questions to draw")
    labels = [date_text(day, lang, "month_year") for day in months["month"]]
    traces = [
        {
            "name": text(f"questions.status.{status}", lang),
            "x": months["month"].to_list(),
            "y": months[status].to_list(),
            "hovertext": [
                text(
                    "questions.chart.month_hover",
                    lang,
                    month=label,
                    n=n,
                    total=total,
                    status=text(f"questions.status.{status}", lang),
                )
                for label, n, total in zip(labels, months[status], months["n"], strict=True)
            ],
            **bar_style(*_LOOKS[status]),
        }
        for status in STATUSES
        if months[status].sum()
    ]
    named = months["month"].to_list()[:: -(-months.height // _MOST_MONTHS)]
    figure = bars(
        traces,
        lang,
        330,
        x={
            "type": "date",
            "showgrid": False,
            "tickvals": named,
            "ticktext": month_ticks(named, lang),
        },
        y={
            "title": text("questions.chart.questions", lang),
            **count_axis(max(months["n"].to_list())),
        },
    )
    parts = "; ".join(
        f"{label} {number(n, lang)}" for label, n in zip(labels, months["n"], strict=True)
    )
    return Chart(figure, text("questions.chart.months_alt", lang, n=months["n"].sum(), parts=parts))


def days_chart(
    days: pl.DataFrame, figures: Mapping[str, Any], width: int, most: int, lang: Lang
) -> Chart:
    """A histogram of the days that answers took, final and preliminary ones stacked.

    `days` is as in `analysis.questions.answer_days`, in at most `most` bins of `width`, the last
    for all longer times. `figures` is a row of `answer_figures`, whose median is drawn. Raises
    ValueError where there are no answers.
    """
    if days.is_empty():
        raise ValueError("no answers to draw")
    middles = [start + width / 2 for start in days["start"]]
    spans = [_span(start, width, most, lang) for start in days["start"]]
    traces = [
        {
            "name": text(f"questions.answer.{sort}", lang),
            "x": middles,
            "y": days[sort].to_list(),
            "width": width * 0.94,
            "hovertext": [
                text(
                    "questions.chart.days_hover",
                    lang,
                    span=span,
                    n=n,
                    sort=text(f"questions.answer.{sort}", lang),
                )
                for span, n in zip(spans, days[sort], strict=True)
            ],
            **bar_style(*_LOOKS[status]),
        }
        for sort, status in (("final", "answered"), ("preliminary", "preliminary"))
        if days[sort].sum()
    ]
    step = -(-days.height // _MOST_TICKS)
    median = figures["median"]
    # A bar covers its day from edge to edge, so the day is at its centre.
    marks = [] if median is None else [min(median + 0.5, most * width)]
    tallest = max((days["final"] + days["preliminary"]).to_list())
    figure = bars(
        traces,
        lang,
        320,
        x={
            "title": text("questions.chart.days", lang),
            "range": [0, middles[-1] + width / 2],
            "showgrid": False,
            "tickvals": middles[::step],
            "ticktext": spans[::step],
        },
        y={
            "title": text("questions.chart.answers", lang),
            **count_axis(tallest),
            "range": [0, tallest * _HEADROOM],
        },
        bargap=0,
        annotations=[
            upright_words(at, text("questions.chart.median", lang, days=number(median, lang, 1)))
            for at in marks
        ],
        shapes=[upright(at) for at in marks],
    )
    said = {key: number(figures[key], lang, 1) for key in ("median", "p10", "p90")}
    return Chart(
        figure,
        text(
            "questions.chart.days_alt", lang, n=figures["n"], early=figures["n_preliminary"], **said
        ),
    )


def _span(start: int, width: int, most: int, lang: Lang) -> str:
    if start >= (most - 1) * width:
        return text("questions.chart.longer", lang, days=start)
    return str(start) if width == 1 else f"{start}–{start + width - 1}"
