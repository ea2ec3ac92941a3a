"""Every benchmark runs to its end on few rows. How fast is not asked here."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.measure import at_least, at_most, percentile

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize(
    ("script", "sentence"),
    [
        ("fetch", "time over the ideal"),
        ("read", "store over bare read_parquet"),
        ("csv_export", "over bare write_csv"),
        ("growth", "growth over the rows"),
        ("analysis", "party agreement over everything"),
        ("routes", "all ballots, route over disk"),
        ("small_host", "first useful content"),
        pytest.param(
            "cases",
            "search over all cases",
            marks=[pytest.mark.browser, pytest.mark.timeout(300)],
        ),
        pytest.param(
            "pages",
            "filter change over all sessions",
            marks=[pytest.mark.browser, pytest.mark.timeout(300)],
        ),
    ],
)
def test_quick__prints_its_targets_and_passes(script: str, sentence: str) -> None:
    command = [sys.executable, "-m", f"benchmarks.{script}", "--quick"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert sentence in done.stdout
    assert "A quick run" in done.stdout


def test_target__is_reached_on_its_own_side() -> None:
    assert at_least("speed", 4, 3.5).reached
    assert not at_least("speed", 3.4, 3.5).reached
    assert at_most("time", 1.5, 1.5).reached
    assert not at_most("time", 1.51, 1.5).reached


def test_percentile__is_a_value_that_was_measured() -> None:
    assert percentile([3.0, 1.0, 2.0], 0.5) == 2.0
    assert percentile(list(map(float, range(1, 101))), 0.95) == 95.0
    assert percentile([7.0], 0.95) == 7.0
