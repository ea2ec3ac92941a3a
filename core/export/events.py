"""Meetings, deadlines and the steps of a case as the events of a calendar."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time

import polars as pl

from core.export.calendar import Event, Status
from core.export.entries import (
    Row,
    Teller,
    changed,
    question_facts,
    question_link,
    question_time,
    question_words,
)
from core.export.followed import case_name, meeting_of, step_name
from core.language import PROSE, UNKNOWN, shortened
from core.parliament.cases.one_case import CaseFile
from core.parliament.texts.lookups import lookup_words
from core.times import zoned

_STATUSES: dict[str, Status] = {
    "held": "confirmed",
    "agenda_set": "confirmed",
    "planned": "tentative",
    "postponed": "cancelled",  # it is not held then
    "cancelled": "cancelled",
}
_MOST_POINTS = 80
_OFF = "aflyst"
_INDENT = "  "


def meeting_events(teller: Teller, rows: pl.DataFrame, agendas: pl.DataFrame | None) -> list[Event]:
    """An event a meeting of a known day, of rows as in `meetings_table`.

    `agendas` are as in `agendas_table`, None where they are not stored. A meeting is as new as
    itself or the last change of its agenda. Without a time it takes its whole day.
    """
    points: dict[int, pl.DataFrame] = {}
    if agendas is not None:
        ours = agendas.join(rows.select("meeting_id"), on="meeting_id", how="semi")
        split = ours.partition_by("meeting_id", as_dict=True, maintain_order=True)
        points = {int(key[0]): frame for key, frame in split.items()}
    events = []
    for row in rows.filter(pl.col("date").is_not_null()).iter_rows(named=True):
        agenda = points.get(row["meeting_id"])
        status = _STATUSES.get(row["status_code"], "confirmed")
        told = teller.t(f"meeting_status.{row['status_code']}")
        name = meeting_of(teller, row["committee"], row)
        facts = [teller.t(f"meeting_type.{row['type_code']}"), row["committee_name"], told]
        lines = [" · ".join(filter(None, facts))]
        if agenda is not None:
            lines += ["", f"{teller.t('meetings.agenda')}:", *_agenda(teller, agenda)]
        events.append(
            Event(
                key=teller.key("meeting", row["meeting_id"]),
                title=f"{told}: {name}" if status == "cancelled" else name,
                start=_start(row),
                updated=_updated(row, agenda),
                description="\n".join(lines),
                category=teller.t(f"meeting_type.{row['type_code']}"),
                place=row["place"] or "",
                link=teller.way("meetings", row["agenda_url"], id=row["meeting_id"]),
                status=status,
            )
        )
    return events


def deadline_events(teller: Teller, rows: pl.DataFrame) -> list[Event]:
    """A whole day for each question with a deadline, of rows as in `question_entries`."""
    return [
        Event(
            key=teller.key("deadline", row["kind"], row["question_id"]),
            title=teller.t(
                "follow.deadline",
                number=row["number"] or UNKNOWN,
                title=row["title"] or UNKNOWN,
            ),
            start=row["due"],
            updated=question_time(row),
            description="\n".join([question_words(teller, row), _told(teller, row)]),
            category=teller.t(f"questions.kinds.{row['kind']}"),
            link=question_link(teller, row),
        )
        for row in rows.filter(pl.col("due").is_not_null()).iter_rows(named=True)
    ]


def step_events(teller: Teller, file: CaseFile) -> list[Event]:
    """A whole day for each step of a case that has a date."""
    name, events = case_name(file.case), []
    link = teller.way("case", file.links.get("parliament"), id=file.case["case_id"])
    for row in file.steps.filter(pl.col("date").is_not_null()).iter_rows(named=True):
        said = step_name(teller, row)
        status = lookup_words("step_status", row["status"], teller.lang)
        off = (row["status"] or "").lower() == _OFF
        events.append(
            Event(
                key=teller.key("step", row["step_id"]),
                title=f"{status}: {name}: {said}" if off else f"{name}: {said}",
                start=row["date"],
                updated=changed(row),
                description=" · ".join(filter(None, [file.case["short_title"], status])),
                category=teller.t("changes.kind.step"),
                link=link,
                status="cancelled" if off else "confirmed",
            )
        )
    return events


def _start(row: Row) -> date | datetime:
    day: date = row["date"]
    if row["time"] is None:
        return day
    return zoned(datetime.combine(day, time.fromisoformat(row["time"])))


def _updated(row: Row, agenda: pl.DataFrame | None) -> datetime:
    last = None if agenda is None else agenda["changed"].max()
    own = changed(row)
    return max(own, zoned(last)) if isinstance(last, datetime) else own


def _told(teller: Teller, row: Row) -> str:
    status = teller.t(f"questions.status.{row['status']}")
    return " · ".join([status, *question_facts(teller, row)])


def _agenda(teller: Teller, agenda: pl.DataFrame) -> Iterator[str]:
    for row in agenda.head(_MOST_POINTS).iter_rows(named=True):
        words = [row["number"], row["title"] or teller.t("meetings.untitled"), row["comment"]]
        said = shortened(" ".join(filter(None, words)), PROSE)
        yield _INDENT * row["level"] + said
    if (left := agenda.height - _MOST_POINTS) > 0:
        yield teller.t("follow.more_points", n=left)
