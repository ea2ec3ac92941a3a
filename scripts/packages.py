"""Installs packages of Debian and Ubuntu, as root or where sudo asks for no password."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence

_SECONDS = 600
# A package of a server would start it, on a port that somebody may use.
_INSTALL = """
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
    trap 'rm -f "$policy"' EXIT
    printf '#!/bin/sh\\nexit 101\\n' > "$policy"
    chmod +x "$policy"
fi
apt-get update -qq
apt-get install --yes -qq --no-install-recommends "$@"
"""


def install(packages: Sequence[str]) -> bool:
    """Install packages and start none of them; False where that is not possible."""
    become = as_root()
    if become is None or not shutil.which("apt-get"):
        return False
    print(f"Installing {', '.join(packages)} with apt-get", flush=True)
    command = [*become, "env", "DEBIAN_FRONTEND=noninteractive"]
    return succeeds([*command, "sh", "-c", _INSTALL, "install", *packages])


def as_root() -> list[str] | None:
    """What goes before a command that root is to run, or None where we may not."""
    if os.name != "posix":
        return None
    if os.geteuid() == 0:
        return []
    sudo = ["sudo", "--non-interactive"]
    return sudo if shutil.which("sudo") and succeeds([*sudo, "true"]) else None


def succeeds(command: Sequence[str], seconds: float = _SECONDS) -> bool:
    """Whether a command starts and ends well in that time; what it writes is not shown."""
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=seconds,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
