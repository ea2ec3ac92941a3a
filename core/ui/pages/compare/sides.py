"""The two sides of a comparison: chosen by name, kept in the address, with where each stood."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import polars as pl
import streamlit as st

from core.analysis.agreement import compare, member_stands, own_stands, party_stands
from core.analysis.selection import Selection
from core.analysis.subsets import of_votes
from core.parliament.people.party_order import party_order
from core.parliament.texts.party_names import FULL_NAMES
from core.parliament.texts.plain import tidy
from core.parliament.votes.positions import LEFT_OUT
from core.tables.figures import Votes, figures
from core.tables.table import worked_out
from core.ui.parts.asked import read_id
from core.ui.parts.scope import Scope
from core.ui.shell import address
from core.ui.shell.context import Context, escape
from core.ui.shell.messages import PageEnds

Kind = Literal["member", "party"]


@dataclass(frozen=True, slots=True)
class Side:
    """A member or a party. `key` stands in the address, `name` on screen (not escaped)."""

    kind: Kind
    key: str
    name: str
    party: str | None

    @property
    def member_id(self) -> int | None:
        """The member's number, None for a party."""
        return int(self.key) if self.kind == "member" else None


def choose_side(
    context: Context, votes: Votes, key: str, kinds: tuple[Kind, ...], *, default: str | None = None
) -> Side | None:
    """Draw the choice of one side and give it; None while nobody is chosen.

    A member or party in the address who has no ballots in these votes stays there and is told, so
    that another session can be chosen for them.
    """
    found = _known(votes, context, kinds)
    asked = tidy(st.query_params.get(key, ""))
    if asked and asked not in found and (kind := _well_formed(asked, kinds)):
        found[asked] = Side(kind, asked, context.t(f"compare.unknown_{kind}", name=asked), None)
    kept = st.session_state.get(key)
    if kept is not None and kept not in found:  # something else is compared since
        del st.session_state[key]
        st.query_params.pop(key, None)
    if not asked and key not in st.session_state and default in found:
        st.session_state[key] = default
        st.session_state[f"_address_{key}"] = []
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
    """Say who has nothing in these votes and end the page; go on where all have."""
    known = _known(votes, context, ("member", "party"))
    missing = [side for side in sides if side.key not in known]
    for side in missing:
        words = context.t(f"compare.no_such_{side.kind}", name=escape(side.key))
        st.info(words, icon=":material/person_search:")
    if missing:
        raise PageEnds


def largest_parties(context: Context, votes: Votes) -> list[str]:
    """The parties that stood anywhere, the one with most members first."""
    known = _known(votes, context, ("party",))
    if votes.content.marked is None or votes.content.marked.is_empty():
        return list(known)
    members = figures(votes, "members", Selection())
    seats = (
        members.group_by("party")
        .agg(pl.col("ballots").sum())
        .sort("ballots", "party", descending=[True, False])
    )
    return [party for party in seats["party"] if party in known]


def stands_of(chosen: Scope, side: Side) -> pl.DataFrame:
    """Where the side stood in the votes that are meant: vote_id, position; no absences."""
    selection, chamber = chosen.selection, chosen.votes.content
    if side.kind == "party":
        stands = all_stands(chosen.votes, selection).filter(pl.col("party") == side.key)
        return stands.select("vote_id", "position")
    if chamber.marked is None:
        return member_stands(_NO_BALLOTS).select("vote_id", "position")
    own = chamber.marked.filter(pl.col("member_id") == side.member_id)
    own = of_votes(own, selection.votes(chamber))
    stands = member_stands(own, include_errors=selection.include_errors)
    return stands.select("vote_id", "position")


def met(chosen: Scope, a: Side, b: Side) -> pl.DataFrame:
    """The votes in which both took a position; see `compare`.

    A member who was the only voter of the other side is not held against himself.
    """
    found = compare(stands_of(chosen, a), stands_of(chosen, b))
    marked = chosen.votes.content.marked
    if a.kind == b.kind or marked is None:
        return found
    member, party = (a, b) if a.kind == "member" else (b, a)
    own = own_stands(marked.filter(pl.col("member_id") == member.member_id))
    own = own.filter(pl.col("party") == party.key)
    return found.join(own, on="vote_id", how="anti", maintain_order="left")


def all_stands(votes: Votes, selection: Selection) -> pl.DataFrame:
    """Where every party stood in the votes that are meant; see `party_stands`."""
    stands = _vote_stands(votes, selection)
    return party_stands(stands, include_errors=selection.include_errors)


def single_voters(chosen: Scope, compared: pl.DataFrame, *sides: Side) -> int | None:
    """In how many of the votes compared a party of the sides had one voter alone.

    None where there is no party among them, or no ballots tell its voters.
    """
    stands = _vote_stands(chosen.votes, chosen.selection)
    parties = [side.key for side in sides if side.kind == "party"]
    theirs = of_votes(stands.filter(pl.col("party").is_in(parties)), compared)
    known = theirs.drop_nulls("voters")
    if known.is_empty():
        return None
    return known.filter(pl.col("voters") == 1)["vote_id"].n_unique()


@worked_out(40)
def _vote_stands(votes: Votes, selection: Selection) -> pl.DataFrame:
    return selection.stands(votes.content)


_NO_BALLOTS = pl.DataFrame(
    schema={
        "vote_id": pl.Int32,
        "member_id": pl.Int32,
        "position": pl.String,
        "left_out": LEFT_OUT,
        "recorded_error": pl.Boolean,
    }
)


def _known(votes: Votes, context: Context, kinds: tuple[Kind, ...]) -> dict[str, Side]:
    """Everybody who can be chosen, by what stands in the address: parties first, then members."""
    found: dict[str, Side] = {}
    if "party" in kinds:
        stands = all_stands(votes, Selection(include_errors=True))
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
    """What a key that nobody has would name: a number a member, a few letters a party."""
    if "member" in kinds and str(read_id(asked)) == asked:
        return "member"
    return "party" if "party" in kinds and asked.isalpha() and len(asked) <= 5 else None


def _label(context: Context, side: Side) -> str:
    """The name in the list; a party's letters with its full name, where that is known."""
    if side.kind == "party" and side.key in FULL_NAMES and not context.demo:
        return f"{side.key} · {FULL_NAMES[side.key][0]}"
    return side.name
