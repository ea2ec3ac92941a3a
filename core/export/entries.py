"""Rows as the entries of a feed: each a sentence that can be read without the page behind it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

import polars as pl

from core.export.feed import Entry
from core.language import UNKNOWN, Lang, date_text, number, text
from core.parliament.texts.lookups import lookup_words
from core.parliament.votes.mistakes import INDIVIDUAL, PARTY
from core.parliament.votes.positions import Position
from core.times import zoned

Row = Mapping[str, Any]

_STANDS = ("for", "against", "neither")
_MISTAKES = (INDIVIDUAL, PARTY)
OUTCOMES: Mapping[bool | None, str] = {
    True: "follow.adopted",
    False: "follow.rejected",
    None: "follow.unknown_result",
}
"""The sentence of a vote, by whether it was adopted."""

_RESULTS = {True: "result.adopted", False: "result.rejected", None: "common.unknown"}
_LONG_AGO = date(1970, 1, 1)
_SHORTENED = re.compile(r"(?:\b\w\.|mv\.|mm\.)$")
"""The end of a text whose full stop belongs to its last word."""


@dataclass(frozen=True, slots=True)
class Teller:
    """Who tells of rows: the language, and where entries lead.

    `base` is the address that the dashboard's pages stand below; None where it is not known, and
    entries then lead to Parliament's own pages or nowhere. `source` is whose ids the rows have.
    """

    lang: Lang
    source: str
    base: str | None = None

    def t(self, key: str, /, **params: Any) -> str:
        """A text of the catalogue in the language."""
        return text(key, self.lang, **params)

    def way(self, page: str, elsewhere: str | None = None, **params: object) -> str | None:
        """The address of a page of the dashboard, or the one elsewhere."""
        return (
            elsewhere
            if self.base is None
            else f"{self.base}/{page}?{urlencode(params, doseq=True)}"
        )

    def key(self, *parts: object) -> str:
        """What an entry is told from all others by."""
        return "/".join((self.source, *map(str, parts)))

    def day(self, day: date | None) -> str:
        """A day in words."""
        return date_text(day, self.lang)


def source_name(*, invented: bool) -> str:
    """Whose ids the rows have: what the ids of entries and events begin with."""
    return "demo" if invented else "oda.ft.dk"


def vote_entries(teller: Teller, rows: pl.DataFrame) -> list[Entry]:
    """An entry a vote, of rows as in `votes_table`."""
    entries = []
    for row in rows.iter_rows(named=True):
        told = [official_figures(teller, row), step_of(teller, row), teller.day(row["date"])]
        told += [
            teller.t(f"follow.votes_{stand}", parties=parties)
            for stand in _STANDS
            if (parties := row[f"parties_{stand}"])
        ]
        entries.append(
            Entry(
                key=teller.key("vote", row["vote_id"]),
                title=of_vote(teller, OUTCOMES[row["adopted"]], row),
                updated=changed(row),
                summary=joined(told),
                category=row["type_code"],
                label=teller.t(f"vote_type.{row['type_code']}"),
                link=teller.way("vote", row["url"], id=row["vote_id"]),
            )
        )
    return entries


def deviation_entries(teller: Teller, votes: pl.DataFrame, found: pl.DataFrame) -> list[Entry]:
    """An entry a vote: who departed from the party's majority in it, recorded mistakes marked.

    `votes` as in `votes_table`, `found` as in `deviations` of those votes.
    """
    entries = []
    for vote in votes.iter_rows(named=True):
        rows = found.filter(pl.col("vote_id") == vote["vote_id"]).to_dicts()
        departed = sum(row["kind"] not in _MISTAKES for row in rows)
        told = "deviated" if departed else "mistaken"
        entries.append(
            Entry(
                key=teller.key("deviations", vote["vote_id"]),
                title=of_vote(teller, f"follow.{told}", vote, n=departed or len(rows)),
                updated=changed(vote),
                summary="\n".join(
                    [f"{teller.day(vote['date'])}:", *(_departure(teller, row) for row in rows)]
                ),
                category=told,
                label=teller.t("vote.deviations"),
                link=teller.way("vote", vote["url"], id=vote["vote_id"]),
            )
        )
    return entries


def ballot_entries(teller: Teller, rows: pl.DataFrame) -> list[Entry]:
    """An entry a ballot of a member, of marked ballots joined with their votes."""
    entries = []
    for row in rows.iter_rows(named=True):
        name = _person(row["member"], row["party"])
        position = row["position"] or "unknown"
        told = [
            teller.t(f"kind.{row['deviation']}") if row["deviation"] else None,
            teller.t(_RESULTS[row["adopted"]]),
            official_figures(teller, row),
            step_of(teller, row),
            teller.day(row["date"]),
            teller.t("follow.absence") if position == Position.ABSENT else None,
        ]
        entries.append(
            Entry(
                key=teller.key("ballot", row["member_id"], row["vote_id"]),
                title=of_vote(teller, f"follow.ballot.{position}", row, name=name),
                updated=changed(row),
                summary=joined(told),
                category=position,
                label=teller.t(f"position.{position}"),
                link=teller.way("vote", row["url"], id=row["vote_id"]),
            )
        )
    return entries


def question_entries(teller: Teller, rows: pl.DataFrame) -> list[Entry]:
    """An entry a question, of rows as in `core.parliament.questions.questions.SCHEMA`.

    It is as new as the latest day that is known of it.
    """
    entries = []
    for row in rows.iter_rows(named=True):
        status = teller.t(f"questions.status.{row['status']}")
        told = [row["number"], *question_facts(teller, row), row["co_askers"]]
        entries.append(
            Entry(
                key=teller.key("question", row["kind"], row["question_id"]),
                title=f"{question_words(teller, row)} ({status.lower()})",
                updated=question_time(row),
                summary=joined(told),
                category=row["status"],
                label=status,
                link=question_link(teller, row),
            )
        )
    return entries


def question_words(teller: Teller, row: Row) -> str:
    """Who asks whom what."""
    asker = _person(row["asker"], row["asker_party"]) if row["asker"] else row["committee"]
    title = row["title"] or UNKNOWN
    if not asker:
        return teller.t("follow.question", number=row["number"] or UNKNOWN, title=title)
    if not row["minister"]:
        return teller.t("follow.asks_somebody", asker=asker, title=title)
    return teller.t("follow.asks", asker=asker, asked=row["minister"], title=title)


def question_facts(teller: Teller, row: Row) -> Iterator[str]:
    """When a question was asked, is due and was answered."""
    for fact, day in (("asked_on", "asked"), ("due_on", "due"), ("answered_on", "final")):
        if row[day] is not None:
            yield teller.t(f"follow.{fact}", day=teller.day(row[day]))


def question_link(teller: Teller, row: Row) -> str | None:
    """The page of a question: that of its case, else the one at Parliament."""
    if row["kind"] == "s20" and row["case_id"] is not None:
        return teller.way("case", row["url"], id=row["case_id"])
    url: str | None = row["url"]
    return url


def question_time(row: Row) -> datetime:
    """The latest day that is known of a question, at its beginning."""
    days = [row[name] for name in ("asked", "preliminary", "final", "supplementary")]
    return beginning(max((day for day in days if day is not None), default=None))


def newest_first(entries: Iterable[Entry]) -> list[Entry]:
    """The entries by when they were updated, the newest first; of one time by their keys."""
    return sorted(entries, key=lambda entry: (entry.updated, entry.key), reverse=True)


def joined(parts: Iterable[str | None]) -> str:
    """What is known of some facts, in one line."""
    return " · ".join(filter(None, parts))


def tail_of(number: str | None, title: str | None) -> tuple[str, str]:
    """What a case is called in a sentence, and its title for the end of it where that is another.

    Some titles end with a full stop, which is taken off where the sentence goes on.
    """
    if number:
        return number, f": {title}" if title else ""
    title = title or ""
    return (title if _SHORTENED.search(title) else title.removesuffix(".")), ""


def of_vote(teller: Teller, sentence: str, row: Row, **params: Any) -> str:
    """A sentence about a vote: what was voted on, and at its end what that is about."""
    name, tail = tail_of(row["case_number"], row["case_title"])
    if name:
        what = teller.t(f"follow.what.{row['type_code']}", case=name)
    else:
        what = teller.t("follow.no_case", number=row["number"] or UNKNOWN)
    said = teller.t(sentence, what=what, **params)
    if said.startswith(what):
        said = said[:1].upper() + said[1:]
    return said.rstrip(",") + tail


def official_figures(teller: Teller, row: Row) -> str | None:
    """The official totals; None where the text has none."""
    found = {stand: row[f"official_{stand}"] for stand in _STANDS}
    if any(value is None for value in found.values()):
        return None
    return teller.t(
        "result.figures", **{stand: number(n, teller.lang) for stand, n in found.items()}
    )


def _departure(teller: Teller, row: Row) -> str:
    """Who voted how, where the party stood, and what the departure is taken for."""
    position = teller.t(f"stood.{row['position']}")
    if row["party_line"]:
        line = teller.t(f"stood.{row['party_line']}")
        stood = teller.t("vote.stood", position=position, line=line)
    else:
        stood = teller.t("vote.stood_alone", position=position)
    kind = teller.t(f"kind.{row['kind']}").lower()
    return f"{_person(row['member'], row['party'])} {stood} ({kind})"


def step_of(teller: Teller, row: Row) -> str:
    """The step that a vote was held at."""
    return lookup_words("step", row["step"], teller.lang)


def _person(name: str, party: str | None) -> str:
    return f"{name} ({party})" if party else name


def known_day(teller: Teller, day: date | None) -> list[str]:
    return [] if day is None else [teller.day(day)]


def changed(row: Row) -> datetime:
    """When the API last changed a row; where it does not tell, the beginning of its own day."""
    return zoned(row["updated"]) if row["updated"] is not None else beginning(row["date"])


def beginning(day: date | None) -> datetime:
    """The beginning of a day in Denmark; of none a time before all others."""
    return zoned(datetime.combine(day or _LONG_AGO, datetime.min.time()))
