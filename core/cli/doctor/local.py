"""The checks of `doctor` on this machine: settings, folder, cache, store, versions."""

from __future__ import annotations

import re
import shutil
import sqlite3
import sys
from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from core.cli.common import prepare
from core.cli.doctor.findings import Finding, few
from core.errors import DiskFull, LittleRoom, SettingsError
from core.metrics import Metrics
from core.oda.http import PAGES_FILE
from core.oda.schema.entities import nearest
from core.settings import Settings, variable
from core.store.parquet import SCHEMA_VERSION, UNREADABLE, read_file
from core.store.place import existing, place_problem
from core.store.store import store_root

OLDEST_PYTHON = (3, 11)
LITTLE_BYTES = 1 << 30
_PIN = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)==([^\s;]+)")
REQUIREMENTS = Path(__file__).parents[3] / "requirements.txt"


def check_settings(env: Mapping[str, str]) -> list[Finding]:
    """Checks that the settings are valid and that none is misspelt."""
    try:
        settings = prepare(env)
    except SettingsError as error:
        return [Finding("settings", "fail", str(error), "correct or remove that variable")]
    known = [variable(setting.name) for setting in fields(Settings)]
    near = {
        name: meant
        for name in sorted(env)
        if name.startswith("TINGBLIK_") and name not in known and (meant := nearest(name, known))
    }
    if near:
        words = [f"{name} (did you mean {meant}?)" for name, meant in near.items()]
        return [
            Finding(
                "settings",
                "warn",
                f"not a setting: {few(words)}",
                "correct or remove it",
                tuple(words),
            )
        ]
    return [Finding("settings", "ok", f"{settings.api_url}, data in {settings.data_dir}")]


def check_disk(settings: Settings) -> list[Finding]:
    """Checks that the data folder has room and can be written."""
    problem = place_problem(settings.data_dir, store_root(settings.data_dir, settings.api_url))
    if isinstance(problem, DiskFull | LittleRoom):
        found = f"{settings.data_dir}: {problem.detail}"
        return [Finding("disk", "fail", found, "make room, or set TINGBLIK_DATA_DIR")]
    if problem is not None:
        return [
            Finding(
                "disk",
                "fail",
                f"{settings.data_dir} cannot be written: {problem.detail}",
                "allow it or set TINGBLIK_DATA_DIR: all is fetched again after each restart",
            )
        ]
    free = shutil.disk_usage(existing(settings.data_dir)).free
    found = f"{size(free)} free in {settings.data_dir}"
    if free < LITTLE_BYTES:
        return [Finding("disk", "warn", found, "make room, or lower TINGBLIK_CACHE_MAX_MB")]
    return [Finding("disk", "ok", found)]


def noted_problem(settings: Settings, metrics: Metrics | None, now: datetime) -> str | None:
    """The key of the problem that prevents storing data: found by trying, or noted by the app."""
    problem = place_problem(settings.data_dir, store_root(settings.data_dir, settings.api_url))
    if problem is not None:
        return problem.key
    return metrics.problem(settings.api_url, now) if metrics is not None else None


def check_cache(settings: Settings) -> list[Finding]:
    """Checks the file of the page cache for damage, and reports its size."""
    path = settings.data_dir.absolute() / PAGES_FILE
    bad = path.with_name(f"{path.name}.bad")
    if not path.exists():
        return [Finding("cache", "ok", "none yet"), *_set_aside("cache", [bad])]
    try:
        faults, pages = _look_into(path)
    except sqlite3.Error as error:
        locked = getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY
        advice = "try again" if locked else f"delete {path}; the pages are fetched again"
        return [Finding("cache", "warn" if locked else "fail", f"cannot be read: {error}", advice)]
    if faults:
        advice = f"delete {path}; the pages are fetched again"
        return [Finding("cache", "fail", f"damaged: {few(faults)}", advice, tuple(faults))]
    found = f"{pages:,} pages, {size(cache_bytes(settings))}, whole"
    return [Finding("cache", "ok", found), *_set_aside("cache", [bad])]


def check_store(settings: Settings) -> list[Finding]:
    """Checks that every file of the store can be read and has the number of rows that it states."""
    root = settings.data_dir / "store"
    paths = sorted(root.glob("*/*/*.parquet"))
    rows, damaged, other = 0, [], []
    for path in paths:
        name = str(path.relative_to(root))
        try:
            stored = read_file(path)
        except FileNotFoundError:  # it was replaced or set aside after it was listed
            continue
        except UNREADABLE as error:
            damaged.append(f"{name}: {error}")
            continue
        if stored.meta.schema_version != SCHEMA_VERSION:
            other.append(name)
        rows += stored.frame.height
    findings = list(_set_aside("store", sorted(root.glob("*/*/*.bad"))))
    if damaged:
        findings.append(
            Finding(
                "store",
                "fail",
                f"{len(damaged)} damaged: {few(damaged)}",
                f"delete them below {root}; the rows are fetched again",
                tuple(damaged),
            )
        )
    if other:
        found = f"{len(other)} of another version of Tingblik, not used: {few(other)}"
        advice = f"delete them below {root} unless that version still runs"
        findings.append(Finding("store", "warn", found, advice, tuple(other)))
    if not findings and not paths:
        return [Finding("store", "ok", "nothing stored yet")]
    if not findings:
        total = size(sum(_bytes(path) for path in paths))
        findings.append(Finding("store", "ok", f"{len(paths)} files, {rows:,} rows, {total}"))
    return findings


def check_versions(requirements: Path = REQUIREMENTS) -> list[Finding]:
    """Checks that Python and the packages have the versions that were tested."""
    running = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info[:2] < OLDEST_PYTHON:
        wanted = ".".join(map(str, OLDEST_PYTHON))
        python = Finding("python", "fail", running, f"use Python {wanted} or newer")
    else:
        python = Finding("python", "ok", running)
    if not requirements.is_file():
        return [python, Finding("packages", "skipped", "there is no requirements.txt to compare")]
    pins = dict(_PIN.findall(requirements.read_text(encoding="utf-8")))
    installed = {name: _installed(name) for name in pins}
    missing = [name for name, found in installed.items() if found is None]
    others = [
        f"{name} {found}, pinned {pins[name]}"
        for name, found in installed.items()
        if found not in (None, pins[name])
    ]
    install = f"pip install -r {requirements}"
    if missing:
        found = f"not installed: {few(missing)}"
        return [python, Finding("packages", "fail", found, install, (*missing, *others))]
    if others:
        return [python, Finding("packages", "warn", few(others), install, tuple(others))]
    return [python, Finding("packages", "ok", f"all {len(pins)} as pinned")]


def size(count: float) -> str:
    """A number of bytes in a suitable unit."""
    for unit in ("bytes", "kB", "MB"):
        if count < 1000:
            return f"{count:.0f} {unit}"
        count /= 1000
    return f"{count:,.1f} GB"


def cache_bytes(settings: Settings) -> int:
    """Bytes of the page cache on disk, including its side files."""
    return sum(_bytes(path) for path in settings.data_dir.glob(f"{PAGES_FILE}*"))


def _look_into(path: Path) -> tuple[list[str], int]:
    """The problem that SQLite finds in a file, and its number of pages; reads only."""
    error: sqlite3.Error | None = None
    # In a folder that cannot be written, SQLite opens a file only as immutable.
    for mode in ("mode=ro", "immutable=1"):
        try:
            connection = sqlite3.connect(f"{path.as_uri()}?{mode}", uri=True, timeout=2.0)
        except sqlite3.OperationalError as refused:
            error = refused
            continue
        try:
            lines = [str(row[0]) for row in connection.execute("PRAGMA quick_check(10)")]
            faults = [line for line in lines if line != "ok"]
            begun = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'pages'")
            pages = 0
            if not faults and begun.fetchone():
                pages = connection.execute("SELECT count(*) FROM pages").fetchone()[0]
        except sqlite3.OperationalError as refused:
            error = refused
            continue
        finally:
            connection.close()
        return faults, pages
    assert error is not None
    raise error


def _set_aside(name: str, paths: list[Path]) -> Iterator[Finding]:
    there = [str(path) for path in paths if path.exists()]
    if there:
        found = f"{len(there)} damaged file{'' if len(there) == 1 else 's'} set aside: {few(there)}"
        advice = "look for what damaged it (disk, power cut), then delete it"
        yield Finding(name, "warn", found, advice, tuple(there))


def _bytes(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _installed(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
