"""Hits, and other texts to search for, as lists of links."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from core.language import date_text
from core.tables.hits import Hit
from core.ui.parts.links import Part, Row, link_list, to
from core.ui.shell.context import Context


def hit_list(
    context: Context, found: Iterable[Hit], *, key: str, label: str, part: Part | None = None
) -> None:
    """The hits, each a link to its page with what tells it apart; `label` names the list."""
    rows = [_row(context, hit) for hit in found]
    heads = ("",) * max((len(row.cells) for row in rows), default=0)
    link_list(context, rows, key=f"found_{key}", label=label, heads=heads, part=part)


def text_list(context: Context, texts: Sequence[str], *, label: str) -> None:
    """Texts, each a link to a search for it."""
    rows = [Row(to("search", q=text), text) for text in texts]
    link_list(context, rows, key="texts", label=label)


def _row(context: Context, hit: Hit) -> Row:
    return Row(
        hit.page,
        hit.title,
        number=hit.number,
        when="" if hit.day is None else date_text(hit.day, context.lang),
        facts=hit.notes,
        cells=hit.outcome,
    )
