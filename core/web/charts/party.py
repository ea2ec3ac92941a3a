"""The charts of the page of one party, and the departures of all parties."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from core.analysis.selection import Selection
from core.charts.party import agreement_panels, departure_bars, departure_panels, seats_curve
from core.charts.periods import period_label
from core.charts.shares import shown_shares
from core.parliament.people.party_order import usual_short
from core.tables.figures import Votes
from core.tables.party import agreement_of, departures_of, parties_of, seats_of, usual_interval
from core.tables.votes import ALL
from core.web.charts.drawing import Choices, Drawing, Nothing
from core.web.parameters import wrong


def seats(choices: Choices) -> Drawing:
    """The members of a party, month by month."""
    party, votes, said = _party(choices, ballots=True)
    rows = seats_of(votes, party)
    if rows.is_empty():
        raise Nothing(choices.t("vote.no_ballots"))
    title = choices.t("embed.title.party.seats", party=party)
    return Drawing(title, seats_curve(rows, party, choices.lang), rows, said)


def agreement(choices: Choices) -> Drawing:
    """How often the other parties stood as this one did."""
    party, votes, said = _party(choices)
    every = usual_interval(votes)
    rows = shown_shares(agreement_of(votes, Selection(), party, every), agreement="shared")
    if rows["agreement"].null_count() == rows.height:
        raise Nothing(choices.t("parties.nothing_shared"))
    return Drawing(
        choices.t("embed.title.party.agreement", party=party),
        agreement_panels(rows, party, every, votes.content.sessions, choices.lang),
        rows,
        said,
        {"agreement": "shared"},
        names=_names(choices, votes, rows),
    )


def departures(choices: Choices) -> Drawing:
    """How often the members of this party departed from its line."""
    party, votes, said = _party(choices, ballots=True)
    every = usual_interval(votes)
    rows = departures_of(votes, Selection(), every).filter(pl.col("party") == party)
    if rows.is_empty():
        raise Nothing(choices.t("member.no_loyalty"))
    return Drawing(
        choices.t("embed.title.party.departures", party=party),
        departure_bars(rows, party, every, votes.content.sessions, choices.lang),
        _numbers(rows),
        said,
        names=_names(choices, votes, rows),
    )


def all_departures(choices: Choices) -> Drawing:
    """How often the members of each party departed from its line."""
    meant = choices.meant(lines=True, ballots=True)
    every = usual_interval(meant.votes)
    selection = replace(meant.selection, lines="best", min_shared=None)
    rows = departures_of(meant.votes, selection, every)
    if _numbers(rows)["per_thousand"].null_count() == rows.height:
        raise Nothing(choices.t("parties.no_cohesion"))
    return Drawing(
        choices.t("embed.title.parties.departures"),
        departure_panels(rows, every, meant.sessions, choices.lang),
        _numbers(rows),
        meant.said,
        names=_names(choices, meant.votes, rows),
    )


def _party(choices: Choices, *, ballots: bool = False) -> tuple[str, Votes, str]:
    """The party that is asked for, the votes it is shown in, and these in words."""
    asked = choices.given.one("party")
    if not asked:
        raise Nothing(choices.t("embed.no_id", name="party"))
    votes, title = choices.votes(ALL)
    if ballots:
        votes = choices.loaded.with_ballots(votes)
    known = parties_of(votes)
    short = usual_short(asked)
    party = next((each for each in known if usual_short(each) == short), None)
    if party is None:
        raise wrong(f"There is no party {asked[:20]!r}.", "party", asked, known)
    n = choices.t("scope.n_all", n=votes.content.votes.height)
    return party, votes, f"{n}, {title}"


def _numbers(departures: pl.DataFrame) -> pl.DataFrame:
    """The rows of `departures_of` below a chart, without the rates of too few ballots."""
    return shown_shares(departures, per_thousand="ballots").rename({"ballots": "line_ballots"})


def _names(choices: Choices, votes: Votes, rows: pl.DataFrame) -> dict[str, str]:
    every = usual_interval(votes)
    return {
        period: period_label(period, every, votes.content.sessions, choices.lang)
        for period in rows["period"].drop_nulls().unique()
    }
