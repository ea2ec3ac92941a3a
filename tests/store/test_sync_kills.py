"""A sync that is killed again and again while rows change: in the end the copy is the API's."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest

from core.oda.client import ODataClient
from core.oda.http.page_cache import Page
from core.oda.query.query import Query
from core.standin.serve import Standin
from core.store.store import Store
from core.store.sync.state import State
from core.store.sync.syncer import Syncer, SyncScope
from core.telemetry import Telemetry
from tests.conftest import ClientFactory, StandinFactory
from tests.makers.clocks import Clock
from tests.makers.mortal import Killed, Life, MortalStore
from tests.store.chamber import BEGUN, NEXT_DAY, assert_same, ballot, chamber, link, text, vote

ALL = SyncScope(all_ballots=True)
BOTH = ("20231", "20241")


class MortalSyncer(Syncer):
    """Dies before its memory is kept."""

    def __init__(self, client: ODataClient, store: Store, life: Life) -> None:
        super().__init__(client, store, Clock(NEXT_DAY))
        self._life = life

    def _save(self, state: State) -> None:
        self._life.tick()
        super()._save(state)


class MortalClient:
    """Dies before a request."""

    def __init__(self, client: ODataClient, life: Life) -> None:
        self._client = client
        self._life = life

    def page(self, query: Query, *, refresh: bool = False) -> Page:
        self._life.tick()
        return self._client.page(query, refresh=refresh)

    def fetch(self, query: Query, **options: object) -> object:
        self._life.tick()
        return self._client.fetch(query, **options)  # type: ignore[arg-type]


class Parliament:
    """Changes the rows that are served, each time with a newer date, as Parliament mostly does."""

    def __init__(self, server: Standin, dice: random.Random) -> None:
        self.server = server
        self.dice = dice
        self.at = BEGUN
        self.next_id = 400

    def act(self) -> None:
        self.at += timedelta(hours=self.dice.choice((0, 1, 5, 30)), seconds=1)
        self.dice.choice(
            (self.correct, self.record, self.strike, self.hold, self.annul, self.move, self.join)
        )()

    def correct(self) -> None:
        number = self.one("Stemme")
        kind = self.dice.randint(1, 4)
        row = {"id": number, "typeid": kind, "opdateringsdato": text(self.at)}
        self.server.update("Stemme", [row])

    def record(self) -> None:
        votes = self.server.tables["Afstemning"]["id"].to_list()
        self.next_id += 1
        row = ballot(self.dice.choice(votes), self.next_id, self.at)
        self.server.insert("Stemme", [row])

    def strike(self) -> None:
        self.server.delete("Stemme", [self.one("Stemme"), self.one("Stemme")])

    def hold(self) -> None:
        self.next_id += 1
        period = self.dice.randint(1, 3)
        self.server.insert("Afstemning", [vote(self.next_id, period, self.at)])
        self.server.insert("Stemme", [ballot(self.next_id, m, self.at) for m in (101, 102)])

    def annul(self) -> None:
        number = self.one("Afstemning")
        ballots = self.server.tables["Stemme"].filter(pl.col("afstemningid") == number)["id"]
        self.server.delete("Afstemning", [number])
        self.server.delete("Stemme", ballots.to_list())

    def move(self) -> None:
        row = {"id": self.one("Afstemning"), "mødeid": self.dice.randint(1, 2)}
        self.server.update("Afstemning", [row | {"opdateringsdato": text(self.at)}])

    def join(self) -> None:
        self.next_id += 1
        group = self.dice.choice((201, 202, 203, 204))
        self.server.insert("AktørAktør", [link(self.next_id + 1000, 101, group, self.at)])
        self.server.delete("AktørAktør", [self.one("AktørAktør")])

    def one(self, name: str) -> int:
        return int(self.dice.choice(self.server.tables[name]["id"].to_list()))


@pytest.mark.faults
@pytest.mark.parametrize("seed", [1, 2])
def test_sync__killed_25_times_in_a_row_the_copy_is_right(
    standin: StandinFactory, client: ClientFactory, tmp_path: Path, seed: int
) -> None:
    dice = random.Random(seed)
    server = standin(chamber())
    parliament, asks = Parliament(server, dice), client(server.url)
    killed = 0
    while killed < 25:
        for _ in range(dice.randint(0, 2)):
            parliament.act()
        life = Life(dice.randint(1, 70))
        store = MortalStore(tmp_path / "store", life)
        try:
            MortalSyncer(MortalClient(asks, life), store, life).sync(ALL)  # type: ignore[arg-type]
        except Killed:
            killed += 1
    store = Store(tmp_path / "store", Telemetry())
    Syncer(asks, store, Clock(NEXT_DAY)).sync(ALL)
    assert_same(store, server, BOTH)


@pytest.mark.faults
@pytest.mark.parametrize("seed", range(3, 7))
def test_sync__follows_whatever_parliament_does(
    standin: StandinFactory, client: ClientFactory, tmp_path: Path, seed: int
) -> None:
    dice = random.Random(seed)
    server = standin(chamber())
    parliament, asks = Parliament(server, dice), client(server.url)
    store = Store(tmp_path / "store", Telemetry())
    syncer = Syncer(asks, store, Clock(NEXT_DAY))

    def meanwhile(codes: object) -> None:
        parliament.act()

    for _ in range(4):
        syncer.sync(ALL, before_ballots=meanwhile)
        for _ in range(dice.randint(1, 4)):
            parliament.act()
    syncer.sync(ALL)
    assert_same(store, server, BOTH)


_PROGRAM = """
import sys
from pathlib import Path
from core.oda.http.page_cache import open_page_cache
from core.oda.client import ODataClient
from core.settings import Settings
from core.store.store import Store
from core.store.sync.syncer import SyncScope, Syncer
from core.telemetry import Telemetry
settings = Settings(api_url=sys.argv[1], data_dir=Path(sys.argv[2]), max_rps=1000.0)
client = ODataClient(settings, Telemetry(), open_page_cache(settings, Telemetry()))
print("ready", flush=True)
Syncer(client, Store(Path(sys.argv[2]) / "store", Telemetry())).sync(SyncScope(all_ballots=True))
"""


@pytest.mark.faults
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="a system without SIGKILL")
def test_sync__a_process_that_is_killed_leaves_no_lock_and_no_broken_file(
    standin: StandinFactory, client: ClientFactory, tmp_path: Path
) -> None:
    server = standin(chamber(), latency_ms=15)
    for pause in (0.05, 0.25, 0.4):
        process = subprocess.Popen(
            [sys.executable, "-c", _PROGRAM, server.url, str(tmp_path)], stdout=subprocess.PIPE
        )
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(pause)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        process.stdout.close()
    server.latency_ms = 0
    store = Store(tmp_path / "store", Telemetry())
    assert Syncer(client(server.url), store).sync(ALL).outcome == "done"
    assert_same(store, server, BOTH)
    assert list(store.root.glob("*/*.bad")) == []
