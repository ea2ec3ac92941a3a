"""What must not break the page cache: damage, locks, read-only, full disk, killed writers, crowds.

In each case the answer is right or the error is a clear one, and the good copy stays.
"""

from __future__ import annotations

import contextlib
import os
import random
import signal
import sqlite3
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from core.errors import ApiError, NotReachable
from core.oda.http import PAGES_FILE, sqlite_pages
from core.oda.http.page_cache import Page, PageCache
from core.oda.schema.entities import ENTITIES
from tests.conftest import CacheFactory
from tests.oda.fake_server import FakeServer, answer, good, page

pytestmark = pytest.mark.faults

ROOT = Path(__file__).parents[2]
STRESS = int(os.environ.get("STRESS", "1"))
CASE = ENTITIES["Sag"]
NOBODY = 65534


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data"


Open = Callable[[], PageCache]


@pytest.fixture
def opened(open_cache: CacheFactory) -> Open:
    """The cache as a crowd uses it: many connections, and nothing is tried again."""
    return partial(open_cache, max_connections=16, retries=0)


@pytest.fixture
def patience(monkeypatch: pytest.MonkeyPatch) -> float:
    """A shorter wait for foreign locks, so that the tests are quick."""
    monkeypatch.setattr(sqlite_pages, "PATIENCE", 0.2)
    return 0.2


def get(cache: PageCache, n: int = 0, **kwargs: Any) -> Page:
    return cache.get(f"{cache._settings.api_url}Sag?$top={n}", entity=CASE, **kwargs)


def fill(cache: PageCache, fake_server: FakeServer, pages: int = 60) -> None:
    """Pages that do not compress, so that they fill many pages of the file."""
    for n in range(pages):
        fake_server.replies = [good([{"id": n, "titel": random.Random(n).randbytes(3000).hex()}])]
        get(cache, n)
    fake_server.replies = [good()]


def counters(cache: PageCache) -> dict[str, int]:
    return dict(cache._telemetry.snapshot().counters)


def works(cache: PageCache, fake_server: FakeServer) -> None:
    """A new page is fetched, kept and found again."""
    fake_server.replies = [good()]
    assert get(cache, 999, refresh=True).content == page()
    assert get(cache, 999).from_cache


# Damage


def overwrite(path: Path, offset: int, data: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(offset)
        file.write(data)


def damage_tree(path: Path) -> None:
    """Spoil every page of the file but the first."""
    size = path.stat().st_size
    overwrite(path, 4096, os.urandom(size - 4096))


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: overwrite(path, 0, b"this is not a database at all, not at all"),
        lambda path: path.write_bytes(os.urandom(10_000)),
        lambda path: os.truncate(path, 5000),
        damage_tree,
    ],
    ids=["header", "garbage", "truncated", "tree"],
)
def test_damaged__before_it_is_opened(
    fake_server: FakeServer, opened: Open, folder: Path, damage: Callable[[Path], None]
) -> None:
    cache = opened()
    fill(cache, fake_server)
    cache.close()
    damage(folder / PAGES_FILE)
    again = opened()
    for n in range(60):
        assert get(again, n).content
    works(again, fake_server)
    assert counters(again)["cache.damaged"] >= 1
    assert (folder / f"{PAGES_FILE}.bad").exists()


def test_damaged__while_it_is_used(fake_server: FakeServer, opened: Open, folder: Path) -> None:
    cache = opened()
    fill(cache, fake_server)
    with sqlite3.connect(folder / PAGES_FILE) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    damage_tree(folder / PAGES_FILE)
    for n in range(60):
        assert get(cache, n).content
    works(cache, fake_server)
    assert counters(cache)["cache.damaged"] >= 1
    assert (folder / f"{PAGES_FILE}.bad").exists()
    assert cache.writable


def test_damaged__one_row_costs_one_page(
    fake_server: FakeServer, opened: Open, folder: Path
) -> None:
    cache = opened()
    fill(cache, fake_server, 5)
    keys = sorted(cache._storage)
    with sqlite3.connect(folder / PAGES_FILE) as db:
        db.execute("UPDATE pages SET value = x'00010203' WHERE key = ?", (keys[0],))
        db.execute("UPDATE pages SET value = substr(value, 1, 99) WHERE key = ?", (keys[1],))
        db.execute("UPDATE pages SET value = 'text' WHERE key = ?", (keys[2],))
    db.close()
    fake_server.stop()
    found = 0
    for n in range(5):
        with contextlib.suppress(NotReachable):
            found += f'"id": {n},'.encode() in get(cache, n).content
    assert found == 2
    assert counters(cache)["cache.bad_rows"] == 3
    assert not (folder / f"{PAGES_FILE}.bad").exists()


def test_damaged__a_file_of_another_program(
    fake_server: FakeServer, opened: Open, folder: Path
) -> None:
    folder.mkdir()
    with sqlite3.connect(folder / PAGES_FILE) as db:
        db.execute("CREATE TABLE responses (key TEXT, value BLOB)")
    db.close()
    works(opened(), fake_server)


def test_damaged__a_folder_in_the_way(fake_server: FakeServer, opened: Open, folder: Path) -> None:
    (folder / PAGES_FILE).mkdir(parents=True)
    cache = opened()
    assert get(cache).content == page()
    assert not cache.writable
    assert cache.stats().pages == 0


def test_damaged__a_file_where_the_folder_should_be(
    fake_server: FakeServer, opened: Open, folder: Path
) -> None:
    folder.write_text("in the way")
    cache = opened()
    assert get(cache).content == page()
    assert not cache.writable
    folder.unlink()
    works(cache, fake_server)
    assert cache.writable


# Vanished


@pytest.mark.parametrize("side_files", [True, False])
def test_vanished__file_is_made_again(
    fake_server: FakeServer, opened: Open, folder: Path, side_files: bool
) -> None:
    cache = opened()
    fill(cache, fake_server, 5)
    for path in sorted(folder.iterdir()):
        if side_files or path.name == PAGES_FILE:
            path.unlink()
    assert get(cache, 0).content == page()
    works(cache, fake_server)
    assert counters(cache)["cache.vanished"] == 1
    cache.close()
    assert get(opened(), 999).from_cache


def test_vanished__folder_is_made_again(
    fake_server: FakeServer, opened: Open, folder: Path
) -> None:
    cache = opened()
    fill(cache, fake_server, 3)
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()
    works(cache, fake_server)


def test_vanished__two_caches_agree_on_the_new_file(
    fake_server: FakeServer, opened: Open, folder: Path
) -> None:
    one, two = opened(), opened()
    fill(one, fake_server, 5)
    for path in folder.iterdir():
        path.unlink()
    works(one, fake_server)
    fake_server.stop()
    assert get(two, 999).content == page()
    one.close()
    assert get(two, 999).content == page()
    with sqlite3.connect(folder / PAGES_FILE) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    db.close()


# Locks of others


LOCK = """
    import sqlite3, sys
    db = sqlite3.connect(sys.argv[1], isolation_level=None)
    db.execute(sys.argv[2])
    if sys.argv[2].startswith("PRAGMA"):
        db.execute("BEGIN EXCLUSIVE")
        db.execute("UPDATE pages SET stored = 1")
    print("held", flush=True)
    sys.stdin.readline()
    db.execute("ROLLBACK")
    db.close()
"""


def run(code: str, *args: object, **options: Any) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code), *map(str, args)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        **options,
    )


@pytest.fixture
def lock(folder: Path) -> Iterator[Callable[[str], Callable[[], None]]]:
    """Take a lock on the cache file in another process; returns how to let it go."""
    started = []

    def take(statement: str) -> Callable[[], None]:
        process = run(LOCK, folder / PAGES_FILE, statement)
        started.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"

        def release() -> None:
            process.communicate("\n", timeout=10)

        return release

    yield take
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


def test_lock__of_a_writer_delays_once_and_spares_hits(
    fake_server: FakeServer, opened: Open, lock: Any, patience: float
) -> None:
    cache = opened()
    fill(cache, fake_server, 3)
    release = lock("BEGIN IMMEDIATE")
    started = time.monotonic()
    for n in range(20):
        assert get(cache, 100 + n).content == page()
        assert get(cache, n % 3).from_cache
    assert time.monotonic() - started < 20 * patience
    assert counters(cache)["cache.locked"] == 20
    release()
    works(cache, fake_server)
    assert all(get(cache, n).from_cache for n in range(3))


def test_lock__exclusive_makes_misses(
    fake_server: FakeServer, opened: Open, lock: Any, folder: Path, patience: float
) -> None:
    cache = opened()
    fill(cache, fake_server, 3)
    cache.close()
    release = lock("PRAGMA locking_mode = EXCLUSIVE")
    again = opened()
    for n in range(10):
        assert get(again, n).content == page()
    assert counters(again)["cache.locked"] >= 10
    fake_server.stop()
    with pytest.raises(NotReachable):
        get(again, 0)
    release()
    assert b'"id": 0' in get(again, 0).content


def test_lock__sixteen_threads_do_not_wait_in_line(
    fake_server: FakeServer, opened: Open, lock: Any, patience: float
) -> None:
    cache = opened()
    get(cache)
    lock("BEGIN IMMEDIATE")
    started = time.monotonic()
    with ThreadPoolExecutor(16) as pool:
        assert all(p.content == page() for p in pool.map(lambda n: get(cache, n), range(1, 49)))
    assert time.monotonic() - started < 48 * patience / 2


# Read-only, full


AS_NOBODY = """
    import os, sys
    from pathlib import Path
    sys.path.insert(0, os.getcwd())
    from core.oda.http.page_cache import open_page_cache
    from core.settings import Settings
    from core.telemetry import Telemetry
    from tests.faults.test_cache_faults import *
    import encodings.idna, http.client
    url, folder, expected = sys.argv[1], Path(sys.argv[2]), sys.argv[3]
    telemetry = Telemetry()
    settings = Settings(api_url=url, data_dir=folder, max_rps=1e6, retries=0)
    warm = open_page_cache(Settings(api_url=url, data_dir=Path(sys.argv[4])), Telemetry())
    get(warm)
    warm.close()
    os.setgid(NOBODY)
    os.setuid(NOBODY)
    cache = open_page_cache(settings, telemetry)
    seen = "hit" if get(cache, 1).from_cache else "miss"
    get(cache, 50)
    again = "hit" if get(cache, 50).from_cache else "miss"
    print(seen, again, cache.writable, "cache.damaged" in telemetry.snapshot().counters)
    cache.close()
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root, to become nobody")
@pytest.mark.parametrize(
    ("folder_mode", "file_mode", "seen"),
    [
        (0o555, 0o444, "hit"),
        (0o555, 0o666, "hit"),
        (0o777, 0o444, "hit"),
        (0o777, 0o000, "miss"),
        (0o000, 0o444, "miss"),
    ],
)
def test_read_only__works_without_keeping(
    fake_server: FakeServer,
    opened: Open,
    tmp_path: Path,
    folder: Path,
    folder_mode: int,
    file_mode: int,
    seen: str,
) -> None:
    cache = opened()
    fill(cache, fake_server, 3)
    cache.close()
    for parent in (tmp_path, *tmp_path.parents):
        if not parent.stat().st_mode & 0o001 and parent.owner() == "root":
            parent.chmod(parent.stat().st_mode | 0o011)
    (folder / PAGES_FILE).chmod(file_mode)
    folder.chmod(folder_mode)
    before = (folder / PAGES_FILE).read_bytes()
    process = run(AS_NOBODY, fake_server.url, folder, seen, tmp_path / "warm")
    output, _ = process.communicate(timeout=60)
    assert output.split() == [seen, "miss", "False", "False"]
    assert (folder / PAGES_FILE).read_bytes() == before


LIMITED = """
    import os, resource, sys
    from pathlib import Path
    sys.path.insert(0, os.getcwd())
    from core.oda.http.page_cache import open_page_cache
    from core.settings import Settings
    from core.telemetry import Telemetry
    from tests.faults.test_cache_faults import *
    url, folder = sys.argv[1], Path(sys.argv[2])
    telemetry = Telemetry()
    settings = Settings(api_url=url, data_dir=folder, max_rps=1e6, retries=0)
    cache = open_page_cache(settings, telemetry)
    resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, resource.RLIM_INFINITY))
    for n in range(100, 140):
        assert b'"id": 7' in get(cache, n).content
    hits = sum(get(cache, n).from_cache for n in range(5))
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    get(cache, 999)
    seen = telemetry.snapshot().counters
    dropped = seen.get("cache.full", 0) + seen.get("cache.write_errors", 0)
    print(hits, dropped > 0, get(cache, 999).from_cache, seen.get("cache.damaged", 0))
    cache.close()
"""


def test_full__writes_are_dropped_and_hits_go_on(
    fake_server: FakeServer, opened: Open, folder: Path
) -> None:
    cache = opened()
    fill(cache, fake_server, 5)
    cache.close()
    fake_server.replies = [good([{"id": 7, "titel": random.Random(7).randbytes(3000).hex()}])]
    process = run(LIMITED, fake_server.url, folder)
    output, _ = process.communicate(timeout=60)
    assert output.split() == ["5", "True", "True", "0"]


# Processes and threads


WRITER = """
    import os, sys
    from pathlib import Path
    sys.path.insert(0, os.getcwd())
    from core.oda.http.page_cache import open_page_cache
    from core.settings import Settings
    from core.telemetry import Telemetry
    from tests.faults.test_cache_faults import *
    url, folder, count = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    telemetry = Telemetry()
    settings = Settings(api_url=url, data_dir=folder, max_rps=1e6, max_connections=4)
    cache = open_page_cache(settings, telemetry)
    print("ready", flush=True)
    sys.stdin.readline()
    for n in range(count):
        assert get(cache, n % 100, refresh=n % 3 == 0).content == page(), n
        if n == 20:
            print("writing", flush=True)
    seen = telemetry.snapshot().counters
    print(sorted(name for name in seen if name.startswith("cache.")), flush=True)
    cache.close()
"""


def line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_killed__writer_leaves_a_whole_file(
    fake_server: FakeServer, opened: Open, folder: Path
) -> None:
    for _ in range(2 * STRESS):
        process = run(WRITER, fake_server.url, folder, 1_000_000)
        assert line(process) == "ready"
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
        assert line(process) == "writing"
        process.send_signal(signal.SIGKILL)
        process.communicate()
        with sqlite3.connect(folder / PAGES_FILE) as db:
            assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        db.close()
    fake_server.stop()
    cache = opened()
    assert get(cache, 0).content == page()
    assert "cache.damaged" not in counters(cache)


def test_two_processes__on_one_file(fake_server: FakeServer, folder: Path) -> None:
    processes = [run(WRITER, fake_server.url, folder, 300 * STRESS) for _ in range(2)]
    for process in processes:
        assert line(process) == "ready"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    outputs = [process.communicate(timeout=100)[0].splitlines()[-1] for process in processes]
    assert outputs == ["[]", "[]"]
    with sqlite3.connect(folder / PAGES_FILE) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert db.execute("SELECT count(*) FROM pages").fetchone() == (100,)
    db.close()


def test_sixteen_threads__on_one_cache(fake_server: FakeServer, opened: Open) -> None:
    bodies = {n: page([{"id": n}]) for n in range(40)}
    cache = opened()
    fake_server.by_target = lambda target: answer(bodies[int(target.rpartition("=")[2])])

    def work(seed: int) -> int:
        chance, lookups = random.Random(seed), 0
        for _ in range(60 * STRESS):
            n, refresh = chance.randrange(40), chance.random() < 0.2
            assert get(cache, n, refresh=refresh).content == bodies[n]
            lookups += not refresh
        return lookups

    with ThreadPoolExecutor(16) as pool:
        done = sum(pool.map(work, range(16)))
    seen = cache._telemetry.snapshot()
    assert seen.lookups == done
    assert not [name for name in seen.counters if name.startswith("cache.")]


def test_sixteen_threads__while_the_file_comes_to_harm(
    fake_server: FakeServer, opened: Open, folder: Path
) -> None:
    cache = opened()
    fill(cache, fake_server, 20)

    def work(seed: int) -> None:
        chance = random.Random(seed)
        for turn in range(20 * STRESS):
            try:
                assert get(cache, chance.randrange(40), refresh=turn % 4 == 0).content
            except ApiError:
                pytest.fail("the API was there all the time")
            if seed == 0 and turn % 5 == 0:
                (folder / PAGES_FILE).unlink(missing_ok=True)
            if seed == 1 and turn % 5 == 2 and (folder / PAGES_FILE).exists():
                damage_tree(folder / PAGES_FILE)

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(work, range(16)))
    works(cache, fake_server)
