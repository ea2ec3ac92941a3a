"""Lists of deviations from the party line, a sentence each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from core.language import date_text
from core.ui.parts.links import Part, Row, link_list, to
from core.ui.shell.context import Context


def deviation_list(
    context: Context, rows: pl.DataFrame, *, key: str, part: Part | None = None
) -> None:
    """Draw deviations in the order given, or the `part` of them; each leads to its vote.

    `rows` as in `core.tables.deviations.deviations_of`.
    """
    shown = rows if part is None else rows[part.first : part.end]
    link_list(
        context,
        [deviation_row(context, row) for row in shown.iter_rows(named=True)],
        key=key,
        label=context.t("deviations.list", n=rows.height),
        part=part,
    )


def deviation_row(context: Context, deviation: Mapping[str, Any]) -> Row:
    """A deviation in a list: its vote and day, and who stood where as a sentence to quote."""
    t = context.t
    from_text = deviation["found_in"] == "text"
    return Row(
        to("vote", id=str(deviation["vote_id"])),
        deviation["case_title"] or t("vote.untitled", number=deviation["number"]),
        number=deviation["case_number"] or "",
        when=date_text(deviation["date"], context.lang),
        text=deviation_sentence(context, deviation),
        facts=(
            t(f"vote_type.{deviation['type_code']}"),
            t("deviations.from_text") if from_text else "",
        ),
    )


def deviation_sentence(context: Context, deviation: Mapping[str, Any]) -> str:
    """Who stood where, where the party stood, and whether Parliament notes a mistake."""
    t, number = context.t, deviation["member_id"]
    stood = "stood" if deviation["party_line"] else "stood_alone"
    said = t(
        f"deviations.{stood}",
        member=deviation["member"] or t("member.nameless", id=number or ""),
        party=deviation["party"] or t("common.unknown"),
        position=t(f"stood.{deviation['position']}"),
        line=t(f"stood.{deviation['party_line']}") if deviation["party_line"] else "",
    )
    note = t(f"deviations.note.{deviation['kind']}")
    return f"{said}; {note}."
