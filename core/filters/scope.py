"""The filters that select the votes a figure is about, and the method of computing it."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

from core.analysis.selection import Selection
from core.analysis.subsets import SUBSETS, Subset
from core.filters.engine import Chosen, Filter, Filters
from core.filters.votes import TOPIC, session_days
from core.language import Lang, date_text, text
from core.parliament.votes.chamber import Chamber
from core.parliament.votes.stands import LinesFrom

_LINES: tuple[LinesFrom, ...] = get_args(LinesFrom)


def _lines_words(lines: str, name: str, lang: Lang) -> str:
    return text(f"scope.lines_{lines}", lang)


SCOPE: Filters[Chamber] = Filters(
    (
        Filter(
            "subset",
            "one",
            "scope.subset",
            words="scope",
            options=SUBSETS,
            default="all",
            always_described=True,
            few=True,
            help="scope.subset_help",
            option="subset",
        ),
        replace(TOPIC, match=None, counted=False, option="topic"),
        Filter("from", "day", "votes.from", bounds=session_days, option="from"),
        Filter("to", "day", "votes.to", bounds=session_days, option="to"),
        Filter(
            "errors",
            "flag",
            "scope.errors",
            always_described=True,
            help="scope.errors_help",
            option="include-errors",
        ),
        Filter(
            "lines",
            "one",
            "scope.lines",
            words=_lines_words,
            options=_LINES,
            default="best",
            help="scope.lines_help",
            option="lines",
        ),
    ),
    table=lambda chamber: chamber.votes,
)
"""The filters of a `Selection`. They have no `match`; see `Selection.votes`."""


def selection_of(chosen: Chosen) -> Selection:
    """The selection that is chosen."""
    subset: Subset = next((name for name in SUBSETS if name == chosen.first("subset")), "all")
    lines: LinesFrom = next((name for name in _LINES if name == chosen.first("lines")), "best")
    return Selection(
        subset=subset,
        start=chosen.day("from"),
        end=chosen.day("to"),
        include_errors=bool(chosen.values("errors")),
        lines=lines,
        topics=chosen.values("topic"),
    )


def scope_told(
    chamber: Chamber,
    selection: Selection,
    title: str,
    n: int,
    lang: Lang,
    *,
    mistakes: bool = True,
) -> str:
    """Subset, period and n of the votes that are meant, in words; `title` names the sessions.

    `mistakes` adds whether recorded mistakes count.
    """
    words = [text(f"scope.n_{selection.subset}", lang, n=n), title[:1].lower() + title[1:]]
    if selection.topics:
        words.append(text("scope.on_topics", lang, topics=", ".join(selection.topics)))
    if selection.start or selection.end:
        start, end = selection.start or chamber.start, selection.end or chamber.end
        days = {"start": date_text(start, lang), "end": date_text(end, lang)}
        words.append(text("scope.days", lang, **days))
    if mistakes:
        counted = "scope.with_errors" if selection.include_errors else "scope.without_errors"
        words.append(text(counted, lang))
    return ", ".join(words)
