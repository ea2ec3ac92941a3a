"""The page of meetings over the demo parliament: list, calendar and what is coming."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from urllib.parse import parse_qsl

import polars as pl
import pytest

from core.standin.serve import Standin
from core.times import danish_now
from tests.ui.conftest import Visit, listed, settled, words

OLD, NEW, PERIOD = "20251", "20261", 190


def shown(said: str) -> tuple[int, int]:
    found = re.search(r"(\d+) af (\d+) møder", said)
    assert found is not None, said
    return int(found[1]), int(found[2])


def test_meetings__filters_of_the_address_are_set(visit: Visit, parliament: Standin) -> None:
    page = visit("meetings", session=OLD, type="committee", committee="FIU", state="held")
    all_ = parliament.tables["Møde"].filter(periodeid=PERIOD)
    finance = parliament.tables["Aktør"].filter(gruppenavnkort="FIU", periodeid=PERIOD)["id"][0]
    of = parliament.tables["MødeAktør"].filter(aktørid=finance)["mødeid"]
    held = all_.filter(pl.col("id").is_in(of.implode()), statusid=2)
    assert shown(words(page)) == (held.height, all_.height)
    assert "Kommende" not in words(page)  # the session is over
    rows = listed(page)["rows"]
    assert len(rows) == min(50, held.height)
    assert all(row[0].startswith("meetings?id=") for row in rows)


def test_meetings__the_latest_session_tells_what_is_coming(
    visit: Visit, parliament: Standin
) -> None:
    page = visit("meetings", session=NEW)
    said = words(page)
    assert "**Kommende**" in said
    assert "det næste først" in said
    coming = listed(page)["rows"]
    numbers = [int(re.findall(r"id=(\d+)", row[0])[0]) for row in coming]
    rows = parliament.tables["Møde"].filter(pl.col("id").is_in(numbers))
    assert set(rows["statusid"]).isdisjoint({2, 3, 5})
    days = dict(rows.select("id", "dato").iter_rows())
    assert [days[number] for number in numbers] == sorted(days.values())
    assert any(row[9].startswith("Dagsorden: ") and row[10] for row in coming)
    assert listed(page, 1)["rows"][0][0].startswith("case?id=")  # the coming steps


def test_meetings__a_week_has_all_its_days_in_order_and_marks_what_was_called_off(
    visit: Visit, parliament: Standin
) -> None:
    page = visit("meetings", week="next")
    today = danish_now().date()
    monday = today + timedelta(days=7 - today.weekday())
    days = parliament.tables["Møde"].filter(
        pl.col("dato").dt.date().is_between(monday, monday + timedelta(days=6))
    )
    said = re.search(r"(\d+) møder?, heraf (\d+) aflyst", words(page))
    assert said is not None
    off = days.filter(pl.col("statusid").is_in([3, 5])).height
    assert (int(said[1]), int(said[2])) == (days.height, off)
    assert f"uge {monday.isocalendar().week}," in words(page)
    called_off = visit("meetings", session=OLD, state="cancelled")
    assert all(row[5] == ["Aflyst"] for row in listed(called_off)["rows"])


def test_meetings__a_day_is_a_link_of_the_calendar_and_today_is_marked(visit: Visit) -> None:
    page = visit("meetings", session=NEW)
    (month,) = (each.proto.body for each in page.get("html") if "<table" in each.proto.body)
    assert month.count('aria-current="date"') == 1
    address = re.search(r'href="meetings\?([^"]+)"', month)
    assert address is not None
    asked = dict(parse_qsl(unescape(address[1])))
    assert asked["from"] == asked["to"]
    day = visit("meetings", **asked)
    assert len(listed(day)["rows"]) >= 1


def test_meetings__a_month_is_in_the_address(visit: Visit, parliament: Standin) -> None:
    page = visit("meetings", session=OLD, month="2025-11")
    days = parliament.tables["Møde"].filter(
        pl.col("dato").dt.strftime("%Y-%m") == "2025-11", ~pl.col("statusid").is_in([3, 5])
    )
    said = words(page)
    assert (
        f"{days.height} møder på {days['dato'].dt.date().n_unique()} dage i november 2025" in said
    )


def test_meetings__a_month_of_another_session_is_left_out(visit: Visit) -> None:
    page = visit("meetings", session=OLD, month="2025-11")
    page.selectbox(key="session").set_value("20241").run()
    settled(page)
    assert not page.exception
    assert "month\\=2025\\-11" in words(page)


@pytest.mark.parametrize("text", ["'; drop", "[a-z]+(", "😀", "x" * 10_000, "<script>"])
def test_meetings__any_text_can_be_searched_for(visit: Visit, text: str) -> None:
    said = words(visit("meetings", session=OLD, q=text))
    assert "Ingen møder passer til valget" in said
    assert "<script>" not in said


def test_meetings__what_there_is_not_is_said(visit: Visit) -> None:
    said = words(
        visit("meetings", session=OLD, type="x", state="y", committee="z", month="1999-01")
    )
    for name in ("type\\=x", "state\\=y", "committee\\=z", "month\\=1999"):
        assert name in said


def test_meetings__days_in_the_wrong_order(visit: Visit) -> None:
    page = visit("meetings", session=OLD, **{"from": "2026-03-01", "to": "2025-12-01"})
    assert "Byt om på dem" in words(page)
