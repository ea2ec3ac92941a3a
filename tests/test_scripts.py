"""The scripts behind `make`."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts import servers
from scripts.check import summed
from scripts.chromium import VARIABLE, find_chromium, works


@pytest.mark.parametrize(
    ("lines", "total"),
    [
        (
            ["412 passed, 2 skipped, 30 deselected in 61.20s (0:01:01)", "30 passed in 90.11s"],
            "442 passed, 2 skipped",
        ),
        (
            ["== 1 failed, 3 passed, 1 warning in 2.3s ==", "1 error in 0.1s"],
            "1 failed, 3 passed, 1 warnings, 1 errors",
        ),
        (["Success: no issues found in 66 source files", "4 passed in 0.10s"], "4 passed"),
        (["Success: no issues found in 66 source files", ""], ""),
    ],
)
def test_summed__adds_up_the_closing_lines_of_pytest(lines: list[str], total: str) -> None:
    assert summed(lines) == total


def program(folder: Path, name: str, code: int) -> Path:
    path = folder / name
    path.write_text(f"#!/bin/sh\nexit {code}\n")
    path.chmod(0o755)
    return path


def test_works__tells_a_program_from_a_stub_and_from_nothing(tmp_path: Path) -> None:
    assert works(str(program(tmp_path, "good", 0)))
    assert not works(str(program(tmp_path, "stub", 127)))
    assert not works(str(tmp_path / "missing"))


def test_find_chromium__passes_over_a_stub_on_the_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path, "chromium", 1)
    good = program(tmp_path, "google-chrome", 0)
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_chromium() == str(good)


def test_find_chromium__takes_only_the_one_that_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, str(program(tmp_path, "mine", 0)))
    assert find_chromium() == str(tmp_path / "mine")
    monkeypatch.setenv(VARIABLE, str(tmp_path / "missing"))
    assert find_chromium() is None


def test_servers__missing_ones_are_named_where_nothing_can_install_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("redis-server", "haproxy"):
        program(tmp_path, name, 0)
    program(tmp_path, "sudo", 1)  # it asks for a password
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(servers, "PLACES", ())
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    assert servers.main() == 1
    assert "need nginx, promtool are skipped: apt-get install nginx-light prometheus" in (
        capsys.readouterr().out
    )


def test_servers__are_installed_with_sudo_and_not_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("redis-server", "haproxy", "nginx", "apt-get"):
        program(tmp_path, name, 0)
    asked = tmp_path / "asked"
    sudo = program(tmp_path, "sudo", 0)
    sudo.write_text(
        f'#!/bin/sh\necho "$@" >> {asked}\ntest "$2" = true && exit\n'
        f": > {tmp_path}/promtool; /bin/chmod +x {tmp_path}/promtool\n"
    )
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(servers, "PLACES", ())
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    assert servers.main() == 0
    assert "policy-rc.d" in asked.read_text()
    assert asked.read_text().rstrip().endswith("install prometheus")
