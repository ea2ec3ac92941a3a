"""Runs commands in this process, or in one of their own, against a stand-in."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from core.__main__ import main
from core.settings import variable
from core.standin.serve import Standin
from core.store.store import Store, store_root
from core.telemetry import Telemetry, configure_log

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Result:
    code: int
    out: bytes
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.decode().splitlines()


Command = Callable[..., Result]
Started = Callable[..., subprocess.Popen[bytes]]


@pytest.fixture
def api(tiny_api: Standin) -> Standin:
    """What the commands ask; a module that wants another parliament says so."""
    return tiny_api


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def store(api: Standin, data_dir: Path) -> Store:
    """The store that the commands fill."""
    return Store(store_root(data_dir, api.url), Telemetry())


@pytest.fixture
def environment(api: Standin, data_dir: Path) -> dict[str, str]:
    """The settings of the commands: the stand-in, impatient and without politeness."""
    values: dict[str, Any] = {
        "api_url": api.url,
        "data_dir": data_dir,
        "max_rps": 10_000,
        "retries": 0,
        "read_timeout": 5,
        "total_timeout": 10,
    }
    return {variable(name): str(value) for name, value in values.items()}


@pytest.fixture
def command(
    environment: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    capsysbinary: pytest.CaptureFixture[bytes],
) -> Iterator[Command]:
    """`command("fetch", "Sag", max_rps=5)` -> how it ended, run in this process."""
    for name in [name for name in os.environ if name.startswith("TINGBLIK_")]:
        monkeypatch.delenv(name)

    def run(*words: str | Path, **settings: Any) -> Result:
        changed = {variable(name): str(value) for name, value in settings.items()}
        for name, value in (environment | changed).items():
            monkeypatch.setenv(name, value)
        capsysbinary.readouterr()
        try:
            code = main([str(word) for word in words])
        except SystemExit as leaving:  # argparse
            code = int(leaving.code or 0)
        captured = capsysbinary.readouterr()
        return Result(code, captured.out, captured.err.decode())

    yield run
    configure_log("INFO")


@pytest.fixture
def start(environment: dict[str, str]) -> Iterator[Started]:
    """`start("fetch", "Sag")` -> the command in a process of its own, ended with the test."""
    running: list[subprocess.Popen[bytes]] = []

    def begin(*words: str, **pipes: Any) -> subprocess.Popen[bytes]:
        others = {k: v for k, v in os.environ.items() if not k.startswith("TINGBLIK_")}
        process = subprocess.Popen(
            [sys.executable, "-m", "core", *words],
            cwd=ROOT,
            env=others | environment,
            **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | pipes,
        )
        running.append(process)
        return process

    yield begin
    for process in running:
        process.kill()
        process.communicate()
