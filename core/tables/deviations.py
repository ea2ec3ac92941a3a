"""Deviations from the party line as pages and files show them."""

from __future__ import annotations

import polars as pl

from core.analysis.selection import Selection
from core.filters.deviations import Deviations
from core.parliament.people.party_order import listed_parties, party_order
from core.parliament.texts.plain import danish_order
from core.tables.figures import Votes, figures
from core.tables.table import worked_out


@worked_out(40)
def deviations_of(votes: Votes, selection: Selection) -> Deviations:
    """The deviations in the votes that are meant, the newest first.

    Where no ballots are stored, or none are published, they are those of Parliament's text.
    """
    chamber = votes.content
    about = chamber.votes.select("vote_id", "number", "session", "case_title", "type_code")
    found = figures(votes, "deviations", selection)
    rows = found.join(about, on="vote_id", how="left", maintain_order="left")
    lines = listed_parties(chamber.votes)
    parties = party_order({*lines, *rows["party"].drop_nulls()})
    return Deviations(
        rows, tuple(party for party in parties if party is not None), _members(votes, rows)
    )


def _members(votes: Votes, rows: pl.DataFrame) -> dict[str, str]:
    """Name and party of everybody with a ballot or a deviation, by id, in Danish order."""
    columns = ("member_id", "member", "party")
    known = [rows.select(columns).drop_nulls("member_id")]
    if votes.content.marked is not None:
        known.append(figures(votes, "members", Selection()).select(columns))
    named = pl.concat(known, how="vertical_relaxed").unique("member_id", keep="last")
    named = named.sort(danish_order("member"), "member_id", nulls_last=True)
    return {
        str(number): f"{name or number} ({party})" if party else str(name or number)
        for number, name, party in named.iter_rows()
    }
