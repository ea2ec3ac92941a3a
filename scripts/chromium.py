"""Finds the Chromium of the browser tests, and installs one where there is none.

In this order: TINGBLIK_CHROMIUM, the PATH, Playwright's own; then apt (on Debian and Ubuntu) and
Playwright's download. `python -m scripts.chromium` says what it found or did.
"""

from __future__ import annotations

import os
import shutil
import sys
from functools import partial

from scripts.packages import install, succeeds

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
VARIABLE = "TINGBLIK_CHROMIUM"


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
    return succeeds([path, "--version"], seconds=60)


def playwrights_own() -> str:
    """Where Playwright keeps its browser, whether or not it has been downloaded."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


def install_with_playwright() -> bool:
    """Let Playwright download its Chromium; False where it cannot."""
    print("No Chromium found: Playwright downloads its own", flush=True)
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    if os.name == "posix" and os.geteuid() == 0 and shutil.which("apt-get"):
        command.append("--with-deps")
    return succeeds(command)


def main() -> int:
    """Find or install a Chromium; 0 if there is one now."""
    path = find_chromium()
    if path is None and not os.environ.get(VARIABLE):
        for attempt in (partial(install, ["chromium"]), install_with_playwright):
            if attempt() and (path := find_chromium()):
                break
    if path is None:
        print(f"No Chromium that starts: set {VARIABLE}, or put one of {', '.join(NAMES)} on PATH")
        return 1
    print(f"Chromium for the browser tests: {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
