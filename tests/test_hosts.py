"""Hosts that install requirements.txt themselves: Python 3.11 to 3.13, wheels for glibc 2.31."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.browser.servers import free_port

ROOT = Path(__file__).parents[1]
OURS = f"{sys.version_info.major}.{sys.version_info.minor}"
LINUX = [f"manylinux_2_{minor}_x86_64" for minor in range(5, 32)]
LINUX += ["manylinux2014_x86_64", "manylinux2010_x86_64", "manylinux1_x86_64"]
NO_INDEX = re.compile(
    r"NewConnectionError|ConnectionError|NameResolutionError|ConnectTimeout|Max retries|Tunnel"
)


def install(version: str, *options: str) -> None:
    """Let pip choose what such a host would install; skips where no index answers."""
    command = [
        sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
        "--no-input", "--retries", "0", "--timeout", "15", "--only-binary=:all:",
        "--python-version", version, *(f"--platform={name}" for name in LINUX),
        *options, "--requirement", str(ROOT / "requirements.txt"),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, timeout=110, check=False)
    if done.returncode and NO_INDEX.search(done.stderr):
        pytest.skip("no package index answers")
    assert done.returncode == 0, done.stderr


def python(version: str) -> str | None:
    """A Python of that version that starts, or None."""
    places = [shutil.which(f"python{version}")]
    places += map(str, sorted(Path.home().glob(f".pyenv/versions/{version}.*/bin/python")))
    for place in places:
        if (
            place
            and subprocess.run([place, "-V"], capture_output=True, check=False).returncode == 0
        ):
            return place
    return None


def answered(interpreter: str, folder: Path, packages: Path) -> str:
    """Nothing where the app answers on that Python with these packages, else its log."""
    port = free_port()
    environment = {
        name: os.environ[name] for name in ("HOME", "LANG", "PATH") if name in os.environ
    }
    environment |= {"PYTHONPATH": str(packages), "PYTHONDONTWRITEBYTECODE": "1"}
    environment |= {"TINGBLIK_DATA_DIR": str(folder), "TINGBLIK_DEMO": "always"}
    command = [interpreter, "-m", "streamlit", "run", "app.py", "--server.headless=true",
               f"--server.port={port}", "--server.address=127.0.0.1"]  # fmt: skip
    with (
        (folder / "log").open("wb") as log,
        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log) as process,
    ):
        try:
            for _ in range(300):
                try:
                    # The routes answer, and with them all of core that they import.
                    address = f"http://127.0.0.1:{port}/api/v1/"
                    with urllib.request.urlopen(address, timeout=5) as answer:
                        assert answer.status == 200
                        return ""
                except (urllib.error.URLError, OSError):
                    time.sleep(0.2)
                if process.poll() is not None:
                    break
        finally:
            process.kill()
    return f"it did not start: {(folder / 'log').read_text()}"


@pytest.mark.parametrize("version", ["3.11", "3.12", "3.13"])
def test_requirements__are_there_as_wheels_for_an_old_host(version: str, tmp_path: Path) -> None:
    interpreter = python(version) if version != OURS else None
    packages = tmp_path / "site-packages"  # else Streamlit thinks that it is being developed
    if interpreter is None:  # all other tests run on ours
        install(version, "--dry-run", f"--target={packages}")
        return
    install(version, "--no-compile", f"--target={packages}")
    assert answered(interpreter, tmp_path, packages) == ""
    shutil.rmtree(packages)
