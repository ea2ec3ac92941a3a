"""What the address of each page may hold: its filters, and what else it reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from core.filters.ballots import MEMBER_BALLOTS, VOTE_BALLOTS
from core.filters.cases import CASES
from core.filters.changes import CHANGES
from core.filters.deviations import DEVIATION_VOTES, DEVIATIONS
from core.filters.documents import DOCUMENTS
from core.filters.engine import Filters
from core.filters.meetings import MEETINGS
from core.filters.members import MEMBERS
from core.filters.questions import QUESTIONS
from core.filters.scope import SCOPE
from core.filters.votes import VOTES

FILTERS: Mapping[str, tuple[Filters[Any], ...]] = MappingProxyType(
    {
        "votes": (VOTES,),
        "vote": (VOTE_BALLOTS,),
        "deviations": (DEVIATION_VOTES, DEVIATIONS),
        "parties": (SCOPE,),
        "members": (SCOPE, MEMBERS),
        "member": (SCOPE, MEMBER_BALLOTS),
        "compare": (SCOPE,),
        "cases": (CASES,),
        "questions": (QUESTIONS,),
        "meetings": (MEETINGS,),
        "documents": (DOCUMENTS,),
        "changes": (CHANGES,),
    }
)
"""What the pages filter by; the parameters are those of the declarations."""

LISTED = ("sort", "page")
"""What every page with a list of links reads: the order and the part of it."""

OTHERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "overview": (),
        "votes": ("session", *LISTED),
        "vote": ("id", "view", "page", "session", "number"),
        "deviations": ("session", *LISTED),
        "party": ("session", "party"),
        "parties": ("session", "show", "min", "every", "stand", "order", "a", "b", "index", "party",
                    "who", "page"),
        "members": ("session", "show", *LISTED),
        "member": ("session", "id", "page"),
        "compare": ("session", "what", "a", "b", "show", "session2", "from2", "to2", "page"),
        "cases": ("session", "show", "order", "api", "whose", "by", *LISTED),
        "case": ("id", "session", "number"),
        "questions": ("session", "kind", *LISTED),
        "committees": ("session", "committee", "id", "month", "page"),
        "meetings": ("session", "id", "show", "week", "month", *LISTED),
        "documents": ("id", "page"),
        "changes": ("since", "page"),
        "explore": ("query", "show", "q", "set", "chart", "rows", "table"),
        "quality": ("session", "finding", "page"),
        "methods": ("figure",),
        "status": (),
        "search": ("q", "show", "page"),
    }
)  # fmt: skip
"""What else a page reads: what is shown, of which period, and how."""

_EVERYWHERE = ("lang",)
# What Streamlit reads itself, and what others hang onto every link that they pass on.
_QUIET = ("embed", "utm_", "mc_", "hsa_", "_hs", "pk_", "mtm_", "at_")
_QUIET_NAMES = frozenset({
    "fbclid", "gclid", "gclsrc", "gbraid", "wbraid", "dclid", "msclkid", "yclid", "ttclid",
    "twclid", "igshid", "igsh", "li_fat_id", "mkt_tok", "_ga", "_gl", "ref", "ref_src", "ref_url",
    "cmpid", "srsltid", "wt_mc", "s_cid",
})  # fmt: skip


def keys_of(page: str) -> tuple[str, ...]:
    """The parameters that a page reads from its address, with those that every page does."""
    filters = (key for each in FILTERS.get(page, ()) for key in each.keys)
    return (*filters, *OTHERS[page], *_EVERYWHERE)


def unknown_keys(page: str, names: Iterable[str]) -> list[str]:
    """Those that the page does not know, without what says nothing about the page."""
    known = keys_of(page)
    return [
        name
        for name in names
        if name not in known
        and name.lower() not in _QUIET_NAMES
        and not name.lower().startswith(_QUIET)
    ]
