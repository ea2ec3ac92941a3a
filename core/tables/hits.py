"""What was found, as lists of links: what each is called, what tells it apart, where it leads."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

import polars as pl

from core.language import UNKNOWN, Lang, text
from core.parliament.finding.find import Exact, Kind
from core.parliament.finding.index import Index
from core.parliament.texts.lookups import lookup_words
from core.tables.titles import outcome_parts

Row = Mapping[str, Any]

_MOST_SESSIONS = 6  # that are named
_UNCOUNTED = {"for": None, "against": None}  # the ballots are not read for a list of hits


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that was found.

    `id` is its number, or its name in an address; `number` (of a case, or a party's short name) and
    `title` are what it is called, `notes` are what tells it apart from others, `page` is the
    address of its page below the site's, and `session` the code of its (latest) period, empty where
    that is unknown. A vote also has its `day` and its `outcome`.
    """

    kind: Kind
    id: str
    title: str
    notes: tuple[str, ...]
    page: str
    session: str
    number: str = ""
    day: date | None = None
    outcome: tuple[str, ...] = ()


def hits(index: Index, kind: Kind, rows: pl.DataFrame, lang: Lang) -> list[Hit]:
    """Rows of one kind, as they are told in a language."""
    return [_MAKERS[kind](index, row, lang) for row in rows.iter_rows(named=True)]


def place_of(exact: Exact) -> tuple[str, dict[str, str]]:
    """The page of the one thing that is meant, and its parameters."""
    if exact.kind == "party":
        return "parties", {"show": "cohesion", "party": exact.value}
    return exact.kind, {"id": exact.value}


def _party(index: Index, row: Row, lang: Lang) -> Hit:
    page, params = place_of(Exact("party", row["party"]))
    return Hit(
        "party",
        row["party"],
        row["name"],
        _told(_sessions(index, row, lang)),
        address(page, **params),
        row["last"],
        number=row["party"] if row["party"] != row["name"] else "",
    )


def _member(index: Index, row: Row, lang: Lang) -> Hit:
    return Hit(
        "member",
        str(row["member_id"]),
        row["name"],
        _told(row["parties"].replace(" ", ", "), row["offices"], _sessions(index, row, lang)),
        address("member", id=row["member_id"]),
        row["last"] or "",
    )


def _committee(index: Index, row: Row, lang: Lang) -> Hit:
    return Hit(
        "committee",
        row["value"],
        row["label"],
        _told(_counted(row, lang), _title(index, row["period"], lang)),
        address("committees", session=row["period"], committee=row["value"]),
        row["period"],
    )


def _sorted_under(kind: Kind) -> Callable[[Index, Row, Lang], Hit]:
    """What cases are sorted under: it leads to the page of that topic."""

    def make(index: Index, row: Row, lang: Lang) -> Hit:
        path = address("topic", id=row["value"])
        return Hit(kind, row["value"], row["label"], (_counted(row, lang),), path, row["period"])

    return make


def _case(index: Index, row: Row, lang: Lang) -> Hit:
    kind = text(f"case_type.{row['type_code']}", lang) if row["type_code"] else None
    return Hit(
        "case",
        str(row["case_id"]),
        row["title"] or text("case.untitled", lang),
        _told(
            _title(index, row["period"], lang),
            kind,
            lookup_words("case_status", row["status"], lang),
        ),
        address("case", id=row["case_id"]),
        row["period"] or "",
        number=row["number"] or "",
    )


def _vote(index: Index, row: Row, lang: Lang) -> Hit:
    return Hit(
        "vote",
        str(row["vote_id"]),
        row["case_title"] or text("vote.untitled", lang, number=row["number"]),
        _told(text(f"vote_type.{row['type_code']}", lang), _title(index, row["period"], lang)),
        address("vote", id=row["vote_id"]),
        row["period"],
        number=row["case_number"] or "",
        day=row["date"],
        outcome=outcome_parts({**row, **_UNCOUNTED}, lang),
    )


_MAKERS: Mapping[Kind, Callable[[Index, Row, Lang], Hit]] = {
    "party": _party,
    "member": _member,
    "ministry": _sorted_under("ministry"),
    "committee": _committee,
    "keyword": _sorted_under("keyword"),
    "case": _case,
    "vote": _vote,
}


def _told(*notes: str | None) -> tuple[str, ...]:
    return tuple(note for note in notes if note)


def _counted(row: Row, lang: Lang) -> str:
    return text("search.of_cases", lang, n=row["cases"]) if row["cases"] else ""


def _sessions(index: Index, row: Row, lang: Lang) -> str | None:
    """The first and the last session that are stored of a party or of a member in one."""
    first, last = _title(index, row["first"], lang), _title(index, row["last"], lang)
    if first and last and first != last:
        return text("search.sessions", lang, first=first, last=last)
    return last


def _title(index: Index, code: str | None, lang: Lang) -> str | None:
    return next((each.named(lang) for each in index.periods if each.code == code), None)


def address(page: str, /, **params: object) -> str:
    """The address of a page below the site's."""
    return f"{page}?{urlencode(params)}"


def sessions_told(index: Index, codes: Collection[str], lang: Lang) -> str:
    """Some of the periods in words: sessions by name, the newest first, and how many years."""
    meant = [each for each in index.periods if each.code in codes]
    named = [each.named(lang) for each in meant if not each.year]
    more = len(named) - _MOST_SESSIONS
    parts = named[:_MOST_SESSIONS]
    if more > 0:
        parts.append(text("search.more_sessions", lang, n=more))
    if years := len(meant) - len(named):
        parts.append(text("search.years", lang, n=years))
    return ", ".join(parts) or UNKNOWN
