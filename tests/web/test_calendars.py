"""Calendars at addresses: meetings and deadlines, as other calendars subscribe to them."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import icalendar
import ics
import polars as pl
import pytest
from starlette.testclient import TestClient

from core.standin.demo import build_demo
from core.standin.serve import Standin
from core.times import zoned
from core.web.site import Site
from tests.web.readers import loaded, read_feed, rows
from tests.web.sites import opened, served

HOSTILE = "]]> BEGIN:VEVENT\r\nSUMMARY:x \x00\x1b \ud800 <b>&amp; \u2028 javascript:alert(1)"
CLEAN = "]]> BEGIN:VEVENT"


def events(content: bytes, *, twice: bool = False) -> list[Any]:
    """The events as one parser reads them, and `twice` if another, which is slow, is to agree."""
    found: list[Any] = icalendar.Calendar.from_ical(content).walk("VEVENT")
    if twice:
        assert len(ics.Calendar(content.decode()).events) == len(found)
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    return found


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, dict[str, Any]]]:
    """A site whose API has titles that try to be something else, and its rows."""
    tables = build_demo("small")
    for name in ("Sag", "Møde", "Dagsordenspunkt", "Sagstrin"):
        columns = [each for each in ("titel", "titelkort") if each in tables[name].columns]
        told = [pl.lit(HOSTILE.replace("\ud800", "")).alias(each) for each in columns]
        tables[name] = tables[name].with_columns(told)
    api = Standin(tables).start()
    try:
        folder = tmp_path_factory.mktemp("hostile")
        with opened(folder, api_url=api.url, max_rps=10_000.0) as site:
            yield site, tables
    finally:
        api.stop()


def test_meetings__those_of_the_page_in_danish_time(site: Site, client: TestClient) -> None:
    answer = client.get("/calendar/meetings.ics?lang=da")
    assert answer.status_code == HTTPStatus.OK
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert 'filename="tingblik-demo-meetings.ics"' in answer.headers["content-disposition"]
    asked = rows(site, "meetings").rows.filter(pl.col("date").is_not_null())
    found = events(answer.content)
    assert len(found) == asked.height > 0
    uids = [str(each["UID"]) for each in found]
    assert len(set(uids)) == len(uids)
    assert "127.0.0.1" not in "".join(uids)
    timed = asked.filter(pl.col("time").is_not_null())
    starts = {each["DTSTART"].dt for each in found}
    for day, clock in timed.select("date", "time").head(5).iter_rows():
        hour, minute = map(int, clock.split(":"))
        local = pl.datetime(day.year, day.month, day.day, hour, minute)
        assert zoned(pl.select(local).item()) in starts


def test_meetings__of_a_committee_and_of_a_kind(site: Site, client: TestClient) -> None:
    committee = rows(site, "meetings").rows["committee"].drop_nulls()[0].split("; ")[0]
    own = rows(site, "meetings", committee=committee).rows
    found = events(client.get(f"/calendar/meetings.ics?committee={committee}").content, twice=True)
    assert len(found) == own.height
    assert all(committee in str(each["SUMMARY"]) for each in found)
    of_kind = client.get("/calendar/meetings.ics?kind=chamber&lang=da").content
    of_type = client.get("/calendar/meetings.ics?type=chamber&lang=da").content
    uids = [[str(each["UID"]) for each in events(content)] for content in (of_kind, of_type)]
    assert uids[0] == uids[1]
    assert len(uids[0]) == rows(site, "meetings", type="chamber").rows.height


def test_meetings__called_off_is_cancelled(site: Site, client: TestClient) -> None:
    asked = rows(site, "meetings").rows
    n = asked.filter(pl.col("status_code").is_in(["cancelled", "postponed"]))
    found = events(client.get("/calendar/meetings.ics?lang=da").content)
    off = [each for each in found if str(each["STATUS"]) == "CANCELLED"]
    assert len(off) == n.filter(pl.col("date").is_not_null()).height > 0
    assert all(str(each["SUMMARY"]).startswith(("Aflyst: ", "Udsat: ")) for each in off)


def test_meetings__conditional_requests(client: TestClient) -> None:
    first = client.get("/calendar/meetings.ics?lang=da")
    same = client.get(
        "/calendar/meetings.ics?lang=da", headers={"If-None-Match": first.headers["etag"]}
    )
    assert same.status_code == HTTPStatus.NOT_MODIFIED
    assert client.get("/calendar/meetings.ics?lang=da").content == first.content
    assert client.head("/calendar/meetings.ics?lang=da").headers["etag"] == first.headers["etag"]


def test_deadlines__of_questions_that_wait_unless_a_state_is_chosen(
    site: Site, client: TestClient
) -> None:
    asked = rows(site, "questions").rows.filter(pl.col("due").is_not_null())
    waiting = asked.filter(pl.col("status").is_in(["open", "overdue", "preliminary"]))
    found = events(client.get("/calendar/deadlines.ics?lang=da").content, twice=True)
    assert {each["DTSTART"].dt for each in found} == set(waiting["due"])
    assert len(found) == waiting.height
    answered = asked.filter(pl.col("status") == "answered")
    told = client.get("/calendar/deadlines.ics?state=answered&lang=da").content
    assert len(events(told)) == answered.height > 0
    assert b"BEGIN:VTIMEZONE" not in told  # whole days need none


def test_calendars__say_that_invented_rows_are(client: TestClient) -> None:
    answer = client.get("/calendar/deadlines.ics?lang=da")
    assert answer.headers["tingblik-data"] == "invented"
    found = icalendar.Calendar.from_ical(answer.content)
    assert str(found["X-WR-CALDESC"]).startswith("OPFUNDNE DATA")


@pytest.mark.parametrize(
    "path",
    ["meetings.ics?kind=chamer", "meetings.ics?comittee=FIU", "deadlines.ics?state=gone"],
)
def test_calendars__bad_input(client: TestClient, path: str) -> None:
    answer = client.get(f"/calendar/{path}")
    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert answer.headers["content-type"] == "application/problem+json"
    assert "Did you mean" in answer.text or "There are" in answer.text


def test_meetings__have_their_agenda_once_it_is_loaded_and_hostile_texts_stay_texts(
    hostile: tuple[Site, dict[str, Any]],
) -> None:
    site, tables = hostile
    path = "/calendar/meetings.ics?lang=da"
    bare = loaded(site, path)
    for job in site.service().jobs.active():
        job.wait(30)
    whole = loaded(site, path)
    assert whole.headers["etag"] != bare.headers["etag"]
    found = events(whole.content, twice=True)
    assert len(found) == len(events(bare.content))
    told = [str(each["DESCRIPTION"]) for each in found]
    with_agenda = set(tables["Dagsordenspunkt"]["mødeid"]) & set(
        rows(site, "meetings").rows["meeting_id"]
    )
    assert sum("Dagsorden:" in each for each in told) == len(with_agenda) > 0
    assert all(CLEAN in str(each["SUMMARY"]) for each in found)
    assert b"\x00" not in whole.content


def test_feeds__hostile_texts_stay_texts(hostile: tuple[Site, dict[str, Any]]) -> None:
    site, tables = hostile
    case = int(tables["Sag"]["id"][0])
    for path in (f"case/{case}.atom", "votes.atom", "questions.atom"):
        read = read_feed(loaded(site, f"/feeds/{path}").content)
        assert any(CLEAN in entry.title for entry in read.entries), path
        links = [link.href for entry in read.entries for link in entry.get("links", ())]
        assert all(link.startswith("https://www.ft.dk/") for link in links)
    assert served(site).get("/feeds/votes.atom").status_code == HTTPStatus.OK


def test_case__its_steps_with_a_date_are_days(hostile: tuple[Site, dict[str, Any]]) -> None:
    site, tables = hostile
    steps = tables["Sagstrin"].filter(pl.col("dato").is_not_null())
    number = int(steps["sagid"][-1])
    found = events(loaded(site, f"/calendar/case/{number}.ics?lang=da").content)
    assert len(found) == steps.filter(sagid=number).height > 0
    assert all(CLEAN in str(each["SUMMARY"]) for each in found)
    client = served(site)
    assert client.get("/calendar/case/x.ics").status_code == HTTPStatus.BAD_REQUEST
    assert client.get(f"/calendar/case/{number}.ics?kind=x").status_code == HTTPStatus.BAD_REQUEST
