"""The parameters that each table can be asked for with at its address.

Pages import this to write such addresses, so it imports nothing that makes rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from core.analysis.panels import PANELS
from core.filters.orders import KEY
from core.filters.pages import keys_of

PAGES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "votes": ("votes",),
        "ballots": ("vote", "member"),
        "deviations": ("deviations", "member"),
        "vote-parties": ("votes",),
        "members": ("members",),
        "parties": ("parties",),
        "agreement": ("parties",),
        "member-agreement": ("member",),
        "cohesion": ("parties",),
        "winning": ("parties",),
        "coalitions": ("parties",),
        "party-map": ("parties",),
        "rollcall": ("parties",),
        "quality": ("quality",),
        "cases": ("cases",),
        "steps": ("cases",),
        "questions": ("questions",),
        "committees": ("committees",),
        "meetings": ("meetings",),
        "documents": ("documents",),
        "changes": ("changes",),
    }
)
"""The pages that show each table, whose parameters it takes."""

OWN: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "votes": ("votes",),
        "rollcall": ("votes", "members"),
        "ballots": ("session", "vote", "member", "subset", "from", "to"),
        "deviations": ("vote", "member"),
        "vote-parties": ("vote",),
        "member-agreement": ("member", "min"),
        **dict.fromkeys(PANELS, ("by",)),
        "members": ("by", "split"),
    }
)
"""What a table takes beside the parameters of its pages."""

OF_PAGES = ("view", "show", "page", "lang", "id")
"""What stands in addresses of pages and changes nothing in a table."""

FORM = ("excel", "limit", "after")
"""What a file takes whose rows are the same: how it is written, and which part of it is meant."""


def parameters(name: str) -> tuple[str, ...]:
    """Every parameter that a table can be asked for with, also those that change nothing in it."""
    of_pages = (key for page in PAGES[name] for key in keys_of(page))
    return tuple(dict.fromkeys((*of_pages, *OWN.get(name, ()), *OF_PAGES, KEY, *FORM)))
