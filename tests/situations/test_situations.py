"""Situations, each on a real server: one verdict with the same words in all four places.

The places are `doctor` (last line), `status` (first line), the sidebar and `/status`.
"""

from __future__ import annotations

import os
import shutil
import socket
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core.__main__ import main
from core.service import close_service
from core.settings import variable
from core.standin.serve import Standin
from core.telemetry import configure_log
from core.ui.shell.context import service
from tests.certificates import untrusted_context
from tests.oda.fake_server import FakeServer, answer, running
from tests.standin.tiny import tiny_parliament
from tests.ui.opening import route_as_the_app

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.faults


@dataclass(frozen=True)
class Situation:
    """What is served: a stand-in whose faults begin after a first good fetch, or something else."""

    state: str
    danish: str
    english: str
    code: int
    faults: str = ""
    latency_ms: int = 0
    replies: Callable[[FakeServer], None] | None = None
    tls: bool = False
    closed: bool = False
    fetch: int = 1  # the exit code of a fetch
    settings: dict[str, Any] = field(default_factory=dict)


Begin = Callable[[Path, ExitStack, pytest.MonkeyPatch], None]
"""Makes a data folder one that nothing can be kept in."""


def _replies(*replies: bytes) -> Callable[[FakeServer], None]:
    def set_them(server: FakeServer) -> None:
        server.replies = list(replies)

    return set_them


SITUATIONS = {
    "well": Situation(
        "well",
        "Alt er i orden: Folketingets server svarer, og Tingblik virker",
        "All is well: Parliament's server answers, and Tingblik works",
        0,
        fetch=0,
    ),
    "down": Situation(
        "down",
        "Folketingets server svarer ikke",
        "Parliament's server does not answer",
        1,
        closed=True,
    ),
    "hang": Situation(
        "timeout",
        "Folketingets server svarer ikke i tide",
        "Parliament's server does not answer in time",
        1,
        faults="hang",
        settings={"read_timeout": 1, "total_timeout": 2},
    ),
    "slow": Situation(
        "slow",
        "Folketingets server svarer langsomt",
        "Parliament's server answers slowly",
        0,
        latency_ms=2_100,
        fetch=0,
    ),
    "html": Situation(
        "nonsense",
        "Folketingets server sender noget andet end data",
        "Parliament's server sends something other than data",
        1,
        faults="html",
    ),
    "failing": Situation(
        "failing",
        "Folketingets server melder om fejl",
        "Parliament's server reports errors",
        1,
        faults="500",
    ),
    "busy": Situation(
        "busy",
        "Folketingets server beder os vente",
        "Parliament's server asks us to wait",
        1,
        faults="429",
    ),
    "401": Situation(
        "refusing",
        "Folketingets server lukker os ikke ind",
        "Parliament's server does not let us in",
        1,
        replies=_replies(answer(status="401 Unauthorized")),
    ),
    "403": Situation(
        "refusing",
        "Folketingets server lukker os ikke ind",
        "Parliament's server does not let us in",
        1,
        replies=_replies(answer(b"<html>no</html>", status="403 Forbidden", kind="text/html")),
    ),
    "web server": Situation(
        "wrong_address",
        "TINGBLIK_API_URL er ikke adressen på Folketingets åbne data",
        "TINGBLIK_API_URL is not the address of Parliament's open data",
        1,
        replies=_replies(answer(b"<html>hello</html>", kind="text/html")),
    ),
    "certificate": Situation(
        "untrusted",
        "Certifikatet på Folketingets server er ikke til at stole på",
        "The certificate of Parliament's server is not trusted",
        1,
        replies=_replies(answer()),
        tls=True,
    ),
}


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Places]]:
    """`places(situation)` -> the four places, on a server of that situation."""
    with ExitStack() as stack:

        def begin(situation: Situation) -> Places:
            url, trouble = _served(situation, stack, tmp_path)
            values: dict[str, Any] = {
                "api_url": url,
                "data_dir": tmp_path / "data",
                "max_rps": 10_000,
                "retries": 0,
                "demo": "never",
                "sync_minutes": 0,
                "log_level": "ERROR",
                "connect_timeout": 2,
            }
            for name in [name for name in os.environ if name.startswith("TINGBLIK_")]:
                monkeypatch.delenv(name)  # doctor looks twice at what is no setting
            for name, value in (values | situation.settings).items():
                monkeypatch.setenv(variable(name), str(value))
            # The process that runs the tests may be past what raises an alert.
            for module in ("core.service", "core.metrics"):
                monkeypatch.setattr(f"{module}.resident_bytes", lambda: 200_000_000)
            route_as_the_app(monkeypatch)
            return Places(trouble)

        yield begin
    close_service()
    configure_log("INFO")


@dataclass(frozen=True)
class Places:
    """Where the verdict is told; `trouble` makes the situation begin."""

    trouble: Callable[[], None]

    def command(self, capture: pytest.CaptureFixture[bytes], *words: str) -> tuple[int, list[str]]:
        """The exit code of a command and its lines."""
        capture.readouterr()
        code = main(list(words))
        return code, capture.readouterr().out.decode().splitlines()

    def page(self) -> tuple[str, str, str]:
        """The sidebar's headline, and title and text of the verdict of `/status`."""
        close_service()
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        app.query_params["lang"] = "da"
        app.session_state["_panel_open"] = True
        app.run()
        app.switch_page("pages/status.py")
        for _ in range(60):
            app.run()
            jobs = service().jobs
            if not jobs.active():
                break
            while jobs.active():
                threading.Event().wait(0.02)
        app.run()
        assert not app.exception
        head = str(app.sidebar.markdown[0].value)
        (box,) = [box for box in (*app.warning, *app.info) if box.proto.title]
        close_service()
        return head, box.proto.title, str(box.value)


@pytest.mark.parametrize("name", SITUATIONS)
def test_situation__the_same_verdict_in_all_four_places(
    name: str, places: Callable[..., Places], capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    situation = SITUATIONS[name]
    there = places(situation)
    if situation.replies is None:
        assert there.command(capsysbinary, "fetch", "Stemmetype")[0] == 0  # the address is right
    there.trouble()
    assert there.command(capsysbinary, "fetch", "Møde")[0] == situation.fetch
    code, lines = there.command(capsysbinary, "status")
    assert (code, lines[0]) == (situation.code, f"{situation.english}.")
    code, lines = there.command(capsysbinary, "doctor")
    assert (code, lines[-1]) == (situation.code, f"{situation.english}.")
    head, title, words = there.page()
    assert title == situation.danish
    assert situation.danish in head
    if situation.code:
        assert "Alt er" not in head
    if situation.state == "wrong_address":
        assert "TINGBLIK_API_URL" in title
    if situation.state in ("untrusted", "refusing", "wrong_address"):
        assert "prøver igen" not in words
    code, lines = there.command(capsysbinary, "status")  # as the app has written it
    assert (code, lines[0]) == (situation.code, f"{situation.english}.")


def test_situation__half_of_the_requests_fail(
    places: Callable[..., Places], capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    there = places(Situation("unsteady", "", "", 1, faults="500@Sagstype"))
    there.command(capsysbinary, "fetch", "Stemmetype")
    there.trouble()
    for entity in ("Sagstype", "Aktørtype", "Sagstype", "Mødetype"):
        there.command(capsysbinary, "fetch", entity)
    for command, line in (("status", 0), ("doctor", -1)):
        code, lines = there.command(capsysbinary, command)
        assert code == 1
        assert lines[line] == "Parliament's server answers only part of the time."
    assert "Folketingets server svarer kun noget af tiden" in there.page()[0]


def _file_in_place_of(name: str) -> Begin:
    def begin(folder: Path, stack: ExitStack, patch: pytest.MonkeyPatch) -> None:
        path = folder / name
        shutil.rmtree(path, ignore_errors=True)
        path.write_text("in the way")

    return begin


def _read_only(folder: Path, stack: ExitStack, patch: pytest.MonkeyPatch) -> None:
    parts = [folder, *(path for path in folder.rglob("*") if path.is_dir())]
    for path in parts:
        path.chmod(0o555)
        stack.callback(path.chmod, 0o755)


def _read_only_but_the_store(folder: Path, stack: ExitStack, patch: pytest.MonkeyPatch) -> None:
    (folder / "store").mkdir(exist_ok=True)
    folder.chmod(0o555)
    stack.callback(folder.chmod, 0o755)


def _disk_full(folder: Path, stack: ExitStack, patch: pytest.MonkeyPatch) -> None:
    """No file of this process can grow."""
    import resource  # not on Windows

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    stack.callback(resource.setrlimit, resource.RLIMIT_FSIZE, before)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))


def _little_room(folder: Path, stack: ExitStack, patch: pytest.MonkeyPatch) -> None:
    usage = shutil._ntuple_diskusage(1 << 40, 0, 50 << 20)
    patch.setattr("core.store.place.shutil.disk_usage", lambda _: usage)


def _folder_at_pages(folder: Path, stack: ExitStack, patch: pytest.MonkeyPatch) -> None:
    for path in folder.glob("pages.sqlite*"):
        path.unlink()
    (folder / "pages.sqlite").mkdir()


def _nothing(folder: Path, stack: ExitStack, patch: pytest.MonkeyPatch) -> None:
    """The folder is bad from the start."""


_READ_ONLY = (
    "Der kan ikke skrives i datamappen",
    "The data folder cannot be written to",
)
_NO_CACHE = (
    "Folketingets svar kan ikke gemmes på disken",
    "Parliament's answers cannot be stored on the disk",
)
_FULL = ("Disken er fuld", "The disk is full")
_proc = pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="no folder nobody can write to")
_limits = pytest.mark.skipif(sys.platform == "win32", reason="no limit on the size of files")


def _writes_everywhere() -> bool:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o555)
        return os.access(folder, os.W_OK)


_by_mode = pytest.mark.skipif(_writes_everywhere(), reason="root writes everywhere")


@pytest.mark.parametrize(
    ("data_dir", "begin", "words"),
    [
        pytest.param("/proc/self", _nothing, _READ_ONLY, marks=_proc, id="not to be written"),
        pytest.param("/proc/none/data", _nothing, _READ_ONLY, marks=_proc, id="not to be made"),
        pytest.param("", _read_only, _READ_ONLY, marks=_by_mode, id="made read-only"),
        pytest.param("", _file_in_place_of("."), _READ_ONLY, id="a file in its place"),
        pytest.param("", _file_in_place_of("store"), _READ_ONLY, id="a file for the store"),
        pytest.param("", _disk_full, _FULL, marks=_limits, id="a full disk"),
        pytest.param(
            "",
            _little_room,
            ("Der er næsten ikke plads på disken", "There is hardly any room left on the disk"),
            id="little room",
        ),
        pytest.param("", _read_only_but_the_store, _NO_CACHE, marks=_by_mode, id="only the store"),
        pytest.param("", _folder_at_pages, _NO_CACHE, id="no page cache"),
    ],
)
def test_folder__the_same_verdict_in_all_four_places(
    data_dir: str,
    begin: Begin,
    words: tuple[str, str],
    tmp_path: Path,
    places: Callable[..., Places],
    capsysbinary: pytest.CaptureFixture[bytes],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = Path(data_dir or tmp_path / "data")
    there = places(Situation("copy", *words, 1, settings={"data_dir": folder}))
    there.command(capsysbinary, "fetch", "Stemmetype")
    danish, english = f"Det er Tingblik: {words[0]}", f"It is Tingblik: {words[1]}"
    with ExitStack() as stack:
        begin(folder, stack, monkeypatch)
        code, lines = there.command(capsysbinary, "status")
        assert (code, lines[0]) == (1, f"{english}.")
        code, lines = there.command(capsysbinary, "doctor")
        assert (code, lines[-1]) == (1, f"{english}.")
        assert any(line.startswith("fail    disk") for line in lines)
        head, title, _ = there.page()
        assert title == danish
        assert danish in head
        code, lines = there.command(capsysbinary, "status")
        assert (code, lines[0]) == (1, f"{english}.")


def test_folder__status_and_doctor_leave_none_behind(
    places: Callable[..., Places], tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    there = places(SITUATIONS["well"])
    code, lines = there.command(capsysbinary, "status")
    assert (code, lines[0]) == (0, "Parliament's server has not been asked yet.")
    there.command(capsysbinary, "doctor", "--offline")
    assert not (tmp_path / "data").exists()


def test_folder__is_well_again_once_it_can_be_written(
    places: Callable[..., Places], tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    there = places(SITUATIONS["well"])
    in_the_way = tmp_path / "data"
    in_the_way.write_text("in the way")
    assert there.command(capsysbinary, "status")[0] == 1
    in_the_way.unlink()
    assert there.command(capsysbinary, "fetch", "Stemmetype")[0] == 0
    code, lines = there.command(capsysbinary, "status")
    assert (code, lines[0]) == (0, f"{SITUATIONS['well'].english}.")


def _served(situation: Situation, stack: ExitStack, folder: Path) -> tuple[str, Callable[[], None]]:
    """An address, and what makes the trouble there begin."""
    if situation.replies is not None:
        tls = untrusted_context(folder) if situation.tls else None
        server = stack.enter_context(running(tls))
        situation.replies(server)
        return server.url, lambda: None
    standin = stack.enter_context(Standin(tiny_parliament()))

    def begin() -> None:
        if situation.closed:
            standin.stop()
        standin.faults, standin.latency_ms = situation.faults, situation.latency_ms

    return standin.url, begin


def test_no_network__is_told_from_a_wrong_address(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    def no_name_server(*_: Any, **__: Any) -> None:
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    monkeypatch.setattr(socket, "getaddrinfo", no_name_server)
    monkeypatch.setenv("TINGBLIK_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("TINGBLIK_RETRIES", "0")
    assert main(["fetch", "Møde"]) == 1
    capsysbinary.readouterr()
    assert main(["status"]) == 1
    lines = capsysbinary.readouterr().out.decode().splitlines()
    assert lines[0] == "There is no network connection from here."
    assert main(["doctor"]) == 1
    lines = capsysbinary.readouterr().out.decode().splitlines()
    assert lines[-1] == "There is no network connection from here."
    configure_log("INFO")
