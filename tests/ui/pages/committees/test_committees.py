"""The page of committees over the demo parliament."""

from __future__ import annotations

import re

import polars as pl
import pytest

from core.parliament.people.committee_names import ENGLISH, committee_in
from core.standin.serve import Standin
from tests.ui.conftest import Visit, listed, settled, words, written

SESSION, PERIOD = "20251", 190


def a_committee(parliament: Standin, short: str = "FIU") -> int:
    found = parliament.tables["Aktør"].filter(typeid=3, periodeid=PERIOD, gruppenavnkort=short)
    return int(found["id"][0])


def test_committees__every_one_of_the_session_with_its_figures(
    visit: Visit, parliament: Standin
) -> None:
    page = visit("committees", session=SESSION)
    rows = listed(page)["rows"]
    expected = parliament.tables["Aktør"].filter(pl.col("typeid").is_in([3, 9]), periodeid=PERIOD)
    assert sorted(row[2] for row in rows) == sorted(expected["gruppenavnkort"])
    (own,) = (row for row in rows if row[2] == "FIU")
    assert "committee=FIU" in own[0]
    mine = dict(zip(("members", "cases", "reports", "meetings"), map(int, own[7]), strict=True))
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
    said = written(page)
    assert "Finansudvalget (FIU)" in said
    lists = [part for part in range(4) if listed(page, part)["label"] == "Medlemmer og roller"]
    members = listed(page, lists[0])["rows"]
    assert members[0][4][0] == "Formand"
    assert len({(row[0], *row[4]) for row in members}) == len(members)
    assert "Stedfortræder" not in {row[4][0] for row in members}
    count = re.search(r"(\d+) medlemmer i samlingen", said)
    assert count is not None
    assert int(count[1]) == len({row[0] for row in members})
    assert f"{count[1]} medlemmer · formand først" in said
    assert f"Formand: {members[0][1]}" in said
    assert "sager og" in said


def test_committee__its_month_has_meetings_reports_and_documents_the_newest_first(
    visit: Visit, parliament: Standin
) -> None:
    committee = a_committee(parliament)
    called = parliament.tables["MødeAktør"].filter(aktørid=committee)["mødeid"]
    met = parliament.tables["Møde"].filter(
        pl.col("id").is_in(called.implode()), pl.col("dato").is_not_null()
    )
    month = str(met["dato"].dt.strftime("%Y-%m").mode().sort()[0])
    page = visit("committees", session=SESSION, committee="FIU", month=month)
    said = words(page)
    n = met.filter(pl.col("dato").dt.strftime("%Y-%m") == month).height
    counts = re.search(
        r"(\d+) møder?, (\d+) betænkning(?:er)?, (\d+) spørgsmål, (\d+) svar, (\d+) and", said
    )
    assert counts is not None, said
    assert int(counts[1]) == n > 0
    rows = listed(page)["rows"]
    assert len(rows) == min(50, sum(map(int, counts.groups())))
    assert sum(row[0].startswith("meetings?id=") for row in rows) <= n
    assert any(row[0].startswith("documents?id=") for row in rows)
    other = visit("committees", session=SESSION, committee="FIU", month="1999-01")
    assert "month\\=1999" in words(other)


def test_committee__has_its_official_english_name_where_that_is_known(
    visit: Visit,
) -> None:
    for danish, (english, source) in ENGLISH.items():
        assert source.startswith("https://www.thedanishparliament.dk/en/committees/")
        assert committee_in("en", danish) == english
        assert committee_in("da", danish) == danish
    assert committee_in("en", "Skatteudvalget") == "Skatteudvalget"
    page = visit("committees", session=SESSION, lang="en")
    names = [row[1] for row in listed(page)["rows"]]
    assert "Finance Committee" in names
    assert "Skatteudvalget" in names


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
