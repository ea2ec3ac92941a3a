"""The page of committees over the demo parliament."""

from __future__ import annotations

import polars as pl
import pytest

from core.standin.serve import Standin
from tests.ui.conftest import Visit, settled, words

SESSION, PERIOD = "20251", 190


def a_committee(parliament: Standin, short: str = "FIU") -> int:
    found = parliament.tables["Aktør"].filter(typeid=3, periodeid=PERIOD, gruppenavnkort=short)
    return int(found["id"][0])


def test_committees__every_one_of_the_session_with_its_figures(
    visit: Visit, parliament: Standin
) -> None:
    page = visit("committees", session=SESSION)
    rows = pl.DataFrame(page.dataframe[0].value)
    expected = parliament.tables["Aktør"].filter(pl.col("typeid").is_in([3, 9]), periodeid=PERIOD)
    assert sorted(rows["short"]) == sorted(expected["gruppenavnkort"])
    mine = rows.filter(short="FIU").row(0, named=True)
    cases = parliament.tables["Sag"].filter(periodeid=PERIOD)["id"].implode()
    referred = parliament.tables["SagAktør"].filter(
        pl.col("sagid").is_in(cases), aktørid=a_committee(parliament), rolleid=11
    )
    assert mine["cases"] == referred["sagid"].n_unique() > 0
    held = (
        parliament.tables["MødeAktør"]
        .filter(aktørid=a_committee(parliament))
        .join(parliament.tables["Møde"], left_on="mødeid", right_on="id")
        .filter(statusid=2)
    )
    assert mine["meetings"] == held.height > 0
    assert "15 udvalg i samlingen" in words(page)
    assert "ordnet efter navn" in words(page)


def test_committee__its_members_are_told_once_and_the_chair_first(
    visit: Visit, parliament: Standin
) -> None:
    page = visit("committees", session=SESSION, committee="FIU")
    assert "FIU · Finansudvalget" in words(page).replace("\\", "")
    members = pl.DataFrame(page.dataframe[0].value)
    assert members["role"][0] == "Formand"
    assert members.select("member", "role", "start").is_unique().all()
    figures = {metric.label: metric.value for metric in page.metric}
    seats = members.filter(pl.col("role") != "Stedfortræder", pl.col("end").is_null())
    assert figures["Medlemmer"] == str(seats["member"].n_unique())
    assert "sager og" in words(page)
    assert len(page.dataframe) == 4  # members, work by month, cases, meetings


def test_committee__an_id_leads_to_its_session_and_short_name(
    visit: Visit, parliament: Standin
) -> None:
    page = visit("committees", id=str(a_committee(parliament, "REU")))
    assert page.query_params["session"] == [SESSION] or page.query_params["session"] == SESSION
    assert "Retsudvalget" in words(page)
    assert "id" not in page.query_params


def test_committee__another_session_keeps_the_committee(visit: Visit, parliament: Standin) -> None:
    page = visit("committees", session=SESSION, committee="FIU")
    page.selectbox(key="session").set_value("20241").run()
    settled(page)
    assert not page.exception
    assert "Finansudvalget" in words(page)


@pytest.mark.parametrize("asked", ["abc", "1e9", "-1", "<b>x</b>", "9" * 30])
def test_committee__what_is_no_id_gets_a_sentence_and_a_way_on(visit: Visit, asked: str) -> None:
    page = visit("committees", id=asked)
    assert "ikke et gyldigt nummer på et udvalg" in words(page)
    assert "Alle udvalg" in [link.label for link in page.get("page_link")]


def test_committee__an_id_that_no_committee_has(visit: Visit, parliament: Standin) -> None:
    person = parliament.tables["Aktør"].filter(typeid=5)["id"][0]
    for asked in ("999999", str(person)):
        said = words(visit("committees", id=asked))
        assert "Folketinget har intet udvalg med det nummer" in said


def test_committee__a_name_that_is_not_there_is_said_and_all_are_shown(visit: Visit) -> None:
    page = visit("committees", session=SESSION, committee="[a-z](")
    assert "committee" in words(page)
    assert "15 udvalg i samlingen" in words(page)


def test_unknown__meetings_that_name_no_committee_are_told(
    visit: Visit, parliament: Standin
) -> None:
    called = parliament.tables["MødeAktør"]["mødeid"]
    n = (
        parliament.tables["Møde"]
        .filter(~pl.col("id").is_in(called.implode()), typeid=2, periodeid=PERIOD)
        .height
    )
    assert n > 0
    assert f"Om {n} udvalgsmøde" in words(visit("committees", session=SESSION))
