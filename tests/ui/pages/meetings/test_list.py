"""The page of meetings over the demo parliament: list, calendar and what is coming."""

from __future__ import annotations

import re

import polars as pl
import pytest

from core.standin.serve import Standin
from tests.ui.conftest import Visit, settled, words

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
    assert "Det, der kommer" not in words(page)  # the session is over


def test_meetings__the_latest_session_tells_what_is_coming(visit: Visit) -> None:
    page = visit("meetings", session=NEW)
    said = words(page)
    assert "Det, der kommer" in said
    assert "det næste først" in said
    coming = pl.DataFrame(page.dataframe[0].value)
    assert coming["date"].is_sorted()
    steps = pl.DataFrame(page.dataframe[1].value)
    assert steps["date"].is_sorted()
    assert {"Afholdt", "Aflyst", "Udsat"}.isdisjoint(coming["status"])


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
