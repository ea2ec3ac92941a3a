"""The sides of a comparison: their choice, and where each stood."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import polars as pl
import streamlit as st

from core.analysis.selection import Selection
from core.parliament.people.party_order import party_order
from core.parliament.texts.party_names import FULL_NAMES
from core.parliament.texts.plain import tidy
from core.tables import parties
from core.tables.figures import Votes, figures
from core.ui.parts.asked import read_id
from core.ui.parts.scope import Scope
from core.ui.parts.shown_votes import all_votes, sessions
from core.ui.shell import address
from core.ui.shell.context import Context, escape
from core.ui.shell.messages import PageEnds

Kind = Literal["member", "party"]


@dataclass(frozen=True, slots=True)
class Side:
    """A member or a party; `key` is its value in the address, `name` is not escaped."""

    kind: Kind
    key: str
    name: str
    party: str | None

    @property
    def member_id(self) -> int | None:
        """The id of the member, None for a party."""
        return int(self.key) if self.kind == "member" else None

    @property
    def who(self) -> int | str:
        """The member's number, or the party's letters."""
        return self.key if self.member_id is None else self.member_id


def choose_side(
    context: Context, votes: Votes, key: str, kinds: tuple[Kind, ...], *, default: str | None = None
) -> Side | None:
    """Draw the choice of one side and return it; None until one is chosen.

    A member or party in the address without ballots in these votes stays there and is reported, so
    that another session can be chosen.
    """
    found = _known(votes, context, kinds)
    asked = tidy(st.query_params.get(key, ""))
    if asked and asked not in found and (kind := _well_formed(asked, kinds)):
        elsewhere = _known(all_votes(context, sessions(context)), context, (kind,))
        unknown = Side(kind, asked, context.t(f"compare.unknown_{kind}", name=asked), None)
        found[asked] = elsewhere.get(asked, unknown)
    current = st.session_state.get(key)
    if current is not None and current not in found:  # the kind of comparison has changed
        del st.session_state[key]
        st.query_params.pop(key, None)
    if not asked and key not in st.session_state and default in found:
        address.preset(key, default)
    label = "_or_".join(kinds)
    chosen = address.one_of(
        st.selectbox,
        context.t(f"compare.{label}_{key}"),
        list(found),
        key=key,
        format_func=lambda name: _label(context, found[name]),
        placeholder=context.t(f"compare.choose_{label}"),
    )
    return found[chosen] if chosen else None


def say_missing(context: Context, votes: Votes, *sides: Side) -> None:
    """End the page if one of the sides has nothing in these votes, and say which."""
    known = _known(votes, context, ("member", "party"))
    missing = [side for side in sides if side.key not in known]
    for side in missing:
        words = context.t(f"compare.no_such_{side.kind}", name=escape(side.key))
        st.info(words, icon=":material/person_search:")
    if missing:
        raise PageEnds


def largest_parties(context: Context, votes: Votes) -> list[str]:
    """The parties with a stand in any vote, the one with most members first."""
    return parties.largest_parties(votes, list(_known(votes, context, ("party",))))


def stands_of(chosen: Scope, side: Side) -> pl.DataFrame:
    """Where the side stood in the selected votes: vote_id, position; without absences."""
    return parties.side_stands(chosen.votes, chosen.selection, side.who)


def met(chosen: Scope, a: Side, b: Side) -> pl.DataFrame:
    """The votes in which both took a position; see `core.tables.parties.met`."""
    return parties.met(chosen.votes, chosen.selection, a.who, b.who)


def single_voters(chosen: Scope, compared: pl.DataFrame, *sides: Side) -> int | None:
    """The number of compared votes in which a party among the sides had a single voter.

    None if no side is a party, or there are no ballots to count its voters.
    """
    named = [side.key for side in sides if side.kind == "party"]
    return parties.single_voters(chosen.votes, chosen.selection, compared, named)


def _known(votes: Votes, context: Context, kinds: tuple[Kind, ...]) -> dict[str, Side]:
    """All sides that can be chosen, by their key: parties first, then members."""
    found: dict[str, Side] = {}
    if "party" in kinds:
        stands = parties.all_stands(votes, Selection(include_errors=True))
        for party in party_order(stands["party"].unique().to_list()):
            if party:
                found[party] = Side("party", party, party, party)
    if "member" in kinds and votes.content.marked is not None:
        members = figures(votes, "members", Selection())
        rows = members.sort("member", "member_id").select("member_id", "member", "party")
        for number, name, party in rows.iter_rows():
            named = name or context.t("compare.unknown_member", name=number)
            key, shown = str(number), f"{named} ({party})" if party else named
            found[key] = Side("member", key, shown, party)
    return found


def _well_formed(asked: str, kinds: tuple[Kind, ...]) -> Kind | None:
    """What an unknown key would be: a member if it is a number, a party if it is a few letters."""
    if "member" in kinds and str(read_id(asked)) == asked:
        return "member"
    return "party" if "party" in kinds and asked.isalpha() and len(asked) <= 5 else None


def _label(context: Context, side: Side) -> str:
    """The name in the list; the letters of a party with its full name, if that is known."""
    if side.kind == "party" and side.key in FULL_NAMES and not context.demo:
        return f"{side.key} · {FULL_NAMES[side.key][0]}"
    return side.name
