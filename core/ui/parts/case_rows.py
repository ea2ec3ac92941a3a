"""Lists of cases of several pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from core.language import date_text
from core.parliament.people.committee_names import committee_in
from core.parliament.texts.lookups import lookup_words
from core.ui.parts.links import Part, Row, link_list, to
from core.ui.shell.context import Context


def case_list(
    context: Context,
    cases: pl.DataFrame,
    *,
    key: str,
    part: Part | None = None,
    titles: Mapping[str, str] | None = None,
) -> None:
    """Draw cases in the order given, or the `part` of them; each is a link.

    `cases` has the columns of `CaseBook.table`. `titles` are those of the periods by their code,
    where the cases are of several.
    """
    shown = cases if part is None else cases[part.first : part.end]
    link_list(
        context,
        [case_row(context, row, titles or {}) for row in shown.iter_rows(named=True)],
        key=key,
        label=context.t("cases.list", n=cases.height),
        heads=("",),
        part=part,
    )


def case_row(context: Context, case: Mapping[str, Any], titles: Mapping[str, str]) -> Row:
    """A case in a list: when it came, what kind it is, whose, and what became of it."""
    t = context.t
    outcome = t(f"outcome.{case['outcome']}")
    status = lookup_words("case_status", case["status"], context.lang)
    committees = (case["committee"] or "").split("; ")
    return Row(
        to("case", id=str(case["case_id"])),
        case["short_title"] or t("case.untitled"),
        number=case["number"] or "",
        when=date_text(case["proposed"], context.lang),
        facts=_once(
            t(f"case_type.{case['type_code']}"),
            "" if status == outcome else status,
            case["ministry"] or "",
            *(committee_in(context.lang, committee) for committee in committees),
            titles.get(str(case["period"]), ""),
        ),
        cells=(outcome,),
    )


def _once(*words: str) -> tuple[str, ...]:
    """Those that say something, each once."""
    return tuple(dict.fromkeys(word for word in words if word))
