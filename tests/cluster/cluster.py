"""All of deploy/ as processes on loopback: S3, Redis, HAProxy, a writer, webs with own disks.

The parliament is invented and served in the test's own process, which changes its rows.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any, Self

import boto3
import polars as pl

from core.standin.demo import build_demo
from core.standin.serve import Standin
from tests.browser.servers import ROOT, free_port, streamlit_command
from tests.certificates import make_certificate
from tests.makers.programs import Redis, program
from tests.makers.s3 import s3_command, s3_variables

BUCKET = "tingblik"
PATIENCE = 60.0
_TRUST = ssl.create_default_context()  # with the proxy's certificate, once it is made


def until(true: Callable[[], object], what: str, seconds: float = PATIENCE) -> None:
    """Wait until something is so."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"not within {seconds:.0f} s: {what}"
        time.sleep(0.1)


def get(url: str, seconds: float = 10) -> tuple[int, str]:
    """Status and text of an answer; 0 where none came."""
    try:
        with urllib.request.urlopen(url, timeout=seconds, context=_TRUST) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
    except OSError:
        return 0, ""


class Process:
    """One of ours that is started again at the same port, with the same folder."""

    def __init__(
        self, folder: Path, command: Callable[[int], list[str]], variables: Mapping[str, str]
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.data = folder / "data"
        self._log = folder / "log"
        self._command = [sys.executable, *command(self.port)]
        others = {k: v for k, v in os.environ.items() if not k.startswith(("TINGBLIK_", "AWS_"))}
        self._variables = {**others, **variables, "TINGBLIK_DATA_DIR": str(self.data)}
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> Self:
        """Start it; `ready` waits for it."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command, cwd=ROOT, env=self._variables, stdin=subprocess.DEVNULL,
                stdout=log, stderr=log,
            )  # fmt: skip
        return self

    def ready(self, path: str = "/readyz") -> None:
        """Wait until it answers there that all is well."""
        until(lambda: get(self.url + path)[0] == 200, f"{path} of {self.port}:\n{self.log[-2000:]}")

    @property
    def log(self) -> str:
        """What it has written so far."""
        return self._log.read_text(errors="replace")

    def send(self, number: int) -> None:
        """Send a signal; does nothing where it is gone."""
        if self._process is not None:
            self._process.send_signal(number)

    def end(self, number: int = signal.SIGKILL) -> None:
        """End it and wait for that."""
        self.send(number)
        if self._process is not None:
            self._process.wait(PATIENCE)


class Cluster:
    """A writer, two webs and their servers. A context manager."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open = ExitStack()

    def __enter__(self) -> Self:
        try:
            self._start(self._open.enter_context)
        except BaseException:
            self._open.close()
            raise
        return self

    def __exit__(self, *exception: object) -> None:
        self._open.close()

    def _start(self, enter: Callable[[Any], Any]) -> None:
        haproxy = program("haproxy")
        self.api = enter(Standin(build_demo("small")))
        (self._folder / "redis").mkdir()
        self.redis = enter(Redis(self._folder / "redis"))
        self.s3 = self._process("s3", s3_command, {})
        self.s3.start()
        store = s3_variables(self.s3.url)
        settings = {
            "API_URL": self.api.url,
            "STORE_URL": f"s3://{BUCKET}/copy",
            "REDIS_URL": self.redis.url,
            "SHARE_OF": 3,
            "MAX_RPS": 500,
            "DEMO": "never",
            "LANG": "da",
            "FOLLOW_SECONDS": 1,
            "SYNC_MINUTES": 0.03,
            "SITTING_MINUTES": 0.03,
            "NIGHT_MINUTES": 0.03,
        }
        self._variables = {f"TINGBLIK_{k}": str(v) for k, v in settings.items()} | store
        until(lambda: get(self.s3.url)[0], "the S3 server")
        self.bucket = boto3.client(
            "s3", endpoint_url=self.s3.url, region_name="us-east-1",
            aws_access_key_id="example", aws_secret_access_key="example",
        )  # fmt: skip
        self.bucket.create_bucket(Bucket=BUCKET)
        self.writer = self.another_writer("writer")
        self.webs = [self._process(f"web{n}", self._web, {"TINGBLIK_ROLE": "web"}) for n in (1, 2)]
        for web in self.webs:
            web.start()
        self._proxy(enter, haproxy)
        for web in self.webs:
            web.ready()
        until(lambda: get(f"{self.url}/readyz")[0] == 200, "a web behind HAProxy")

    def another_writer(self, name: str) -> Process:
        """Another writer, started, with a disk of its own."""
        command = ["-m", "core", "writer", "--port"]
        return self._process(name, lambda port: [*command, str(port)], {}).start()

    @staticmethod
    def _web(port: int) -> list[str]:
        return streamlit_command(ROOT / "app.py", port)

    def _process(
        self, name: str, command: Callable[[int], list[str]], more: Mapping[str, str]
    ) -> Process:
        variables = {**getattr(self, "_variables", {}), **more}
        made = Process(self._folder / name, command, variables)
        self._open.callback(made.end)
        return made

    def _proxy(self, enter: Callable[[Any], Any], haproxy: str) -> None:
        key, certificate = make_certificate(self._folder)
        _TRUST.load_verify_locations(certificate)
        both = self._folder / "both.pem"
        both.write_bytes(key.read_bytes() + certificate.read_bytes())
        self._socket = self._folder / "haproxy"
        port = free_port()
        self.url = f"https://127.0.0.1:{port}"
        variables = {
            "WEB_1": f"127.0.0.1:{self.webs[0].port}",
            "WEB_2": f"127.0.0.1:{self.webs[1].port}",
            "HTTP_PORT": str(free_port()),
            "HTTPS_PORT": str(port),
            "STATS_PORT": str(free_port()),
            "STATS_SOCKET": str(self._socket),
            "CERTIFICATE": str(both),
        }
        with (self._folder / "haproxy.log").open("wb") as log:
            running = enter(
                subprocess.Popen(
                    [haproxy, "-db", "-f", str(ROOT / "deploy" / "haproxy.cfg")],
                    env={**os.environ, **variables}, stdout=log, stderr=log,
                )
            )  # fmt: skip
        self._open.callback(running.kill)

    def tell_proxy(self, *commands: str) -> str:
        """Say something on HAProxy's socket, as an operator does."""
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(str(self._socket))
            line.sendall("; ".join(commands).encode() + b"\n")
            return line.makefile().read()

    def change(self, note: str) -> int:
        """Have Parliament change the note of its newest vote with ballots; gives the vote."""
        votes = self.api.tables["Afstemning"]
        newest = votes.filter(pl.col("id") == self.api.tables["Stemme"]["afstemningid"].max())
        later = votes["opdateringsdato"].max() + timedelta(seconds=1)
        self.api.update(
            "Afstemning",
            newest.with_columns(kommentar=pl.lit(note), opdateringsdato=pl.lit(later)),
        )
        return int(newest["id"].item())

    def shows(self, web: Process, vote: int, note: str) -> bool:
        """Whether a web tells that note of the vote."""
        status, text = get(f"{web.url}/api/v1/votes/{vote}.json")
        return status == 200 and note in json.dumps(json.loads(text), ensure_ascii=False)

    def arrives(self, note: str, seconds: float = PATIENCE) -> None:
        """Have Parliament change a vote, and wait until each web tells it."""
        self.wait_for(self.change(note), note, seconds)

    def wait_for(self, vote: int, note: str, seconds: float = PATIENCE) -> None:
        """Wait until each web tells that note of the vote."""
        for web in self.webs:
            until(lambda web=web: self.shows(web, vote, note), f"{note!r} on {web.port}", seconds)

    def files(self, table: str) -> list[str]:
        """The files of a table in the shared store, the newest last."""
        pages = self.bucket.get_paginator("list_objects_v2").paginate(Bucket=BUCKET)
        found = [file for page in pages for file in page.get("Contents", [])]
        found = [f for f in found if f"/{table}/" in f["Key"] and f["Key"].endswith(".parquet")]
        return [file["Key"] for file in sorted(found, key=lambda file: file["LastModified"])]

    def forget(self, web: Process) -> None:
        """Take a web's disk away, while it is stopped."""
        shutil.rmtree(web.data)
