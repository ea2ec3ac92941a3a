"""The page of one meeting, with its agenda."""

from __future__ import annotations

import re

import polars as pl
import pytest

from core.standin.serve import Standin
from core.ui.pages.meetings.one import agenda_lines
from tests.ui.conftest import Visit, listed, words


class Danish:
    """Stands for the context of a page."""

    lang = "da"

    @staticmethod
    def t(key: str, **params: object) -> str:
        from core.language import text

        return text(key, "da", **params)


def a_meeting(parliament: Standin) -> int:
    """A meeting with votes and with items below a heading."""
    below = parliament.tables["Dagsordenspunkt"].filter(pl.col("superid").is_not_null())["mødeid"]
    votes = parliament.tables["Afstemning"].filter(pl.col("mødeid").is_in(below.implode()))
    return int(votes["mødeid"].max())  # type: ignore[arg-type]


def test_meeting__its_agenda_with_cases_and_votes(visit: Visit, parliament: Standin) -> None:
    number = a_meeting(parliament)
    page = visit("meetings", id=str(number))
    said = words(page)
    points = parliament.tables["Dagsordenspunkt"].filter(mødeid=number)
    assert f"{points.height} punkter ordnet efter nummer" in said
    assert re.search(r"^  - ", said, re.MULTILINE)  # items below a heading
    votes = parliament.tables["Afstemning"].filter(mødeid=number)
    assert f"mødet ({votes.height})" in said
    cases, held = listed(page)["rows"], listed(page, 1)["rows"]
    assert any(row[2].startswith("L ") for row in cases)
    assert all(row[0].startswith("case?id=") for row in cases)
    assert {row[0] for row in held} == {f"vote?id={vote}" for vote in votes["id"]}


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
