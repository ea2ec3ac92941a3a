"""Streamlit servers for the browser tests: each its own process, port, data folder and log."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Self

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60
STOP_SECONDS = 10


class Server:
    """A process of ours that answers at `url`, once it does so at its address `well`.

    `command` gives Python's arguments for a port. Settings are given by name: `api_url`, `demo`,
    `lang` and so on; `more` are other variables. No TINGBLIK_ variable of the caller reaches it,
    and its data folder lies in `folder`.
    """

    def __init__(
        self,
        folder: Path,
        command: Callable[[int], list[str]],
        well: str = "/healthz",
        more: Mapping[str, str] = MappingProxyType({}),
        /,
        **settings: object,
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._well = well
        self._log_file = folder / "server.log"
        chosen = {"data_dir": folder / "data", **settings}
        environment = {k: v for k, v in os.environ.items() if not k.startswith("TINGBLIK_")}
        # Where Python keeps no compiled code, each start would compile the app's, as no other does.
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        environment |= {f"TINGBLIK_{k.upper()}": str(v) for k, v in chosen.items()}
        environment |= more
        with self._log_file.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, *command(self.port)],
                cwd=ROOT,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        try:
            self._wait_until_healthy()
        except BaseException:
            self.stop()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def pid(self) -> int:
        """The process, for tests that measure or kill it."""
        return self._process.pid

    @property
    def running(self) -> bool:
        """Whether the process is alive."""
        return self._process.poll() is None

    @property
    def log(self) -> str:
        """What the server has written so far."""
        return self._log_file.read_text(errors="replace")

    def end(self, seconds: float) -> int:
        """Ask the process to end and wait so long for it; its exit code."""
        self._process.terminate()
        return self._process.wait(seconds)

    def stop(self) -> None:
        """End the process; doing so twice does no harm."""
        self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _wait_until_healthy(self) -> None:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        deadline = time.monotonic() + START_SECONDS
        while self.running and time.monotonic() < deadline:
            try:
                with opener.open(f"{self.url}{self._well}", timeout=2) as answer:
                    if answer.read().strip() == b"ok":
                        return
            except (urllib.error.URLError, OSError):
                pass
            time.sleep(0.1)
        raise AssertionError(f"the server at {self.url} did not start:\n{self.log}")


class AppServer(Server):
    """The dashboard, by default as `streamlit run app.py` starts it."""

    def __init__(self, folder: Path, script: Path = ROOT / "app.py", **settings: object) -> None:
        super().__init__(folder, partial(streamlit_command, script), "/_stcore/health", **settings)


def streamlit_command(script: Path, port: int, **more: str) -> list[str]:
    """What runs a script with Streamlit on a port; `more` are options of its `server`."""
    options = {
        "server.port": port,
        "server.address": "127.0.0.1",
        "server.headless": "true",
        "browser.gatherUsageStats": "false",
        **{f"server.{name}": value for name, value in more.items()},
    }
    return ["-m", "streamlit", "run", str(script), *(f"--{k}={v}" for k, v in options.items())]


def plain_command(port: int) -> list[str]:
    """What runs app.py as a host does that looks for no application in it."""
    options = {"server.port": port, "server.address": "127.0.0.1", "server.headless": True}
    run = f"b.load_config_options({options!r}); b.run('app.py', False, [], {{}})"
    return ["-c", f"from streamlit.web import bootstrap as b; {run}"]


def free_port() -> int:
    """A port on loopback that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
