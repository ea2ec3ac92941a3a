"""What is new, as Atom at addresses with the filters of the pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

import polars as pl
from starlette.responses import Response
from starlette.routing import BaseRoute

from core.errors import NoSuchThing
from core.export.changes import change_entries
from core.export.entries import (
    Teller,
    ballot_entries,
    deviation_entries,
    question_entries,
    vote_entries,
)
from core.export.feed import Entry, Head, atom_feed
from core.export.followed import case_entries, case_name, committee_entries, listed_cases
from core.filters.engine import Pairs
from core.filters.values import printable
from core.parliament.calendar.meetings import committee_label
from core.parliament.people.committees import Committees
from core.tables.meetings import coming, period_committees
from core.tables.table import Table
from core.web.site import Site
from core.web.subscriptions import (
    Made,
    Visit,
    answer,
    check_names,
    following,
    number_in_path,
)
from core.web.thing_reading import open_case, session_of_committee

MOST = 100
"""Entries of a feed; those after them are at the address of its link `next`."""

_KIND = "application/atom+xml"
_LONGEST = 40  # letters of the short name of a committee
_DAYS = ("asked", "preliminary", "final", "supplementary")

Tell = Callable[[Teller, int], tuple[list[Entry], int]]
"""Gives the entries of a page of the feed, and how many there are on all pages."""


@dataclass(frozen=True, slots=True)
class Followed:
    """What a feed is of.

    `name` and `title` are the feed's, `page` and `params` the dashboard's page that shows the same,
    `key` changes with the entries, `filters` are the choices in words, and `cut` says what is not
    among the rows.
    """

    name: str
    title: str
    page: str
    params: dict[str, Any]
    tables: tuple[Table[Any], ...]
    key: str
    tell: Tell
    filters: Pairs = ()
    cut: str = ""


def routes(site: Site) -> list[BaseRoute]:
    """`/feeds/…`."""
    found = {
        "cases": _cases,
        "changes": _changes,
        "votes": _votes,
        "deviations": _deviations,
        "questions": _questions,
        "case/{id}": _case,
        "member/{id}": _member,
        "committee/{id}": _committee,
    }
    return following(
        site, {f"/feeds/{path}.atom": partial(_feed, find) for path, find in found.items()}
    )


def _feed(find: Callable[[Visit], Followed], visit: Visit) -> Response:
    page = visit.given.whole("page") or 1
    followed = find(visit)
    fetched_at = min(table.fetched_at for table in followed.tables)

    def make() -> bytes:
        entries, n = followed.tell(visit.teller, page)
        t = visit.teller.t
        choices = ", ".join(f"{label}: {value}" for label, value in followed.filters)
        count = f"{t('follow.count', n=n)}." if n else t("follow.nothing")
        chosen = f"{t('follow.chosen', choice=choices)}." if choices else ""
        params = {**followed.params, "lang": visit.teller.lang}
        head = Head(
            visit.key(f"feeds/{followed.name}"),
            visit.teller.t("follow.titled", title=followed.title),
            visit.told([count, chosen, followed.cut]),
            fetched_at,
            visit.teller.lang,
            visit.author,
            visit.teller.way(followed.page, **params),
            visit.address,
            visit.query(page + 1) if page * MOST < n else None,
        )
        return atom_feed(head, entries)

    name = f"{followed.name.replace('/', '-')}.atom"
    return answer(visit, Made(name, _KIND, (followed.key, page), fetched_at, make))


def _paged(
    make: Callable[[], pl.DataFrame], tell: Callable[[Teller, pl.DataFrame], list[Entry]]
) -> Tell:
    """Entries of rows; only those of the page are written."""

    def told(teller: Teller, page: int) -> tuple[list[Entry], int]:
        rows = make()
        return tell(teller, rows.slice((page - 1) * MOST, MOST)), rows.height

    return told


def _listed(make: Callable[[Teller], list[Entry]]) -> Tell:
    """Entries that are made together; only those of the page are written."""

    def told(teller: Teller, page: int) -> tuple[list[Entry], int]:
        entries = make(teller)
        return entries[(page - 1) * MOST : page * MOST], len(entries)

    return told


def _votes(visit: Visit) -> Followed:
    asked = visit.ask("votes")
    return Followed(
        "votes",
        visit.teller.t("follow.votes"),
        "votes",
        _shown(visit.params),
        asked.tables,
        asked.key,
        _paged(lambda: asked.rows, vote_entries),
        asked.filters,
    )


def _deviations(visit: Visit) -> Followed:
    asked = visit.ask("deviations")
    votes: pl.DataFrame = asked.tables[0].content.votes

    def deviated() -> pl.DataFrame:
        return votes.join(asked.rows.select("vote_id").unique(), on="vote_id", how="semi")

    return Followed(
        "deviations",
        visit.teller.t("follow.deviations"),
        "deviations",
        _shown(visit.params, "vote", "errors"),
        asked.tables,
        asked.key,
        _paged(deviated, lambda teller, rows: deviation_entries(teller, rows, asked.rows)),
        asked.filters,
    )


def _questions(visit: Visit) -> Followed:
    asked = visit.ask("questions")

    def latest_first() -> pl.DataFrame:
        latest = pl.max_horizontal(*_DAYS)
        return asked.rows.sort(latest, "question_id", descending=True, nulls_last=True)

    return Followed(
        "questions",
        visit.teller.t("follow.questions"),
        "questions",
        _shown(visit.params),
        asked.tables,
        asked.key,
        _paged(latest_first, question_entries),
        asked.filters,
    )


def _cases(visit: Visit) -> Followed:
    asked = visit.ask("cases")

    def latest_first() -> pl.DataFrame:
        return asked.rows.sort("updated", "case_id", descending=True, nulls_last=True)

    return Followed(
        "cases",
        visit.teller.t("follow.cases"),
        "cases",
        _shown(visit.params),
        asked.tables,
        asked.key,
        _paged(latest_first, listed_cases),
        asked.filters,
    )


def _changes(visit: Visit) -> Followed:
    """Since a time, as on the page; else of this week and the last.

    A week is asked about with one question, which is answered from the copy all through it.
    """
    params = visit.params
    if not visit.given.values("since"):
        monday = visit.now.date() - timedelta(days=visit.now.weekday() + 7)
        params = [*params, ("since", monday.isoformat())]
    asked = visit.ask("changes", params)

    def latest_first() -> pl.DataFrame:
        return asked.rows.sort("updated", "kind", "id", descending=True, nulls_last=True)

    def told(teller: Teller, rows: pl.DataFrame) -> list[Entry]:
        return change_entries(teller, rows, asked.fetched_at)

    return Followed(
        "changes",
        visit.teller.t("follow.changes"),
        "changes",
        _shown(params),
        asked.tables,
        asked.key,
        _paged(latest_first, told),
        asked.filters,
        asked.cut,
    )


def _member(visit: Visit) -> Followed:
    """Of the latest session with ballots of theirs: one begins weeks before its first vote."""
    number = number_in_path(visit, "member")
    params = [*visit.params, ("member", str(number))]
    try:
        asked = visit.ask("ballots", params)
    except NoSuchThing:
        before = [each for each in visit.loaded.sessions() if each.begun(visit.now)][1:2]
        if not before or visit.given.values("session"):
            raise
        params = [*params, ("session", before[0].code)]
        asked = visit.ask("ballots", params)
    votes: pl.DataFrame = asked.tables[0].content.votes

    def ballots() -> pl.DataFrame:
        added = [name for name in votes.columns if name not in asked.rows.columns]
        of_votes = votes.select("vote_id", *added)
        return asked.rows.join(of_votes, on="vote_id", how="left", maintain_order="left")

    name = asked.filters[0][1]  # who it is stands before everything else
    return Followed(
        f"member/{number}",
        visit.teller.t("follow.member", name=name),
        "member",
        {**_shown(params, "member"), "id": number},
        asked.tables,
        asked.key,
        _paged(ballots, ballot_entries),
        _marked(visit, asked.filters),
    )


def _case(visit: Visit) -> Followed:
    number = number_in_path(visit, "case")
    check_names(visit, "case")
    table = open_case(visit.loaded, number)
    case = table.content.case
    title = case["short_title"]
    name = case_name(case)
    return Followed(
        f"case/{number}",
        f"{name}: {title}" if title and title != name else name,
        "case",
        {"id": number},
        (table,),
        table.checksum,
        _listed(partial(case_entries, file=table.content)),
    )


def _committee(visit: Visit) -> Followed:
    """Of a committee by its id, or by its short name in the latest session."""
    asked, loaded = printable(visit.request.path_params["id"])[:_LONGEST], visit.loaded
    check_names(visit, "committees")
    known = loaded.periods(years=False)
    period = next(iter(known), None)
    if asked.isascii() and asked.isdigit():
        period = session_of_committee(loaded, number_in_path(visit, "committee"))
    if period is None:
        raise NoSuchThing(f"there is no committee {asked}", what="committee", name=asked)
    if period == known[0]:  # its cases are no part of what is waited for
        for dataset in coming(period, visit.now).needs:
            visit.source.library.view(dataset)
    table = loaded.read(period_committees(period, visit.now))
    row = _row_of(table.content, asked)
    mine = table.content.meetings.called.filter(pl.col("committee_id") == row["committee_id"])
    meetings = table.content.meetings.table.join(mine, on="meeting_id", how="semi")
    referred = table.content.referred
    if referred is not None:
        referred = referred.filter(pl.col("committee_id") == row["committee_id"])
    name = row["committee"] or row["code"]
    return Followed(
        f"committee/{asked.upper()}",
        committee_label(row["short"] or row["code"], row["committee"]),
        "committees",
        {"session": period.code, "committee": row["code"]},
        (table,),
        table.checksum,
        _listed(lambda teller: committee_entries(teller, name, meetings, referred)),
    )


def _row_of(committees: Committees, asked: str) -> dict[str, Any]:
    """The committee of an id or a short name. Raises NoSuchThing."""
    for row in committees.table.iter_rows(named=True):
        if asked == str(row["committee_id"]) or asked.upper() == row["code"].upper():
            return row
    raise NoSuchThing(f"there is no committee {asked}", what="committee", name=asked)


def _marked(visit: Visit, filters: Pairs) -> Pairs:
    """The choices without whether mistakes count: here they are told of, and marked."""
    return tuple(pair for pair in filters if pair[0] != visit.teller.t("scope.errors"))


def _shown(params: Iterable[tuple[str, str]], *left_out: str) -> dict[str, list[str]]:
    """The parameters as those of a page, without those that it does not have."""
    found: dict[str, list[str]] = {}
    for name, value in params:
        if name not in left_out:
            found.setdefault(name, []).append(value)
    return found
