"""In what the numbers of exported tables are counted or measured."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_NAMES: Mapping[str, tuple[str, ...]] = {
    "votes": ("votes", "line_votes", "with_line", "decided", "shared", "same", "rice_votes", "won",
              "single_voter_votes", "contested_votes", "contested_rice_votes"),
    "ballots": ("ballots", "cast", "absent", "for", "against", "neither", "unknown", "deviations",
                "recorded_errors"),
    "members": ("members", "official_for", "official_against", "official_neither", "closeness",
                "size", "margin", "seats"),
    "parties": ("n_parties",),
    "share": ("density", "turnout", "attendance", "loyalty", "won_share", "agreement", "share"),
    "index": ("rice", "agreement_index", "contested_rice", "contested_agreement_index"),
    "days": ("days_preliminary", "days"),
    "cases": ("cases",),
    "reports": ("reports",),
    "meetings": ("meetings",),
}  # fmt: skip
_UNITS = {name: unit for unit, names in _NAMES.items() for name in names}
_OF_TABLES: Mapping[tuple[str, str], str] = {("coalitions", "adopted"): "votes"}

UNITS: Mapping[str, str] = MappingProxyType(_UNITS)
"""The unit of a column by its name; a share and an index run from 0 to 1."""


def unit_of(table: str, column: str) -> str:
    """The unit of a column of a table, empty where it has none."""
    return _OF_TABLES.get((table, column)) or UNITS.get(column, "")
