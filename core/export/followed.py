"""What belongs to one case or one committee, as the entries of its feed."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from core.export.entries import (
    OUTCOMES,
    Row,
    Teller,
    beginning,
    changed,
    joined,
    known_day,
    newest_first,
    of_vote,
    official_figures,
    tail_of,
)
from core.export.feed import Entry
from core.language import UNKNOWN
from core.parliament.cases.one_case import CaseFile
from core.parliament.texts.lookups import document_words, lookup_words
from core.times import zoned


def case_entries(teller: Teller, file: CaseFile) -> list[Entry]:
    """An entry for each step, document and vote of a case, the newest first."""
    link = teller.way("case", file.links.get("parliament"), id=file.case["case_id"])
    every = (_steps, _documents, _votes)
    return newest_first(entry for told in every for entry in told(teller, file, link))


def listed_cases(teller: Teller, rows: pl.DataFrame) -> list[Entry]:
    """An entry a case, of rows of a book of cases: as new as Parliament's last change of it."""
    entries = []
    for row in rows.iter_rows(named=True):
        name, tail = tail_of(row["number"], row["short_title"])
        kind = teller.t(f"case_type.{row['type_code']}")
        known = zoned(row["updated"]) if row["updated"] is not None else beginning(row["proposed"])
        status = lookup_words("case_status", row["status"], teller.lang)
        told = [kind, status, row["ministry"], row["proposers"]]
        told += known_day(teller, row["proposed"])
        entries.append(
            Entry(
                key=teller.key("listed-case", row["case_id"]),
                title=f"{name}{tail}" if name else teller.t("case.untitled"),
                updated=known,
                summary=joined(told),
                category=row["type_code"],
                label=kind,
                link=teller.way("case", row["url"], id=row["case_id"]),
            )
        )
    return entries


def committee_entries(
    teller: Teller, name: str, meetings: pl.DataFrame, referred: pl.DataFrame | None
) -> list[Entry]:
    """An entry for each meeting of a committee and each case referred to it, the newest first.

    The frames are as in `meetings_table` and `referred_cases`; None where the cases are not stored.
    A case is as new as its first step or the last report on it.
    """
    held = _meetings(teller, name, meetings)
    cases = iter(()) if referred is None else _referred(teller, name, referred)
    return newest_first([*held, *cases])


def case_name(case: Row) -> str:
    """What a case is called in short."""
    return str(case["number"] or case["short_title"] or UNKNOWN)


def step_name(teller: Teller, row: Row) -> str:
    """What a step is called: its title, else its kind."""
    said = lookup_words("step", row["title"] or row["type"], teller.lang)
    return said or teller.t("case.untitled_step")


def meeting_name(teller: Teller, row: Row) -> str:
    """What a meeting is called: its title, else its kind, and its number."""
    name = lookup_words("meeting", row["title"], teller.lang)
    name = name or teller.t(f"meeting_type.{row['type_code']}")
    return teller.t("meetings.numbered", name=name, number=row["number"]) if row["number"] else name


def meeting_of(teller: Teller, committee: str | None, row: Row) -> str:
    """The same with the committee before it, where it is not told already."""
    name = meeting_name(teller, row)
    return name if not committee or committee in name else f"{committee}: {name}"


def _steps(teller: Teller, file: CaseFile, link: str | None) -> Iterator[Entry]:
    for row in file.steps.iter_rows(named=True):
        said = step_name(teller, row)
        dated = ", ".join([said, *known_day(teller, row["date"])])
        yield Entry(
            key=teller.key("step", row["step_id"]),
            title=f"{case_name(file.case)}: {dated}",
            updated=changed(row),
            summary=joined(
                [
                    file.case["short_title"],
                    lookup_words("step", row["type"], teller.lang),
                    lookup_words("step_status", row["status"], teller.lang),
                ]
            ),
            category="step",
            label=teller.t("changes.kind.step"),
            link=link,
        )


def _documents(teller: Teller, file: CaseFile, link: str | None) -> Iterator[Entry]:
    name = case_name(file.case)
    for row in file.documents.iter_rows(named=True):
        yield Entry(
            key=teller.key("document", row["document_id"]),
            title=teller.t("follow.document", case=name, title=row["title"] or UNKNOWN),
            updated=changed(row),
            summary=joined([*document_words(row, teller.lang), *known_day(teller, row["date"])]),
            category="document",
            label=teller.t("changes.kind.document"),
            link=teller.way("documents", link, id=row["document_id"]),
        )


def _votes(teller: Teller, file: CaseFile, link: str | None) -> Iterator[Entry]:
    of_case = {"case_number": file.case["number"], "case_title": file.case["short_title"]}
    for row in file.votes.iter_rows(named=True):
        yield Entry(
            key=teller.key("vote", row["vote_id"]),
            title=of_vote(teller, OUTCOMES[row["adopted"]], row | of_case),
            updated=changed(row),
            summary=joined([official_figures(teller, row), *known_day(teller, row["date"])]),
            category="vote",
            label=teller.t("changes.kind.vote"),
            link=teller.way("vote", link, id=row["vote_id"]),
        )


def _meetings(teller: Teller, name: str, meetings: pl.DataFrame) -> Iterator[Entry]:
    for row in meetings.iter_rows(named=True):
        status = teller.t(f"meeting_status.{row['status_code']}")
        at = row["time"] and teller.t("meetings.at", time=clock_words(teller, row["time"]))
        when = " ".join([*known_day(teller, row["date"]), *([at] if at else [])])
        yield Entry(
            key=teller.key("meeting", row["meeting_id"]),
            title=f"{', '.join(filter(None, [meeting_of(teller, name, row), when]))}"
            f" ({status.lower()})",
            updated=changed(row),
            summary=joined([teller.t(f"meeting_type.{row['type_code']}"), row["place"]]),
            category="meeting",
            label=teller.t("changes.kind.meeting"),
            link=teller.way("meetings", row["agenda_url"], id=row["meeting_id"]),
        )


def _referred(teller: Teller, name: str, referred: pl.DataFrame) -> Iterator[Entry]:
    for row in referred.iter_rows(named=True):
        case, tail = tail_of(row["number"], row["title"])
        told = [lookup_words("case_status", row["status"], teller.lang)]
        if row["reports"]:
            day = teller.day(row["reported"])
            told.append(teller.t("follow.reports", n=row["reports"], day=day))
        days = [day for day in (row["date"], row["reported"]) if day is not None]
        yield Entry(
            key=teller.key("referred", row["committee_id"], row["case_id"]),
            title=teller.t("follow.referred", case=case or UNKNOWN, committee=name) + tail,
            updated=beginning(max(days, default=None)),
            summary=joined(told),
            category="case",
            label=teller.t("changes.kind.case"),
            link=teller.way("case", id=row["case_id"]),
        )


def clock_words(teller: Teller, time: str) -> str:
    """A time such as 13:00 as the language writes it."""
    return time.replace(":", ".") if teller.lang == "da" else time
