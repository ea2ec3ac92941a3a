"""Progress: lines that come seldom enough, and a bar on a terminal."""

from __future__ import annotations

import io

import pytest

from core.cli.progress import Bar, Lines, Nothing, display
from core.oda.client import Progress
from tests.makers.clocks import StandingClock


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def lines_of(reports: list[tuple[float, int]], capsys: pytest.CaptureFixture[str]) -> list[str]:
    clock = StandingClock(0.0)
    with Lines("Sag", clock) as shown:
        for at, rows in reports:
            clock.now = at
            shown(Progress(rows // 100, rows, 10_000))
    return capsys.readouterr().err.splitlines()


def test_lines__none_for_what_is_quick(capsys: pytest.CaptureFixture[str]) -> None:
    assert lines_of([(0.1 * k, 200 * k) for k in range(50)], capsys) == []


def test_lines__at_most_one_in_five_seconds(capsys: pytest.CaptureFixture[str]) -> None:
    said = lines_of([(1.0 * k, 500 * k) for k in range(1, 21)], capsys)
    assert said == [f"Sag: {rows:,} of 10,000 rows" for rows in (2500, 5000, 7500, 10_000)]


def test_lines__a_slow_fetch_speaks_every_tenth_or_minute(
    capsys: pytest.CaptureFixture[str],
) -> None:
    said = lines_of([(10.0 * k, 10 * k) for k in range(1, 25)], capsys)
    assert said == [f"Sag: {rows} of 10,000 rows" for rows in (60, 120, 180, 240)]


def test_lines__unknown_total(capsys: pytest.CaptureFixture[str]) -> None:
    clock = StandingClock(0.0)
    shown = Lines("Sag", clock)
    clock.now = 6.0
    shown(Progress(1, 100, None))
    assert capsys.readouterr().err == "Sag: 100 of ? rows\n"


def test_display__bar_on_a_terminal_lines_elsewhere_nothing_when_quiet(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert isinstance(display("Sag", quiet=False), Lines)
    monkeypatch.setattr("sys.stderr", Terminal())
    monkeypatch.setenv("TERM", "dumb")
    assert isinstance(display("Sag", quiet=False), Lines)
    monkeypatch.setenv("TERM", "xterm")
    assert isinstance(display("Sag", quiet=False), Bar)
    assert type(display("Sag", quiet=True)) is Nothing


def test_bar__shows_rows_and_cleans_up(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    with Bar("Sag") as shown:
        assert terminal.getvalue() == ""  # nothing before the first page: a question may come
        shown(Progress(1, 100, 500))
        shown(Progress(5, 500, 500))
    assert "500/500" in terminal.getvalue()
