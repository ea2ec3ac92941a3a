"""The command line and the handle."""

from __future__ import annotations

import argparse
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from core.standin.serve import Standin, add_arguments, run
from tests.standin.tiny import tiny_parliament


def parsed(*words: str) -> argparse.Namespace:
    """The arguments of the command."""
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return parser.parse_args(words)


def test_standin__listens_on_loopback_only_and_stops() -> None:
    with Standin(tiny_parliament()) as api:
        assert api.url == f"http://127.0.0.1:{api.port}/api/"
        assert requests.get(api.url + "Periode", timeout=10).status_code == 200
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", api.port), timeout=10)
    api.stop()


def test_standin__takes_a_given_port() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with Standin({}, port=port) as api:
        assert api.port == port


def test_add_arguments__defaults_and_faults() -> None:
    args = parsed()
    assert (args.data, args.latency_ms, args.scale) == (None, 0, "small")
    assert args.fault.rules == ()
    assert parsed("--fault", "503=0.5").fault.rules[0].rate == 0.5


def test_add_arguments__a_wrong_fault_is_wrong_use(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as leaving:
        parsed("--fault", "nosuch")
    assert leaving.value.code == 2
    assert "nosuch" in capsys.readouterr().err


def test_run__says_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(parsed("--data", str(tmp_path / "nowhere"))) == 1
    assert "nowhere" in capsys.readouterr().err
    (tmp_path / "Sag.jsonl").write_text("{")
    assert run(parsed("--data", str(tmp_path))) == 1
    assert "Sag.jsonl" in capsys.readouterr().err


def test_run__a_taken_port(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert run(parsed("--data", str(tmp_path), "--port", str(taken.getsockname()[1]))) == 1
    assert "in use" in capsys.readouterr().err


def test_run__serves_a_folder_until_interrupted(tmp_path: Path) -> None:
    (tmp_path / "Sag.jsonl").write_text('{"id": 7, "titel": "Sag syv"}')
    code = (
        "import argparse, sys; from core.standin.serve import add_arguments, run;"
        "p = argparse.ArgumentParser(); add_arguments(p); sys.exit(run(p.parse_args()))"
    )
    command = [sys.executable, "-c", code, "--data", str(tmp_path), "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            line = process.stderr.readline()
            assert line.startswith("Serving 1 rows at http://127.0.0.1:")
            url = line.split()[4]
            rows = requests.get(url + "Sag", timeout=10).json()["value"]
            assert rows[0]["titel"] == "Sag syv"
        finally:
            process.terminate()
