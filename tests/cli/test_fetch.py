"""`fetch` over the stand-in."""

from __future__ import annotations

import io
import json
import os
import pty
import re
import signal
import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from core.cli import fetch
from core.oda.client import Answer
from core.oda.http.form import Drift
from core.oda.query.query import Query
from core.oda.schema.entities import entity
from core.standin.serve import Standin
from tests.cli.conftest import Command, Started


def until_asked(api: Standin, requests: int) -> None:
    """Wait until the stand-in has had so many requests."""
    for _ in range(600):
        if len(api.requests) >= requests:
            return
        time.sleep(0.05)
    raise AssertionError(f"only {len(api.requests)} requests came")


# What is written


def test_fetch__csv_has_the_registrys_columns_in_order(command: Command) -> None:
    result = command("fetch", "Afstemning")
    assert result.code == 0
    assert result.lines[0].split(",") == list(entity("Afstemning").fields)
    assert [line.split(",")[0] for line in result.lines[1:]] == ["1", "2", "3", "4"]
    assert "4 rows of Afstemning in 1 page" in result.err


def test_fetch__times_keep_the_apis_form_and_milliseconds(command: Command) -> None:
    result = command("fetch", "Afstemning", "--select", "opdateringsdato", "--top", "2")
    assert result.lines == ["opdateringsdato", "2024-05-01T12:30:01.700", "2024-05-02T12:30:02.670"]


def test_fetch__excel_dialect(command: Command) -> None:
    result = command("fetch", "Stemmetype", "--excel")
    assert result.out.startswith(b"\xef\xbb\xbfid;type;opdateringsdato\r\n1;For;2024-05-01 12:30")


def test_fetch__json_and_json_lines_hold_the_same_rows(command: Command) -> None:
    written = command("fetch", "Møde", "--format", "json")
    lines = command("fetch", "Møde", "--format", "jsonl").lines
    one = json.loads(written.out)
    assert one == [json.loads(line) for line in lines]
    first, *each, last = written.lines
    assert (first, [line.rstrip(",") for line in each], last) == ("[", lines, "]")
    assert one[0]["dato"] == "3000-11-01T13:00:00"
    assert one[0]["nummer"] is None


def test_fetch__parquet_has_the_registrys_types(command: Command) -> None:
    result = command("fetch", "Stemme", "--format", "parquet", "--quiet")
    frame = pl.read_parquet(io.BytesIO(result.out))
    assert frame.schema == pl.Schema(entity("Stemme").schema)
    assert frame.height == 302
    assert result.err == ""


def test_fetch__filter_order_and_top(command: Command) -> None:
    words = ("--filter", "vedtaget eq true", "--orderby", "id desc", "--top", "2")
    result = command("fetch", "Afstemning", "--select", "id", *words)
    assert result.lines == ["id", "3", "2"]


def test_fetch__only_what_is_selected_in_the_registrys_order(command: Command) -> None:
    result = command("fetch", "Afstemning", "--select", "nummer,typeid", "--select", "konklusion")
    assert result.lines[0] == "nummer,konklusion,typeid"


def test_fetch__no_rows_is_a_header(command: Command) -> None:
    assert command("fetch", "Møde", "--top", "0", "--select", "id").lines == ["id"]


def test_fetch__a_whole_query_or_address(command: Command) -> None:
    text = command("fetch", "Afstemning?$filter=id gt 2&$select=id")
    address = command("fetch", "https://oda.ft.dk/api/Afstemning?%24filter=id+gt+2&%24select=id")
    assert text.lines == address.lines == ["id", "3", "4"]
    assert command("fetch", "Afstemning?$select=id", "--filter", "id eq 1").lines == ["id", "1"]


# Expanded rows


def test_fetch__expanded_rows_become_columns(command: Command) -> None:
    words = ("--expand", "Sagstrin/Sag,Møde", "--format", "jsonl")
    rows = [json.loads(line) for line in command("fetch", "Afstemning", *words).lines]
    assert [row["Sagstrin/Sag/id"] for row in rows] == [30, 30, None, 31]
    assert [row["Møde/dato"] for row in rows] == ["3000-11-01T13:00:00"] * 2 + [
        "3001-11-02T13:00:00"
    ] * 2
    assert rows[0]["Sagstrin/id"] == rows[0]["sagstrinid"] == 20


def test_fetch__a_selection_needs_no_keys_to_join_by(command: Command) -> None:
    words = ("--expand", "Sagstrin/Sag", "--select", "nummer,Sagstrin/Sag/titel")
    result = command("fetch", "Afstemning", *words, "--orderby", "id desc")
    assert result.lines[0] == "nummer,Sagstrin/Sag/titel"
    assert result.lines[-3:] == ["3,", "2,Om  støtte til havvind", "1,Om  støtte til havvind"]


def test_fetch__a_deep_expansion_is_warned_of(command: Command, api: Standin) -> None:
    deep = command("fetch", "Afstemning", "--expand", "Sagstrin/Sag/Periode")
    assert "warning: Sagstrin/Sag/Periode is expanded deeper than 2 levels" in deep.err
    assert deep.code == 1  # as the API refuses it
    fine = command("fetch", "Afstemning", "--expand", "Sagstrin/Sag", "--quiet")
    assert (fine.code, fine.err) == (0, "")


def test_fetch__a_collection_is_refused_with_the_way_to_get_it(
    command: Command, api: Standin
) -> None:
    result = command("fetch", "Afstemning", "--expand", "Stemme")
    assert result.code == 2
    assert 'fetch Stemme --filter "afstemningid eq 1"' in result.err
    assert not api.requests


# Wrong use


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        (("Afsteming",), "Afstemning"),
        (("Afstemning", "--select", "numer"), "nummer"),
        (("Afstemning", "--filter", "id eq"), "the filter ends"),
        (("Afstemning", "--filter", ""), ""),
        (("Afstemning", "--top", "-1"), "$top"),
        (("Afstemning", "--top", "x"), "--top"),
        (("Afstemning", "--expand", "Møde", "--select", "id"), "Møde is expanded"),
        (("Sambehandlinger",), "does not answer"),
        (("Sag", "--format", "xml"), "xml"),
        (("Sag", "--format", "json", "--excel"), "--excel"),
        (("Sag", "--out", "."), "folder"),
        (("Sag", "--out", "nowhere/x.csv"), "nowhere"),
        (("Sag", "--out", "rows.txt"), "--format"),
        ((), "ENTITY"),
    ],
)
def test_fetch__wrong_use(
    command: Command, api: Standin, words: tuple[str, ...], meant: str
) -> None:
    result = command("fetch", *words)
    assert (result.code, result.out) == (2, b"")
    assert meant in result.err
    assert "Traceback" not in result.err
    assert not api.requests


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="no folder that nobody can write to")
def test_fetch__an_unwritable_folder_is_found_before_anything_is_asked(
    command: Command, api: Standin
) -> None:
    result = command("fetch", "Sag", "--out", "/proc/rows.csv")
    assert result.code == 1
    assert "error: /proc/rows.csv cannot be written: " in result.err
    assert not api.requests


def test_fetch__a_wrong_setting_is_wrong_use(command: Command) -> None:
    result = command("fetch", "Sag", retries="many")
    assert result.code == 2
    assert "TINGBLIK_RETRIES must be a whole number" in result.err


# A file, whole or not at all


def test_out__extension_gives_the_format(command: Command, tmp_path: Path) -> None:
    result = command("fetch", "Møde", "--out", tmp_path / "rows.ndjson")
    assert (result.code, result.out) == (0, b"")
    assert len((tmp_path / "rows.ndjson").read_text().splitlines()) == 2
    command("fetch", "Møde", "--out", tmp_path / "rows.ndjson", "--format", "csv")
    assert (tmp_path / "rows.ndjson").read_text().startswith("id,titel")


def test_out__a_failed_fetch_leaves_the_former_file(
    command: Command, api: Standin, tmp_path: Path
) -> None:
    out = tmp_path / "out" / "ballots.csv"
    out.parent.mkdir()
    assert command("fetch", "Stemme", "--out", out).code == 0
    before = out.read_bytes()
    api.faults = "503@Stemme#3-"
    result = command("fetch", "Stemme", "--out", out, data_dir=tmp_path / "other")
    assert result.code == 1
    assert "error: Parliament's server has problems (status 503)" in result.err
    assert out.read_bytes() == before
    assert list(out.parent.iterdir()) == [out]


def test_out__a_full_disk_leaves_the_former_file(
    start: Started, command: Command, tmp_path: Path
) -> None:
    resource = pytest.importorskip("resource")
    assert command("fetch", "Stemme").code == 0  # so that only the file is written afterwards
    out = tmp_path / "out" / "ballots.csv"
    out.parent.mkdir()
    out.write_text("former")

    def small_files() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (5_000, 5_000))

    process = start("fetch", "Stemme", "--out", str(out), preexec_fn=small_files)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert f"{out} was not written: the disk is full" in err.decode()
    assert out.read_text() == "former"
    assert list(out.parent.iterdir()) == [out]


def test_out__follows_a_link(command: Command, tmp_path: Path) -> None:
    real, link = tmp_path / "real.csv", tmp_path / "link.csv"
    link.symlink_to(real)
    assert command("fetch", "Møde", "--out", link).code == 0
    assert link.is_symlink()
    assert real.read_text().startswith("id,titel")


# The cache, and the API when it fails


def test_fetch__a_second_time_asks_nothing_but_refresh_does(command: Command, api: Standin) -> None:
    command("fetch", "Møde")
    asked = len(api.requests)
    command("fetch", "Møde")
    assert len(api.requests) == asked == 1
    command("fetch", "Møde", "--refresh")
    assert len(api.requests) == 2


def test_fetch__a_stale_copy_is_given_with_its_age(command: Command, api: Standin) -> None:
    fresh = command("fetch", "Møde")
    api.faults = "503"
    stale = command("fetch", "Møde", "--refresh", "--quiet")
    assert (stale.code, stale.out) == (0, fresh.out)
    assert re.search(r"warning: the API failed, this is a copy from today .+ \(.+\)", stale.err)
    assert "Parliament's server has problems" in stale.err


def test_fetch__an_api_that_is_down_fails_with_words(command: Command, api: Standin) -> None:
    api.stop()
    result = command("fetch", "Møde")
    assert (result.code, result.out) == (1, b"")
    assert "error: There is no connection to Parliament's server" in result.err
    assert "Traceback" not in result.err


# Large queries


def test_fetch__a_large_query_needs_yes(
    command: Command, api: Standin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetch, "MANY_ROWS", 300)
    result = command("fetch", "Stemme", max_rps=1)
    assert (result.code, result.out) == (2, b"")
    assert "302 rows in 4 pages take at least 4 s at 1 requests a second; --yes" in result.err
    assert len(api.requests) == 1
    assert len(command("fetch", "Stemme", "--yes").lines) == 303
    assert command("fetch", "Stemme", "--top", "300").code == 0


@pytest.mark.parametrize(("answer", "code"), [(b"y\n", 0), (b"n\n", 1), (b"\n", 1)])
def test_fetch__a_large_query_asks_on_a_terminal(
    start: Started, api: Standin, answer: bytes, code: int
) -> None:
    ballots = api.tables["Stemme"].head(1)
    ids = pl.int_range(1, 100_002, eager=True, dtype=pl.Int32).alias("id")
    many = ballots.drop("id").join(ids.to_frame(), how="cross").select(ballots.columns)
    api.tables = {"Stemme": many}
    ours, theirs = pty.openpty()
    process = start("fetch", "Stemme", "--format", "parquet", stdin=theirs, stderr=theirs)
    os.close(theirs)
    said = b""
    while b"[y/N] " not in said:
        said += os.read(ours, 1000)
    assert b"100,001 rows in 1,001 pages take at least 100 ms at 10000 requests" in said
    assert len(api.requests) == 1
    if code == 0:  # having been told to go on, it does: enough to see that it asks for more
        os.write(ours, answer)
        until_asked(api, 10)
        process.send_signal(signal.SIGINT)
        while b"Stopped after " not in said:
            said += os.read(ours, 1000)
        assert process.wait(60) == 1
    else:
        os.write(ours, answer)
        assert process.wait(60) == code
    os.close(ours)


# Processes: interrupted, cut off


def test_fetch__ctrl_c_says_what_is_kept_and_the_next_run_goes_on(
    start: Started, command: Command, api: Standin, tmp_path: Path
) -> None:
    out = tmp_path / "ballots.csv"
    out.write_text("former")
    api.faults = "slow=60000@Stemme#3-"
    process = start("fetch", "Stemme", "--out", str(out))
    until_asked(api, 2)
    time.sleep(0.5)  # the third page is under way
    begun = time.monotonic()
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 1
    assert time.monotonic() - begun < 20
    assert "Stopped after 200 of 302 rows; nothing was written." in err.decode()
    assert "the same command goes on from there" in err.decode()
    assert "Traceback" not in err.decode()
    assert out.read_text() == "former"
    api.faults = ""
    asked = len(api.requests)
    assert command("fetch", "Stemme", "--out", out).code == 0
    paths = [request.url for request in api.requests[asked:]]
    assert len(paths) == 2, paths
    assert len(out.read_text().splitlines()) == 303


def test_fetch__ctrl_c_side_by_side_and_again(start: Started, api: Standin) -> None:
    ballots = api.tables["Stemme"].head(1)
    ids = pl.int_range(1, 5_001, eager=True, dtype=pl.Int32).alias("id")
    many = ballots.drop("id").join(ids.to_frame(), how="cross").select(ballots.columns)
    api.tables = {"Stemme": many}
    api.faults = "hang@Stemme#8-"
    process = start("fetch", "Stemme")
    assert process.stderr is not None
    until_asked(api, 8)
    process.send_signal(signal.SIGINT)
    said = process.stderr.readline()
    assert said.startswith(b"Stopped after ")
    process.send_signal(signal.SIGINT)
    assert process.wait(60) == -signal.SIGINT


def test_fetch__a_reader_that_leaves_is_no_crash(start: Started) -> None:
    process = start("fetch", "Stemme", "--quiet")
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait(60) == 1


def test_fetch__head_gets_its_line(start: Started) -> None:
    process = start("fetch", "Stemme", "--quiet")
    head = subprocess.run(["head", "-1"], stdin=process.stdout, capture_output=True, timeout=60)
    assert head.stdout == b"id,typeid,afstemningid,akt\xc3\xb8rid,opdateringsdato\n"


def test_fetch__exit_codes_of_the_process(start: Started, api: Standin) -> None:
    good, wrong = start("fetch", "Møde"), start("fetch", "Mode")
    out, _ = good.communicate(timeout=60)
    assert good.returncode == 0
    assert out.startswith(b"id,titel")
    _, err = wrong.communicate(timeout=60)
    assert wrong.returncode == 2
    assert "did you mean 'Møde'" in err.decode()


# Pieces


def test_with_keys__adds_the_keys_of_what_is_expanded() -> None:
    query = Query("Afstemning").expand("Sagstrin/Sag").select("id", "Sagstrin/Sag/titel")
    assert fetch.with_keys(query).selected[2:] == ("sagstrinid", "Sagstrin/sagid")
    assert fetch.with_keys(Query("Sag")) == Query("Sag")


def test_tell__names_drift_on_one_clean_line(capsys: pytest.CaptureFixture[str]) -> None:
    drift = Drift()
    drift.unknown["Sag.ny\x1b[2J\nfelt"] += 3
    at = datetime(2026, 11, 23, 12, tzinfo=UTC)
    answer = Answer(Query("Sag"), "", pl.DataFrame(), {}, at, False, None, 1, drift)
    fetch.tell(answer, quiet=True)
    expected = "warning: fields that the registry does not know: Sag.ny [2J felt\n"
    assert capsys.readouterr().err == expected
