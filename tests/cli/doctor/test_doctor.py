"""`doctor`: every check finds what it is there to find, and says what to do."""

from __future__ import annotations

import json
import shutil
import socket
import sqlite3
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from core.cli.doctor import local as local_module
from core.cli.doctor.doctor import Examination, report
from core.cli.doctor.findings import Finding, bounded, few
from core.cli.doctor.local import (
    check_cache,
    check_disk,
    check_settings,
    check_store,
    check_versions,
    size,
)
from core.cli.doctor.network import check_metadata, findings_of
from core.oda.http.control import control
from core.settings import Settings
from core.standin import metadata
from core.standin.serve import Standin
from core.store.store import Store, store_root
from core.telemetry import Telemetry, configure_log
from core.times import utc_now
from tests.cli.conftest import Command

CHECKS = [
    "settings", "python", "packages", "disk", "cache", "store",
    "dns", "tls", "query", "clock", "metadata",
]  # fmt: skip


@pytest.fixture
def settings(api: Standin, data_dir: Path) -> Settings:
    return Settings(api_url=api.url, data_dir=data_dir, retries=0)


def only(findings: list[Finding]) -> Finding:
    assert len(findings) == 1
    return findings[0]


# The whole


def test_doctor__all_is_well(command: Command) -> None:
    command("fetch", "Stemmetype")
    result = command("doctor", "--json")
    findings = json.loads(result.out)
    assert [finding["name"] for finding in findings] == CHECKS
    assert {finding["state"] for finding in findings} == {"ok", "skipped"}
    assert [f["name"] for f in findings if f["state"] == "skipped"] == ["tls"]
    assert result.code == 0
    lines = command("doctor").lines
    assert lines[-3] == "11 checks: 0 failed, 0 to look at, 1 left out."
    assert lines[-1] == "All is well: Parliament's server answers, and Tingblik works."


def test_doctor__a_failing_api_is_said_with_what_to_do(command: Command, api: Standin) -> None:
    api.faults = "503"
    result = command("doctor")
    assert result.code == 1
    query = next(i for i, line in enumerate(result.lines) if line.startswith("fail    query"))
    assert "Parliament's server has problems: status 503" in result.lines[query]
    assert "-> It reported errors" in result.lines[query + 1]
    assert result.lines[-3] == "11 checks: 2 failed, 0 to look at, 2 left out."
    assert result.lines[-1] == "Parliament's server reports errors."


def test_doctor__an_api_that_fails_only_for_its_metadata_is_no_fault_of_ours(
    command: Command, api: Standin
) -> None:
    api.faults = "503#2-"
    result = command("doctor")
    assert result.code == 1
    assert "1 failed" in result.lines[-3]
    assert result.lines[-1] == "Parliament's server reports errors."
    status = command("status")
    assert (status.code, status.lines[0]) == (1, result.lines[-1])


def test_doctor__offline_asks_nothing(command: Command, api: Standin) -> None:
    result = command("doctor", "--offline", "--json")
    assert result.code == 0
    skipped = [f["name"] for f in json.loads(result.out) if f["state"] == "skipped"]
    assert skipped == ["dns", "tls", "query", "clock", "metadata"]
    assert not api.requests


def test_doctor__a_wrong_setting_is_a_finding(command: Command) -> None:
    result = command("doctor", "--json", api_url="http://example.invalid/")
    findings = json.loads(result.out)
    assert result.code == 1
    assert (findings[0]["name"], findings[0]["state"]) == ("settings", "fail")
    assert "TINGBLIK_API_URL must be https" in findings[0]["found"]
    assert [f["name"] for f in findings] == CHECKS
    assert {f["state"] for f in findings[3:]} == {"skipped"}


def test_doctor__a_log_file_that_cannot_be_written_is_a_finding(
    command: Command, tmp_path: Path
) -> None:
    result = command("doctor", "--json", log_file=tmp_path / "no" / "log")
    assert result.code == 1
    assert "TINGBLIK_LOG_FILE" in json.loads(result.out)[0]["found"]


def test_doctor__no_address_leaves_out_what_needs_one(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def nowhere(*_: Any, **__: Any) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", nowhere)
    findings = {finding.name: finding for finding in Examination(environment).findings()}
    configure_log("INFO")
    assert findings["dns"].state == "fail"
    assert "127.0.0.1 has no address: Name or service not known" in findings["dns"].found
    assert findings["query"].state == findings["metadata"].state == "skipped"


def test_doctor__compares_a_saved_document_also_offline(
    command: Command, api: Standin, tmp_path: Path
) -> None:
    saved = tmp_path / "metadata.xml"
    saved.write_text(metadata.document().replace('Name="vedtaget"', 'Name="godkendt"'))
    result = command("doctor", "--offline", "--metadata", saved, "--json")
    drift = json.loads(result.out)[-1]
    assert (result.code, drift["name"], drift["state"]) == (1, "metadata", "fail")
    assert any("Afstemning.vedtaget: missing field" in line for line in drift["details"])
    assert any("Afstemning.godkendt: extra field" in line for line in drift["details"])
    assert not api.requests


def test_doctor__a_file_that_is_not_there_is_wrong_use(command: Command, tmp_path: Path) -> None:
    result = command("doctor", "--metadata", tmp_path / "nosuch.xml")
    assert (result.code, result.out) == (2, b"")
    assert "nosuch.xml cannot be read" in result.err


def test_report__is_aligned_and_clean() -> None:
    lines = report(
        [Finding("dns", "ok", "fine"), Finding("metadata", "fail", "a\x1b[2J\nb", "do\nthat")]
    ).splitlines()
    assert lines == [
        "ok      dns       fine",
        "fail    metadata  a [2J b",
        "                  -> do that",
        "",
        "2 checks: 1 failed, 0 to look at, 0 left out.",
    ]


# Bounds


def test_bounded__leaves_a_check_that_hangs() -> None:
    stop = threading.Event()
    begun = time.monotonic()

    def hang() -> list[Finding]:
        stop.wait(60)
        return []

    findings = bounded(["query", "clock"], hang, 0.05)
    stop.set()
    assert time.monotonic() - begun < 30
    assert [(f.name, f.state, f.found) for f in findings] == [
        ("query", "fail", "no result within 0.05 s"),
        ("clock", "fail", "no result within 0.05 s"),
    ]


def test_bounded__a_crash_is_a_finding() -> None:
    finding = only(bounded(["disk"], lambda: [Finding("x", "ok", str(1 // 0))], 10))
    assert (finding.name, finding.state) == ("disk", "fail")
    assert "ZeroDivisionError" in finding.found


def test_few__names_some_and_counts_the_rest() -> None:
    assert few(["a", "b"]) == "a; b"
    assert few(["a", "b", "c", "d", "e"]) == "a; b; c; and 2 more"


# Network


def checked(
    settings: Settings, now: Callable[[], datetime] = utc_now, authorities: str = ""
) -> dict[str, Finding]:
    """The findings of a control, by name."""
    return {f.name: f for f in findings_of(control(settings, authorities), settings, now)}


def test_control__clocks_that_differ(settings: Settings) -> None:
    late = checked(settings, now=lambda: datetime.now(UTC) + timedelta(minutes=10))["clock"]
    assert (late.name, late.state) == ("clock", "fail")
    assert "10 min ahead of the API" in late.found.replace("9 min", "10 min")
    early = checked(settings, now=lambda: datetime.now(UTC) - timedelta(hours=2))["clock"]
    assert "behind the API" in early.found
    near = checked(settings, now=lambda: datetime.now(UTC) + timedelta(seconds=100))["clock"]
    assert near.state == "ok"


def test_control__asks_past_the_cache(settings: Settings, api: Standin) -> None:
    checked(settings)
    checked(settings)
    assert len(api.requests) == 2
    assert not settings.data_dir.exists()


def test_control__an_answer_that_is_html(settings: Settings, api: Standin) -> None:
    api.faults = "html"
    found = checked(settings)
    assert (found["query"].state, found["clock"].state) == ("fail", "skipped")
    assert "something other than data" in found["query"].found


def test_check_metadata__only_new_names_are_no_failure(settings: Settings) -> None:
    field = '<Property Name="konklusion"'
    document = metadata.document().replace(field, f'<Property Name="ny" Type="X" />{field}', 1)
    finding = only(check_metadata(settings, document.encode()))
    assert finding.state == "warn"
    assert finding.found.startswith("1 difference: Afstemning.ny: extra field")


def test_check_metadata__what_is_no_document(settings: Settings) -> None:
    finding = only(check_metadata(settings, b"<html>"))
    assert (finding.state, finding.found[:28]) == ("fail", "not a $metadata document: $m")


def test_control__dns_names_the_addresses(settings: Settings) -> None:
    assert checked(settings)["dns"].found == "127.0.0.1 is 127.0.0.1"


def certificate(folder: Path, days: int) -> Path:
    """A key and a certificate of its own for 127.0.0.1, in one file."""
    if shutil.which("openssl") is None:
        pytest.skip("needs openssl")
    key, cert = folder / "key.pem", folder / "cert.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=local"]
    command += ["-addext", "subjectAltName=IP:127.0.0.1", "-days", str(days)]
    command += ["-keyout", str(key), "-out", str(cert)]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    both = folder / "both.pem"
    both.write_text(key.read_text() + cert.read_text())
    return both


@contextmanager
def secured(both: Path) -> Iterator[Settings]:
    """A server that makes the handshake and says nothing more."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(both)
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            while True:
                try:
                    plain, _ = listening.accept()
                except OSError:
                    return
                with plain:
                    try:
                        context.wrap_socket(plain, server_side=True).close()
                    except OSError:
                        continue

        threading.Thread(target=serve, daemon=True).start()
        yield Settings(api_url=f"https://127.0.0.1:{listening.getsockname()[1]}/api/")
        listening.shutdown(socket.SHUT_RDWR)


def test_control__tls_days_left_and_trust(tmp_path: Path) -> None:
    both = certificate(tmp_path, days=40)
    with secured(both) as settings:
        good = checked(settings, authorities=str(both))["tls"]
        assert good.state == "ok"
        assert good.found.startswith("TLSv1.")
        assert good.found.endswith(("40 days left", "39 days left"))
        soon = datetime.now(UTC) + timedelta(days=30)
        ends = checked(settings, now=lambda: soon, authorities=str(both))["tls"]
        assert ends.state == "warn"
        assert "renew" in ends.advice
        untrusted = checked(settings)["tls"]
        assert untrusted.state == "fail"
        assert "the certificate is not trusted: self" in untrusted.found


def test_control__tls_no_connection() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    finding = checked(Settings(api_url=f"https://127.0.0.1:{port}/"))["tls"]
    assert finding.state == "fail"
    assert f"no secure connection to 127.0.0.1:{port}" in finding.found


def test_control__tls_a_server_that_never_answers_does_not_hold_it() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"https://127.0.0.1:{silent.getsockname()[1]}/"
        finding = checked(Settings(api_url=url, connect_timeout=0.2))["tls"]
    assert finding.state == "fail"
    assert "timed out" in finding.found


# This machine


def test_check_settings__a_misspelt_name() -> None:
    finding = only(check_settings({"TINGBLIK_MAX_RSP": "3"}))
    assert finding.state == "warn"
    assert "TINGBLIK_MAX_RSP (did you mean TINGBLIK_MAX_RPS?)" in finding.found


@pytest.mark.parametrize(
    ("free", "state"), [(50 << 20, "fail"), (500 << 20, "warn"), (50 << 30, "ok")]
)
def test_check_disk__room(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, free: int, state: str
) -> None:
    usage = shutil._ntuple_diskusage(1 << 40, 0, free)
    monkeypatch.setattr(local_module.shutil, "disk_usage", lambda _: usage)
    assert only(check_disk(settings)).state == state


def test_check_disk__a_folder_that_cannot_be_written(settings: Settings, data_dir: Path) -> None:
    data_dir.write_text("in the way")
    finding = only(check_disk(settings))
    assert (finding.state, "TINGBLIK_DATA_DIR" in finding.advice) == ("fail", True)
    assert f"{data_dir} cannot be written" in finding.found


def test_check_cache__none_whole_and_damaged(
    command: Command, settings: Settings, data_dir: Path
) -> None:
    assert only(check_cache(settings)).found == "none yet"
    command("fetch", "Stemme")
    whole = only(check_cache(settings))
    assert whole.state == "ok"
    assert whole.found.startswith("4 pages, ")
    path = data_dir / "pages.sqlite"
    content = bytearray(path.read_bytes())
    content[5_000:] = bytes(len(content) - 5_000)
    path.write_bytes(content)
    damaged = only(check_cache(settings))
    assert damaged.state == "fail"
    assert f"delete {path}" in damaged.advice
    assert path.read_bytes() == content  # looked at, not touched


@pytest.mark.parametrize(
    ("content", "state"), [(b"", "ok"), (b"not a database, but a text long enough" * 100, "fail")]
)
def test_check_cache__an_empty_and_a_foreign_file(
    settings: Settings, data_dir: Path, content: bytes, state: str
) -> None:
    data_dir.mkdir()
    (data_dir / "pages.sqlite").write_bytes(content)
    assert only(check_cache(settings)).state == state


def test_check_cache__in_use_by_a_writer_is_no_damage(
    command: Command, settings: Settings, data_dir: Path
) -> None:
    command("fetch", "Stemme")
    with closing(sqlite3.connect(data_dir / "pages.sqlite", isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("DELETE FROM pages")
        assert only(check_cache(settings)).found.startswith("4 pages")


def test_check_cache__tells_of_a_file_set_aside(settings: Settings, data_dir: Path) -> None:
    data_dir.mkdir()
    (data_dir / "pages.sqlite.bad").write_bytes(b"x")
    assert [f.state for f in check_cache(settings)] == ["ok", "warn"]


def test_check_store__whole_damaged_and_set_aside(settings: Settings, data_dir: Path) -> None:
    assert only(check_store(settings)).found == "nothing stored yet"
    store = Store(store_root(data_dir, settings.api_url), Telemetry())
    frame = pl.DataFrame({"id": range(1000)}, schema={"id": pl.Int32})
    for partition in ("20231", "20232"):
        store.write("Sag", partition, frame, fetched_at=datetime.now(UTC), url="")
    assert only(check_store(settings)).found.startswith("2 files, 2,000 rows, ")
    path = store.root / "Sag" / "20231.parquet"
    content = bytearray(path.read_bytes())
    content[10:60] = bytes(50)
    path.write_bytes(content)
    damaged = only(check_store(settings))
    assert (damaged.state, len(damaged.details)) == ("fail", 1)
    assert "Sag/20231.parquet" in damaged.found
    assert path.read_bytes() == content  # looked at, not touched
    path.rename(path.with_suffix(".bad"))
    aside = only(check_store(settings))
    assert aside.state == "warn"
    assert "1 damaged file set aside" in aside.found


def test_check_store__rows_of_another_version(
    settings: Settings, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(store_root(data_dir, settings.api_url), Telemetry())
    store.write("Sag", "all", pl.DataFrame({"id": [1]}), fetched_at=datetime.now(UTC), url="")
    monkeypatch.setattr(local_module, "SCHEMA_VERSION", 99)
    finding = only(check_store(settings))
    assert (finding.state, "another version" in finding.found) == ("warn", True)


def test_check_versions__compares_the_pins(tmp_path: Path) -> None:
    pins = tmp_path / "requirements.txt"
    pins.write_text("# pins\npytest==0.1\n")
    assert [f.state for f in check_versions(pins)] == ["ok", "warn"]
    pins.write_text(f"pytest=={pytest.__version__}\n")
    assert [f.state for f in check_versions(pins)] == ["ok", "ok"]
    pins.write_text("nosuchpackage-at-all==1\n")
    assert [f.state for f in check_versions(pins)] == ["ok", "fail"]
    assert [f.state for f in check_versions(tmp_path / "nowhere")] == ["ok", "skipped"]


def test_size__in_the_unit_that_suits() -> None:
    assert [size(n) for n in (0, 999, 1500, 66_000_000, 82_800_000_000)] == [
        "0 bytes",
        "999 bytes",
        "2 kB",
        "66 MB",
        "82.8 GB",
    ]
