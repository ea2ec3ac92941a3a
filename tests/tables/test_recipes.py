"""Tables of what a page opens: loaded as the page loads them, put together from the copy."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import polars as pl
import pytest

from core.parliament.searches import ChangeSearch, DocumentSearch
from core.standin.serve import Standin
from core.standin.tables import conform
from core.store.ledger import record
from core.store.library import load_dataset
from core.store.store import Store
from core.tables.cases import found_cases, lookup_rows
from core.tables.changes import changed_periods, searched_changes
from core.tables.documents import cases_of_committee, one_document, searched_documents
from core.tables.meetings import one_meeting, period_of_committee
from core.tables.people import profile
from core.tables.table import Recipe, Table, Tables
from core.tables.votes import sessions
from core.telemetry import Telemetry
from tests.conftest import ClientFactory, StandinFactory

T = TypeVar("T")
Read = Callable[[Recipe[Any]], Table[Any]]

DAY = datetime(2026, 11, 3, 13)
AT = DAY + timedelta(days=1)
TABLES: dict[str, list[dict[str, Any]]] = {
    "Periode": [
        {
            "id": 7,
            "kode": "20261",
            "titel": "2026-27",
            "type": "samling",
            "startdato": datetime(2026, 10, 6),
            "slutdato": datetime(2027, 10, 5),
        },
    ],
    "Dokumenttype": [{"id": 13, "type": "Spørgsmål"}, {"id": 17, "type": "Svar"}],
    "DokumentAktørRolle": [{"id": 4, "rolle": "Besvaret af"}],
    "Mødetype": [{"id": 1, "type": "Møde i salen"}],
    "Aktør": [
        {"id": 20, "typeid": 5, "navn": "Ea Havn", "biografi": "<member><born>01-02-1970</born>"},
        {"id": 21, "typeid": 4, "navn": "Havnepartiet", "gruppenavnkort": "HP", "periodeid": 7},
        {"id": 22, "typeid": 3, "navn": "Havneudvalget", "gruppenavnkort": "HAU", "periodeid": 7},
    ],
    "AktørAktør": [
        {"id": 1, "fraaktørid": 20, "tilaktørid": 21, "rolleid": 15, "startdato": DAY},
        {"id": 2, "fraaktørid": 22, "tilaktørid": 20, "rolleid": 16, "startdato": DAY},
    ],
    "Sag": [
        {
            "id": 30,
            "typeid": 3,
            "nummer": "L 1",
            "titel": "Om havne",
            "titelkort": "Havne",
            "periodeid": 7,
            "opdateringsdato": AT,
        },
        {
            "id": 31,
            "typeid": 3,
            "nummer": "L 2",
            "titel": "Om broer",
            "titelkort": "Broer",
            "periodeid": 7,
            "opdateringsdato": DAY,
        },
    ],
    "SagAktør": [{"id": 1, "sagid": 30, "aktørid": 22, "rolleid": 11}],
    "Sagstrin": [{"id": 40, "titel": "1. behandling", "sagid": 31, "typeid": 7, "statusid": 1}],
    "Møde": [
        {
            "id": 50,
            "titel": "Møde 1",
            "nummer": "1",
            "dato": DAY,
            "typeid": 1,
            "statusid": 1,
            "periodeid": 7,
        }
    ],
    "Dagsordenspunkt": [
        {"id": 1, "mødeid": 50, "nummer": "1", "titel": "Havne"},
        {"id": 2, "mødeid": 50, "nummer": "2", "titel": "Broer", "sagstrinid": 40},
    ],
    "DagsordenspunktSag": [{"id": 1, "dagsordenspunktid": 1, "sagid": 30}],
    "Afstemning": [
        {"id": 60, "nummer": 1, "vedtaget": True, "mødeid": 50, "sagstrinid": 40, "typeid": 1}
    ],
    "Dokument": [
        {"id": 70, "typeid": 13, "titel": "Om molen", "dato": DAY, "statusid": 1},
        {
            "id": 71,
            "typeid": 17,
            "titel": "Svar om molen",
            "dato": AT,
            "spørgsmålsid": 70,
            "statusid": 1,
        },
    ],
    "SagDokument": [{"id": 1, "sagid": 30, "dokumentid": 71, "bilagsnummer": "4", "rolleid": 1}],
    "DokumentAktør": [{"id": 1, "dokumentid": 71, "aktørid": 20, "rolleid": 4}],
    "Fil": [
        {
            "id": 1,
            "dokumentid": 71,
            "titel": "svar",
            "format": "PDF",
            "variantkode": "P",
            "filurl": "https://www.ft.dk/a/1.pdf",
        }
    ],
}


@pytest.fixture
def api(standin: StandinFactory) -> Standin:
    rows = {
        name: [{"opdateringsdato": DAY} | row for row in frame] for name, frame in TABLES.items()
    }
    return standin({name: conform(name, frame) for name, frame in rows.items()})


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store", Telemetry())


@pytest.fixture
def read(api: Standin, client: ClientFactory, store: Store) -> Read:
    """Loads what a table needs, and gives it."""
    asked, tables = client(api.url), Tables(store)

    def read(recipe: Recipe[T]) -> Table[T]:
        assert tables.read(recipe) is None
        for dataset in recipe.needs:
            load_dataset(asked, store, dataset)
        found = tables.read(recipe)
        assert found is not None
        return found

    return read


def test_one_document__with_all_that_belongs_to_it(read: Read) -> None:
    answer = read(one_document(71)).content
    assert (answer.raw["id"], answer.row["title"], answer.row["type"]) == (
        71,
        "Svar om molen",
        "Svar",
    )
    assert answer.question["id"].to_list() == [70]
    assert answer.answers.is_empty()
    assert answer.files["url"].to_list() == ["https://www.ft.dk/a/1.pdf"]
    assert answer.people.select("actor", "role").rows() == [("Ea Havn", "Besvaret af")]
    assert answer.cases.select("case_number", "exhibit").rows() == [("L 1", "4")]


def test_one_document__a_question_has_its_answers(read: Read) -> None:
    question = read(one_document(70)).content
    assert question.question.is_empty()
    assert question.answers["id"].to_list() == [71]


def test_one_document__of_an_id_that_is_none(read: Read) -> None:
    nothing = read(one_document(999)).content
    assert (nothing.raw, nothing.row) == ({}, {})


def test_searched_documents__by_words(read: Read) -> None:
    table = read(searched_documents(DocumentSearch(text="molen")))
    assert table.content.rows["document_id"].to_list() == [71, 70]
    assert table.content.rows["case_number"].to_list() == ["L 1", None]
    assert (table.content.total, table.content.cut) == (2, False)
    assert all("Dokument" in url for url in table.urls)  # not the names of kinds


def test_searched_documents__of_a_committee_are_those_of_its_cases(read: Read) -> None:
    search = DocumentSearch(committee="HAU")
    cases = read(cases_of_committee(search)).content
    assert cases == (30,)
    found = read(searched_documents(search, cases)).content
    assert found.rows.select("document_id", "case_number").rows() == [(71, "L 1")]


def test_searched_changes__with_what_the_syncs_noted(read: Read, store: Store) -> None:
    search = ChangeSearch(DAY - timedelta(days=1))
    table = read(searched_changes(search))
    kinds = dict(table.content.rows["kind"].value_counts().iter_rows())
    assert kinds == {"vote": 1, "case": 2, "step": 1, "document": 2, "meeting": 1}
    assert table.content.owners == ("Havneudvalget",)
    gone = pl.DataFrame({"id": [9], "kind": ["vanished"], "columns": [""]}).with_columns(
        pl.col("id").cast(pl.Int32),
        old_updated=pl.lit(None, pl.Datetime("ms")),
        new_updated=pl.lit(None, pl.Datetime("ms")),
    )
    record(store, "Stemme", "20261", gone, datetime.now(UTC))
    again = Tables(store).read(searched_changes(search))
    assert again is not None
    assert again.version != table.version
    assert again.content.rows.filter(state="silent").height == 1


def test_searched_changes__the_cases_of_a_committee_are_known_as_its(read: Read) -> None:
    search = ChangeSearch(AT + timedelta(hours=1), narrowed=True)
    assert read(changed_periods(search)).content == ((), True)
    found = read(searched_changes(search, ("Havneudvalget",), (7,))).content
    assert found.rows.is_empty()
    assert (found.owners, found.all_owned) == (("Havneudvalget",), True)


def test_one_meeting__its_items_have_the_cases_of_their_own_and_of_their_steps(read: Read) -> None:
    meeting = read(one_meeting(50)).content
    assert (meeting.row["title"], meeting.row["type_code"], meeting.period_id) == (
        "Møde 1",
        "chamber",
        7,
    )
    cases = [[case["case_number"] for case in item] for item in meeting.agenda["cases"]]
    assert cases == [["L 1"], ["L 2"]]
    assert meeting.votes.select("vote_id", "adopted").rows() == [(60, True)]
    assert meeting.called.is_empty()


def test_one_meeting__of_an_id_that_is_none(read: Read) -> None:
    meeting = read(one_meeting(999)).content
    assert (meeting.row, meeting.period_id) == ({}, None)


@pytest.mark.parametrize(("number", "periods"), [(22, [7]), (21, []), (999, [])])
def test_period_of_committee__of_committees_alone(
    read: Read, number: int, periods: list[int]
) -> None:
    assert read(period_of_committee(number)).content == periods


def test_profile__parties_roles_and_facts(
    read: Read, store: Store, api: Standin, client: ClientFactory
) -> None:
    found = read(profile(20))
    assert (found.content.name, found.content.known, found.content.is_person) == (
        "Ea Havn",
        True,
        True,
    )
    assert found.content.parties["party"].to_list() == ["HP"]
    assert found.content.held.select("role", "end").rows() == [("chair", None)]
    for dataset in sessions().needs:
        load_dataset(client(api.url), store, dataset)
    again = Tables(store).read(profile(20))
    assert again is not None
    assert again.content.held["end"].to_list() == [datetime(2027, 10, 5).date()]
    assert again.fetched_at == found.fetched_at


@pytest.mark.parametrize(("number", "known"), [(22, True), (999, False)])
def test_profile__of_what_is_no_person(read: Read, number: int, known: bool) -> None:
    found = read(profile(number)).content
    assert (found.known, found.is_person) == (known, False)


def test_found_cases__by_number_or_words(read: Read) -> None:
    assert read(found_cases("l2")).content["case_id"].to_list() == [31]
    assert read(found_cases("Om ")).content["case_id"].to_list() == [30, 31]


def test_lookup_rows__are_those_of_the_set(read: Read) -> None:
    assert read(lookup_rows("Dokumenttype")).content["id"].to_list() == [13, 17]
