"""The parts of the page that holds votes side by side."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import polars as pl
import streamlit as st

from core.analysis.rollcall import rollcall
from core.errors import NoSuchThing
from core.filters.values import printable
from core.language import date_text, shortened
from core.parliament.people.party_order import listed_parties
from core.parliament.texts.plain import danish_order
from core.parliament.votes.side_by_side import member_ballots, party_stands
from core.tables.figures import Votes
from core.tables.titles import outcome_parts
from core.tables.votes import ALL
from core.ui.parts.asked import read_id
from core.ui.parts.offers import Addresses
from core.ui.parts.shown_votes import session_of_vote, session_votes, sessions, with_ballots
from core.ui.parts.table import downloads, sent, source_line
from core.ui.parts.vote_rows import vote_list
from core.ui.shell import address
from core.ui.shell.context import Context, escape
from core.ui.shell.messages import PageEnds

MOST = 30
"""Votes that are shown at once."""

_LONGEST = 400  # letters of the numbers
_BETWEEN = re.compile(r"[\s,;.]+")
_FACTS = ("vote", "day", "result", "title")
_MARKS: Mapping[str, str] = MappingProxyType(
    {"for": "▲", "against": "▼", "neither": "■", "absent": "○", "unknown": "?"}
)


@dataclass(frozen=True, slots=True)
class Held:
    """The votes that are meant, in the order of the address, and the tables that have them."""

    tables: tuple[Votes, ...]
    votes: pl.DataFrame

    @property
    def session(self) -> str | None:
        """The code of their session; None for several."""
        return self.tables[0].content.session.code if len(self.tables) == 1 else None

    @property
    def ballots(self) -> pl.DataFrame | None:
        """The marked ballots of these votes; None where none are stored."""
        ids = self.votes["vote_id"].implode()
        marked = [table.content.marked for table in self.tables]
        there = [each.filter(pl.col("vote_id").is_in(ids)) for each in marked if each is not None]
        return pl.concat(there) if there else None


@dataclass(frozen=True, slots=True)
class Columns:
    """The parties and the members (by id, with their names) that are held side by side."""

    parties: tuple[str, ...]
    members: Mapping[str, str]


def held_votes(context: Context) -> Held:
    """Draw the choice of votes and return them; ends the page where there are none."""
    t = context.t
    written = address.words(
        st.text_input,
        t("grid.votes"),
        key="votes",
        max_chars=_LONGEST,
        placeholder=t("grid.votes_hint"),
    )
    parts = list(dict.fromkeys(filter(None, _BETWEEN.split(written))))
    numbers = {part: read_id(part) for part in parts}
    wrong = [part for part, number in numbers.items() if number is None]
    if wrong:
        _warn(context, "grid.not_numbers", wrong)
    ids = [number for number in numbers.values() if number is not None]
    if len(ids) > MOST:
        st.caption(t("grid.most", most=MOST))
    found = _found(context, ids[:MOST])
    if found is None:
        st.info(t("grid.none"), icon=":material/grid_on:")
        raise PageEnds
    return found


def _found(context: Context, ids: Sequence[int]) -> Held | None:
    """The votes of these ids; says which there are not."""
    known, there, unknown = sessions(context), {}, []
    for vote_id in ids:
        try:
            there[vote_id] = session_of_vote(context, known, vote_id)
        except NoSuchThing:
            unknown.append(str(vote_id))
    if unknown:
        _warn(context, "grid.unknown", unknown)
    if not there:
        return None
    held = tuple(session_votes(context, each) for each in dict.fromkeys(there.values()))
    order = pl.DataFrame({"vote_id": list(there)}, schema={"vote_id": pl.Int32})
    votes = pl.concat(table.content.votes for table in held)
    return Held(held, order.join(votes, on="vote_id", maintain_order="left"))


def chosen_columns(context: Context, held: Held) -> Columns:
    """Draw the choice of parties and members; without any, all parties are meant.

    Where a member is asked for whose ballots are not stored, they are loaded, or that is offered.
    """
    t = context.t
    if address.standing("members"):
        held = Held(tuple(with_ballots(context, table) for table in held.tables), held.votes)
    ballots = held.ballots
    left, right = st.columns(2)
    with left:
        parties = address.many_of(
            st.multiselect,
            t("grid.parties"),
            listed_parties(held.votes),
            key="parties",
            placeholder=t("grid.all_parties"),
        )
    if ballots is None:
        st.caption(t("grid.no_ballots"))
        return Columns(parties or listed_parties(held.votes), {})
    names = _members(ballots)
    with right:
        members = address.many_of(
            st.multiselect,
            t("grid.members"),
            list(names),
            key="members",
            format_func=names.__getitem__,
            placeholder=t("grid.no_members"),
        )
    if not members and not parties:
        parties = listed_parties(held.votes)
    return Columns(parties, {member: names[member] for member in members})


def grid_section(context: Context, held: Held, columns: Columns) -> None:
    """The votes with what each of those chosen did, in words."""
    t, votes = context.t, held.votes
    table = party_stands(votes, columns.parties)
    if columns.members and (ballots := held.ballots) is not None:
        ids = [int(member) for member in columns.members]
        table = table.join(member_ballots(votes, ballots, ids), on="vote_id", maintain_order="left")
    cells = table.drop("vote_id")
    alike = sum(len(set(row)) == 1 and row[0] is not None for row in cells.iter_rows())
    oldest = min(each.fetched_at for each in held.tables)
    said = t("grid.shown", n=votes.height, columns=_counted(context, columns))
    if cells.width > 1:
        st.markdown(t("grid.alike", n=votes.height, alike=alike))
    words = {code: f"{mark} {t(f'position.short.{code}')}" for code, mark in _MARKS.items()}
    facts = [
        (
            t("grid.name", case=vote["case_number"] or "", number=vote["number"]).strip(" ·"),
            date_text(vote["date"], context.lang),
            " ".join(filter(None, outcome_parts(vote, context.lang))),
            vote["case_title"] or "",
        )
        for vote in votes.iter_rows(named=True)
    ]
    name, *others = pl.DataFrame(facts, dict.fromkeys(_FACTS, pl.String), orient="row")
    drawn = cells.select(name, pl.all().replace_strict(words, default=None), *others)
    config: dict[str, Any] = {
        "vote": st.column_config.TextColumn(t("grid.vote"), width=110, pinned=True),
        "day": st.column_config.TextColumn(t("column.date")),
        "result": st.column_config.TextColumn(t("votes.result")),
        "title": st.column_config.TextColumn(t("column.case_title"), width=400),
    }
    config |= {id_: st.column_config.TextColumn(name) for id_, name in columns.members.items()}
    config |= {party: st.column_config.TextColumn(party) for party in columns.parties}
    st.dataframe(
        sent(drawn),
        column_config=config,
        hide_index=True,
        height="content",
        lazy=False,
        placeholder="–",
        key="grid_cells",
        alt=t("grid.alt", n=votes.height),
    )
    source_line(context, oldest, said)
    st.caption(t("grid.legend"))
    st.subheader(t("grid.rows"), anchor=False)
    vote_list(context, votes, key="grid_votes")


def files(context: Context, held: Held, columns: Columns) -> None:
    """The votes with the stands of all parties, and the members' ballots as one matrix."""
    t, votes = context.t, held.votes
    told = [(t("grid.votes"), ", ".join(map(str, votes["vote_id"])))]
    at = Addresses({"session": held.session or ALL})
    downloads(context, "votes", votes, held.tables, session=held.session, filters=told, at=at)
    ballots = held.ballots
    if not columns.members or ballots is None:
        return
    mine = ballots.filter(pl.col("member_id").is_in([int(each) for each in columns.members]))
    told.append((t("grid.members"), ", ".join(columns.members.values())))
    rows = rollcall(mine, votes)
    downloads(context, "rollcall", rows, held.tables, session=held.session, filters=told, at=at)


def _members(ballots: pl.DataFrame) -> Mapping[str, str]:
    """The members of some ballots: id and name with party, in Danish order of the names."""
    people = (
        ballots.select(
            pl.col("member_id").cast(pl.String),
            pl.col("member").cast(pl.String),
            pl.col("party").cast(pl.String),
        )
        .unique("member_id", keep="last", maintain_order=True)
        .sort(danish_order("member"), "member_id", nulls_last=True)
    )
    return {
        member: f"{name or member} ({party})" if party else name or member
        for member, name, party in people.iter_rows()
    }


def _counted(context: Context, columns: Columns) -> str:
    """How many parties and members there are, in words."""
    parts = [
        context.t(f"grid.columns_{kind}", n=len(chosen))
        for kind, chosen in (("parties", columns.parties), ("members", columns.members))
        if chosen
    ]
    return context.t("grid.and", one=parts[0], other=parts[1]) if len(parts) > 1 else parts[0]


def _warn(context: Context, key: str, names: Sequence[str]) -> None:
    shown = ", ".join(escape(shortened(printable(name), 40)) for name in names[:5])
    st.warning(context.t(key, names=shown), icon=":material/link_off:")
