"""Finds the Chromium of the browser tests, and installs one where there is none.

In this order: TINGBLIK_CHROMIUM, the PATH, Playwright's own; then apt (as root on Debian and
Ubuntu) and Playwright's download. `python scripts/chromium.py` says what it found or did.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
VARIABLE = "TINGBLIK_CHROMIUM"
APT_SECONDS = 600


def find_chromium() -> str | None:
    """The path of a Chromium that starts, or None. TINGBLIK_CHROMIUM alone counts where set."""
    if chosen := os.environ.get(VARIABLE):
        return chosen if works(chosen) else None
    for name in NAMES:
        path = shutil.which(name)
        if path and works(path):
            return path
    path = playwrights_own()
    return path if works(path) else None


def works(path: str) -> bool:
    """Whether this browser starts; a name on the PATH may be a stub that only prints advice."""
    try:
        return _run([path, "--version"], seconds=60) == 0
    except OSError:
        return False


def playwrights_own() -> str:
    """Where Playwright keeps its browser, whether or not it has been downloaded."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


def install_with_apt() -> bool:
    """Install Debian's Chromium; False where that is not possible."""
    if os.name != "posix" or os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    print("No Chromium found: installing it with apt-get", flush=True)
    install = ["apt-get", "install", "--yes", "-qq", "--no-install-recommends", "chromium"]
    return all(
        _run(command, seconds=APT_SECONDS) == 0
        for command in (["apt-get", "update", "-qq"], install)
    )


def install_with_playwright() -> bool:
    """Let Playwright download its Chromium; False where it cannot."""
    print("No Chromium found: Playwright downloads its own", flush=True)
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    if os.name == "posix" and os.geteuid() == 0 and shutil.which("apt-get"):
        command.append("--with-deps")
    return _run(command, seconds=APT_SECONDS) == 0


def _run(command: list[str], *, seconds: int) -> int:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        return subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment,
            timeout=seconds,
            check=False,
        ).returncode
    except subprocess.TimeoutExpired:
        return -1


def main() -> int:
    """Find or install a Chromium; 0 if there is one now."""
    path = find_chromium()
    if path is None and not os.environ.get(VARIABLE):
        for install in (install_with_apt, install_with_playwright):
            if install() and (path := find_chromium()):
                break
    if path is None:
        print(f"No Chromium that starts: set {VARIABLE}, or put one of {', '.join(NAMES)} on PATH")
        return 1
    print(f"Chromium for the browser tests: {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
