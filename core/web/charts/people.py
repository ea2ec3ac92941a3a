"""The charts of a member, and of the agreement of two sides."""

from __future__ import annotations

import polars as pl

from core.analysis.agreement import MIN_SHARED, agreement_over_time
from core.analysis.members import by_session
from core.analysis.subsets import Interval, of_votes
from core.charts.colours import POSITIONS
from core.charts.compare import agreement_by_period, period_name
from core.charts.members import agreement_with_parties, ballots_by_session
from core.charts.shares import LEAST
from core.tables.figures import Votes, figures
from core.tables.parties import Side, known_sides, largest_parties, met, with_parties
from core.web.charts.drawing import Choices, Drawing, Meant, Nothing

_KINDS: dict[str, tuple[type[int | str], type[int | str]]] = {
    "parties": (str, str),
    "members": (int, int),
    "member-party": (int, str),
}


def sessions(choices: Choices) -> Drawing:
    """A member's ballots in each session, where several are chosen."""
    meant, member, name = _member(choices)
    marked = meant.votes.content.marked
    assert marked is not None
    selected = meant.selection.votes(meant.votes.content)
    mine = of_votes(marked.filter(pl.col("member_id") == member), selected)
    rows = by_session(mine, selected, include_errors=meant.selection.include_errors)
    if rows.height < 2:
        raise Nothing(choices.t("embed.several_sessions"))
    titles = {session.code: session.named(choices.lang) for session in meant.sessions}
    ballots = choices.t("member.n_sessions", n=rows.height, ballots=mine.height)
    return Drawing(
        choices.t("embed.title.member.sessions", name=name),
        ballots_by_session(rows, titles, choices.lang),
        rows.select("session", "ballots", *POSITIONS, "unknown"),
        f"{ballots} · {meant.said}",
        names=titles,
    )


def parties(choices: Choices) -> Drawing:
    """How often a member stood where each party's line was."""
    meant, member, name = _member(choices)
    rows = with_parties(meant.votes, meant.selection, member)
    if rows.is_empty():
        raise Nothing(choices.t("member.no_agreement"))
    return Drawing(
        choices.t("embed.title.member.parties", name=name),
        agreement_with_parties(rows, choices.lang),
        rows.select("party", "shared", "same", "agreement"),
        f"{choices.t('member.with_parties_note', minimum=MIN_SHARED)} · {meant.said}",
        {"agreement": "shared"},
    )


def over_time(choices: Choices) -> Drawing:
    """The agreement of two members, two parties, or a member and a party, over time."""
    what = choices.always("what", (*_KINDS, "periods"))
    if what == "periods":
        raise Nothing(choices.t("embed.no_chart"))
    meant = choices.meant(ballots=True)
    a, b = _sides(choices, meant.votes, what)
    found = met(meant.votes, meant.selection, a.who, b.who)
    every: Interval = "session" if len(meant.sessions) > 1 else "month"
    table = agreement_over_time(found, meant.votes.content.votes, every, min_shared=LEAST)
    if table["agreement"].null_count() == table.height:
        raise Nothing(choices.t("compare.no_period", least=LEAST))
    titles = {session.code: session.named(choices.lang) for session in meant.sessions}
    return Drawing(
        choices.t("embed.title.compare.over_time", a=a.name, b=b.name),
        agreement_by_period(table, choices.lang, every, titles),
        table,
        meant.said,
        {"agreement": "shared"},
        names={
            each: period_name(each, every, choices.lang, titles)
            for each in table["period"].drop_nulls()
        },
    )


def _member(choices: Choices) -> tuple[Meant, int, str]:
    member = choices.whole("id")
    meant = choices.meant(ballots=True)
    names = figures(meant.votes, "members", meant.selection)
    found = names.filter(pl.col("member_id") == member)["member"].to_list()
    if not found:
        raise Nothing(choices.t("embed.no_ballots_of", id=member))
    return meant, member, found[0] or str(member)


def _sides(choices: Choices, votes: Votes, what: str) -> tuple[Side, Side]:
    known = known_sides(votes, choices.lang)
    parties = [key for key, side in known.items() if isinstance(side.who, str)]
    # Where nobody is chosen two parties are, as on the page.
    chosen = [choices.given.one(key) for key in ("a", "b")]
    defaults = largest_parties(votes, parties)[:2] if what == "parties" else []
    if not any(chosen) and len(defaults) > 1:
        return known[defaults[0]], known[defaults[1]]
    sides: list[Side] = []
    for key, kind in zip(("a", "b"), _KINDS[what], strict=True):
        offered = [name for name, side in known.items() if isinstance(side.who, kind)]
        written = choices.given.one_of(key, offered)
        if not written:
            raise Nothing(choices.t(f"compare.choose_{what}"))
        sides.append(known[written])
    if sides[0] == sides[1]:
        raise Nothing(choices.t("compare.same_side", name=sides[0].name))
    return sides[0], sides[1]
