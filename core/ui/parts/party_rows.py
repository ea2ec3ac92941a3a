"""Lists of parties, each with its seats and how often its members depart from the line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from core.analysis.selection import Selection
from core.charts.shares import enough
from core.language import UNKNOWN, number
from core.parliament.calendar.periods import Period
from core.tables.figures import Votes
from core.tables.parties import latest_seats
from core.tables.party import departures_in_all, departures_of, group_names, parties_of, party_name
from core.ui.parts.links import Row, link_list, to
from core.ui.shell.context import Context


def names_of(context: Context, sessions: Iterable[Period]) -> Mapping[str, str]:
    """The full names of the groups in these sessions, as far as they are stored."""
    table = context.source.tables.read(group_names(tuple(sessions)))
    return {} if table is None else table.content


def party_list(
    context: Context, votes: Votes, selection: Selection | None = None, *, key: str = "party_list"
) -> None:
    """Draw the parties in some votes from left to right of the chamber; each leads to its page.

    Figures that need ballots are – where none are stored.
    """
    t, lang, meant = context.t, context.lang, selection or Selection()
    names = names_of(context, votes.content.sessions)
    seats: dict[str, int] = {}
    rates: dict[str, str] = {}
    if votes.content.marked is not None:
        found = latest_seats(votes, meant)
        seats = {} if found is None else dict(found[1].iter_rows())
        for row in departures_in_all(departures_of(votes, meant, "session")).iter_rows(named=True):
            if enough(row["ballots"]):
                rates[row["party"]] = number(row["per_thousand"], lang, 1)
    rows = [
        Row(
            to("party", party=party),
            party_name(party, names),
            number=party,
            cells=(number(seats.get(party), lang), rates.get(party, UNKNOWN)),
        )
        for party in parties_of(votes)
    ]
    link_list(
        context,
        rows,
        key=key,
        label=t("parties.list"),
        heads=(t("parties.seats"), t("parties.rate")),
    )
