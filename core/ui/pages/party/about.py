"""The head of a party's page: which party, in which votes, and what stands out."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl
import streamlit as st

from core.analysis.selection import Selection
from core.charts.shares import enough, shown_shares
from core.language import date_text, number, percent
from core.parliament.people.party_order import usual_short
from core.tables.figures import Votes, stands_table
from core.tables.parties import latest_seats
from core.tables.party import (
    agreement_in_all,
    agreement_of,
    departures_in_all,
    departures_of,
    parties_of,
    party_name,
    usual_interval,
)
from core.tables.titles import party_title
from core.tables.votes import ALL
from core.ui.parts.offers import Addresses, feed, offer
from core.ui.parts.party_rows import names_of, party_list
from core.ui.parts.scope import session_filter
from core.ui.parts.shown_votes import chosen_votes, sessions
from core.ui.parts.table import source_line
from core.ui.shell import address
from core.ui.shell.context import Context, escape
from core.ui.shell.head import name_page
from core.ui.shell.messages import PageEnds, tell_unheeded
from core.ui.shell.router import page_file

SELECTION = Selection()
"""All votes, without recorded mistakes: what the page's figures are about."""


@dataclass(frozen=True, slots=True)
class Party:
    """The party that the page is about, in the votes of a session or of all."""

    short: str
    name: str
    votes: Votes
    period: str

    @property
    def sentence(self) -> str:
        """The period, for the line under a figure; escaped."""
        return escape(self.period)


def asked_party(context: Context) -> Party:
    """The party in the address; without one, or with one that has no votes, lists all and ends."""
    t = context.t
    asked, known = address.single("party"), sessions(context)
    names = names_of(context, known)
    heading = st.empty()
    heading.title(_title(asked, party_name(asked, names)) if asked in names else t("page.party"))
    summary = st.empty()
    code = session_filter(context, known, ALL)
    votes = chosen_votes(context, known, code)
    period = t("votes.all_sessions") if code == ALL else votes.content.session.named(context.lang)
    wanted = usual_short(asked)
    found = next((each for each in parties_of(votes) if usual_short(each) == wanted), None)
    if found is None:
        tell_unheeded(context.lang)
        _list_all(context, votes, asked, everything=code == ALL)
        raise PageEnds
    tell_unheeded(context.lang)
    party = Party(found, party_name(found, names), votes, period)
    name_page(party_title(party.name, found))
    heading.title(_title(found, party.name))
    with summary.container():
        st.markdown(" ".join(sentences(context, party)))
    if votes.missing:
        st.caption(t("votes.missing_sessions", n=len(votes.missing)))
    n = votes.content.votes.height
    source_line(context, votes.fetched_at, f"{t('scope.n_all', n=n)}, {party.sentence}")
    return party


def follow(context: Context, party: Party) -> None:
    """The party as data, and the feed of its departures, where there are routes that answer."""
    title = context.t("party.feed", party=party.short)
    feeds = [feed("deviations", title, "deviations", party=party.short)]
    with st.container(horizontal=True, gap="small"):
        offer(context, "parties", Addresses(None, feeds, f"parties/{party.short}"))


def sentences(context: Context, party: Party) -> list[str]:
    """Seats, the winning side, departures, and who stood most and least alike; as far as known."""
    return [*_seats(context, party), *_won(context, party), *_departed(context, party),
            *_alike(context, party)]  # fmt: skip


def _title(short: str, name: str) -> str:
    return escape(name) if name == short else f"{escape(name)} ({escape(short)})"


def _list_all(context: Context, votes: Votes, asked: str, *, everything: bool) -> None:
    """Say that there is no such party here, and list those that there are."""
    if asked:
        said = context.t("party.unknown", name=escape(asked))
        st.info(said, icon=":material/link_off:")
        if not everything:
            label = context.t("member.all_sessions")
            st.page_link(page_file("party"), label=label, query_params={"party": asked})
    else:
        st.markdown(context.t("party.choose"))
    party_list(context, votes)


def _seats(context: Context, party: Party) -> list[str]:
    found = latest_seats(party.votes, SELECTION)
    if found is None:
        return []
    day, seats, _ = found
    own = seats.filter(pl.col("party") == party.short)["seats"]
    day_words = date_text(day, context.lang)
    name = escape(party.name)
    if own.is_empty():
        return [context.t("party.no_seats", name=name, date=day_words)]
    return [context.t("party.seats_said", name=name, n=int(own[0]), date=day_words)]


def _won(context: Context, party: Party) -> list[str]:
    rows = stands_table(party.votes, "winning", SELECTION).filter(pl.col("party") == party.short)
    if rows.is_empty():
        return []
    row = rows.row(0, named=True)
    counts = {"won": row["won"], "n": row["votes"]}
    if not enough(row["votes"]):
        return [context.t("party.won_few", **counts)]
    share = escape(percent(row["won_share"], context.lang))
    return [context.t("party.won_said", share=share, **counts)]


def _departed(context: Context, party: Party) -> list[str]:
    if party.votes.content.marked is None:
        return []
    totals = departures_in_all(departures_of(party.votes, SELECTION, "session"))
    rows = totals.filter(pl.col("party") == party.short)
    if rows.is_empty():
        return []
    row = rows.row(0, named=True)
    if not row["departures"]:
        return [context.t("party.none_departed", n=row["ballots"])]
    said = context.t("party.departed", n=row["departures"], ballots=row["ballots"])
    if not enough(row["ballots"]):
        return [said]
    rate = number(row["per_thousand"], context.lang, 1)
    return [said, context.t("party.rate_said", rate=rate)]


def _alike(context: Context, party: Party) -> list[str]:
    every = usual_interval(party.votes)
    totals = agreement_in_all(agreement_of(party.votes, SELECTION, party.short, every))
    known = shown_shares(totals, agreement="shared").drop_nulls("agreement")
    if known.height < 2:
        return []
    rows = known.sort("agreement", "party", descending=[True, False]).to_dicts()
    words = {
        f"{end}{suffix}": escape(value)
        for end, row in (("most", rows[0]), ("least", rows[-1]))
        for suffix, value in (
            ("", row["party"]),
            ("_share", percent(row["agreement"], context.lang)),
            ("_n", number(row["shared"], context.lang)),
        )
    }
    return [context.t("party.alike", **words)]
