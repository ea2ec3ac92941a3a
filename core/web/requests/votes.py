"""The tables that are made of votes and ballots, as their pages choose the rows."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from http import HTTPStatus

import polars as pl

from core.analysis.panels import PANELS
from core.analysis.party_totals import party_totals
from core.analysis.quality import KINDS, of_kinds
from core.analysis.selection import Selection
from core.analysis.subsets import of_votes
from core.charts.shares import LEAST
from core.errors import NoSuchThing
from core.export.files import member_subject, vote_subject
from core.filters.ballots import MEMBER_BALLOTS, VOTE_BALLOTS
from core.filters.deviations import DEVIATION_VOTES, DEVIATIONS
from core.filters.engine import Filters, Pairs
from core.filters.members import MEMBERS
from core.filters.scope import SCOPE, selection_of
from core.filters.votes import VOTES
from core.parliament.votes.chamber import Chamber
from core.tables.ballots import Vote, ballots_of_member, named, opened_vote
from core.tables.deviations import deviations_of
from core.tables.figures import (
    Votes,
    counted_votes,
    figures,
    figures_by,
    members_by_name,
    members_by_party,
    stands_table,
)
from core.tables.votes import (
    ALL,
)
from core.web.answers import Problem
from core.web.requests.request import Answer, Asking, codes_of
from core.web.thing_reading import open_vote

_UNLINED: Filters[Chamber] = SCOPE.without("lines")


def votes(asking: Asking, name: str) -> Answer:
    """As on the page of votes."""
    found, told = asking.votes()
    chosen = asking.given.chosen(VOTES, found.content)
    named = asking.given.numbers("votes", found.content.votes["vote_id"])

    def make() -> pl.DataFrame:
        rows = VOTES.apply(found.content, chosen, counted_votes(found))
        return rows.filter(pl.col("vote_id").is_in(named)) if named else rows

    return Answer(
        (found,),
        make,
        (
            *told,
            *_numbered(asking, "grid.votes", named),
            *VOTES.described(found.content, chosen, asking.lang),
        ),
        (codes_of(found), chosen, named),
        codes_of(found),
    )


def rollcall(asking: Asking, name: str) -> Answer:
    """Of the votes that are meant, or of those and of the members whose numbers are given."""
    found, selection, told = _scope(asking, ballots=True)
    marked = found.content.marked
    votes = asking.given.numbers("votes", found.content.votes["vote_id"])
    members = () if marked is None else asking.given.numbers("members", marked["member_id"])

    def make() -> pl.DataFrame:
        rows = figures(found, name, selection)
        if members:
            rows = rows.filter(pl.col("member_id").is_in(members))
        if not votes:
            return rows
        there = [f"v{vote}" for vote in votes if f"v{vote}" in rows.columns]
        return rows.select("member_id", "member", "party", *there)

    told = (
        *told,
        *_numbered(asking, "grid.votes", votes),
        *_numbered(asking, "grid.members", members),
    )
    choices = (codes_of(found), selection, votes, members)
    return Answer((found,), make, told, choices, codes_of(found))


def _numbered(asking: Asking, label: str, numbers: tuple[int, ...]) -> Pairs:
    return ((asking.t(label), ", ".join(map(str, numbers))),) if numbers else ()


def _scope(
    asking: Asking, filters: Filters[Chamber] = _UNLINED, *, ballots: bool = False
) -> tuple[Votes, Selection, Pairs]:
    """The votes, which of them are meant, and that in words; `ballots` where they are needed."""
    found, told = asking.votes()
    chosen = asking.given.chosen(filters, found.content)
    selection = selection_of(chosen)
    if ballots or selection.lines == "ballots":
        found = asking.loaded.with_ballots(found)
    return found, selection, (*told, *filters.described(found.content, chosen, asking.lang))


def _of_selection(
    found: Votes, selection: Selection, told: Pairs, make: partial[pl.DataFrame]
) -> Answer:
    return Answer((found,), make, told, (codes_of(found), selection), codes_of(found))


def of_stands(asking: Asking, name: str) -> Answer:
    """As a section of the page of parties that is made of where they stood."""
    found, selection, told = _scope(asking, SCOPE)
    make = partial(stands_table, found, name, selection)
    return _by_period(asking, name, selection, _of_selection(found, selection, told, make))


def _by_period(asking: Asking, name: str, selection: Selection, answer: Answer) -> Answer:
    """The answer, made of one period at a time where `by` says so."""
    by, told = asking.by() if name in PANELS else (None, ())
    if by is None:
        return answer
    (found,) = answer.tables
    return replace(
        answer,
        make=partial(figures_by, found, name, selection, by),
        filters=(*answer.filters, *told),
        choices=(*answer.choices, by),
        by=by,
    )


def agreement(asking: Asking, name: str) -> Answer:
    """The same with the fewest shared votes that give an agreement, of which 20 is the default."""
    found, selection, told = _scope(asking, SCOPE)
    least = asking.given.whole("min") or LEAST
    selection = replace(selection, min_shared=least)
    told = (*told, (asking.t("scope.min_shared"), str(least)))
    make = partial(stands_table, found, name, selection)
    return _by_period(asking, name, selection, _of_selection(found, selection, told, make))


def cohesion(asking: Asking, name: str) -> Answer:
    """As the page of parties: always by the ballots."""
    found, selection, told = _scope(asking, SCOPE, ballots=True)
    selection = replace(selection, lines="best")
    make = partial(figures, found, name, selection)
    return _by_period(asking, name, selection, _of_selection(found, selection, told, make))


def of_ballots(asking: Asking, name: str) -> Answer:
    """A table of ballots alone, of the votes that are meant."""
    found, selection, told = _scope(asking, ballots=True)
    return _of_selection(found, selection, told, partial(figures, found, name, selection))


def members(asking: Asking, name: str) -> Answer:
    """As on the page of members; with `split` a row for each party that a member was in."""
    found, selection, told = _scope(asking, ballots=True)
    split = bool(asking.given.one_of("split", ("1",)))
    if split and "by" in asking.given.names:
        words = "Give one of them: a member may be in two parties in one period."
        raise Problem(HTTPStatus.BAD_REQUEST, "split goes without by.", words, parameter="split")
    rows = (members_by_party if split else members_by_name)(found, selection)
    chosen = asking.given.chosen(MEMBERS, rows)
    answer = Answer(
        (found,),
        lambda: rows,
        (*told, *MEMBERS.described(rows, chosen, asking.lang)),
        (codes_of(found), selection, split, chosen),
        codes_of(found),
    )
    answer = _by_period(asking, name, selection, answer)
    return replace(answer, make=lambda: MEMBERS.apply(rows, chosen, answer.make()))


def member_agreement(asking: Asking, name: str) -> Answer:
    """Every two members; of one of them where `member` (or the page's `id`) says which."""
    found, selection, told = _scope(asking, ballots=True)
    given = asking.given
    member = given.whole("member") or given.whole("id")
    selection = replace(selection, min_shared=given.whole("min"), member=member)
    subject = ""
    if member is not None:
        told = ((asking.t("column.member"), _name_of(found, member)), *told)
        subject = member_subject(member)
    answer = _of_selection(found, selection, told, partial(figures, found, name, selection))
    return replace(answer, subject=subject)


def deviations(asking: Asking, name: str) -> Answer:
    """As on the page of deviations; of one vote where `vote` says which.

    A member may have none of them: who follows one begins before the first.
    """
    found, selection, told = _scope(asking, DEVIATION_VOTES)
    content = deviations_of(found, selection)
    chosen = asking.given.chosen(DEVIATIONS.without("member"), content)
    vote, member = (asking.given.whole(key) for key in ("vote", "member"))
    wanted = {"vote_id": vote, "member_id": member}
    _check_id(asking)

    def make() -> pl.DataFrame:
        conditions = [pl.col(key) == one for key, one in wanted.items() if one is not None]
        return DEVIATIONS.apply(content, chosen).filter(pl.lit(value=True), *conditions)

    told = (*told, *DEVIATIONS.described(content, chosen, asking.lang))
    if member is not None:
        named = content.members.get(str(member), str(member))
        told = ((asking.t("column.member"), named), *told)
    if vote is not None:
        told = ((asking.t("vote.title"), str(vote)), *told)
    choices = (codes_of(found), selection, chosen, wanted)
    return Answer((found,), make, told, choices, codes_of(found))


def vote_parties(asking: Asking, name: str) -> Answer:
    """How each party voted in one vote, or in those that pass the filters of the page of votes."""
    given = asking.given
    vote = given.whole("vote") or given.whole("id")
    if vote is not None:
        opened = open_vote(asking.loaded, vote)
        row, _, rows, _ = opened_vote(opened.votes, opened.ballots, vote)
        one = opened.votes.content.votes.filter(pl.col("vote_id") == vote)
        return Answer(
            opened.tables,
            partial(party_totals, one, rows),
            (_told_vote(asking, vote, row),),
            (vote,),
            (opened.session.code,),
            subject=vote_subject(vote, row["case_number"]),
        )
    found, told = asking.votes()
    chosen = given.chosen(VOTES, found.content)

    def make() -> pl.DataFrame:
        meant = VOTES.apply(found.content, chosen, counted_votes(found))
        marked = found.content.marked
        return party_totals(meant, None if marked is None else of_votes(marked, meant))

    told = (*told, *VOTES.described(found.content, chosen, asking.lang))
    return Answer((found,), make, told, (codes_of(found), chosen), codes_of(found))


def quality(asking: Asking, name: str) -> Answer:
    """As on the page of quality, which shows all sessions where none is chosen."""
    found, told = asking.votes(ALL)
    kinds = asking.given.many_of("finding", KINDS)
    if kinds:
        words = ", ".join(asking.t(f"quality.kind.{kind}") for kind in kinds)
        told = (*told, (asking.t("quality.kind_label"), words))
    return Answer(
        (found,),
        lambda: of_kinds(figures(found, name, Selection()), kinds),
        told,
        (codes_of(found), kinds),
        codes_of(found),
    )


def ballots(asking: Asking, name: str) -> Answer:
    """The ballots of a vote, of a member, or of all votes that are meant."""
    _check_id(asking)
    vote = asking.given.whole("vote")
    if vote is not None:
        return _ballots_of_vote(asking, vote)
    found, selection, told = _scope(asking, ballots=True)
    member = asking.given.whole("member")
    if member is not None:
        told = ((asking.t("column.member"), _name_of(found, member)), *told)
        rows = ballots_of_member(found, selection, member)
    else:
        rows = figures(found, name, selection)
    filters = VOTE_BALLOTS if member is None else MEMBER_BALLOTS
    chosen = asking.given.chosen(filters, rows)
    return Answer(
        (found,),
        lambda: filters.apply(rows, chosen, named(rows) if chosen.values("name") else rows),
        (*told, *filters.described(rows, chosen, asking.lang)),
        (codes_of(found), selection, member, chosen),
        codes_of(found),
        subject="" if member is None else member_subject(member),
    )


def _ballots_of_vote(asking: Asking, vote: int) -> Answer:
    """As on the page of a vote, which reads its own ballots where the session's are not stored."""
    opened = open_vote(asking.loaded, vote)
    row, _, rows, _ = opened_vote(opened.votes, opened.ballots, vote)
    chosen = asking.given.chosen(VOTE_BALLOTS, rows)
    told = (_told_vote(asking, vote, row),)
    return Answer(
        opened.tables,
        lambda: VOTE_BALLOTS.apply(rows, chosen),
        (*told, *VOTE_BALLOTS.described(rows, chosen, asking.lang)),
        (vote, chosen),
        (opened.session.code,),
        subject=vote_subject(vote, row["case_number"]),
    )


def _told_vote(asking: Asking, vote: int, row: Vote) -> tuple[str, str]:
    """A vote in words, as a choice of a readme."""
    words = " · ".join(part for part in (row["case_number"], row["case_title"]) if part)
    return asking.t("vote.title"), f"{vote}: {words or row['number']}"


def _check_id(asking: Asking) -> None:
    """Refuse the `id` of a page: in this table it may be meant of a vote or of a member."""
    if "id" in asking.given.names:
        words = "Say vote=… or member=… with that number."
        raise Problem(HTTPStatus.BAD_REQUEST, "Whose id is it?", words, parameter="id")


def _name_of(found: Votes, member: int) -> str:
    """The name of a member. Raises NoSuchThing for who has no ballot in these votes."""
    marked = found.content.marked
    names = pl.Series(dtype=pl.String)
    if marked is not None:  # there is none of a session without votes
        names = marked.filter(pl.col("member_id") == member)["member"].head(1)
    if names.is_empty():
        raise NoSuchThing(f"member {member} has no ballot here", what="member", name=member)
    return str(names[0] or member)
