"""A writer publishes, others follow: what is whole stays whole, whatever is killed or damaged."""

from __future__ import annotations

import errno
import os
import random
import threading
import time
from datetime import timedelta

import polars as pl
import pytest
from deltalake import DeltaTable

import core.store.lake.delta as delta
from core.errors import Cancelled, DiskFull, SharedStoreError
from core.standin.tables import conform
from core.store import availability
from core.store.lake import moment as moments
from core.store.lake.address import lake_address
from core.store.lake.bring import read_moment, read_part
from core.store.lake.columns import columns_of, digest
from core.store.lake.figure import Figure
from core.store.lake.moment import SYNCS
from core.store.lake.note import NOTE_FILE
from core.store.store import DERIVED
from core.store.sync.state import STATE_FILE
from core.telemetry import Telemetry
from tests.makers.mortal import Killed, Life
from tests.store.lake.conftest import Site, files, rows
from tests.store.snapshots import NOON, put, votes


@pytest.mark.parametrize("where", ["site", "s3"])
def test_follower__has_what_the_writer_has(where, request):
    site: Site = request.getfixturevalue(where)
    writer, web = site.publisher(), site.follower()
    assert not web.whole
    assert not web.poll()
    assert web.state.error.params["what"] == "empty"
    availability.note_look(site.store("writer").root, 1.7e9, "", 1.7e9)
    assert writer.publish().written == 4
    assert web.poll()
    assert web.whole
    assert web.state.error is None
    assert rows(site.store("web")) == rows(site.store("writer"))
    for name in (STATE_FILE, availability.FILE):
        written = (site.store("writer").root / name).read_bytes()
        assert (site.store("web").root / name).read_bytes() == written
    assert writer.publish() is None
    assert not web.poll()

    put(site.store("writer"), "Afstemning", "20231", votes(1, 2, 9), NOON + timedelta(hours=1))
    before = {path: path.stat().st_mtime_ns for path in site.store("web").root.rglob("*.parquet")}
    assert writer.publish().written == 1
    assert web.poll()
    assert rows(site.store("web")) == rows(site.store("writer"))
    after = {path: path.stat().st_mtime_ns for path in site.store("web").root.rglob("*.parquet")}
    assert [path.stem for path in after if after[path] != before[path]] == ["20231"]


def test_publish__commits_only_tables_of_which_rows_changed(site):
    writer = site.publisher()
    writer.publish()
    before = read_moment(site.tables, site.tables.version(SYNCS))
    put(site.store("writer"), "Afstemning", "20231", votes(1, 2, 3), NOON + timedelta(hours=1))
    assert writer.publish().written == 1  # no row of it is new, but it is known to be younger
    after = read_moment(site.tables, site.tables.version(SYNCS))
    assert after.versions == before.versions
    web = site.follower()
    web.poll()
    assert rows(site.store("web")) == rows(site.store("writer"))


def test_publish__what_is_gone_is_gone_everywhere_but_not_what_is_damaged(site):
    writer, web = site.publisher(), site.follower()
    put(site.store("writer"), "Møde", "voted-20231", conform("Møde", [{"id": 5}]))
    writer.publish()
    web.poll()
    site.store("writer").remove("Møde", "voted-20231")
    damaged = site.store("writer").root / "Afstemning" / "20231.parquet"
    damaged.write_bytes(b"PAR1 nothing of it is left PAR1")
    assert site.store("writer").read("Afstemning", "20231") is None
    before = rows(site.store("web"))
    writer.publish()
    web.poll()
    assert rows(site.store("web")) == {k: v for k, v in before.items() if k != "Møde/voted-20231"}


def test_publish__unfinished_ballots_and_outdated_marks_stay_at_home(site):
    store = site.store("writer")
    marked = pl.DataFrame({"vote_id": [1]})
    for code, key in (("20231", "marks of 20231"), ("20241", "of older rows")):
        store.write(DERIVED, code, marked, fetched_at=NOON, url="", made_from=key)
    site.publisher().publish()
    site.follower().poll()
    places = site.store("web").files()
    assert (DERIVED, "20231") in places
    assert (DERIVED, "20241") not in places
    assert not [place for place in places if place[1].startswith("part-")]


def test_figures__are_made_once_for_what_they_are_made_of(site):
    made: list[str] = []

    def figure(table: str, period: str, key: str) -> Figure:
        def make() -> pl.DataFrame:
            made.append(f"{table} {period}")
            return pl.DataFrame({"party": ["S"], "n": [len(made)]})

        return Figure(table, period, key, make)

    keys = {(table, code): "a" for code in ("20231", "20241") for table in ("votes", "parties")}
    writer = site.publisher(figures=lambda: [figure(*at, key) for at, key in keys.items()])
    writer.publish()
    assert len(made) == 4
    put(site.store("writer"), "Afstemning", "20231", votes(1))
    assert writer.publish().written == 1
    keys["parties", "20241"] = "b"
    writer.publish()
    del keys["votes", "20231"]
    writer.publish()
    assert made[4:] == ["parties 20241"]
    found = read_moment(site.tables, site.tables.version(SYNCS))
    named = {part.key for part in found.parts.values() if not part.meta.entity}
    assert named == {(f"figures/{table}", code) for table, code in keys}
    (uri,) = site.tables.files("figures/parties", found.versions["figures/parties"])["20241"]
    assert site.tables.read_file(uri).rows() == [("S", 5)]
    site.follower().poll()
    assert not [folder for folder, _ in site.store("web").files() if "figures" in folder]


@pytest.mark.parametrize("where", ["site", "s3"])
def test_two_writers__one_loses_stops_and_goes_on_from_the_other(where, request):
    site: Site = request.getfixturevalue(where)
    first = site.publisher()
    first.publish()
    second = site.publisher("other")
    assert second.catch_up()
    assert rows(site.store("other")) == rows(site.store("writer"))
    put(site.store("writer"), "Afstemning", "20231", votes(1, 2, 3, 4), NOON + timedelta(hours=1))
    put(site.store("other"), "Afstemning", "20241", votes(10, 11), NOON + timedelta(hours=2))

    real = second._tables.replace_all

    def overtaken(*args):  # the first publishes between the second's rows and its moment
        first.publish()
        return real(*args)

    second._tables.replace_all = overtaken
    with pytest.raises(SharedStoreError) as lost:
        second.publish()
    assert lost.value.params["what"] == "overtaken"
    site.follower().poll()
    assert rows(site.store("web")) == rows(site.store("writer"))

    second._tables.replace_all = real
    second.publish()
    site.follower().poll()
    assert rows(site.store("web")) == rows(site.store("other"))
    ids = {name: {row[0] for row in rows(site.store("web"))[name][1]} for name in _BOTH}
    assert ids == {"Afstemning/20231": {1, 2, 3, 4}, "Afstemning/20241": {10, 11}}


_BOTH = ("Afstemning/20231", "Afstemning/20241")


def test_first_moment__two_writers_cannot_both_begin(site):
    first, second = site.publisher(), site.publisher()
    real = second._tables.replace_all

    def overtaken(*args):
        first.publish()
        return real(*args)

    second._tables.replace_all = overtaken
    with pytest.raises(SharedStoreError) as lost:
        second.publish()
    assert lost.value.params["what"] == "overtaken"


@pytest.mark.parametrize("steps", range(4))
def test_killed_writer__leaves_the_old_moment_whole_and_the_next_goes_on(site, steps, monkeypatch):
    site.publisher().publish()
    old = rows(site.store("writer"))
    late = NOON + timedelta(hours=1)
    put(site.store("writer"), "Afstemning", "20231", votes(1, 2, 3, 4), late)
    put(site.store("writer"), "Møde", "voted-20241", conform("Møde", [{"id": 7}]), late)
    put(site.store("writer"), "Sag", "20241", conform("Sag", [{"id": 3}]), late)
    life = Life(steps)
    with monkeypatch.context() as patch:
        patch.setattr(delta, "write_deltalake", _dying(delta.write_deltalake, life))
        with pytest.raises(Killed):
            site.publisher().publish()
    site.follower().poll()
    assert rows(site.store("web")) == old

    put(site.store("writer"), "Afstemning", "20231", votes(1, 2, 3), NOON)  # as it was before
    site.publisher().publish()
    for name in ("web", "new"):
        site.follower(name).poll()
        assert rows(site.store(name)) == rows(site.store("writer"))


def _dying(real, life: Life):
    def write(*args, **named):
        life.tick()
        real(*args, **named)

    return write


def test_killed_first_writer__leaves_nothing_that_the_next_takes_for_its_own(site, monkeypatch):
    put(site.store("writer"), "Afstemning", "20221", votes(77))
    life = Life(2)
    with monkeypatch.context() as patch:
        patch.setattr(delta, "write_deltalake", _dying(delta.write_deltalake, life))
        with pytest.raises(Killed):
            site.publisher().publish()
    assert not site.follower().poll()
    site.store("writer").remove("Afstemning", "20221")
    site.publisher().publish()
    site.follower().poll()
    assert rows(site.store("web")) == rows(site.store("writer"))
    version = read_moment(site.tables, site.tables.version(SYNCS)).versions["rows/Afstemning"]
    assert "20221" not in site.tables.files("rows/Afstemning", version)


def test_flipped_bits__are_never_taken(site):
    site.publisher().publish()
    web = site.follower(telemetry=Telemetry())
    web.poll()
    before = rows(site.store("web"))
    put(site.store("writer"), "Afstemning", "20241", votes(*range(100, 400)))
    site.publisher().publish()
    path = max(files(site, "rows/Afstemning"), key=lambda p: p.stat().st_mtime_ns)
    part = read_moment(site.tables, 1).parts["rows/Afstemning", "20241"]
    whole, chance, refused = path.read_bytes(), random.Random(1), 0
    found: dict[str, bytes] = {}
    for _ in range(200):
        content = bytearray(whole)
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        path.write_bytes(content)
        try:
            frame = read_part(site.tables, [str(path)], part)
        except SharedStoreError as error:
            found[error.params["what"]] = bytes(content)
            refused += 1
        else:  # a bit that nobody reads
            assert frame.equals(site.store("writer").read("Afstemning", "20241").frame)
    assert refused > 100
    assert found.keys() == {"damaged"}

    path.write_bytes(found["damaged"])
    telemetry = Telemetry()
    web = site.follower(telemetry=telemetry)
    for _ in range(2):
        assert not web.poll()
        assert web.state.error.params["what"] == "damaged"
    assert rows(site.store("web")) == before
    assert telemetry.snapshot().counters["lake.damaged"] == 2
    path.write_bytes(whole)
    assert web.poll()
    assert rows(site.store("web")) == rows(site.store("writer"))


def test_damaged_file__is_written_again_by_the_writer_after_some_hours(site):
    writer, web = site.publisher(), site.follower("new")
    writer.publish()
    (path,) = files(site, "rows/Moede")
    path.write_bytes(path.read_bytes()[:-40])
    web.poll()
    assert web.state.error.params["what"] == "damaged"
    assert not web.whole
    writer.publish()
    web.poll()
    assert not web.whole
    site.hours.later(7)
    writer.publish()
    web.poll()
    assert web.whole
    assert rows(site.store("new")) == rows(site.store("writer"))


def test_late_listing__waits_for_the_file_that_is_named(site):
    site.publisher().publish()
    (path,) = files(site, "rows/Moede")
    hidden = path.rename(path.with_name("hidden"))
    web = site.follower()
    assert not web.poll()
    assert web.state.error.params["what"] == "late"
    assert site.store("web").files() == []
    hidden.rename(path)
    assert web.poll()
    assert rows(site.store("web")) == rows(site.store("writer"))


def test_late_log__of_a_table_is_not_taken_for_an_older_one(site):
    writer = site.publisher()
    writer.publish()
    site.follower().poll()
    before = rows(site.store("web"))
    put(site.store("writer"), "Afstemning", "20231", votes(1, 2, 3, 4))
    writer.publish()
    log = site.folder / "lake" / site.address.url.rpartition("/")[2] / "rows/Afstemning/_delta_log"
    hidden = (log / f"{1:020}.json").rename(log / "hidden")
    web = site.follower()
    assert not web.poll()
    assert web.state.error.params["what"] == "late"
    assert rows(site.store("web")) == before
    hidden.rename(log / f"{1:020}.json")
    assert web.poll()
    assert rows(site.store("web")) == rows(site.store("writer"))


def test_newer_format__is_not_taken_and_told(site, monkeypatch):
    site.publisher().publish()
    site.follower().poll()
    before = rows(site.store("web"))
    put(site.store("writer"), "Afstemning", "20231", votes(1, 2, 3, 4))
    with monkeypatch.context() as patch:
        patch.setattr(moments, "FORMAT", moments.FORMAT + 1)
        site.publisher().publish()
    web = site.follower()
    assert not web.poll()
    assert web.state.error.params["what"] == "newer"
    assert "update this machine" in str(web.state.error)
    assert rows(site.store("web")) == before
    with pytest.raises(SharedStoreError, match="update this machine"):
        site.publisher().publish()


def test_full_disk__of_a_web_keeps_the_old_copy(site, monkeypatch):
    site.publisher().publish()
    web = site.follower()
    web.poll()
    before = rows(site.store("web"))
    put(site.store("writer"), "Afstemning", "20231", votes(1, 2, 3, 4))
    put(site.store("writer"), "Sag", "20241", conform("Sag", [{"id": 3}]))
    site.publisher().publish()
    fsync, left = os.fsync, [1]

    def full(handle: int) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        fsync(handle)

    with monkeypatch.context() as patch:
        patch.setattr("core.atomic.os.fsync", full)
        assert not web.poll()
    assert isinstance(web.state.error, DiskFull)
    assert rows(site.store("web")) == before
    assert not list(site.store("web").root.rglob("*.tmp"))
    assert web.poll()
    assert rows(site.store("web")) == rows(site.store("writer"))


def test_gone_store__the_last_copy_stays_and_the_pauses_grow(site):
    site.publisher().publish()
    telemetry = Telemetry()
    web = site.follower(telemetry=telemetry)
    web.poll()
    lake = site.folder / "lake"
    lake.rename(site.folder / "gone")
    begun, pauses = site.hours.now, []
    while site.hours.now - begun < timedelta(hours=1):
        assert not web.poll()
        pauses.append(web.pause(30))
        site.hours.later(pauses[-1] / 3600)
    # A folder that is gone shows no new commits; it is opened anew some minutes later.
    assert begun < web.state.failing_since <= begun + timedelta(minutes=5)
    assert web.whole
    assert len(pauses) < 30
    assert max(pauses) == 300
    assert 3000 < telemetry.snapshot().gauges["follower_behind_seconds"] < 3600
    assert rows(site.store("web")) == rows(site.store("writer"))
    (site.folder / "gone").rename(lake)
    web.poll()
    assert web.state.error is None
    assert web.pause(30) == 30
    assert telemetry.snapshot().gauges["follower_behind_seconds"] == 0


def test_local_damage__of_a_web_is_repaired_from_the_shared_store(site):
    site.publisher().publish()
    web = site.follower()
    web.poll()
    store = site.store("web")
    (store.root / "Afstemning" / "20231.parquet").write_bytes(b"PAR1 nothing of it is left PAR1")
    assert store.read("Afstemning", "20231") is None
    assert web.poll()
    assert rows(store) == rows(site.store("writer"))
    (store.root / NOTE_FILE).write_text("{")
    assert site.follower().poll()


def test_own_rows__of_a_web_stay(site):
    site.publisher().publish()
    site.follower().poll()
    put(site.store("web"), "Dokument", "search-1", conform("Dokument", [{"id": 3}]))
    put(site.store("writer"), "Afstemning", "20231", votes(1))
    site.publisher().publish()
    site.follower().poll()
    assert ("Dokument", "search-1") in site.store("web").files()


def test_new_writer__with_an_empty_disk_goes_on_where_the_last_was(site):
    site.publisher().publish()
    kept = read_moment(site.tables, site.tables.version(SYNCS))
    fresh = site.publisher("replaced")
    fresh.publish()
    assert rows(site.store("replaced")) == rows(site.store("writer"))
    assert read_moment(site.tables, site.tables.version(SYNCS)).parts.keys() == kept.parts.keys()


def test_stopped__follower_leaves_the_copy_as_it_was(site):
    site.publisher().publish()
    ended = threading.Event()
    ended.set()
    with pytest.raises(Cancelled):
        site.follower().poll(ended)
    assert site.store("web").files() == []


def test_order__of_many_rows_stays(site):
    ids = pl.int_range(700_000, eager=True).cast(pl.Int32).shuffle(seed=1)
    frame = pl.DataFrame({"id": ids, "code": (ids % 3).cast(pl.String)})
    parts = {code: frame.filter(pl.col("code") == code) for code in ("0", "1", "2")}
    version = None
    for _ in range(2):  # a table that is made, then one that is overwritten
        version = site.tables.replace("rows/many", parts.items(), (), version)
        found = site.tables.files("rows/many", version)
        for code, part in parts.items():
            (uri,) = found[code]
            read = site.tables.read_file(uri).select(part.columns)
            assert columns_of(read) == columns_of(part)
            assert digest(read) == digest(part)


def test_protocol__is_the_one_that_every_reader_knows(site):
    site.publisher().publish()
    found = read_moment(site.tables, site.tables.version(SYNCS))
    for name in (SYNCS, *found.versions):
        assert DeltaTable(site.address.table(name)).protocol().min_reader_version == 1


def test_old_files__go_after_a_week_and_no_sooner(site):
    writer = site.publisher()
    writer.publish()
    put(site.store("writer"), "Afstemning", "20231", votes(1))
    writer.publish()
    n = len(files(site, "rows/Afstemning"))
    assert n == 3
    orphan = files(site, "rows/Afstemning")[0].with_name("part-orphan.parquet")
    orphan.write_bytes(b"of a killed writer")
    old = time.time() - 8 * 24 * 3600
    os.utime(orphan, (old, old))
    site.hours.later(7)
    writer.publish()
    assert len(files(site, "rows/Afstemning")) == n
    assert not orphan.exists()
    put(site.store("writer"), "Afstemning", "20231", votes(1, 2))
    writer.publish()
    assert site.follower().poll()
    assert rows(site.store("web")) == rows(site.store("writer"))


def test_store__of_another_source_is_another_one(site, tmp_path):
    site.publisher().publish()
    other = lake_address(f"file://{tmp_path}/lake", "other.example_api", {})
    assert delta.DeltaTables(other).version(SYNCS) is None
