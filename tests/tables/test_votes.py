"""The chamber: a session's votes and marked ballots from the copy, and the marks that are kept."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from core.analysis.selection import Selection, build_table
from core.analysis.subsets import SUBSETS
from core.cli.doctor.local import check_store
from core.oda.http.form import Drift
from core.oda.schema.entities import INVENTED
from core.parliament.calendar.periods import Period, find_session
from core.parliament.people.memberships import read_memberships
from core.parliament.votes.ballots import ballots_table
from core.parliament.votes.chamber import Chamber, together
from core.parliament.votes.deviations import mark_ballots
from core.settings import Settings
from core.standin.serve import Standin
from core.store.ledger import record_drift
from core.store.snapshot.archive import can_start, read_snapshot, write_snapshot
from core.store.store import DERIVED, Store
from core.store.sync.syncer import Syncer, SyncScope
from core.store.voters import names_of_voters
from core.tables import marks
from core.tables.marks import has_marks, stored_sessions
from core.tables.table import Table, Tables
from core.tables.votes import joined_votes, session_ballots
from core.telemetry import Telemetry
from tests.conftest import ClientFactory
from tests.makers.clocks import Clock
from tests.store.chamber import (
    BEGUN,
    EMPTY,
    MEMBERS,
    VOTES,
    open_store,
    text,
)
from tests.tables.reading import NOW, read_votes, session_chamber

CODE = "20241"
ALL = SyncScope(all_ballots=True)


@pytest.fixture
def synced(syncer: Syncer) -> Syncer:
    """The sync, done once with all ballots."""
    syncer.sync(ALL)
    return syncer


def session(store: Store, code: str = CODE) -> Period:
    return find_session(stored_sessions(store), code)


def table(store: Store, code: str = CODE) -> Table[Chamber]:
    found = read_votes(store, session(store, code))
    assert found is not None
    return found


def read(store: Store, code: str = CODE) -> Chamber:
    return table(store, code).content


def is_quick(store: Store, code: str) -> bool:
    return has_marks(store, session(store, code))


def marked(store: Store, code: str = CODE) -> pl.DataFrame:
    found = read(store, code).marked
    assert found is not None
    return found


def by_hand(store: Store, code: str = CODE) -> pl.DataFrame:
    """The marks made of the stored parts, as text."""

    def part(name: str, partition: str) -> pl.DataFrame:
        stored = store.read(name, partition)
        assert stored is not None
        return stored.frame

    votes, names = read(store, code).votes, names_of_voters(store)
    assert names is not None
    links = [part("AktørAktør", f"{way}-group-{code}") for way in ("to", "from")]
    members = read_memberships(part("Aktør", f"groups-{code}"), *links)
    days = votes.select("vote_id", "date")
    return mark_ballots(ballots_table(code, part("Stemme", code), names, days, members), votes)


def as_text(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(pl.col(pl.Categorical, pl.Enum).cast(pl.String))


@pytest.mark.usefixtures("synced")
def test_chamber__marks_are_those_of_mark_ballots(store: Store) -> None:
    found = read(store)
    assert found.votes.height == len(VOTES[CODE])
    assert found.unread == ()
    assert as_text(marked(store)).equals(as_text(by_hand(store)))
    assert marked(store).height == (len(VOTES[CODE]) - 1) * len(MEMBERS)  # one has no ballots
    assert set(found.votes.filter(pl.col("ballots") == 0)["vote_id"]) == set(EMPTY) & set(
        VOTES[CODE]
    )


@pytest.mark.usefixtures("synced")
def test_chamber__kept_marks_are_read_back_equal(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = marked(store)
    monkeypatch.setattr(marks, "mark_ballots", None)  # whoever calls it fails
    other = open_store(store)
    assert is_quick(other, CODE)
    again = marked(other)
    assert again.equals(made)
    assert again.schema == made.schema


@pytest.mark.usefixtures("synced")
def test_session_ballots__have_the_rows_of_the_chamber(store: Store) -> None:
    recipe = session_ballots(session(store), NOW)
    assert Tables(store).read(recipe) is None  # there are no marks yet
    found = read(store)
    alone = Tables(store).read(recipe)
    assert alone is not None
    for subset in SUBSETS:
        for start in (None, date(2024, 11, 1)):
            meant = Selection(subset, start=start)
            if subset != "divided":
                rows = build_table("ballots", alone.content, meant)
                assert rows.equals(build_table("ballots", found, meant))


def was_made_anew(store: Store, before: pl.DataFrame) -> bool:
    other = open_store(store)
    assert not is_quick(other, CODE)
    after = marked(other)
    assert as_text(after).equals(as_text(by_hand(other)))
    assert is_quick(other, CODE)
    return not after.equals(before)


@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("Stemme", {"id": 20_101, "typeid": 3}),
        ("Møde", {"id": 2, "dato": "2024-11-05T00:00:00"}),
        ("AktørAktør", {"id": 520, "tilaktørid": 204, "fraaktørid": 101}),
        ("Aktør", {"id": 101, "navn": "Et andet navn"}),
    ],
)
def test_chamber__marks_are_made_anew_when_a_part_changes_without_a_new_date(
    synced: Syncer,
    chamber_api: Standin,
    store: Store,
    clock: Clock,
    name: str,
    row: dict[str, object],
) -> None:
    before = marked(store)
    chamber_api.update(name, [row])
    clock.now += timedelta(hours=30)
    synced.sync(ALL)
    assert was_made_anew(store, before)


@pytest.mark.usefixtures("synced")
def test_chamber__rows_that_change_while_all_that_is_told_of_them_stays(store: Store) -> None:
    before, ballots = marked(store), store.read("Stemme", CODE)
    assert ballots is not None
    other = ballots.frame.with_columns(
        typeid=pl.when(pl.col("id") == 20_101).then(3).otherwise("typeid").cast(pl.Int32)
    )
    meta = ballots.meta
    store.write("Stemme", CODE, other, fetched_at=meta.fetched_at, url=meta.url)
    assert was_made_anew(store, before)


@pytest.mark.usefixtures("synced")
def test_chamber__marks_of_an_earlier_version_are_not_used(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    marked(store)
    assert is_quick(store, CODE)
    monkeypatch.setattr(marks, "_VERSION", marks._VERSION + 1)
    assert not is_quick(store, CODE)


@pytest.mark.usefixtures("synced")
def test_chamber__marks_of_an_earlier_kind_are_made_anew(store: Store) -> None:
    made = marked(store)
    kept = store.meta(DERIVED, CODE)
    assert kept is not None
    earlier = made.drop("left_out", "party_stand", "party_voters", "stand_error")
    earlier = earlier.with_columns(line_error=pl.lit(value=False))
    other = open_store(store)
    other.write(DERIVED, CODE, earlier, fetched_at=kept.fetched_at, url="made-from:1")
    assert not is_quick(other, CODE)
    assert as_text(marked(other)).equals(as_text(made))
    assert is_quick(other, CODE)


@pytest.mark.usefixtures("synced")
def test_chamber__damaged_marks_are_made_anew(store: Store) -> None:
    before = marked(store)
    path = store.root / DERIVED / f"{CODE}.parquet"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)
    other = open_store(store)
    assert as_text(marked(other)).equals(as_text(before))
    assert path.with_suffix(".bad").exists()
    assert is_quick(open_store(store), CODE)


@pytest.mark.usefixtures("synced")
def test_chamber__a_store_that_cannot_be_written_keeps_the_marks_in_memory(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "read-only")

    monkeypatch.setattr("core.store.store.write_file", refuse)
    found = marked(store)
    assert store.problem is not None
    assert is_quick(store, CODE)
    monkeypatch.setattr(marks, "mark_ballots", None)
    assert marked(store).equals(found)


def test_chamber__a_session_whose_ballots_are_not_stored(syncer: Syncer, store: Store) -> None:
    syncer.sync()
    found = read(store, "20231")
    assert found.marked is None
    assert [each.code for each in found.unread] == ["20231"]
    assert found.votes["check"].null_count() == len(VOTES["20231"])
    assert is_quick(store, "20231")  # there is nothing to be worked out


@pytest.mark.usefixtures("synced")
def test_chamber__a_session_that_is_not_stored(store: Store) -> None:
    store.remove("Afstemning", CODE)
    assert session_chamber(store, session(store)) is None


@pytest.mark.usefixtures("synced")
def test_together__has_all_in_order(store: Store) -> None:
    one, other = read(store, CODE), read(store, "20231")
    both = together([one, other])
    assert [each.code for each in both.sessions] == [CODE, "20231"]
    assert both.votes.height == one.votes.height + other.votes.height
    assert both.marked is not None
    assert one.marked is not None
    assert other.marked is not None
    assert both.marked.height == one.marked.height + other.marked.height
    assert both.marked.schema == one.marked.schema
    parts = [table(store, CODE), table(store, "20231")]
    joined = joined_votes(Tables(store), parts, ["20221"])
    assert joined.content.votes.equals(both.votes)
    assert joined.fetched_at == min(part.fetched_at for part in parts)
    assert set(joined.urls) == {url for part in parts for url in part.urls}
    assert joined.missing == ("20221",)
    # Text of two sessions compares as text does.
    assert (
        both.marked.filter(pl.col("party") == "XA")["vote_id"].n_unique()
        == both.marked["vote_id"].n_unique()
    )


def test_together__silent_changes_of_no_session_are_there_once(
    synced: Syncer, chamber_api: Standin, store: Store, clock: Clock
) -> None:
    chamber_api.update("Aktør", [{"id": 101, "navn": "Et andet navn"}])
    chamber_api.update("Stemme", [{"id": 20_101, "typeid": 3}])
    clock.now += timedelta(hours=30)
    synced.sync(ALL)
    found = together([read(open_store(store), code) for code in (CODE, "20231")]).silent
    told = found.select("session", "entity", "id", "change", "vote_id", "member_id").rows()
    assert sorted(told, key=repr) == sorted(
        [
            (None, "Aktør", 101, "changed", None, None),
            (CODE, "Stemme", 20_101, "changed", 20, 101),
        ],
        key=repr,
    )


@pytest.mark.usefixtures("synced")
def test_chamber__a_field_that_the_registry_does_not_have_is_noted_once(
    store: Store, clock: Clock
) -> None:
    assert read(store).drift.is_empty()
    drift = Drift()
    drift.unknown["Sag.ny"] = 40
    drift.wrong_type["Sag.typeid"] = 2
    assert record_drift(store, drift, clock.now) == 2
    assert record_drift(store, drift, clock.now + timedelta(days=3)) == 0
    rows = read(open_store(store)).drift.select("entity", "kind", "columns").rows()
    assert rows == [("Sag", "unknown", "ny"), ("Sag", "wrong_type", "typeid")]


def test_invented__by_what_the_source_serves(
    chamber_api: Standin, client: ClientFactory, store: Store, clock: Clock
) -> None:
    tables = Tables(store)
    assert not tables.invented
    updated = text(clock.now.replace(tzinfo=None))
    chamber_api.insert(
        "Afstemningstype", [{"id": 99, "type": INVENTED, "opdateringsdato": updated}]
    )
    Syncer(client(chamber_api.url), store, clock, pause=lambda seconds: None).sync(ALL)
    assert tables.invented
    assert table(store).invented
    votes = read(store).votes
    assert votes["url"].null_count() == votes.height  # a link would lead astray


@pytest.mark.usefixtures("synced")
def test_marks__are_whole_for_doctor_and_in_no_snapshot(
    store: Store, clock: Clock, tmp_path: Path
) -> None:
    marked(store)
    (finding,) = check_store(Settings(data_dir=tmp_path))
    assert finding.state == "ok"
    info = write_snapshot(store, tmp_path / "copy.zip", clock)
    assert not [member.name for member in info.members if member.name.startswith(DERIVED)]
    fresh = Store(tmp_path / "other" / "api", Telemetry())
    read_snapshot(tmp_path / "copy.zip", fresh, now=clock.now)
    assert as_text(marked(fresh)).equals(as_text(marked(store)))


@pytest.mark.usefixtures("synced")
def test_marks__alone_are_no_copy(store: Store) -> None:
    marked(store)
    for folder in store.root.iterdir():
        if folder.is_dir() and folder.name != DERIVED:
            for path in folder.iterdir():
                path.unlink()
    alone = open_store(store)
    assert alone.is_empty()
    assert can_start(alone)


MISTYPED = 62  # a vote of the session


def mistyped(chamber_api: Standin) -> None:
    """One vote typed as an amendment, alone at the step that rejected its case."""
    at = {"opdateringsdato": text(BEGUN)}
    third = {"id": 11, "sagid": 21, "titel": "3. behandling", "typeid": 17, "statusid": 7}
    case = {"id": 21, "titel": "Lov", "typeid": 3, "periodeid": 2, "nummer": "L 2"}
    chamber_api.insert("Sagstrinsstatus", [{"id": 7, "status": "Behandlet/Forkastet"} | at])
    chamber_api.insert("Sagstrin", [third | at])
    chamber_api.insert("Sag", [case | at])
    chamber_api.update("Afstemning", [{"id": MISTYPED, "typeid": 4, "sagstrinid": 11}])


def kind_of(store: Store, vote_id: int) -> tuple[str, str]:
    vote = read(store).votes.row(by_predicate=pl.col("vote_id") == vote_id, named=True)
    return vote["type_code"], vote["type_source"]


def test_chamber__kinds_are_told_by_the_stored_states_of_steps(
    chamber_api: Standin, client: ClientFactory, store: Store, clock: Clock
) -> None:
    mistyped(chamber_api)
    Syncer(client(chamber_api.url), store, clock, pause=lambda seconds: None).sync(ALL)
    assert kind_of(store, MISTYPED) == ("final", "amendment")
    assert kind_of(store, 61) == ("final", "final")
    assert any("Sagstrinsstatus" in url for url in table(store).urls)


def test_chamber__an_older_copy_without_the_states_of_steps_is_read(
    chamber_api: Standin, client: ClientFactory, store: Store, clock: Clock
) -> None:
    mistyped(chamber_api)
    Syncer(client(chamber_api.url), store, clock, pause=lambda seconds: None).sync(ALL)
    (store.root / "Sagstrinsstatus" / "all.parquet").unlink()
    older = open_store(store)
    assert read(older).votes.height == len(VOTES[CODE])
    assert kind_of(older, MISTYPED) == ("amendment", "amendment")  # no id tells it: as typed
