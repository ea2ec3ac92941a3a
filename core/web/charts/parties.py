"""The charts of the parties page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import get_args

import polars as pl

from core.analysis.agreement import agreement_over_time
from core.analysis.subsets import Interval
from core.charts.agreement import agreement_heatmap
from core.charts.agreement import agreement_over_time as time_chart
from core.charts.map import member_map, party_map
from core.charts.parties import (
    Index,
    coalition_chart,
    cohesion_dots,
    cohesion_lines,
    cohesion_points,
    seats_bar,
    winning_bars,
)
from core.charts.periods import period_label
from core.charts.shares import LEAST, shown_shares
from core.language import date_text
from core.tables import parties as tables
from core.tables.figures import figures, stands_table
from core.tables.parties import Cohesion, ordered
from core.web.charts.drawing import Choices, Drawing, Meant, Nothing

_LEAST = (str(LEAST), "50", "100", "200")
_EVERY: tuple[Interval, ...] = ("month", "session")
_COUNTS: dict[Index, str] = {"agreement_index": "votes", "rice": "rice_votes"}
_CONTESTED = {
    "agreement_index": "contested_index",
    "votes": "contested_votes",
    "rice": "contested_rice",
    "rice_votes": "contested_rice_votes",
}
_INDICES: tuple[Index, ...] = get_args(Index)


def agreement(choices: Choices) -> Drawing:
    """How often every two parties stood alike."""
    meant, least = choices.meant(lines=True), _least(choices)
    pairs = _of_stands(choices, meant, "agreement", least)
    parties = ordered(pl.concat([pairs["party_a"], pairs["party_b"]]))
    if choices.always("order", ("chamber", "alphabetical")) == "alphabetical":
        parties.sort()
    if pairs["agreement"].null_count() == pairs.height:
        raise Nothing(choices.t("parties.none_shared", n=least))
    pair = _pair(choices, parties)
    light, dark = (
        agreement_heatmap(pairs, parties, choices.lang, chosen=pair, dark=dark)
        for dark in (False, True)
    )
    return Drawing(
        choices.t("embed.title.parties.agreement"),
        light,
        pairs,
        meant.said,
        {"agreement": "shared"},
        dark,
    )


def pair(choices: Choices) -> Drawing:
    """The agreement of two parties by month or session."""
    meant, least = choices.meant(lines=True), _least(choices)
    every = _every(choices)
    pairs = _of_stands(choices, meant, "agreement", None)
    chosen = _pair(choices, ordered(pl.concat([pairs["party_a"], pairs["party_b"]])))
    if chosen is None:
        raise Nothing(choices.t("parties.choose_two"))
    rows = tables.compared(meant.votes, meant.selection, *chosen)
    table = agreement_over_time(
        rows.select("vote_id", "same"), meant.votes.content.votes, every, min_shared=least
    )
    if table["agreement"].null_count() == table.height:
        raise Nothing(choices.t("parties.none_in_periods", n=least))
    a, b = chosen
    return Drawing(
        choices.t("embed.title.compare.over_time", a=a, b=b),
        time_chart(table, a, b, every, meant.sessions, choices.lang),
        table,
        meant.said,
        {"agreement": "shared"},
        names=_names(choices, meant, every, table["period"]),
    )


def cohesion(choices: Choices) -> Drawing:
    """How united each party voted, with and without the lopsided votes."""
    meant, found, index = _cohesion(choices)
    whole = found.whole.filter(pl.col("votes") > 0)
    if _too_few(whole, index):
        raise Nothing(choices.t("parties.few_cohesion", n=LEAST))
    beside = found.contested.select(
        "party", *(pl.col(name).alias(beside) for name, beside in _CONTESTED.items())
    )
    return Drawing(
        choices.t("embed.title.parties.cohesion"),
        cohesion_dots(whole, found.contested, index, choices.lang),
        whole.join(beside, on="party", how="left", maintain_order="left"),
        _with_ballots(choices, meant, found),
    )


def cohesion_over_time(choices: Choices) -> Drawing:
    """How the parties' cohesion went by month or session."""
    meant, found, index = _cohesion(choices)
    every = _every(choices)
    known = ordered(found.whole.filter(pl.col("votes") > 0)["party"])
    parties = list(choices.given.many_of("party", known)) or known
    rows = cohesion_points(found.month if every == "month" else found.session, parties)
    if _too_few(rows, index):
        raise Nothing(choices.t("parties.few_cohesion", n=LEAST))
    return Drawing(
        choices.t("embed.title.parties.cohesion_over_time"),
        cohesion_lines(rows, parties, index, every, meant.sessions, choices.lang),
        rows,
        _with_ballots(choices, meant, found),
        names=_names(choices, meant, every, rows["period"]),
    )


def winning(choices: Choices) -> Drawing:
    """How often each party was on the side that won."""
    meant = choices.meant(lines=True)
    rows = _of_stands(choices, meant, "winning", None)
    title = choices.t("embed.title.parties.winning")
    chart = winning_bars(rows, choices.lang)
    return Drawing(title, chart, rows, meant.said, {"won_share": "votes"})


def majorities(choices: Choices) -> Drawing:
    """Which parties won together."""
    meant = choices.meant(lines=True)
    rows = _of_stands(choices, meant, "coalitions", None)
    title = choices.t("embed.title.parties.majorities")
    rows = rows.with_columns(all_votes=pl.col("votes").sum())
    chart = coalition_chart(rows, choices.lang)
    return Drawing(title, chart, rows, meant.said, {"share": "all_votes"})


def seats(choices: Choices) -> Drawing:
    """The groups at the latest of the votes."""
    meant = choices.meant(lines=True)
    found = tables.latest_seats(meant.votes, meant.selection)
    if found is None:
        raise Nothing(choices.t("vote.no_ballots"))
    day, rows, _ = found
    known = rows.drop_nulls("party")
    title = choices.t("embed.title.parties.seats", date=date_text(day, choices.lang, "long"))
    said = choices.t("parties.seats_n", n=int(known["seats"].sum()))
    return Drawing(title, seats_bar(known, choices.lang), known, said)


def places(choices: Choices) -> Drawing:
    """The parties, or the members, where their votes place them."""
    if choices.always("who", ("parties", "members")) == "members":
        return _members(choices)
    meant = choices.meant(lines=True)
    scaling = tables.map_of_parties(meant.votes, meant.selection)
    if scaling.points.height < 2:
        raise Nothing(choices.t("parties.map_too_few"))
    title = choices.t("embed.title.parties.places")
    said = f"{meant.said}. {choices.t('parties.not_left_right')}"
    chart = party_map(scaling, choices.lang)
    return Drawing(title, chart, scaling.points, said)


def _members(choices: Choices) -> Drawing:
    meant = choices.meant(lines=True, ballots=True)
    if len(meant.sessions) > 1:
        raise Nothing(choices.t("parties.one_session"))
    scaling = tables.map_of_members(meant.votes, meant.selection)
    points = scaling.points.drop_nulls("party")
    if points.height < 2:
        raise Nothing(choices.t("parties.map_too_few"))
    people = figures(meant.votes, "members", meant.selection)
    names = dict(people.select("member_id", "member").iter_rows())
    rows = points.with_columns(
        pl.col("member_id").replace_strict(names, default=None).alias("member")
    ).sort("member")
    said = f"{choices.t('parties.members_n', n=points.height)}, {meant.said}. "
    return Drawing(
        choices.t("embed.title.parties.members"),
        member_map(scaling, names, choices.lang),
        rows.select("member", "party", pl.exclude("member", "party")),
        said + choices.t("parties.not_left_right"),
    )


def _least(choices: Choices) -> int:
    return int(choices.always("min", _LEAST))


def _every(choices: Choices) -> Interval:
    return "session" if choices.always("every", _EVERY) == "session" else "month"


def _names(choices: Choices, meant: Meant, every: Interval, periods: pl.Series) -> dict[str, str]:
    return {
        period: period_label(period, every, meant.sessions, choices.lang)
        for period in periods.drop_nulls().unique()
    }


def _pair(choices: Choices, parties: Sequence[str]) -> tuple[str, str] | None:
    a, b = (choices.given.one_of(key, parties) for key in ("a", "b"))
    return (a, b) if a and b and a != b else None


def _of_stands(choices: Choices, meant: Meant, name: str, least: int | None) -> pl.DataFrame:
    rows = stands_table(meant.votes, name, replace(meant.selection, min_shared=least))
    if rows.is_empty():
        raise Nothing(choices.t("parties.no_lines"))
    return rows


def _cohesion(choices: Choices) -> tuple[Meant, Cohesion, Index]:
    meant = choices.meant(lines=True, ballots=True)
    index: Index = "rice" if choices.always("index", _INDICES) == "rice" else "agreement_index"
    return (
        meant,
        tables.cohesion_of(meant.votes, replace(meant.selection, lines="best", min_shared=None)),
        index,
    )


def _with_ballots(choices: Choices, meant: Meant, found: Cohesion) -> str:
    return f"{meant.said}, {choices.t('parties.with_ballots', n=found.n)}"


def _too_few(rows: pl.DataFrame, index: Index) -> bool:
    shown = shown_shares(rows, **{index: _COUNTS[index]})
    return shown[index].null_count() == rows.height
