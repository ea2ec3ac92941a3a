"""One thing by its id: a vote, a case, a member, a party, a committee, a meeting, a document."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

import orjson
import polars as pl
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from core.analysis.selection import Selection
from core.dictionary import TABLES
from core.errors import NoSuchThing
from core.export.readme import TERMS_URL, terms
from core.filters.pages import unknown_keys
from core.language import Lang, text
from core.parliament.people.committees import membership_rows
from core.service import Source
from core.tables import cases as case_tables
from core.tables.ballots import opened_vote
from core.tables.documents import one_document
from core.tables.figures import Votes, figures
from core.tables.meetings import one_meeting, period_committees, period_of_committee
from core.tables.people import profile
from core.tables.table import Table
from core.tables.votes import LATEST, session_votes, vote_ballots
from core.times import danish_now
from core.version import code_version
from core.web.answers import route, unchanged, validators
from core.web.asking.votes import session_of
from core.web.given import Given, wrong
from core.web.loaded import Loaded
from core.web.site import Site

_API = "/api/v1"
Links = dict[str, str]


@dataclass(frozen=True, slots=True)
class _Asked:
    """One request: what is read from, what was given, and what the answer is made of.

    `address` makes an address of a path below the site's own.
    """

    loaded: Loaded
    given: Given
    lang: Lang
    address: Callable[[str], str]

    def page(self, name: str, **query: object) -> str:
        """The address of a page of the dashboard."""
        asked = "&".join(f"{key}={quote(str(value))}" for key, value in query.items())
        return self.address(f"/{name}?{asked}")

    def file(self, path: str) -> str:
        """The address of a file below /api/v1/."""
        return self.address(f"{_API}/{path}")


@dataclass(frozen=True, slots=True)
class _Thing:
    """What is told of one thing, the tables that it is made of, and where more is."""

    content: Mapping[str, Any]
    tables: tuple[Table[Any], ...]
    links: Links


def routes(site: Site) -> list[BaseRoute]:
    """`/api/v1/votes/10564.json` and its like."""
    return [
        route(site, f"{_API}/{name}/{{id}}.json", partial(_answer, site, name)) for name in THINGS
    ]


def _answer(site: Site, name: str, request: Request, source: Source) -> Response:
    lang = site.language(request)
    base = site.address(request) or site.base
    params = request.query_params.multi_items()
    given = Given((*params, ("id", request.path_params["id"])))
    known = (*_PARAMETERS.get(name, ()), "lang")
    strange = [key for key, _ in params if key not in known]
    given.check_names(unknown_keys(_PAGES[name], strange) + strange.count("id") * ["id"], known)
    asked = _Asked(Loaded(source, danish_now()), given, lang, lambda path: base + path)
    thing = THINGS[name](asked)
    invented = any(table.invented for table in thing.tables)
    fetched = min(table.fetched_at for table in thing.tables)
    parts = (code_version(), name, lang, base, [table.checksum for table in thing.tables],
             sorted(params), request.path_params["id"])  # fmt: skip
    headers = validators(hashlib.sha256(repr(parts).encode()).hexdigest()[:32], fetched)
    headers["Vary"] = "Accept-Language"
    if invented:
        headers["Tingblik-Data"] = "invented"
    same = unchanged(request, headers)
    if same is not None:
        return same
    own = asked.file(f"{name}/{quote(str(request.path_params['id']))}.json")
    body = {
        **thing.content,
        "links": {"self": own, **(thing.links if site.pages else _files(thing.links))},
        "source": _source(thing, lang, invented=invented),
    }
    headers["Content-Disposition"] = f'inline; filename="{_file_name(name, request, invented)}"'
    return Response(orjson.dumps(body), headers=headers, media_type="application/json")


def _files(links: Links) -> Links:
    """The links that lead to no page, where there are none beside the routes."""
    return {name: url for name, url in links.items() if name != "page"}


def _file_name(name: str, request: Request, invented: bool) -> str:
    number = "".join(c for c in request.path_params["id"] if c.isascii() and c.isalnum())
    return f"tingblik-{'demo-' if invented else ''}{_PAGES[name]}-{number}.json"


def _source(thing: _Thing, lang: Lang, *, invented: bool) -> dict[str, Any]:
    urls = dict.fromkeys(url for table in thing.tables for url in table.urls)
    return {
        "invented": invented,
        "fetched": min(table.fetched_at for table in thing.tables),
        "urls": [] if invented else list(urls),
        "terms": " ".join(terms(lang, demo=invented)),
        "terms_url": "" if invented else TERMS_URL,
        "citation": "" if invented else text("readme.credit", lang),
    }


def _vote(asked: _Asked) -> _Thing:
    """A vote with its ballots and who departed from the line."""
    loaded, number = asked.loaded, _id(asked)
    session = session_of(loaded, number)
    votes = loaded.read(session_votes(session, loaded.now))
    if not (votes.content.votes["vote_id"] == number).any():
        raise NoSuchThing(f"there is no vote {number}", what="vote", name=number)
    alone = None
    if votes.content.marked is None:
        alone = loaded.read(vote_ballots(session, number, votes, loaded.now))
    row, _, ballots, departed = opened_vote(votes, alone, number)
    found = TABLES["votes"].take(pl.DataFrame([row], votes.content.votes.schema, strict=False))
    links = {
        "page": asked.page("vote", id=number),
        "ballots": asked.file(f"ballots.csv?vote={number}"),
        "parliament": row["url"],
    }
    if row["case_id"]:
        links["case"] = asked.file(f"cases/{row['case_id']}.json")
    return _Thing(
        {
            "vote": found.row(0, named=True),
            "conclusion": row["conclusion"],
            "ballots": _rows("ballots", ballots),
            "deviations": _rows("deviations", departed),
        },
        (votes,) if alone is None else (votes, alone),
        _there(links),
    )


def _case(asked: _Asked) -> _Thing:
    """A case with its steps, votes, people, documents and the cases that belong to it."""
    loaded, number = asked.loaded, _id(asked)
    known = {period.period_id: period for period in loaded.periods(years=True)}
    rows = loaded.read(case_tables.case_row(number)).content
    if rows.is_empty():
        raise NoSuchThing(f"there is no case {number}", what="case", name=number)
    above = rows.select("fremsatundersagid", "deltundersagid").row(0)
    ids = [each for each in dict.fromkeys(above) if each]
    recipe = case_tables.one_case(number, known.get(rows["periodeid"][0]), ids, loaded.now)
    table = loaded.read(recipe)
    file = table.content
    return _Thing(
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


def _member(asked: _Asked) -> _Thing:
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
    return _Thing(
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


def _party(asked: _Asked) -> _Thing:
    """A party in the votes of a session: its members, and its own figures."""
    name, votes = asked.given.one("id"), _votes(asked)
    parties = _figures(votes, "parties")
    if name not in parties["party"]:
        problem = wrong(f"There is no party {name[:20]!r}.", "id", name, parties["party"].to_list())
        problem.status = HTTPStatus.NOT_FOUND
        raise problem
    of_party = pl.col("party") == name
    pairs = _figures(votes, "agreement")
    return _Thing(
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
        {"page": asked.page("parties", party=name)},
    )


def _committee(asked: _Asked) -> _Thing:
    """A committee of a session, with who had which role in it and its meetings."""
    loaded, number = asked.loaded, _id(asked)
    numbers = loaded.read(period_of_committee(number)).content
    known = loaded.periods(years=False)
    period = next((each for each in known if each.period_id in numbers), None)
    if period is None:
        raise NoSuchThing(f"there is no committee {number}", what="committee", name=number)
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
    return _Thing(
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


def _meeting(asked: _Asked) -> _Thing:
    """A meeting with its agenda and its votes."""
    loaded, number = asked.loaded, _id(asked)
    table = loaded.read(one_meeting(number))
    meeting = table.content
    if not meeting.row:
        raise NoSuchThing(f"there is no meeting {number}", what="meeting", name=number)
    known = {period.period_id: period.code for period in loaded.periods(years=False)}
    return _Thing(
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


def _document(asked: _Asked) -> _Thing:
    """A document with its files, people and cases."""
    loaded, number = asked.loaded, _id(asked)
    table = loaded.read(one_document(number))
    document = table.content
    if not document.row:
        raise NoSuchThing(f"there is no document {number}", what="document", name=number)
    return _Thing(
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


def _id(asked: _Asked) -> int:
    """The number in the path. Raises `Problem` (400) for what is none."""
    number = asked.given.whole("id")
    assert number is not None
    return number


def _votes(asked: _Asked) -> Votes:
    """The votes with ballots of the session that was asked for, else of the latest."""
    known = asked.loaded.sessions()
    code = asked.given.one_of("session", (LATEST, *(each.code for each in known)), LATEST)
    return asked.loaded.with_ballots(asked.loaded.votes(known, code))


def _figures(votes: Votes, table: str) -> pl.DataFrame:
    """The rows of a table of figures; none in a session in which nothing was voted on yet."""
    if votes.content.marked is None:
        return pl.DataFrame(schema=TABLES[table].schema)
    return figures(votes, table, Selection())


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


_PAGES: Mapping[str, str] = MappingProxyType(
    {
        "votes": "vote",
        "cases": "case",
        "members": "member",
        "parties": "parties",
        "committees": "committees",
        "meetings": "meetings",
        "documents": "documents",
    }
)
_PARAMETERS: Mapping[str, tuple[str, ...]] = {"members": ("session",), "parties": ("session",)}

THINGS: Mapping[str, Callable[[_Asked], _Thing]] = MappingProxyType(
    {
        "votes": _vote,
        "cases": _case,
        "members": _member,
        "parties": _party,
        "committees": _committee,
        "meetings": _meeting,
        "documents": _document,
    }
)
"""What can be had one by one, by the name that its address begins with."""
