"""The sync over the stand-in: first load, increments, losses, silent changes, stop and resume."""

from __future__ import annotations

import json
import os
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import unquote

import polars as pl
import pytest

from core.errors import Cancelled, DiskFull, Incomplete, NoSuchThing, NotReachable, ServerFailing
from core.jobs import Job, Jobs
from core.oda.schema.codes import ActorKind
from core.standin.serve import Standin
from core.store.datasets import votes as vote_sets
from core.store.estimate import estimate
from core.store.ledger import read_ledger
from core.store.library import Library, stored_parts
from core.store.lock import exclusive
from core.store.parquet import Stored, read_file, write_file
from core.store.store import Store
from core.store.sync.pulses import CHUNK_VOTES
from core.store.sync.state import read_progress, read_report, read_state
from core.store.sync.syncer import Syncer, SyncScope
from core.store.voters import ballots_of_session, names_of_voters
from core.telemetry import Telemetry
from tests.conftest import ClientFactory
from tests.makers.clocks import Clock
from tests.store.chamber import (
    BEGUN,
    EMPTY,
    GUEST,
    VOTES,
    assert_same,
    ballot,
    chamber,
    findings,
    link,
    open_store,
    text,
    vote,
)

LATER = BEGUN + timedelta(hours=20)
ALL = SyncScope(all_ballots=True)
BOTH = ("20231", "20241")
Sync = Callable[..., None]


def asked(chamber_api: Standin, since: int = 0) -> Counter[str]:
    """How often each set was asked since a number of requests."""
    paths = [
        unquote(r.url).partition("?")[0].rpartition("/")[2] for r in chamber_api.requests[since:]
    ]
    return Counter(paths)


def test_sync__first_load_has_the_newest_session_whole(
    syncer: Syncer, chamber_api: Standin, store: Store
) -> None:
    report = syncer.sync()
    assert report.outcome == "done"
    assert report.requests == len(chamber_api.requests)
    assert report.changed["Stemme"] == 44 * 5
    assert report.differences == 0
    assert_same(store, chamber_api)
    assert ballots_of_session(store, "20231") is None
    assert read_report(store) == report


def test_sync__all_reads_every_session_and_the_names_of_all_who_voted(
    syncer: Syncer, chamber_api: Standin, store: Store
) -> None:
    syncer.sync(ALL)
    assert_same(store, chamber_api, BOTH)
    names = names_of_voters(store)
    assert names is not None
    assert GUEST in names["id"]
    assert names.filter(pl.col("id") == GUEST)["typeid"].to_list() != [ActorKind.PERSON]
    assert store.read("AktørAktør", "to-group-20242") is None  # nothing was voted on


def test_sync__kinds_that_an_earlier_copy_lacks_are_asked_for_again(
    syncer: Syncer,
    chamber_api: Standin,
    store: Store,
    client: ClientFactory,
    clock: Clock,
) -> None:
    syncer.sync(ALL)
    whole = store.read("Aktør", "others")
    assert whole is not None
    bare = pl.concat([whole.frame, whole.frame.with_columns(id=pl.lit(9_999, pl.Int32))])
    at, url = whole.meta.fetched_at, whole.meta.url
    store.write("Aktør", "others", bare.drop("typeid"), fetched_at=at, url=url)
    store.remove("Stemme", "20231")
    reopened = Store(store.root, Telemetry())
    Syncer(client(chamber_api.url), reopened, clock, pause=lambda seconds: None).sync(ALL)
    again = reopened.read("Aktør", "others")
    assert again is not None
    kinds = dict(again.frame.select("id", "typeid").iter_rows())
    assert kinds == {GUEST: whole.frame["typeid"][0], 9_999: None}  # nobody asked for the latter


def test_sync__groups_without_a_first_day_are_read_for_every_session_they_may_be_in(
    syncer: Syncer, chamber_api: Standin, store: Store
) -> None:
    chamber_api.update("Aktør", [{"id": 201, "startdato": None}])
    syncer.sync(ALL)
    first, second = (store.read("Aktør", f"groups-{code}") for code in BOTH)
    assert first is not None
    assert first.frame["id"].to_list() == [201, 202]
    assert second is not None
    assert second.frame["id"].to_list() == [203, 204]  # the other ended before
    links = store.read("AktørAktør", "to-group-20231")
    assert links is not None
    assert 201 in links.frame["tilaktørid"]
    requests = len(chamber_api.requests)
    syncer.sync(ALL)
    assert asked(chamber_api, requests)["Aktør"] <= 1  # nothing changed


def test_sync__memberships_that_were_asked_for_otherwise_are_read_again_without_a_finding(
    syncer: Syncer, chamber_api: Standin, store: Store, clock: Clock
) -> None:
    """As of a copy that was made before groups without a first day were asked for."""
    chamber_api.update("Aktør", [{"id": 201, "startdato": None}])
    syncer.sync(ALL)
    before = store.read("Aktør", "groups-20231")
    assert before is not None
    old = before.frame.filter(pl.col("id") != 201)
    url = before.meta.url.replace("startdato%20eq%20null%20or%20", "")
    assert url != before.meta.url
    store.write("Aktør", "groups-20231", old, fetched_at=before.meta.fetched_at, url=url)
    clock.now += timedelta(minutes=10)
    report = syncer.sync(ALL)
    again = store.read("Aktør", "groups-20231")
    assert again is not None
    assert again.frame["id"].to_list() == [201, 202]
    assert report.differences == 0
    requests = len(chamber_api.requests)
    syncer.sync(ALL)
    assert asked(chamber_api, requests)["AktørAktør"] <= 1


def test_sync__an_older_copy_without_the_states_of_steps_gets_them(
    syncer: Syncer,
    chamber_api: Standin,
    store: Store,
    client: ClientFactory,
    clock: Clock,
) -> None:
    syncer.sync()
    (store.root / "Sagstrinsstatus" / "all.parquet").unlink()
    again = open_store(store)
    Syncer(client(chamber_api.url), again, clock, pause=lambda seconds: None).sync()
    assert again.read("Sagstrinsstatus", "all") is not None


def test_sync__one_session_is_read_alone(
    syncer: Syncer, chamber_api: Standin, store: Store
) -> None:
    syncer.sync(SyncScope(sessions=("20231",)))
    assert store.partitions("Afstemning") == ["20231"]
    whole = ballots_of_session(store, "20231")
    assert whole is not None
    assert whole.frame.height == 6 * 5 + 1


def test_sync__no_request_mixes_in_the_votes_of_another_session(
    syncer: Syncer, chamber_api: Standin
) -> None:
    syncer.sync(ALL)
    filters = [unquote(r.url) for r in chamber_api.requests if "afstemningid" in unquote(r.url)]
    assert any("ge 1 and afstemningid le 5" in f for f in filters)
    assert any("ge 90 and afstemningid le 91" in f for f in filters)


def test_sync__an_unknown_session_is_refused(syncer: Syncer) -> None:
    with pytest.raises(NoSuchThing):
        syncer.sync(SyncScope(sessions=("20991",)))


def test_sync__nothing_changed_is_at_most_one_request_for_each_set(
    syncer: Syncer, chamber_api: Standin, store: Store
) -> None:
    syncer.sync(ALL)
    before = len(chamber_api.requests)
    report = Syncer(syncer._client, open_store(store), syncer._clock).sync(ALL)
    assert max(asked(chamber_api, before).values()) == 1
    assert asked(chamber_api, before).total() == report.requests == 4
    assert not report.changed


def test_sync__changes_between_syncs_are_merged(
    syncer: Syncer, chamber_api: Standin, store: Store
) -> None:
    syncer.sync(ALL)
    chamber_api.update(
        "Afstemning", [{"id": 3, "konklusion": "Forkastet", "opdateringsdato": text(LATER)}]
    )
    chamber_api.update("Stemme", [{"id": 21_101, "typeid": 3, "opdateringsdato": text(LATER)}])
    chamber_api.insert("Afstemning", [vote(76, 2, LATER)])
    chamber_api.insert("Stemme", [ballot(76, m, LATER) for m in (101, 102)])
    chamber_api.insert("Stemme", [ballot(33, 101, LATER)])  # published late
    chamber_api.insert("AktørAktør", [link(600, 101, 204, LATER)])
    before = len(chamber_api.requests)
    report = syncer.sync()
    assert report.changed == {"Afstemning": 2, "Stemme": 4, "AktørAktør": 1}
    assert report.differences == 0
    assert len(chamber_api.requests) - before < 20
    assert_same(store, chamber_api, BOTH)
    assert 33 not in ballots_votes_without(store, "20241")


def ballots_votes_without(store: Store, code: str) -> set[int]:
    whole = ballots_of_session(store, code)
    assert whole is not None
    return set(VOTES[code]) - set(whole.frame["afstemningid"])


def test_sync__a_vote_moved_to_another_session_moves(
    syncer: Syncer, chamber_api: Standin, store: Store
) -> None:
    syncer.sync(ALL)
    chamber_api.update("Afstemning", [{"id": 90, "mødeid": 2, "opdateringsdato": text(LATER)}])
    syncer.sync(ALL)
    assert_same(store, chamber_api, BOTH)


def test_sync__deleted_rows_are_found_by_counting(
    syncer: Syncer, chamber_api: Standin, store: Store
) -> None:
    syncer.sync(ALL)
    chamber_api.delete("Stemme", [22_101, 70_105])
    chamber_api.delete("Afstemning", [3])
    chamber_api.delete("Stemme", [3_000 + m for m in range(101, 106)])
    chamber_api.delete("AktørAktør", [521])
    report = syncer.sync()
    assert_same(store, chamber_api, BOTH)
    assert report.differences == 4
    assert set(findings(store)) == {
        ("Stemme", 22_101, "vanished"),
        ("Stemme", 70_105, "vanished"),
        ("Afstemning", 3, "vanished"),
        ("AktørAktør", 521, "vanished"),
    }


def test_sync__a_loss_is_found_that_a_new_row_makes_up_for(
    syncer: Syncer, chamber_api: Standin, store: Store
) -> None:
    syncer.sync(ALL)
    chamber_api.delete("Stemme", [22_101])
    chamber_api.insert("Stemme", [ballot(23, 106, LATER)])
    syncer.sync()
    assert_same(store, chamber_api, BOTH)
    assert findings(store) == [("Stemme", 22_101, "vanished")]


def test_sync__a_session_that_begins_is_taken_in(
    syncer: Syncer, chamber_api: Standin, store: Store
) -> None:
    syncer.sync()
    chamber_api.insert("Afstemning", [vote(80, 3, LATER)])
    chamber_api.insert("Stemme", [ballot(80, m, LATER) for m in (101, 102)])
    syncer.sync()
    assert_same(store, chamber_api, ("20241", "20242"))


def test_sync__rows_that_change_while_it_runs_are_found_by_the_next(
    syncer: Syncer, chamber_api: Standin, store: Store
) -> None:
    def change(codes: object) -> None:
        chamber_api.delete("Stemme", [20_101])
        chamber_api.insert("Stemme", [ballot(21, 106, LATER)])
        chamber_api.update("Afstemning", [{"id": 21, "nummer": 99, "opdateringsdato": text(LATER)}])
        chamber_api.delete("Afstemning", [90])

    syncer.sync(before_ballots=change)
    syncer.sync()
    assert_same(store, chamber_api)


@pytest.mark.parametrize("moved", [timedelta(days=-400), timedelta(days=400)])
def test_sync__a_clock_that_is_wrong_does_no_harm(
    syncer: Syncer,
    chamber_api: Standin,
    store: Store,
    clock: Clock,
    moved: timedelta,
) -> None:
    syncer.sync(ALL)
    clock.now += moved
    chamber_api.update("Stemme", [{"id": 21_101, "typeid": 3, "opdateringsdato": text(LATER)}])
    syncer.sync(ALL)
    assert_same(store, chamber_api, BOTH)
    chamber_api.update("Stemme", [{"id": 22_101, "typeid": 3, "opdateringsdato": text(LATER)}])
    clock.now -= moved
    syncer.sync(ALL)
    assert_same(store, chamber_api, BOTH)


def test_sync__a_date_in_the_future_hides_no_changes(
    syncer: Syncer, chamber_api: Standin, store: Store
) -> None:
    far = datetime(2099, 1, 1)
    chamber_api.update("Stemme", [{"id": 20_101, "opdateringsdato": text(far)}])
    syncer.sync(ALL)
    chamber_api.update("Stemme", [{"id": 21_101, "typeid": 3, "opdateringsdato": text(LATER)}])
    syncer.sync(ALL)
    assert_same(store, chamber_api, BOTH)


def test_sync__the_current_session_is_read_again_daily(
    syncer: Syncer, chamber_api: Standin, store: Store, clock: Clock
) -> None:
    syncer.sync(ALL)
    clock.now += timedelta(hours=7)
    syncer.sync()  # the first turn of the rotation
    chamber_api.update("Stemme", [{"id": 21_101, "typeid": 2}])
    chamber_api.update("Afstemning", [{"id": 21, "nummer": 99}])
    chamber_api.update("Sag", [{"id": 20, "titel": "Ny"}])
    syncer.sync()
    assert findings(store) == []
    clock.now += timedelta(hours=18)
    assert syncer.sync().differences == 4
    assert_same(store, chamber_api, BOTH)
    assert sorted(findings(store)) == [
        ("Afstemning", 21, "changed"),
        ("Sag", 20, "changed"),
        ("Sag", 20, "changed"),  # each session has it, and both were read
        ("Stemme", 21_101, "changed"),
    ]
    changed = read_ledger(store).filter(pl.col("entity") == "Stemme").row(0, named=True)
    assert changed["columns"] == "typeid"
    assert changed["old_updated"] == changed["new_updated"] == BEGUN


def test_sync__a_closed_session_is_read_again_in_its_turn(
    syncer: Syncer, chamber_api: Standin, store: Store, clock: Clock
) -> None:
    syncer.sync(ALL)
    chamber_api.update("Stemme", [{"id": 2_101, "typeid": 1}])
    chamber_api.update("Afstemning", [{"id": 3, "nummer": 99}])
    assert syncer.sync().differences == 0
    clock.now += timedelta(hours=7)
    assert syncer.sync().differences == 2
    assert_same(store, chamber_api, BOTH)
    before = len(chamber_api.requests)
    syncer.sync()
    assert max(asked(chamber_api, before).values()) == 1


def test_sync__a_stopped_one_goes_on_without_asking_again(
    syncer: Syncer,
    chamber_api: Standin,
    store: Store,
    client: ClientFactory,
    clock: Clock,
) -> None:
    whole = Syncer(client(chamber_api.url), Store(store.root / "other", Telemetry()), clock)
    total = whole.sync(ALL).requests
    before = len(chamber_api.requests)
    stops = 0
    while True:
        job = Job("sync")
        left = 4 if stops < 3 else 10_000

        def stop(
            step: object, job: Job = job, begun: int = len(chamber_api.requests), left: int = left
        ) -> None:
            if len(chamber_api.requests) - begun >= 4 + left:
                job.cancel.set()

        try:
            Syncer(syncer._client, open_store(store), clock).sync(ALL, job, stop)
            break
        except Cancelled:
            stops += 1
            report = read_report(store)
            assert report is not None
            assert report.outcome == "stopped"
    assert stops == 3
    assert_same(store, chamber_api, BOTH)
    # each time the four pulses are asked again, and at most what was under way: a membership
    # dataset of three requests
    assert len(chamber_api.requests) - before <= total + stops * (4 + 3)


def test_sync__chunks_that_are_there_are_not_asked_for_again(
    syncer: Syncer, chamber_api: Standin, store: Store, clock: Clock
) -> None:
    job = Job("sync")

    def stop(step: object) -> None:
        if any(name.startswith("part-") for name in store.partitions("Stemme")):
            job.cancel.set()

    with pytest.raises(Cancelled):
        syncer.sync(job=job, watch=stop)
    assert ballots_of_session(store, "20241") is None
    (part,) = store.partitions("Stemme")
    first, last = map(int, part.split("-")[2:])
    assert last - first + 1 == CHUNK_VOTES
    chamber_api.update(
        "Stemme", [{"id": first * 1000 + 101, "typeid": 2, "opdateringsdato": text(LATER)}]
    )
    before = len(chamber_api.requests)
    syncer.sync()
    again = [unquote(r.url) for r in chamber_api.requests[before:]]
    assert not any(f"ge {first} and afstemningid le {last}&" in url for url in again)
    assert store.partitions("Stemme") == ["20241"]
    assert_same(store, chamber_api)


def test_sync__votes_without_ballots_are_asked_for_once(
    syncer: Syncer, chamber_api: Standin, store: Store
) -> None:
    syncer.sync(ALL)
    assert read_state(store).empty == {"20231": [EMPTY[0]], "20241": [EMPTY[1]]}
    before = len(chamber_api.requests)
    syncer.sync(ALL)
    assert asked(chamber_api, before)["Stemme"] == 1


@pytest.mark.faults
def test_sync__a_failing_api_keeps_the_copy_and_says_so(
    syncer: Syncer, chamber_api: Standin, store: Store, clock: Clock
) -> None:
    done = syncer.sync(ALL)
    old = {name: store.read("Stemme", name) for name in store.partitions("Stemme")}
    chamber_api.update("Stemme", [{"id": 21_101, "typeid": 3, "opdateringsdato": text(LATER)}])
    chamber_api.faults = "503=1"
    clock.now += timedelta(hours=2)
    with pytest.raises(ServerFailing):
        syncer.sync(ALL)
    report = read_report(store)
    assert report is not None
    assert (report.outcome, report.error) == ("failed", "server_failing")
    assert report.confirmed == done.started
    assert report.lag(clock.now) == timedelta(hours=2)
    assert {name: store.read("Stemme", name) for name in store.partitions("Stemme")} == old
    chamber_api.faults = ""
    syncer.sync(ALL)
    assert_same(store, chamber_api, BOTH)


@pytest.mark.faults
def test_sync__what_passes_is_tried_again(
    chamber_api: Standin, client: ClientFactory, store: Store, clock: Clock
) -> None:
    waits: list[float] = []

    def pause(seconds: float) -> None:
        waits.append(seconds)
        chamber_api.faults = ""

    chamber_api.faults = "503=1"
    Syncer(client(chamber_api.url), store, clock, pause).sync()
    assert len(waits) == 1
    assert_same(store, chamber_api)


@pytest.mark.faults
def test_sync__patience_has_an_end(
    chamber_api: Standin, client: ClientFactory, store: Store, clock: Clock
) -> None:
    waits: list[float] = []
    chamber_api.faults = "refuse"
    with pytest.raises(NotReachable):
        Syncer(client(chamber_api.url), store, clock, waits.append).sync()
    assert len(waits) == 3
    assert max(waits) <= 120


@pytest.mark.faults
def test_sync__an_api_that_fails_half_way_leaves_what_is_done(
    syncer: Syncer, chamber_api: Standin, store: Store
) -> None:
    def fail(codes: object) -> None:
        chamber_api.faults = "html=1"

    with pytest.raises(Exception, match="JSON"):
        syncer.sync(before_ballots=fail)
    chamber_api.faults = ""
    assert_same(open_store(store), chamber_api, ())
    syncer.sync()
    assert_same(store, chamber_api)


@pytest.mark.faults
@pytest.mark.parametrize("hours", [1, 30])
def test_sync__an_api_that_is_empty_all_of_a_sudden_empties_nothing(
    syncer: Syncer, chamber_api: Standin, store: Store, clock: Clock, hours: int
) -> None:
    syncer.sync(ALL)
    chamber_api.tables = {}
    clock.now += timedelta(hours=hours)
    with pytest.raises(Incomplete):
        syncer.sync(ALL)
    chamber_api.tables = chamber()
    assert_same(store, chamber_api, BOTH)
    assert findings(store) == []


def test_sync__a_second_one_does_not_work_but_sees_the_first(
    syncer: Syncer, chamber_api: Standin, store: Store, clock: Clock
) -> None:
    other = Syncer(syncer._client, open_store(store), clock)
    seen = []

    def look(codes: object) -> None:
        before = len(chamber_api.requests)
        seen.append((other.sync().outcome, read_progress(open_store(store))))
        assert len(chamber_api.requests) == before

    syncer.sync(before_ballots=look)
    ((outcome, step),) = seen
    assert outcome == "elsewhere"
    assert step is not None
    assert step.dataset
    assert read_progress(store) is None
    assert other.sync().outcome == "done"


def test_lock__is_free_again_after_the_block(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "lock"
    with exclusive(path) as first, exclusive(path) as second:
        assert (first, second) == (True, False)
    with exclusive(path) as third:
        assert third


def test_sync__two_threads_one_works(
    syncer: Syncer, chamber_api: Standin, store: Store, clock: Clock
) -> None:
    chamber_api.latency_ms = 20
    outcomes: list[str] = []

    def work() -> None:
        outcomes.append(Syncer(syncer._client, open_store(store), clock).sync().outcome)

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["done", "elsewhere"]
    assert_same(store, chamber_api)


@pytest.mark.parametrize("damage", ["version", "broken", "gone"])
def test_sync__a_memory_that_cannot_be_used_means_reading_again(
    syncer: Syncer, chamber_api: Standin, store: Store, damage: str
) -> None:
    syncer.sync(ALL)
    chamber_api.update("Stemme", [{"id": 2_101, "typeid": 1}])
    path = store.root / "sync.json"
    if damage == "gone":
        path.unlink()
    elif damage == "broken":
        path.write_bytes(path.read_bytes()[:100])
    else:
        path.write_text(json.dumps(json.loads(path.read_text()) | {"version": 99}))
    syncer.sync()
    assert_same(store, chamber_api, BOTH)
    assert findings(store) == [("Stemme", 2_101, "changed")]


@pytest.mark.parametrize("version", [0, 2])
def test_sync__frames_of_another_version_are_read_again(
    syncer: Syncer, chamber_api: Standin, store: Store, version: int
) -> None:
    syncer.sync(ALL)
    for path in store.root.glob("*/20241.parquet"):
        stored = read_file(path)
        write_file(path, Stored(stored.frame, replace(stored.meta, schema_version=version)))
    again = open_store(store)
    assert again.read("Stemme", "20241") is None
    Syncer(syncer._client, again, syncer._clock).sync(ALL)
    assert_same(again, chamber_api, BOTH)


@pytest.mark.faults
def test_sync__a_damaged_frame_is_read_again(
    syncer: Syncer, chamber_api: Standin, store: Store
) -> None:
    syncer.sync(ALL)
    for name in ("Stemme", "Afstemning"):
        (store.root / name / "20231.parquet").write_bytes(b"broken")
    again = open_store(store)
    Syncer(syncer._client, again, syncer._clock).sync(ALL)
    assert_same(again, chamber_api, BOTH)


@pytest.mark.faults
def test_sync__a_wrong_bit_is_found_by_the_daily_check(
    syncer: Syncer, chamber_api: Standin, store: Store, clock: Clock
) -> None:
    syncer.sync(ALL)
    for name, partition in (("Stemme", "20231"), ("Afstemning", "20231"), ("Aktør", "people")):
        path = store.root / name / f"{partition}.parquet"
        status, content = path.stat(), bytearray(path.read_bytes())
        content[len(content) // 2] ^= 1
        path.write_bytes(content)
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    syncer.sync()
    assert list(store.root.rglob("*.bad")) == []  # what is in memory is well
    clock.now += timedelta(days=1, minutes=1)
    syncer.sync()
    assert len(list(store.root.rglob("*.bad"))) == 3
    assert_same(open_store(store), chamber_api, BOTH)


@pytest.mark.faults
def test_sync__works_from_memory_where_the_folder_cannot_be_written(
    syncer: Syncer, chamber_api: Standin, clock: Clock, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    store = Store(tmp_path / "file" / "store", Telemetry())
    unwritable = Syncer(syncer._client, store, clock)
    unwritable.sync()
    assert_same(store, chamber_api)
    before = len(chamber_api.requests)
    unwritable.sync()
    assert len(chamber_api.requests) - before == 4


@pytest.mark.faults
def test_sync__a_full_disk_ends_it(
    syncer: Syncer, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    syncer.sync()
    write = store.write

    def full(*args: object, **kwargs: object) -> object:
        stored = write(*args, **kwargs)  # type: ignore[arg-type]
        store.problem = DiskFull("no room")
        return stored

    monkeypatch.setattr(store, "write", full)
    with pytest.raises(DiskFull):
        syncer.sync(ALL)
    report = read_report(store)
    assert report is not None
    assert report.error == "disk_full"


def test_sync__only_some_sets(syncer: Syncer, chamber_api: Standin, store: Store) -> None:
    report = syncer.sync(SyncScope(entities=("Afstemning",)))
    assert set(asked(chamber_api)) == {
        "Afstemning",
        "Afstemningstype",
        "Sagstype",
        "Sagstrinsstatus",
        "Periode",
    }
    assert report.confirmed is None
    syncer.sync()
    assert_same(store, chamber_api)


def test_estimate__counts_what_is_not_stored(syncer: Syncer, store: Store) -> None:
    syncer.sync()
    ahead = estimate(store, ["20231", "20241"], 10.0)
    assert (ahead.sessions, ahead.votes) == (1, 7)
    assert ahead.seconds == ahead.pages / 10


def test_library__a_synced_session_answers_for_its_votes(
    syncer: Syncer, chamber_api: Standin, store: Store, clock: Clock
) -> None:
    syncer.sync()
    jobs = Jobs()
    library = Library(syncer._client, store, jobs, clock)
    before = len(chamber_api.requests)
    view = library.view(vote_sets.ballots(21, closed=False, session="20241"))
    assert view.job is None
    assert view.ready
    ballots, voters = stored_parts(store, view.dataset)
    assert ballots.frame["aktørid"].to_list() == [101, 102, 103, 104, 105]
    assert voters.frame["navn"].n_unique() == 5
    empty = library.view(vote_sets.ballots(33, closed=False, session="20241"))
    assert empty.ready
    assert stored_parts(store, empty.dataset)[0].frame.is_empty()
    assert len(chamber_api.requests) == before
    other = library.view(vote_sets.ballots(2, closed=False, session="20231"))
    jobs.close()
    assert not other.ready
    assert other.job is not None


def test_library__what_a_sync_confirms_is_not_old(
    syncer: Syncer, store: Store, clock: Clock
) -> None:
    clock.now = datetime.now(UTC)
    syncer.sync()
    clock.now += timedelta(hours=2)
    jobs = Jobs()
    library = Library(syncer._client, store, jobs, clock)
    dataset = vote_sets.ballots(21, closed=False, session="20241")
    assert library.view(dataset, start=False).expired
    syncer.sync()
    assert not library.view(dataset, start=False).expired
    jobs.close()
