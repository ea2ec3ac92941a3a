"""What changed since a time: new and changed told apart, by case, and what the syncs noted."""

from __future__ import annotations

from datetime import date, datetime

import polars as pl
import pytest

from core.filters.changes import passing
from core.filters.engine import Chosen
from core.parliament.changes.changes import SCHEMA, change_list, choices, cut_kinds
from core.parliament.searches import ChangeSearch
from core.store.earlier import SCHEMA as EARLIER
from core.store.ledger import SCHEMA as LEDGER
from tests.parliament.test_documents import rows

SINCE = datetime(2026, 11, 10, 14)
SEARCH = ChangeSearch(SINCE)
NAMES = {
    "Sagstype": rows("Sagstype", {"id": 3, "type": "Lovforslag"}),
    "Sagstrinstype": rows(
        "Sagstrinstype", {"id": 31, "type": "Fremsættelse"}, {"id": 17, "type": "3. behandling"}
    ),
}
TEXT = (
    "Forslaget blev vedtaget. For stemte 60 (S, V), imod stemte 48 (EL), hverken for eller "
    "imod stemte 0."
)


def at(day: int, hour: int = 12) -> datetime:
    return datetime(2026, 11, day, hour)


def tables() -> dict[tuple[str, str], pl.DataFrame]:
    """Two cases: L 1 was moved and voted on after the time, L 2 long before."""
    cases = rows(
        "Sag",
        {"id": 1, "nummer": "L 1", "titelkort": "Om æbler", "typeid": 3, "opdateringsdato": at(12)},
        {"id": 2, "nummer": "L 2", "titelkort": "Om pærer", "typeid": 3, "opdateringsdato": at(13)},
    )
    steps = rows(
        "Sagstrin",
        {
            "id": 11,
            "sagid": 1,
            "typeid": 31,
            "titel": "Fremsat",
            "dato": at(10, 0),
            "opdateringsdato": at(11),
        },
        {
            "id": 12,
            "sagid": 2,
            "typeid": 31,
            "titel": "Fremsat",
            "dato": at(3, 0),
            "opdateringsdato": at(11),
        },
        {"id": 13, "sagid": 1, "typeid": 17, "titel": "", "dato": None, "opdateringsdato": at(11)},
    )
    votes = rows(
        "Afstemning",
        {
            "id": 21,
            "nummer": 5,
            "mødeid": 31,
            "sagstrinid": 11,
            "typeid": 1,
            "vedtaget": True,
            "konklusion": TEXT,
            "opdateringsdato": at(14),
        },
    )
    meetings = rows(
        "Møde",
        {"id": 31, "titel": "Møde i salen", "dato": at(9, 13), "opdateringsdato": at(15)},
        {"id": 32, "titel": "Kommende", "dato": at(30, 13), "opdateringsdato": at(10, 15)},
    )
    papers = rows("Dokument", {"id": 41, "titel": "Brev", "dato": None, "opdateringsdato": at(16)})
    empty = {name: rows(name) for name in ("SagDokument", "SagAktør", "Aktør")}
    owners = rows(
        "SagAktør",
        {"id": 51, "sagid": 2, "aktørid": 61, "rolleid": 6},
        {"id": 52, "sagid": 2, "aktørid": 62, "rolleid": 11},
        {"id": 53, "sagid": 2, "aktørid": 63, "rolleid": 11},
    )
    actors = rows(
        "Aktør",
        {"id": 61, "typeid": 8, "navn": "Skovministeriet"},
        {"id": 62, "typeid": 3, "navn": "Frugtudvalg"},
        {"id": 63, "typeid": 4, "navn": "Skovpartiet"},  # a group, in the role of a committee
    )
    found = {
        ("Afstemning", "votes"): votes,
        ("Møde", "votes"): meetings,
        ("Sagstrin", "votes"): steps,
        ("Sag", "votes"): cases,
        ("Sag", "cases"): cases,
        ("Sagstrin", "steps"): steps,
        ("Sag", "steps"): cases,
        ("Dokument", "documents"): papers,
        ("Sag", "documents"): cases,
        ("SagDokument", "documents"): empty["SagDokument"],
        ("Møde", "meetings"): meetings,
        ("SagAktør", "owners"): owners,
        ("Aktør", "owners"): actors,
    }
    for kind, n in (("votes", 1), ("cases", 2), ("steps", 250), ("documents", 1), ("meetings", 2)):
        found["totals", kind] = pl.DataFrame({"total": [n]})
    return found


@pytest.fixture
def found() -> pl.DataFrame:
    return change_list(SEARCH, tables(), NAMES)


def state(found: pl.DataFrame, kind: str, number: int) -> str:
    (row,) = found.filter(pl.col("kind") == kind, pl.col("id") == number).to_dicts()
    return str(row["state"])


def test_change_list__new_is_of_that_day_or_later(found: pl.DataFrame) -> None:
    assert dict(found.schema) == SCHEMA
    assert state(found, "step", 11) == "new"  # on the day itself, though at midnight
    assert state(found, "step", 12) == "changed"
    assert state(found, "step", 13) == "changed"  # without a date of its own nothing is new
    assert state(found, "vote", 21) == "changed"  # of a meeting on the day before
    assert state(found, "meeting", 32) == "new"
    assert state(found, "document", 41) == "changed"


def test_change_list__a_case_is_new_by_the_step_that_put_it_forward(found: pl.DataFrame) -> None:
    assert state(found, "case", 1) == "new"
    assert state(found, "case", 2) == "changed"
    first = found.filter(pl.col("kind") == "case", pl.col("id") == 1).row(0, named=True)
    assert first["date"] == date(2026, 11, 10)


def test_change_list__the_changes_of_a_case_stand_together(found: pl.DataFrame) -> None:
    ids = found["case_id"].to_list()
    runs = [number for i, number in enumerate(ids) if i == 0 or ids[i - 1] != number]
    assert len([number for number in runs if number is not None]) == 2
    assert found["updated"].max() == found["updated"][0] == at(16)


def test_change_list__votes_tell_result_and_parties(found: pl.DataFrame) -> None:
    vote = found.filter(pl.col("kind") == "vote").row(0, named=True)
    assert (vote["result"], vote["title"]) == ("adopted", "Fremsat")
    assert sorted(vote["parties"].split()) == ["EL", "S", "V"]
    assert choices(found, "parties", " ") == ["EL", "S", "V"]
    assert choices(found, "owners", "; ") == ["Frugtudvalg", "Skovministeriet"]


def test_cut_kinds__tells_of_what_did_not_come() -> None:
    assert cut_kinds(SEARCH, tables()) == {"step": (3, 250)}


@pytest.mark.parametrize(
    ("filters", "ids"),
    [
        ({"kind": ["vote", "case"]}, {21, 1, 2}),
        ({"party": ["EL"]}, {21}),
        ({"party": ["E"]}, set()),
        ({"owner": ["Skovministeriet"]}, {2, 12}),
        ({"state": ["new"], "kind": ["case"]}, {1}),
        ({"q": ["l1"]}, {1, 11, 13, 21}),
        ({"q": ["AEBLER fremsat"]}, {11, 21}),
        ({"q": ["% ' .* 🍏"]}, set()),
        ({"q": ["x" * 10_000]}, set()),
    ],
)
def test_filters__keep_what_is_meant(
    found: pl.DataFrame, filters: dict[str, list[str]], ids: set[int]
) -> None:
    assert set(passing(found, Chosen.of(filters))["id"]) == ids


def test_filters__the_order_is_that_of_what_is_left(found: pl.DataFrame) -> None:
    left = passing(found, Chosen.of({"kind": ["case", "step"]}))
    assert left["case_id"].to_list()[0] == 2  # the vote on the other one is not among these
    assert found.filter(pl.col("case_id").is_not_null())["case_id"].to_list()[0] == 1


def test_change_list__what_the_syncs_noted_is_told_by_set_and_fields() -> None:
    def note(number: int, hour: int, entity: str = "Stemme") -> dict[str, object]:
        return {
            "found_at": datetime(2026, 11, 10, hour),
            "entity": entity,
            "id": number,
            "partition": "20261",
            "kind": "changed",
            "columns": "typeid",
        }

    ledger = pl.DataFrame(
        [note(1, 12), note(2, 14), note(3, 15), note(4, 16, "Sag")], schema=LEDGER
    )
    found = change_list(SEARCH, tables(), NAMES, ledger)  # 14 in Denmark is 13 in UTC
    silent = found.filter(pl.col("state") == "silent").sort("kind")
    assert silent.select("kind", "id", "fields", "updated").rows() == [
        ("case", 4, "changed Sag 1 typeid", datetime(2026, 11, 10, 17)),
        ("rest", None, "changed Stemme 2 typeid", datetime(2026, 11, 10, 16)),
    ]


def test_change_list__tells_what_the_copy_had_before() -> None:
    def was(
        entity: str, number: int, field: str, old: str, new: str, day: int
    ) -> dict[str, object]:
        known = {"entity": entity, "id": number, "field": field, "old": old, "new": new}
        return known | {"old_updated": at(1), "new_updated": at(day)}

    earlier = pl.DataFrame(
        [
            was("Sag", 1, "statusid", "2", "3", 12),
            was("Sag", 2, "statusid", "2", "9", 13),  # a status without a name
            was("Sag", 2, "statusid", "3", "2", 11),  # not the latest change
            was("Afstemning", 21, "vedtaget", "false", "true", 14),
            was("Møde", 31, "dato", "2026-11-08T13:00:00", "2026-11-09T13:00:00", 15),
            was("Møde", 31, "dato", "2026-11-09T12:00:00", "2026-11-09T13:00:00", 15)
            | {"old_updated": None},
        ],
        schema=EARLIER,
    )
    states = rows("Sagsstatus", {"id": 2, "status": "Fremsat"}, {"id": 3, "status": "Vedtaget"})
    found = change_list(SEARCH, tables(), NAMES | {"Sagsstatus": states}, None, earlier)
    told = {
        (row["kind"], row["id"]): [tuple(one.values()) for one in row["was"]]
        for row in found.filter(pl.col("was").is_not_null()).to_dicts()
    }
    assert told == {
        ("case", 1): [("status", "Fremsat", "Vedtaget")],
        ("vote", 21): [("result", "rejected", "adopted")],
        ("meeting", 31): [("date", "2026-11-08", "2026-11-09")],
    }
    assert found.drop("was").equals(change_list(SEARCH, tables(), NAMES).drop("was"))


def test_change_list__of_nothing_is_nothing() -> None:
    none = {name: frame.clear() for name, frame in tables().items()}
    found = change_list(SEARCH, none, NAMES, pl.DataFrame(schema=LEDGER))
    assert (found.height, dict(found.schema)) == (0, SCHEMA)
