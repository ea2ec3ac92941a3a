"""The content of the JSON of one vote, case, member, party, committee, meeting or document."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import polars as pl

from core.analysis.selection import Selection
from core.charts.shares import LEAST
from core.dictionary import TABLES
from core.errors import NoSuchThing
from core.language import Lang
from core.parliament.cases.wording import read_asked_case
from core.parliament.people.committees import membership_rows
from core.tables.ballots import opened_vote
from core.tables.documents import one_document
from core.tables.figures import Votes, figures
from core.tables.meetings import one_meeting, period_committees
from core.tables.people import profile
from core.tables.table import Table
from core.tables.votes import LATEST
from core.web.parameters import Parameters, wrong
from core.web.search_results import numbered_case
from core.web.table_files import AT
from core.web.table_reading import TableReader
from core.web.thing_reading import open_case, open_vote, session_of_committee

Links = dict[str, str]


@dataclass(frozen=True, slots=True)
class ThingAsked:
    """One request: what is read from, what was given, and what the answer is made of.

    `address` makes an address of a path below the site's own.
    """

    loaded: TableReader
    given: Parameters
    lang: Lang
    address: Callable[[str], str]

    def page(self, name: str, **query: object) -> str:
        """The address of a page of the dashboard."""
        asked = "&".join(f"{key}={quote(str(value))}" for key, value in query.items())
        return self.address(f"/{name}?{asked}")

    def file(self, path: str) -> str:
        """The address of a file below /api/v1/."""
        return self.address(f"{AT}/{path}")


@dataclass(frozen=True, slots=True)
class Thing:
    """The content of an answer about one thing, the tables it is made of, and links."""

    content: Mapping[str, Any]
    tables: tuple[Table[Any], ...]
    links: Links


def vote(asked: ThingAsked) -> Thing:
    """A vote with its ballots and who departed from the line."""
    number = _id(asked)
    vote = open_vote(asked.loaded, number)
    row, _, ballots, departed = opened_vote(vote.votes, vote.ballots, number)
    schema = vote.votes.content.votes.schema
    found = TABLES["votes"].take(pl.DataFrame([row], schema, strict=False))
    links = {
        "page": asked.page("vote", id=number),
        "ballots": asked.file(f"ballots.csv?vote={number}"),
        "parties": asked.file(f"vote-parties.csv?vote={number}"),
        "parliament": row["url"],
    }
    if row["case_id"]:
        links["case"] = asked.file(f"cases/{row['case_id']}.json")
    return Thing(
        {
            "vote": found.row(0, named=True),
            "conclusion": row["conclusion"],
            "ballots": _rows("ballots", ballots),
            "deviations": _rows("deviations", departed),
        },
        vote.tables,
        _there(links),
    )


def case(asked: ThingAsked) -> Thing:
    """A case with its steps, votes, people, documents and the cases that belong to it.

    It is asked for by its id, or by its number with the session.
    """
    number = _case_id(asked)
    table = open_case(asked.loaded, number)
    file = table.content
    return Thing(
        {
            "case": {
                **_of_table("cases", file.case),
                "period": file.period.code if file.period else None,
                "keywords": file.keywords,
            },
            "steps": _plain(file.steps),
            "votes": [
                {**vote, "address": asked.file(f"votes/{vote['vote_id']}.json")}
                for vote in _plain(file.votes)
            ],
            "people": _plain(file.roles),
            "documents": [
                {**row, "address": asked.file(f"documents/{row['document_id']}.json")}
                for row in _plain(file.documents)
            ],
            "related": [
                {**row, "address": asked.file(f"cases/{row['case_id']}.json")}
                for row in _plain(file.related)
            ],
        },
        (table,),
        {"page": asked.page("case", id=number), **file.links},
    )


def member(asked: ThingAsked) -> Thing:
    """A person: parties and roles by day, and the figures of a session in which they voted."""
    number = _id(asked)
    table = asked.loaded.read(profile(number))
    found = table.content
    if not found.known:
        raise NoSuchThing(f"there is no actor {number}", what="member", name=number)
    if not found.is_person:
        raise NoSuchThing(f"{number} is no person", what="not_a_person", name=found.name or "")
    votes = _votes(asked)
    own = _figures(votes, "members").filter(pl.col("member_id") == number)
    return Thing(
        {
            "member": {"member_id": number, "name": found.name},
            "parties": _plain(found.parties),
            "roles": _plain(found.held),
            "session": votes.content.session.code,
            "figures": next(iter(_rows("members", own)), None),
        },
        (table, votes),
        {
            "page": asked.page("member", id=number),
            "ballots": asked.file(f"ballots.csv?session=all&member={number}"),
            "deviations": asked.file(f"deviations.csv?session=all&member={number}"),
            "agreement": asked.file(f"member-agreement.csv?member={number}"),
        },
    )


def party(asked: ThingAsked) -> Thing:
    """A party in the votes of a session: its members, and its own figures."""
    name, votes = asked.given.one("id"), _votes(asked)
    parties = _figures(votes, "parties")
    if name not in parties["party"]:
        problem = wrong(f"There is no party {name[:20]!r}.", "id", name, parties["party"].to_list())
        problem.status = HTTPStatus.NOT_FOUND
        raise problem
    of_party = pl.col("party") == name
    pairs = _figures(votes, "agreement")
    return Thing(
        {
            "party": _rows("parties", parties.filter(of_party))[0],
            "session": votes.content.session.code,
            "members": _rows("members", _figures(votes, "members").filter(of_party)),
            "agreement": _rows(
                "agreement",
                pairs.filter((pl.col("party_a") == name) | (pl.col("party_b") == name)),
            ),
            **{
                table: next(iter(_rows(table, _figures(votes, table).filter(of_party))), None)
                for table in ("cohesion", "winning")
            },
        },
        (votes,),
        {"page": asked.page("party", party=name)},
    )


def committee(asked: ThingAsked) -> Thing:
    """A committee of a session, with who had which role in it and its meetings."""
    loaded, number = asked.loaded, _id(asked)
    period = session_of_committee(loaded, number)
    table = loaded.read(period_committees(period, loaded.now))
    own = pl.col("committee_id") == number
    found = table.content
    rows = membership_rows(period.code, found.table.filter(own), found.roles.filter(own))
    held = found.meetings.held.filter(own)
    meetings = found.meetings.table.join(
        held.select("meeting_id").unique(), on="meeting_id", how="semi", maintain_order="left"
    )
    people = _rows("committees", rows)
    shared = ("session", "committee_id", "short", "committee", "seats", "cases", "reports",
              "meetings")  # fmt: skip
    return Thing(
        {
            "committee": {key: people[0][key] for key in shared} if people else None,
            "members": [
                {key: value for key, value in row.items() if key not in shared}
                for row in people
                if row["member_id"] is not None
            ],
            "meetings": [
                {**row, "address": asked.file(f"meetings/{row['meeting_id']}.json")}
                for row in _rows("meetings", meetings)
            ],
        },
        (table,),
        {"page": asked.page("committees", id=number)},
    )


def meeting(asked: ThingAsked) -> Thing:
    """A meeting with its agenda and its votes."""
    loaded, number = asked.loaded, _id(asked)
    table = loaded.read(one_meeting(number))
    meeting = table.content
    if not meeting.row:
        raise NoSuchThing(f"there is no meeting {number}", what="meeting", name=number)
    known = {period.period_id: period.code for period in loaded.periods(years=False)}
    return Thing(
        {
            "meeting": {
                **_of_table("meetings", meeting.row),
                "session": known.get(meeting.period_id or 0),
            },
            "committees": _plain(meeting.called),
            "agenda": _plain(meeting.agenda.drop("placed", "by_number", strict=False)),
            "votes": [
                {**row, "address": asked.file(f"votes/{row['vote_id']}.json")}
                for row in _plain(meeting.votes)
            ],
        },
        (table,),
        {"page": asked.page("meetings", id=number)},
    )


def document(asked: ThingAsked) -> Thing:
    """A document with its files, people and cases."""
    loaded, number = asked.loaded, _id(asked)
    table = loaded.read(one_document(number))
    document = table.content
    if not document.row:
        raise NoSuchThing(f"there is no document {number}", what="document", name=number)
    return Thing(
        {
            "document": _of_table("documents", document.row),
            "files": _plain(document.files),
            "people": _plain(document.people),
            "cases": [
                {**row, "address": asked.file(f"cases/{row['case_id']}.json")}
                for row in _plain(document.cases)
            ],
        },
        (table,),
        {"page": asked.page("documents", id=number)},
    )


def _id(asked: ThingAsked) -> int:
    """The number in the path. Raises `Problem` (400) for what is none."""
    number = asked.given.whole("id")
    assert number is not None
    return number


def _case_id(asked: ThingAsked) -> int:
    """The id in the path, or that of the case whose number stands there."""
    text = f"{asked.given.one('id')} {asked.given.one('session')}"
    return _id(asked) if read_asked_case(text) is None else numbered_case(asked.loaded, text)


def _votes(asked: ThingAsked) -> Votes:
    """The votes with ballots of the session that was asked for, else of the latest."""
    known = asked.loaded.sessions()
    code = asked.given.one_of("session", (LATEST, *(each.code for each in known)), LATEST)
    return asked.loaded.with_ballots(asked.loaded.votes(known, code))


def _figures(votes: Votes, table: str) -> pl.DataFrame:
    """The rows of a table of figures; none in a session in which nothing was voted on yet."""
    if votes.content.marked is None:
        return pl.DataFrame(schema=TABLES[table].schema)
    least = LEAST if table == "agreement" else None  # as the page and the file have it
    return figures(votes, table, Selection(min_shared=least))


def _rows(table: str, frame: pl.DataFrame) -> list[dict[str, Any]]:
    """Rows with exactly the columns of a table of the dictionary."""
    return TABLES[table].take(frame).to_dicts()


def _of_table(table: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """What one row has of the columns of a table of the dictionary."""
    sources = {column.name: column.source or column.name for column in TABLES[table].columns}
    return {name: row[source] for name, source in sources.items() if source in row}


def _plain(frame: pl.DataFrame) -> list[dict[str, Any]]:
    """Rows as they are, without what was only worked out to search in them."""
    return frame.drop("search", strict=False).to_dicts()


def _there(links: Mapping[str, str | None]) -> Links:
    return {name: url for name, url in links.items() if url}
