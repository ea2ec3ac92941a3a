"""What changed is asked for by kind and words, bounded, and the same for the same question."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.filters.changes import passing
from core.filters.engine import Chosen
from core.jobs import Jobs
from core.oda.query.query import Query
from core.parliament.changes.changes import all_owned, change_list, cut_kinds
from core.parliament.searches import ASKED, MOST_CHANGES, MOST_NARROWED, ChangeSearch
from core.standin.serve import Standin
from core.store.datasets.changes import (
    changes,
    key_of,
    owned_cases,
    search_terms,
)
from core.store.datasets.dataset import Dataset
from core.store.library import Library, load_dataset
from core.store.store import Store
from core.tables.table import Parts
from core.telemetry import Telemetry
from tests.conftest import ClientFactory, StandinFactory

SINCE = datetime(2026, 11, 1)
TEXT = st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=200)
NAMES = {
    name: pl.DataFrame(schema={"id": pl.Int32, "type": pl.String})
    for name in ("Sagstype", "Sagstrinstype")
}


def test_changes__are_bounded_and_more_where_something_is_chosen() -> None:
    for search, most in (
        (ChangeSearch(SINCE), MOST_CHANGES),
        (ChangeSearch(SINCE, kinds=("vote",)), MOST_NARROWED),
        (ChangeSearch(SINCE, text="lov"), MOST_NARROWED),
        (ChangeSearch(SINCE, narrowed=True), MOST_NARROWED),
    ):
        limits = [load.query.limit for load in changes(search).loads]
        assert set(limits) == {most, 2 * most}
        assert len(set(changes(search).parts)) == len(changes(search).parts)


@pytest.mark.parametrize(
    ("search", "sets"),
    [
        (ChangeSearch(SINCE), 6),
        (ChangeSearch(SINCE, kinds=("vote",)), 2),
        (ChangeSearch(SINCE, kinds=("case",)), 3),
        (ChangeSearch(SINCE, kinds=("document",), text="x"), 3),
        (ChangeSearch(SINCE, text="x"), 7),
    ],
)
def test_changes__ask_for_the_kinds_that_are_meant(search: ChangeSearch, sets: int) -> None:
    assert len(changes(search).loads) == sets


@settings(max_examples=40, deadline=None)
@given(TEXT.filter(str.split), st.sampled_from(["", "L 137", "L 137 A"]))
def test_changes__whatever_is_written_is_a_value_in_an_address_that_servers_take(
    text: str, number: str
) -> None:
    for load in changes(ChangeSearch(SINCE, text=text, number=number)).loads:
        address = load.query.path_and_query()
        assert len(address) <= 2_048
        assert Query.parse(address).filter == load.query.filter


def test_search_terms__the_longest_words_and_each_once() -> None:
    assert search_terms("om Lov LOV ændring af klimaloven") == ("klimaloven", "ændring", "lov")


def test_key__the_same_question_has_the_same_place() -> None:
    keys = [
        key_of(ChangeSearch(SINCE, **chosen))  # type: ignore[arg-type]
        for chosen in ({}, {"text": "a b"}, {"text": "a"}, {"kinds": ("vote",)}, {"narrowed": True})
    ]
    assert len(set(keys)) == len(keys)
    assert key_of(ChangeSearch(SINCE, text="a B")) == key_of(ChangeSearch(SINCE, text="b  a"))


def test_changes__stand_where_they_always_stood() -> None:
    """A copy of an earlier version of the program is found again."""
    everything = {part for _, part in changes(ChangeSearch(SINCE)).parts}
    kinds = ("votes", "cases", "steps", "documents", "meetings", "owners")
    assert everything == {f"changed-{kind}-{SINCE:%Y%m%d%H%M}" for kind in kinds}
    narrowed = changes(ChangeSearch(datetime(2026, 11, 10, 14), kinds=("case",), text="b a"))
    assert narrowed.parts[0] == ("Sag", "changed-cases-202611101400-cd39fff3120d")
    assert owned_cases("x", (1,)).parts[0] == ("SagAktør", "changed-owned-d39e3a78ed92")


@pytest.fixture
def api(standin: StandinFactory) -> Standin:
    """52 rows on one subject below a thousand newer ones, and a case that did not change."""
    api = standin({})
    api.insert(
        "Sag",
        [
            _case(1, "Beslutning om havbade", SINCE - timedelta(days=400)),
            _case(2, "Om alt andet", SINCE),
        ],
    )
    api.insert(
        "Dokument",
        [
            {
                "id": n,
                "typeid": 17,
                "statusid": 1,
                "titel": "Om Havbad" if n <= 30 else f"nr. {n}",
                "dato": SINCE,
                "opdateringsdato": SINCE + timedelta(minutes=n),
            }
            for n in range(1, 501)
        ],
    )
    api.insert(
        "SagDokument",
        [
            {"id": n, "sagid": 1, "dokumentid": n, "rolleid": 1, "opdateringsdato": SINCE}
            for n in range(30, 51)
        ],
    )
    api.insert(
        "Sagstrin",
        [
            {
                "id": n,
                "titel": "Behandling",
                "sagid": 1 if n < 3 else 2,
                "typeid": 7,
                "statusid": 1,
                "dato": SINCE,
                "opdateringsdato": SINCE + timedelta(minutes=n),
            }
            for n in range(1, 301)
        ],
    )
    api.insert(
        "Aktør",
        [
            {"id": 6 + n, "typeid": 3, "navn": name, "opdateringsdato": SINCE}
            for n, name in ((1, "Strandudvalget"), (2, "Andet"))
        ],
    )
    api.insert(
        "SagAktør",
        [
            {
                "id": 70 + case,
                "aktørid": 6 + case,
                "sagid": case,
                "rolleid": 11,
                "opdateringsdato": SINCE,
            }
            for case in (1, 2)
        ],
    )
    return api


def _case(number: int, title: str, updated: datetime) -> dict[str, object]:
    return {
        "id": number,
        "typeid": 5,
        "statusid": 1,
        "titel": title,
        "titelkort": f"Sag {number}",
        "nummer": f"B {number}",
        "periodeid": 160,
        "opdateringsdato": updated,
    }


@pytest.fixture
def library(api: Standin, client: ClientFactory, tmp_path: Path) -> Library:
    return Library(client(api.url), Store(tmp_path / "store", Telemetry()), Jobs())


def loaded(library: Library, *datasets: Dataset) -> dict[tuple[str, str], pl.DataFrame]:
    """What datasets have, by entity set and role."""
    for dataset in datasets:
        load_dataset(library.client, library.store, dataset)
    return Parts(library.store, invented=False).by_role(*datasets)


@pytest.mark.parametrize(
    ("text", "documents", "steps"),
    [
        ("havbad", 50, 2),
        ("HAVBAD beslutning", 21, 2),
        ("havbade", 21, 2),
        ("b1", 21, 2),
        ("Om Havbad", 50, 2),
        ("hav-bad", 0, 0),
    ],
)
def test_text__finds_all_that_hold_the_words_however_old_among_them(
    library: Library, text: str, documents: int, steps: int
) -> None:
    search = ChangeSearch(SINCE, text=text, number="B 1" if text == "b1" else text)
    frames = loaded(library, changes(search))
    rows = passing(change_list(search, frames, NAMES), Chosen.of({"q": [text]}))
    counts = dict(rows["kind"].value_counts().iter_rows())
    assert (counts.get("document", 0), counts.get("step", 0)) == (documents, steps)
    assert cut_kinds(search, frames) == {}


def test_kind__all_of_it_comes(library: Library) -> None:
    search = ChangeSearch(SINCE, kinds=("document",))
    frames = loaded(library, changes(search))
    assert change_list(search, frames, NAMES)["kind"].value_counts().rows() == [("document", 500)]
    everything = ChangeSearch(SINCE)
    assert cut_kinds(everything, loaded(library, changes(everything))) == {
        "step": (200, 300),
        "document": (200, 500),
    }


def test_owner__finds_what_changed_in_a_case_that_did_not(library: Library) -> None:
    search = ChangeSearch(SINCE, narrowed=True)
    frames = loaded(library, changes(search), owned_cases("Strandudvalget", (160,)))
    assert all_owned(frames)
    rows = change_list(search, frames, NAMES)
    mine = passing(rows, Chosen.of({"owner": ["Strandudvalget"]}))
    assert dict(mine["kind"].value_counts().iter_rows()) == {"document": 21, "step": 2}
    assert set(mine["case_id"]) == {1}


def test_cut__documents_by_words_do_not_know_how_many_there_are() -> None:
    search = ChangeSearch(SINCE, kinds=("document",), text="x")
    ids = pl.DataFrame({"id": [1, 2], "dokumentid": [2, 3]})
    frames = {
        ("Dokument", "documents"): ids,
        ("SagDokument", "papers"): ids,
        ("totals", "documents"): pl.DataFrame({"total": [2]}),
        ("totals", "papers"): pl.DataFrame({"total": [9]}),
    }
    assert cut_kinds(search, frames) == {"document": (3, None)}
    assert set(search.asked) <= set(ASKED)
