"""The page of documents: searched at the API, opened, and what is said where there is nothing."""

from __future__ import annotations

import threading
from datetime import date
from typing import NamedTuple
from urllib.parse import unquote

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from core.parliament.searches import DocumentSearch
from core.standin.serve import Standin
from core.store.datasets.searches import documents
from core.ui.pages.documents.list import document_row
from core.ui.shell.context import service
from tests.ui.conftest import Visit, bare_context, listed, words

QUESTION, ANSWER = 13, 17


class Found(NamedTuple):
    """A row of the list."""

    id: int
    title: str
    case: str
    facts: tuple[str, ...]  # kind, category, sender and committee, those that are known


def found(app: AppTest) -> list[Found]:
    """The rows of the page's list."""
    rows = listed(app)["rows"]
    return [Found(int(row[0].partition("id=")[2]), row[1], row[8], tuple(row[4])) for row in rows]


def test_list__a_row_has_case_kind_sender_and_the_committee_by_name() -> None:
    known = {
        "document_id": 5,
        "date": date(2026, 1, 5),
        "type": "Svar",
        "category": "Endeligt svar",
        "title": None,
        "case_number": "Alm.del",
        "case_title": "MOU alm. del",
        "sender": "miljøministeren",
    }
    row = document_row(bare_context("da"), known, {"MOU": "Miljøudvalget"})
    assert (row.address, row.title, row.text) == (
        "documents?id=5",
        "Dokument nr. 5",
        "Alm.del MOU alm. del",
    )
    assert row.facts == ("Svar", "Endeligt svar", "miljøministeren", "Miljøudvalget")


def test_page__the_last_thirty_days_newest_first(visit: Visit, parliament: Standin) -> None:
    page = visit("documents", to="2026-11-20")
    every = parliament.tables["Dokument"].select("id", pl.col("dato").dt.date().alias("date"))
    newest = (
        every.filter(pl.col("date") >= date(2026, 10, 21), pl.col("date") <= date(2026, 11, 20))
        .sort("date", "id", descending=True)["id"]
        .to_list()
    )
    assert [row.id for row in found(page)] == newest[:50]
    assert "(21. okt. 2026 – 20. nov. 2026)" in words(page).replace("\\", "")
    assert any(row.case for row in found(page))
    assert len(listed(page)["pages"]) > 1 or len(newest) <= 50


def test_page__filters_of_the_address(visit: Visit) -> None:
    page = visit("documents", type=str(ANSWER), q="spm", **{"from": "2026-09-01"})
    rows = found(page)
    assert rows
    assert {row.facts[0] for row in rows} == {"Svar"}
    assert all("spm" in row.title for row in rows)
    assert "spm; Svar; fra" in words(page)


def test_page__more_than_comes_is_told(visit: Visit) -> None:
    said = words(visit("documents", **{"from": "2024-01-01"}))
    assert "De 300 nyeste af " in said


def test_page__a_case_number_is_looked_for_in_all_years(visit: Visit, parliament: Standin) -> None:
    page = visit("documents", case="l1")
    assert {row.case[:3] for row in found(page)} == {"L 1"}
    cases = parliament.tables["Sag"].filter(pl.col("nummer") == "L 1")["id"]
    links = parliament.tables["SagDokument"].filter(pl.col("sagid").is_in(cases.implode()))
    assert len(found(page)) == links["dokumentid"].n_unique()


def test_page__committee_and_sender_together(visit: Visit) -> None:
    page = visit("documents", committee="beu", sender="minister", **{"from": "2026-06-01"})
    rows = found(page)
    assert rows
    assert "Svar" in {row.facts[0] for row in rows}
    assert all("ministeren" in "; ".join(row.facts) for row in rows)  # who gave the answer
    assert "kan mangle" in words(page)


@pytest.mark.parametrize("short", ["BEU", "kuu"])  # the case of the latter names no committee
def test_page__a_committee_has_the_documents_of_its_cases(
    visit: Visit, parliament: Standin, short: str
) -> None:
    first, last = date(2025, 10, 7), date(2025, 12, 20)
    page = visit("documents", committee=short, **{"from": f"{first}", "to": f"{last}"})
    tables = parliament.tables
    day = pl.col("dato").dt.date()
    general = tables["Sag"].filter(titelkort=f"{short.upper()} alm. del")["id"]
    expected = (
        tables["SagDokument"]
        .filter(pl.col("sagid").is_in(general.implode()))
        .join(
            tables["Dokument"].filter(day >= first, day <= last),
            left_on="dokumentid",
            right_on="id",
            how="semi",
        )
    )
    titles = tables["Dokument"].filter(pl.col("id").is_in(expected["dokumentid"].implode()))
    assert titles.height > 2
    assert {" ".join(title.split()) for title in titles["titel"]} <= {
        row.title for row in found(page)
    }
    assert "kan mangle" in words(page)


@pytest.mark.parametrize(
    ("lang", "said"),
    [("da", "Søgningen på »stoej fra« fandt intet"), ("en", "Nothing was found for “stoej fra”")],
)
def test_search__danish_letters_are_tried_where_nothing_is_found(
    visit: Visit, parliament: Standin, lang: str, said: str
) -> None:
    asked = len(parliament.requests)
    page = visit("documents", lang=lang, q="stoej fra", **{"from": "2026-01-01"})
    titles = [row.title for row in found(page)]
    assert titles
    assert all("støj fra" in title.lower() for title in titles)
    assert said in words(page).replace("\\", "")
    searched = {unquote(one.url) for one in parliament.requests[asked:] if "titel" in one.url}
    assert sum("/Dokument?" in url for url in searched) in (0, 2)  # none where all is kept
    as_written = visit("documents", lang=lang, q="støj fra", **{"from": "2026-01-01"})
    assert [row.title for row in found(as_written)] == titles
    assert said.partition("stoej")[0] not in words(as_written)


def test_search__no_other_spelling_is_tried_where_there_is_none(
    visit: Visit, parliament: Standin
) -> None:
    asked = len(parliament.requests)
    page = visit("documents", q="zzzz", **{"from": "2026-01-02"})
    assert "har ingen dokumenter, der passer" in words(page)
    searched = [unquote(one.url) for one in parliament.requests[asked:]]
    assert sum("/Dokument?" in url and "zzzz" in url for url in searched) == 1


def a_question(parliament: Standin) -> tuple[int, int]:
    """A question of a committee and its answer."""
    documents = parliament.tables["Dokument"]
    answer = documents.filter(pl.col("typeid") == ANSWER, pl.col("spørgsmålsid").is_not_null())
    return int(answer["spørgsmålsid"][-1]), int(answer["id"][-1])


def test_document__question_and_answer_lead_to_each_other(
    visit: Visit, parliament: Standin
) -> None:
    question, answer = a_question(parliament)
    asked = visit("documents", id=str(question))
    assert "Besvaret af" in words(asked)
    assert f"documents?id={answer}" in [row[0] for row in listed(asked, -1)["rows"]]
    answered = visit("documents", id=str(answer))
    first, *cases = listed(answered)["rows"]
    assert (first[0], first[4]) == (f"documents?id={question}", ["Svar på"])
    rows = parliament.tables["Dokument"].filter(id=question)
    subject = rows["spørgsmålstitel"][0] or rows["spørgsmålsordlyd"][0]
    assert " ".join(subject.split())[:40] in first[8] + first[1]
    links = parliament.tables["SagDokument"].filter(dokumentid=answer)["sagid"]
    assert {row[0] for row in cases} == {f"case?id={number}" for number in links}


def test_document__a_file_elsewhere_is_no_link(visit: Visit, parliament: Standin) -> None:
    number = int(parliament.tables["Fil"]["dokumentid"][-1])
    page = visit("documents", id=str(number))
    assert "Adressen er ikke hos Folketinget" in words(page).replace("\\", "")
    assert not page.get("link_button")
    assert any(block.value.startswith("https://www.example.org/") for block in page.code)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"id": "999999999"}, "Folketinget har intet dokument med det nummer"),
        ({"id": "<script>"}, "Adressen mangler dokumentets nummer"),
        ({"id": ""}, "Adressen mangler dokumentets nummer"),
        ({"q": "x" * 10_000}, "har ingen dokumenter, der passer"),
        ({"q": "' or 1 eq 1 -- %00 🍏 .*"}, "har ingen dokumenter, der passer"),
        ({"case": "L 99999"}, "har ingen dokumenter, der passer"),
        ({"from": "yesterday", "type": "x"}, "Adressen bad om noget, der ikke vises her"),
        ({"from": "2026-11-02", "to": "2026-11-01"}, "Fra-datoen ligger efter til-datoen"),
    ],
)
def test_page__bad_input_is_told(visit: Visit, query: dict[str, str], said: str) -> None:
    assert said in words(visit("documents", **query)).replace("\\", "")


def test_page__without_the_api_the_kept_copy_or_why_there_is_none(
    visit: Visit, parliament: Standin
) -> None:
    start = date(2026, 9, 4)
    before = found(visit("documents", **{"from": start.isoformat()}))
    source = service().source
    assert source is not None
    parliament.faults = "html@Dokument"
    try:
        job = source.library.load(documents(DocumentSearch(start=start)), refresh=True)
        while job.active:
            threading.Event().wait(0.02)
        page = visit("documents", **{"from": start.isoformat()})
        assert "Det viste er den seneste kopi" in words(page)
        assert found(page) == before
        page = visit("documents", q="aldrig spurgt")
        assert any(box.icon == ":material/error:" for box in page.warning)
        assert "dokumenter fra Folketingets server" not in words(page)
    finally:
        parliament.faults = ""
        source.client.pages.breaker.success()
