"""The charts of the overview, of votes and of one vote."""

from __future__ import annotations

import polars as pl

from core.analysis.quality import verdicts
from core.charts.chart import Chart
from core.charts.hemicycle import hemicycle
from core.charts.quality import checks_by_session
from core.charts.votes import ballots_by_party, by_time, by_type, votes_by_type, votes_over_time
from core.filters.votes import VOTES
from core.parliament.votes.ballots import totals_by_party
from core.tables.figures import Votes, counted_votes
from core.tables.front import with_votes
from core.tables.parties import checked
from core.tables.titles import vote_name
from core.tables.votes import ALL, LATEST
from core.web.charts.drawing import Choices, Drawing, Nothing, Sourced
from core.web.thing_reading import open_vote


def latest(choices: Choices) -> tuple[Votes]:
    """The votes of the session that the front page tells of."""
    loaded = choices.loaded
    known = loaded.sessions()
    votes = loaded.votes(known, LATEST)
    return (with_votes(loaded.source.tables, known, votes, loaded.now),)


def chosen(choices: Choices) -> tuple[Sourced, ...]:
    """The votes of the chosen session or of all."""
    return (choices.votes()[0],)


def chosen_or_all(choices: Choices) -> tuple[Sourced, ...]:
    """The same, of all where none is chosen."""
    return (choices.votes(ALL)[0],)


def one(choices: Choices) -> tuple[Sourced, ...]:
    """A vote in its session, and its ballots."""
    return open_vote(choices.loaded, choices.whole("id")).tables


def overview(choices: Choices) -> Drawing:
    """The votes of the session that the front page tells of, over time."""
    (votes,) = latest(choices)
    session = votes.content.session.named(choices.lang)
    said = f"{choices.t('votes.count', n=votes.content.votes.height)}, {session}"
    return _over_time(choices, votes.content.votes, said)


def over_time(choices: Choices) -> Drawing:
    """The votes that pass the filters over time."""
    return _over_time(choices, *_passing(choices))


def kinds(choices: Choices) -> Drawing:
    """The votes that pass the filters by kind."""
    rows, said = _passing(choices)
    chart = votes_by_type(rows, choices.lang)
    return Drawing(choices.t("embed.title.votes.kinds"), chart, by_type(rows), said)


def ballots(choices: Choices) -> Drawing:
    """The ballots of one vote by party, as bars or as the chamber's half circle."""
    found = choices.whole("id")
    opened = open_vote(choices.loaded, found)
    votes = opened.votes
    cast = votes.content.marked if opened.ballots is None else opened.ballots.content
    assert cast is not None
    rows = cast.filter(pl.col("vote_id") == found)
    if rows.is_empty():
        raise Nothing(choices.t("vote.no_ballots"))
    vote = votes.content.votes.row(by_predicate=pl.col("vote_id") == found, named=True)
    name = vote_name(vote, choices.lang)
    totals = totals_by_party(rows)
    view = choices.always("view", ("bars", "hemicycle"))
    draw = hemicycle if view == "hemicycle" else ballots_by_party
    unknown = rows["party"].null_count()
    key = "vote.ballots_some" if unknown else "vote.ballots_all"
    result = choices.t("result.adopted" if vote["adopted"] else "result.rejected")
    told = choices.t(key, n=rows.height, unknown=unknown)
    return Drawing(
        choices.t("embed.title.vote.ballots", vote=name),
        draw(totals, choices.lang),
        totals,
        f"{result} · {told} · {opened.session.named(choices.lang)}",
    )


def checks(choices: Choices) -> Drawing:
    """How often ballots and official text agree, by session."""
    votes, title = choices.votes(ALL)
    if votes.content.votes.is_empty():
        raise Nothing(choices.t("votes.none_in_session"))
    _, counts = checked(votes)
    titles = {session.code: session.named(choices.lang) for session in votes.content.sessions}
    names = [titles.get(code, code) for code in counts["session"]]
    rows = verdicts(counts)
    chart = checks_by_session(rows, names, choices.lang)
    said = f"{choices.t('votes.count', n=votes.content.votes.height)}, {title}"
    headline = choices.t("embed.title.quality.checks")
    return Drawing(headline, chart, rows, said, names=titles)


def _passing(choices: Choices) -> tuple[pl.DataFrame, str]:
    votes, title = choices.votes()
    chosen = choices.given.chosen(VOTES, votes.content)
    rows = VOTES.apply(votes.content, chosen, counted_votes(votes))
    if rows.is_empty():
        raise Nothing(choices.t("votes.none_match"))
    total = votes.content.votes.height
    several = len(votes.content.sessions) > 1
    said = choices.t(
        "votes.shown_all" if several else "votes.shown", n=rows.height, total=total, session=title
    )
    return rows, said


def _over_time(choices: Choices, rows: pl.DataFrame, said: str) -> Drawing:
    counts = by_time(rows)
    if counts.is_empty():
        raise Nothing(choices.t("votes.none_in_session"))
    chart: Chart = votes_over_time(rows, choices.lang)
    adopted, n = int(counts["adopted"].sum()), int(counts["n"].sum())
    title = choices.t("embed.title.votes.over_time", adopted=adopted, n=n)
    return Drawing(title, chart, counts, said)
