"""Names for the ids of the API's lookup sets, on the explore page."""

from __future__ import annotations

from core.oda.schema.entities import Entity
from core.tables.cases import lookup_rows
from core.ui.pages.explore.builder_state import name_field
from core.ui.parts.waiting import soon
from core.ui.shell.context import Context


def lookup_names(context: Context, lookup: Entity, patience: float) -> dict[int, str]:
    """The names of a lookup set by id; empty if they do not arrive within `patience` seconds."""
    column = name_field(lookup)
    rows = soon(context, lookup_rows(lookup.name), patience)
    if rows is None or column is None:
        return {}
    frame = rows.content
    columns = ["id", column, *(["startdato"] if "startdato" in frame.columns else [])]
    found = frame.select(columns).sort(columns[-1], descending=len(columns) == 3)
    return {row[0]: str(row[1] or row[0]).strip() for row in found.iter_rows()}
