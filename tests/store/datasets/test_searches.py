"""Searches are bounded, the same for the same choice, counted, and taken away when they are old."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import QueryError
from core.jobs import Jobs
from core.oda.query.query import Query
from core.parliament.searches import MOST_CASES, MOST_DOCUMENTS, TOTALS, DocumentSearch
from core.standin.serve import Standin
from core.store.datasets.searches import (
    CHANGED,
    FOUND,
    committee_documents,
    document,
    documents,
    partition_of,
)
from core.store.library import Library, load_dataset
from core.store.passing import tidy
from core.store.store import Store
from core.tables.table import Parts
from core.telemetry import Telemetry
from tests.conftest import ClientFactory, StandinFactory

TEXT = st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=200)


@given(TEXT, TEXT, TEXT, TEXT)
def test_documents__whatever_is_written_is_a_value(
    text: str, case: str, sender: str, committee: str
) -> None:
    search = DocumentSearch(date(2026, 1, 1), None, (17,), (), text, case, sender, committee)
    for load in documents(search).loads:
        assert load.query.limit in (MOST_DOCUMENTS, 2 * MOST_DOCUMENTS, MOST_CASES)
        try:
            again = Query.parse(load.query.path_and_query())
        except QueryError as error:
            pytest.fail(f"{load.query.path_and_query()}: {error}")
        assert again.filter == load.query.filter


def test_documents__the_same_search_has_the_same_place() -> None:
    one, other = DocumentSearch(text="a"), DocumentSearch(text="b")
    assert documents(one) == documents(DocumentSearch(text="a"))
    assert documents(one).parts != documents(other).parts
    assert DocumentSearch(case="L 1", committee="SUU").relations == ("case", "committee")


def test_documents__stand_where_they_always_stood() -> None:
    """A copy of an earlier version of the program is found again."""
    search = DocumentSearch(
        start=date(2026, 11, 1), types=(17,), text="a", committee="SUU", periods=(7,)
    )
    part = "found-1663f587dbfd1bf9"
    places = {place for _, place in documents(search).parts}
    assert places == {f"{part}-{role}" for role in ("committee", "referred", "folder")}
    of_cases = committee_documents(search, (3, 2))
    assert of_cases is not None
    assert {place for _, place in of_cases.parts} == {f"{part}-f235c0d5-0"}


def test_datasets__no_two_parts_of_one_share_a_place() -> None:
    relations = DocumentSearch(case="L 1", sender="x", committee="SUU")
    for dataset in (documents(DocumentSearch()), documents(relations), document(7)):
        assert len(set(dataset.parts)) == len(dataset.parts)


def test_committee_documents__are_asked_for_by_forty_cases_at_a_time() -> None:
    search = DocumentSearch(start=date(2026, 1, 1), committee="SUU")
    assert committee_documents(search, ()) is None
    ids = tuple(range(100, 0, -1))
    dataset = committee_documents(search, ids)
    assert dataset is not None
    assert len(dataset.loads) == 3
    assert all(load.query.limit == MOST_DOCUMENTS and load.counted for load in dataset.loads)
    assert len(set(dataset.parts)) == len(dataset.parts)
    assert {load.role for load in dataset.loads} == {"cases"}
    assert sum(str(load.query.filter).count("sagid eq") for load in dataset.loads) == 100
    other = committee_documents(search, ids[1:])
    assert other is not None
    assert not set(other.parts) & set(dataset.parts)  # other cases have another place


def test_documents__of_a_committee_are_asked_for_in_every_way() -> None:
    dataset = documents(DocumentSearch(committee="suu", periods=(7, 8)))
    asked = {load.query.entity.name: str(load.query.filter) for load in dataset.loads}
    assert "periodeid eq 7 or Sag/periodeid eq 8" in asked["SagAktør"]
    assert "rolleid eq 11" in asked["SagAktør"]
    assert "gruppenavnkort eq 'SUU'" in asked["DokumentAktør"]
    assert "substringof('/almdel/suu/',filurl)" in asked["Fil"]
    by_name = documents(DocumentSearch(committee="Sundheds- og"))
    assert "Fil" not in {load.query.entity.name for load in by_name.loads}
    assert "any(" not in str([load.query.path_and_query() for load in by_name.loads])


@pytest.fixture
def api(standin: StandinFactory) -> Standin:
    return standin()


def test_counted__how_many_there_are_is_stored_beside_what_came(
    api: Standin, client: ClientFactory, tmp_path: Path
) -> None:
    days = [datetime(2026, 11, 1) + timedelta(hours=n) for n in range(MOST_DOCUMENTS + 5)]
    api.insert(
        "Dokument",
        [
            {
                "id": n + 1,
                "typeid": 17,
                "kategoriid": 1,
                "statusid": 1,
                "offentlighedskode": "O",
                "titel": f"nr. {n}",
                "dato": day,
                "opdateringsdato": day,
            }
            for n, day in enumerate(days)
        ],
    )
    store, jobs = Store(tmp_path / "store", Telemetry()), Jobs()
    library = Library(client(api.url), store, jobs)
    search = DocumentSearch(start=date(2026, 11, 1))
    load_dataset(library.client, store, documents(search))
    frames = Parts(store, invented=False).by_role(documents(search))
    came = frames["Dokument", "found"]
    assert came["id"].to_list() == list(range(MOST_DOCUMENTS + 5, 5, -1))
    assert frames[TOTALS, "found"]["total"].to_list() == [MOST_DOCUMENTS + 5]
    store.remove(TOTALS, partition_of(search))
    assert not library.view(documents(search), start=False).ready
    jobs.close()


def test_tidy__the_oldest_go_and_other_partitions_stay(tmp_path: Path) -> None:
    store, frame = Store(tmp_path, Telemetry()), pl.DataFrame({"id": [1]})
    begun = datetime(2026, 11, 1, tzinfo=UTC)
    for n in range(185):
        fetched = begun + timedelta(minutes=n)
        store.write("Sag", f"{FOUND}{n:03}", frame, fetched_at=fetched, url="")
    store.write("Sag", "period-20261", frame, fetched_at=begun - timedelta(days=1), url="")
    tidy(store, CHANGED)
    assert len(store.partitions("Sag")) == 186
    tidy(store, FOUND)
    left = store.partitions("Sag")
    assert left == [*(f"{FOUND}{n:03}" for n in range(5, 185)), "period-20261"]
