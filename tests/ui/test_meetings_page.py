"""The page of meetings over the demo parliament: list, calendar, what is coming, one meeting."""

from __future__ import annotations

import re

import polars as pl
import pytest

from core.standin.serve import Standin
from core.ui.pages.meetings.one import agenda_lines
from tests.ui.conftest import Visit, settled, words

OLD, NEW, PERIOD = "20251", "20261", 190


class Danish:
    """Stands for the context of a page."""

    lang = "da"

    @staticmethod
    def t(key: str, **params: object) -> str:
        from core.language import text

        return text(key, "da", **params)


def shown(said: str) -> tuple[int, int]:
    found = re.search(r"(\d+) af (\d+) møder", said)
    assert found is not None, said
    return int(found[1]), int(found[2])


def a_meeting(parliament: Standin) -> int:
    """A meeting with votes and with items below a heading."""
    below = parliament.tables["Dagsordenspunkt"].filter(pl.col("superid").is_not_null())["mødeid"]
    votes = parliament.tables["Afstemning"].filter(pl.col("mødeid").is_in(below.implode()))
    return int(votes["mødeid"].max())  # type: ignore[arg-type]


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


def test_meeting__its_agenda_with_cases_and_votes(visit: Visit, parliament: Standin) -> None:
    number = a_meeting(parliament)
    page = visit("meetings", id=str(number))
    said = words(page)
    points = parliament.tables["Dagsordenspunkt"].filter(mødeid=number)
    assert f"{points.height} punkter ordnet efter nummer" in said
    assert re.search(r"^  - ", said, re.MULTILINE)  # items below a heading
    votes = parliament.tables["Afstemning"].filter(mødeid=number)
    assert f"mødet ({votes.height})" in said
    labels = [link.label for link in page.get("page_link")]
    assert sum(label.startswith("Afstemning nr") for label in labels) == votes.height
    assert any(label.startswith("L ") for label in labels)


def test_meeting__without_a_date_or_a_time(visit: Visit, parliament: Standin) -> None:
    dateless = parliament.tables["Møde"].filter(pl.col("dato").is_null())["id"][0]
    said = words(visit("meetings", id=str(dateless))).replace("\\", "")
    assert "Dato: –" in said
    assert "ingen dagsorden" in said


@pytest.mark.parametrize("asked", ["abc", "1e9", "-1", "<b>", "9" * 30])
def test_meeting__what_is_no_id_gets_a_sentence_and_a_way_on(visit: Visit, asked: str) -> None:
    page = visit("meetings", id=asked)
    assert "ikke et gyldigt nummer på et møde" in words(page)
    assert "Til møderne" in [link.label for link in page.get("page_link")]


def test_meeting__an_id_that_no_meeting_has(visit: Visit) -> None:
    page = visit("meetings", id="99999999")
    assert "Folketinget har intet møde med det nummer" in words(page)
    assert "Til møderne" in [link.label for link in page.get("page_link")]


def test_agenda__nothing_in_it_is_taken_for_syntax() -> None:
    rows = [
        {"level": 0, "number": "1", "title": "<b>*x*</b>", "comment": "[a](http://b)", "votes": []},
        {"level": 3, "number": None, "title": None, "comment": None, "votes": []},
        {
            "level": 0,
            "number": "2",
            "title": "y",
            "comment": None,
            "votes": [{"vote_id": 1, "number": 7, "adopted": False}],
        },
    ]
    lines = agenda_lines(Danish, pl.DataFrame(rows, strict=False))  # type: ignore[arg-type]
    assert lines[0] == "- **1** \\<b\\>\\*x\\*\\</b\\> \\[a\\]\\(http\\:\N{WORD JOINER}//b\\)"
    assert lines[1] == "  - Punkt uden titel"  # one level deeper at most
    assert lines[2].startswith("- **2** y · *afstemning nr")


def test_unknown__which_committee_met_is_said(visit: Visit, parliament: Standin) -> None:
    meetings = parliament.tables["Møde"].filter(typeid=2)
    called = parliament.tables["MødeAktør"]["mødeid"]
    nameless = meetings.filter(~pl.col("id").is_in(called.implode()))
    assert nameless.height > 3
    assert "nævner ikke, hvilket udvalg" in words(visit("meetings", id=str(nameless["id"][0])))
    named = meetings.filter(pl.col("id").is_in(called.implode()))
    assert "nævner ikke, hvilket udvalg" not in words(visit("meetings", id=str(named["id"][0])))
