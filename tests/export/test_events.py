"""Meetings and deadlines as events: what is known of them and nothing else."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import polars as pl

from core.export.entries import Teller
from core.export.events import deadline_events, meeting_events
from core.parliament.calendar.agenda import agendas_table
from core.standin.tables import conform
from core.times import zoned
from tests.export.test_entries import question

DANISH = Teller("da", "oda.ft.dk")


def meetings(**values: Any) -> pl.DataFrame:
    made = {
        "meeting_id": 9,
        "date": date(2026, 12, 1),
        "time": "13:00",
        "type_code": "committee",
        "status_code": "agenda_set",
        "number": "12",
        "title": "Udvalgsmøde",
        "committee": "TRU",
        "committee_name": "Transportudvalget",
        "place": "2-133",
        "agenda_url": "https://www.ft.dk/udvalg/x.htm",
        "updated": datetime(2026, 11, 20, 8),
    }
    return pl.DataFrame([made | values], schema_overrides={"time": pl.String, "date": pl.Date})


def agendas() -> pl.DataFrame:
    item = {"mødeid": 9, "opdateringsdato": "2026-11-21T09:00:00"}
    rows = [
        {"id": 2, "nummer": "2", "titel": "Eventuelt", "kommentar": "kort", **item},
        {"id": 1, "nummer": "1", "titel": "L 7 om cykler", **item},
        {"id": 3, "nummer": "a", "titel": "Besøg", **item},
    ]
    return agendas_table(conform("Dagsordenspunkt", rows))


def test_meeting_events__agenda_in_its_order() -> None:
    (event,) = meeting_events(DANISH, meetings(), agendas())
    assert event.title == "TRU: Udvalgsmøde nr. 12"
    assert event.start == zoned(datetime(2026, 12, 1, 13))
    assert event.place == "2-133"
    assert event.status == "confirmed"
    first, *rest = event.description.splitlines()
    assert first == "Udvalgsmøde · Transportudvalget · Dagsorden fastlagt"
    assert rest[:2] == ["", "Dagsorden:"]
    assert rest[2] == "1 L 7 om cykler"
    assert "2 Eventuelt kort" in rest
    assert event.updated == zoned(datetime(2026, 11, 21, 9))  # the agenda is newer


def test_meeting_events__without_agenda_time_or_day() -> None:
    (event,) = meeting_events(DANISH, meetings(time=None), None)
    assert event.start == date(2026, 12, 1)
    assert "Dagsorden:" not in event.description
    assert event.updated == zoned(datetime(2026, 11, 20, 8))
    assert meeting_events(DANISH, meetings(date=None), agendas()) == []


def test_meeting_events__called_off_and_put_off() -> None:
    for status, word in (("cancelled", "Aflyst"), ("postponed", "Udsat")):
        (event,) = meeting_events(DANISH, meetings(status_code=status), None)
        assert event.status == "cancelled"
        assert event.title == f"{word}: TRU: Udvalgsmøde nr. 12"
    (planned,) = meeting_events(DANISH, meetings(status_code="planned"), None)
    assert planned.status == "tentative"
    (odd,) = meeting_events(DANISH, meetings(status_code="unknown"), None)
    assert odd.status == "confirmed"


def test_meeting_events__a_long_agenda_says_how_much_is_left_out() -> None:
    item = {"mødeid": 9, "opdateringsdato": "2026-11-21T09:00:00"}
    rows = [{"id": n, "nummer": str(n), "titel": f"Punkt {n}", **item} for n in range(1, 100)]
    (event,) = meeting_events(DANISH, meetings(), agendas_table(conform("Dagsordenspunkt", rows)))
    assert event.description.endswith("80 Punkt 80\nog 19 punkter mere")


def test_deadline_events__a_whole_day_each() -> None:
    rows = pl.concat([question(), question(question_id=6, due=None)])
    (event,) = deadline_events(DANISH, rows)
    assert event.title == "Svarfrist for S 63: Om cykler"
    assert event.start == date(2026, 11, 10)
    assert event.description.splitlines() == [
        "Asta Holm (S) spørger transportministeren: Om cykler",
        "Ubesvaret · Stillet 2. nov. 2026 · Frist 10. nov. 2026",
    ]
    assert event.key == "oda.ft.dk/deadline/s20/5"
