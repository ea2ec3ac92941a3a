"""Runs every check one after the other and says at the end how each went.

`check.py` runs all of them, `check.py lint` leaves the tests out. A check that fails does not
stop the next one. The last line sums up the tests in pytest's own words.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PYTEST = (sys.executable, "-m", "pytest", "-q")
LINT = {
    "ruff check": (str(BIN / "ruff"), "check", "--output-format", "concise", "."),
    "ruff format": (str(BIN / "ruff"), "format", "--check", "--output-format", "concise", "."),
    "mypy": (str(BIN / "mypy"),),
    "import-linter": (str(BIN / "lint-imports"), "--no-logo"),
}
TESTS = {
    # A third process has work while the others wait for a server or a clock.
    "tests": (*PYTEST, "-n", "3", "-m", "not browser and not cluster"),
    "browser tests": (*PYTEST, "-n", "2", "-m", "browser and not cluster"),
    # Its processes need both processors.
    "cluster tests": (*PYTEST, "tests/cluster"),
}
SUMMARY = re.compile(r"^(?:=+ )?((?:\d+ [a-z]+(?:, )?)+) in [\d.]+s.*$")
COUNT = re.compile(r"(\d+) ([a-z]+)")
ORDER = ("failed", "passed", "skipped", "deselected", "xfailed", "xpassed", "warnings", "errors")


@dataclass(frozen=True)
class Result:
    """How one check went: its exit code, its time and the last line it wrote."""

    code: int
    seconds: float
    last: str


def main(arguments: list[str]) -> int:
    """Run the checks; 0 if all went well."""
    os.chdir(ROOT)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # every process would compile all code anew
    checks = dict(LINT)
    if arguments != ["lint"]:
        prepare_browser()
        prepare_servers()
        checks |= TESTS
    results = {name: run(name, command) for name, command in checks.items()}
    print("\n== result")
    for name, result in results.items():
        verdict = "ok" if result.code == 0 else f"FAILED (exit {result.code})"
        print(f"{name:<14} {verdict:<18} {result.seconds:6.1f} s  {result.last}")
    if totals := summed([r.last for r in results.values()]):
        seconds = sum(results[name].seconds for name in TESTS if name in results)
        print(f"==== {totals} in {seconds:.2f}s ====")
    return int(any(result.code for result in results.values()))


def run(name: str, command: tuple[str, ...]) -> Result:
    """Run one check, passing on what it writes as it comes."""
    print(f"\n== {name}", flush=True)
    begun, written = time.monotonic(), b""
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        assert process.stdout is not None
        while piece := os.read(process.stdout.fileno(), 8192):
            os.write(sys.stdout.fileno(), piece)
            written = (written + piece)[-8192:]
    lines = written.decode(errors="replace").split("\n")
    last = next((line.strip() for line in reversed(lines) if line.strip()), "")
    return Result(process.returncode, time.monotonic() - begun, last)


def summed(lines: list[str]) -> str:
    """The counts of pytest's closing lines added up, in pytest's own form; empty without any."""
    total: Counter[str] = Counter()
    for line in lines:
        if match := SUMMARY.match(line):
            for n, what in COUNT.findall(match[1]):
                total[{"error": "errors", "warning": "warnings"}.get(what, what)] += int(n)
    total.pop("deselected", None)  # each run leaves out what the other one runs
    return ", ".join(f"{total[what]} {what}" for what in ORDER if total[what])


def prepare_browser() -> None:
    """See to a Chromium for the browser tests; without one they skip, or fail where required."""
    prepare("browser", "scripts.chromium")


def prepare_servers() -> None:
    """See to the servers that some tests run; without one these skip, or fail under CI."""
    prepare("servers", "scripts.servers")


def prepare(name: str, module: str) -> None:
    """Run a script that finds or installs something, whether or not it succeeds."""
    print(f"== {name}", flush=True)
    subprocess.run([sys.executable, "-m", module], stdin=subprocess.DEVNULL, check=False)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
