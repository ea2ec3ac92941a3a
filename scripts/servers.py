"""Finds the servers that some tests run, and installs those that are missing.

None of them is started. `python -m scripts.servers` says what it found or did.
"""

from __future__ import annotations

import os
import shutil
import sys

from scripts.packages import install

PACKAGES = {
    "redis-server": "redis-server",
    "haproxy": "haproxy",
    "nginx": "nginx-light",
    "promtool": "prometheus",
}
PLACES = ("/usr/local/sbin", "/usr/sbin", "/sbin")  # of servers; not on everybody's PATH


def find_server(name: str) -> str | None:
    """The path of a server, or None."""
    return shutil.which(name, path=os.pathsep.join([os.environ.get("PATH", ""), *PLACES]))


def missing() -> list[str]:
    """The servers that are not there."""
    return [name for name in PACKAGES if find_server(name) is None]


def main() -> int:
    """Find or install the servers; 0 if all are there now."""
    if names := missing():
        install([PACKAGES[name] for name in names])
    if names := missing():
        packages = " ".join(PACKAGES[name] for name in names)
        print(f"Tests that need {', '.join(names)} are skipped: apt-get install {packages}")
        return 1
    print(f"Servers for the tests: {', '.join(map(str, map(find_server, PACKAGES)))}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
