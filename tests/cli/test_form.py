"""The API changes the form of its rows: the good copy stays, a sentence says so, exit code 1."""

from __future__ import annotations

import polars as pl
import pytest

from core.standin.serve import Standin
from core.store.store import Store
from core.store.sync.state import read_state, write_state
from core.telemetry import Telemetry
from tests.cli.conftest import Command
from tests.store.chamber import assert_same

_REFUSED = "error: Parliament has changed the form of its data"


@pytest.fixture
def api(chamber_api: Standin) -> Standin:
    return chamber_api


def as_on_the_next_day(store: Store) -> None:
    """Everything is due to be read again in full."""
    state = read_state(store)
    state.checked = {key: at.replace(year=2020) for key, at in state.checked.items()}
    write_state(store, state)


@pytest.mark.parametrize(
    ("fault", "named"),
    [
        ("drop=typeid@Stemme", "Stemme.typeid"),
        ("null=typeid@Stemme", "Stemme.typeid"),
        ("garble=typeid:1@Stemme", "Stemme.typeid"),
        ("null=afstemningid:1@Stemme", "Stemme.afstemningid"),
        ("drop=dato@Møde", "Møde.dato"),
        ("null=titel@Møde", "Møde.titel"),
        ("null=vedtaget:1@Afstemning", "Afstemning.vedtaget"),
        ("garble=rolleid:1@AktørAktør", "AktørAktør.rolleid"),
        ("drop=startdato@Periode", "Periode.startdato"),
        ("garble=kode@Periode", "Periode.kode"),
        ("drop=type@Sagstype", "Sagstype.type"),
    ],
)
def test_sync__keeps_the_good_copy_and_goes_on_when_the_form_is_as_before(
    command: Command, api: Standin, store: Store, fault: str, named: str
) -> None:
    assert command("sync", "--all").code == 0
    good = command("export", "ballots").out
    as_on_the_next_day(store)
    api.faults = fault
    result = command("sync")
    assert result.code == 1
    assert _REFUSED in result.err
    assert f"({named} " in result.err
    assert "is unchanged" in result.err
    assert command("export", "ballots").out == good
    assert '"error": "form_changed"' in (store.root / "sync.json").read_text()
    api.faults = None
    assert command("sync").code == 0
    assert_same(store, api)


@pytest.mark.parametrize("fault", ["drop=typeid@Stemme", "null=typeid@Stemme"])
def test_status__good_answers_of_other_sets_hide_no_changed_form(
    command: Command, api: Standin, store: Store, fault: str
) -> None:
    assert command("sync", "--all").code == 0
    as_on_the_next_day(store)
    api.faults = fault
    assert command("sync").code == 1
    for _ in range(6):
        assert command("fetch", "Periode", "--refresh").code == 0
    result = command("status")
    assert result.code == 1
    assert result.out.startswith(b"Parliament has changed the form of its data.")
    assert b"It is Stemme.typeid." in result.out
    api.faults = None
    assert command("sync").code == 0
    assert b"changed the form" not in command("status").out


def test_sync__what_can_be_read_safely_is_the_same(
    command: Command, api: Standin, store: Store
) -> None:
    api.faults = (
        "text=typeid@Stemme,text=mødeid@Afstemning,zone=startdato@Periode,"
        "zone=slutdato@Periode,zone=dato@Møde,zone=opdateringsdato@Afstemning"
    )
    assert command("sync", "--all").code == 0
    assert_same(store, api)
    assert '"drift.converted"' in command("status", "--json").out.decode()


def test_sync__one_date_that_cannot_be_read_stops_nothing_and_is_asked_for_again(
    command: Command, api: Standin, store: Store
) -> None:
    api.faults = "garble=startdato:1@Periode"
    assert command("sync", "--all").code == 0
    votes = command("export", "votes").out
    periods = store.read("Periode", "sessions")
    assert periods is not None
    assert periods.frame["startdato"].null_count() == 1
    api.faults = None
    assert command("sync").code == 0
    again = Store(store.root, Telemetry()).read("Periode", "sessions")
    assert again is not None
    assert again.frame["startdato"].null_count() == 0
    assert command("export", "votes").out == votes


def test_sync__an_empty_list_of_sessions_is_said(command: Command, api: Standin) -> None:
    api.delete("Periode", [1, 2, 3])
    result = command("sync")
    assert result.code == 1
    assert "error: Parliament's list of sessions is empty" in result.err


def test_sync__bad_lookups_of_an_earlier_version_are_asked_for_at_once(
    command: Command, api: Standin, store: Store
) -> None:
    command("sync")
    good = store.read("Periode", "sessions")
    assert good is not None
    bad = good.frame.with_columns(pl.lit(None, pl.Datetime("ms")).alias("startdato"))
    store.remove("Periode", "sessions")
    store.write("Periode", "sessions", bad, fetched_at=good.meta.fetched_at, url=good.meta.url)
    assert command("sync").code == 0
    again = Store(store.root, Telemetry()).read("Periode", "sessions")
    assert again is not None
    assert again.frame.equals(good.frame)


def test_fetch__writes_the_copy_and_fails(command: Command, api: Standin) -> None:
    good = command("fetch", "Stemme").out
    api.faults = "drop=typeid@Stemme"
    result = command("fetch", "Stemme", "--refresh")
    assert (result.code, result.out) == (1, good)
    assert f"{_REFUSED} (Stemme.typeid is missing in 100 of 100 rows)" in result.err
    assert "These rows are the copy of" in result.err


def test_fetch__a_field_that_nothing_is_made_of_may_be_missing(
    command: Command, api: Standin
) -> None:
    api.faults = "drop=lokale@Møde,drop=starttidsbemærkning@Møde"
    assert command("fetch", "Møde").code == 1
    api.faults = "drop=starttidsbemærkning@Møde"
    result = command("fetch", "Møde")
    assert result.code == 0
    assert "warning: fields that the API left out: Møde.starttidsbemærkning" in result.err


def test_fetch__safe_readings_are_told(command: Command, api: Standin) -> None:
    good = command("fetch", "Møde").out
    api.faults = "zone=dato@Møde"
    result = command("fetch", "Møde", "--refresh")
    assert (result.code, result.out) == (0, good)
    assert "warning: fields with values of another form, read all the same: Møde.dato" in result.err


def test_fetch__a_count_that_is_too_small_is_said(command: Command, api: Standin) -> None:
    api.faults = "count=3"
    result = command("fetch", "Stemme")
    assert (result.code, result.out) == (1, b"")
    assert "error: Parliament's server counts wrongly" in result.err
    assert "251 came where it says there are 3" in result.err
