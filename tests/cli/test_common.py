"""How commands end, and what they say."""

from __future__ import annotations

import logging
import subprocess
import sys
from pathlib import Path

import pytest

from core.__main__ import COMMANDS
from core.cli.common import Failed, WrongUse, guarded, one_line, prepare
from core.errors import NotReachable, QueryError, SettingsError, TingblikError
from core.telemetry import configure_log
from tests.cli.conftest import ROOT, Command, Started


@pytest.fixture(autouse=True)
def _log() -> None:
    configure_log("WARNING")


@pytest.mark.parametrize("name", ["fetch", "doctor", "status", "standin"])
def test_help__has_an_example(command: Command, name: str) -> None:
    result = command(name, "--help")
    assert result.code == 0
    assert f"example:\n  python -m core {name} " in result.out.decode()


def test_main__no_command_is_wrong_use(command: Command) -> None:
    assert command().code == 2
    assert command("nosuch").code == 2
    assert "example" in command("--help").out.decode()


def test_main__says_what_there_is_without_loading_it() -> None:
    code = (
        "import sys; from core.__main__ import main\n"
        "try: main(['--help'])\n"
        "finally: assert not {'polars', 'requests', 'numpy', 'core.cli'} & set(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert (done.returncode, done.stderr) == (0, "")
    assert all(f" {name} " in done.stdout for name in COMMANDS)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (WrongUse("so"), 2),
        (QueryError("so"), 2),
        (SettingsError("so"), 2),
        (Failed("so"), 1),
        (NotReachable("so"), 1),
        (TingblikError("so"), 1),
        (ValueError("so"), 1),
        (KeyboardInterrupt(), 1),
    ],
)
def test_guarded__exit_codes(
    capsys: pytest.CaptureFixture[str], error: BaseException, code: int
) -> None:
    def fail() -> int:
        raise error

    assert guarded(fail) == code
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "so" in captured.err or captured.err == "Stopped.\n"
    assert "Traceback" not in captured.err


def test_guarded__the_traceback_of_the_unexpected_only_for_debug(
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure_log("DEBUG")
    assert guarded(lambda: 1 // 0) == 1
    err = capsys.readouterr().err
    assert err.startswith("error: unexpected ZeroDivisionError: ")
    assert "Traceback" in err


def test_one_line__obeys_nothing() -> None:
    assert one_line("a\n b\x1b[31m\u009bc\u202ed") == "a b [31m c d"


@pytest.mark.parametrize(
    ("env", "level"), [({}, "WARNING"), ({"TINGBLIK_LOG_LEVEL": "info"}, "INFO")]
)
def test_prepare__is_quiet_unless_told_otherwise(env: dict[str, str], level: str) -> None:
    prepare(env)
    assert logging.getLogger("tingblik").level == logging.getLevelName(level)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a system without /dev/full")
@pytest.mark.parametrize("words", [("fetch", "Stemme"), ("status", "--json")])
def test_stdout__a_full_disk_is_said_in_a_line(start: Started, words: tuple[str, ...]) -> None:
    with Path("/dev/full").open("wb") as full:
        process = start(*words, stdout=full)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 1
    assert said.decode().splitlines()[-1] == "error: stdout was not written: the disk is full"


@pytest.mark.parametrize("port", ["99999", "-1", "http"])
def test_standin__a_port_that_cannot_be(command: Command, port: str) -> None:
    result = command("standin", f"--port={port}")
    assert result.code == 2
    assert f"not a port from 0 to 65535: '{port}'" in result.err
