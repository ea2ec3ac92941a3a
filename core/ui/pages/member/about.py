"""The head of a member's page: the name, the current party, and the key figures."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from core.charts.shares import share_words
from core.errors import NoSuchThing
from core.language import date_text, number
from core.parliament.people.members import Profile
from core.parliament.texts.plain import one_line
from core.store.voters import names_of_voters
from core.tables import people
from core.tables.figures import Votes, figures
from core.tables.titles import titled
from core.tables.votes import ALL
from core.ui.parts.asked import id_or_end
from core.ui.parts.member_rows import method_links
from core.ui.parts.scope import Scope
from core.ui.parts.table import source_line
from core.ui.parts.waiting import Arriving, arriving, shown
from core.ui.shell.context import Context, escape
from core.ui.shell.head import name_page
from core.ui.shell.way import go, way_back

_METRICS = (
    ("ballots", "cast", "attendance", "won_share"),
    ("loyalty", "deviations", "recorded_errors"),
)


@dataclass(frozen=True, slots=True)
class Person:
    """The person that the page is about; the profile may still be loading."""

    member_id: int
    name: str
    profile: Arriving[Profile]


def asked_member(context: Context) -> int:
    """The id in the address; ends the page without a valid one."""
    return id_or_end(context, "member.no_id", partial(_back, context), title="member.title")


def person(context: Context, member_id: int) -> Person:
    """A person by id. Raises NoSuchThing if no actor has the id, or the actor is not a person.

    A person whose ballots are stored is found without a request to the API.
    """
    voter = _voter(context, member_id)
    recipe = people.profile(member_id)
    profile = (
        arriving(context, recipe)
        if voter is not None
        else Arriving(shown(context, recipe), None, None)
    )
    if profile.table is None:
        return Person(member_id, voter or "", profile)
    found = profile.table.content
    if not found.known:
        raise NoSuchThing(f"there is no actor {member_id}", what="member", name=member_id)
    name = found.name or context.t("member.nameless", id=member_id)
    if not found.is_person and voter is None:
        raise NoSuchThing(f"{member_id} is no person", what="not_a_person", name=name)
    return Person(member_id, name, profile)


def heading(context: Context, member: Person) -> None:
    """Draw the name, and the way back to the list."""
    _back(context)
    name_page(titled(member.name))
    st.title(escape(member.name))


def tell_of_none(context: Context, chosen: Scope, votes: Votes, member: Person) -> None:
    """Say that the member has no ballots in the selected votes, and offer other votes."""
    st.info(
        context.t("member.no_ballots", name=escape(member.name), votes=chosen.sentence(context)),
        icon=":material/how_to_vote:",
    )
    if len(votes.content.sessions) == 1 or chosen.selection.subset != "all":
        words = context.t("member.all_sessions")
        if st.button(words, icon=":material/history:", key="all_sessions"):
            go("member", id=str(member.member_id), session=ALL)


def key_figures(context: Context, chosen: Scope, votes: Votes, member: Person) -> None:
    """The member's figures with n, and the latest party where the records named none."""
    t, lang = context.t, context.lang
    table = figures(votes, "members", chosen.selection)
    row = table.row(by_predicate=pl.col("member_id") == member.member_id, named=True)
    st.subheader(t("member.figures"))
    profile = member.profile.table
    if profile is None or profile.content.parties.is_empty():
        st.markdown(_party_now(context, votes, member))
    shown = {
        "ballots": number(row["ballots"], lang),
        "cast": number(row["cast"], lang),
        "attendance": share_words(
            row["attendance"], row["cast"] + row["absent"], lang, 1, part=row["cast"]
        ),
        "loyalty": share_words(row["loyalty"], row["line_votes"], lang, 1, part=row["with_line"]),
        "deviations": number(row["deviations"], lang),
        "recorded_errors": number(row["recorded_errors"], lang),
        "won_share": share_words(row["won_share"], row["decided"], lang, 1),
    }
    for names in _METRICS:
        with st.container(horizontal=True, gap="small"):
            for name in names:
                help_text = t(f"member.{name}_help")
                st.metric(t(f"column.{name}"), shown[name], help=help_text)
    source_line(context, votes.fetched_at, f"{_bases(context, row)} · {chosen.sentence(context)}")
    st.caption(t("members.clearing"))
    if row["loyalty"] is None:
        st.caption(t("member.no_loyalty"))
    method_links(context, "attendance", "loyalty", "deviation", "errors", "winning")


def _bases(context: Context, row: dict[str, Any]) -> str:
    """The base of each share, in words."""
    t = context.t
    parts = [t("member.n_attendance", part=row["cast"], n=row["cast"] + row["absent"])]
    if row["line_votes"]:
        parts.append(t("member.n_loyalty", part=row["with_line"], n=row["line_votes"]))
    if row["decided"]:
        won = round(row["won_share"] * row["decided"])
        parts.append(t("member.n_won", part=won, n=row["decided"]))
    return " · ".join(parts)


def _party_now(context: Context, votes: Votes, member: Person) -> str:
    """The party at the latest vote with a ballot of the member, among all votes."""
    marked = votes.content.marked
    assert marked is not None
    latest = (
        marked.filter(pl.col("member_id") == member.member_id)
        .sort("date", "vote_id", nulls_last=False)
        .tail(1)
        .row(0, named=True)
    )
    return context.t(
        "member.party_now",
        party=escape(latest["party"]) if latest["party"] else context.t("common.unknown"),
        date=date_text(latest["date"], context.lang),
    )


def _voter(context: Context, member_id: int) -> str | None:
    """The name of a person whose ballots are stored, or None."""
    names = names_of_voters(context.source.store)
    if names is None:
        return None
    found = names.filter(pl.col("id") == member_id).select(one_line("navn"))["navn"].to_list()
    return found[0] if found else None


def _back(context: Context) -> None:
    session = st.query_params.get("session")
    way_back("members", context.t("member.back"), **({"session": session} if session else {}))
