"""Finds the servers that some tests run, and installs those that are missing.

Debian's and Ubuntu's packages, as root or where sudo asks for no password; none of them is started.
`python scripts/servers.py` says what it found or did.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

PACKAGES = {
    "redis-server": "redis-server",
    "haproxy": "haproxy",
    "nginx": "nginx-light",
    "promtool": "prometheus",
}
PLACES = ("/usr/local/sbin", "/usr/sbin", "/sbin")  # of servers; not on everybody's PATH
APT_SECONDS = 600
# A package would start its server, on a port that somebody may use.
INSTALL = """
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
    trap 'rm -f "$policy"' EXIT
    printf '#!/bin/sh\\nexit 101\\n' > "$policy"
    chmod +x "$policy"
fi
apt-get update -qq
apt-get install --yes -qq --no-install-recommends "$@"
"""


def find_server(name: str) -> str | None:
    """The path of a server, or None."""
    return shutil.which(name, path=os.pathsep.join([os.environ.get("PATH", ""), *PLACES]))


def missing() -> list[str]:
    """The servers that are not there."""
    return [name for name in PACKAGES if find_server(name) is None]


def install(names: list[str]) -> None:
    """Install the packages of these servers, where that is possible."""
    become = as_root()
    if become is None or not shutil.which("apt-get"):
        return
    packages = [PACKAGES[name] for name in names]
    print(f"Installing {', '.join(packages)} with apt-get", flush=True)
    command = [*become, "env", "DEBIAN_FRONTEND=noninteractive"]
    _succeeds([*command, "sh", "-c", INSTALL, "install", *packages])


def as_root() -> list[str] | None:
    """What goes before a command that root is to run, or None where we may not."""
    if os.name != "posix":
        return None
    if os.geteuid() == 0:
        return []
    sudo = ["sudo", "--non-interactive"]
    return sudo if shutil.which("sudo") and _succeeds([*sudo, "true"]) else None


def _succeeds(command: list[str]) -> bool:
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=APT_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def main() -> int:
    """Find or install the servers; 0 if all are there now."""
    if names := missing():
        install(names)
    if names := missing():
        packages = " ".join(PACKAGES[name] for name in names)
        print(f"Tests that need {', '.join(names)} are skipped: apt-get install {packages}")
        return 1
    print(f"Servers for the tests: {', '.join(map(str, map(find_server, PACKAGES)))}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
