"""`export` over a synced copy: columns, counts, filters, readme."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import polars as pl
import pytest

from core.export.tables.ballots import BALLOTS
from core.export.tables.votes import VOTES
from core.standin.serve import Standin
from tests.cli.conftest import Command, Result
from tests.conftest import StandinFactory
from tests.store.chamber import chamber

CONTRACT = [
    "vote_id", "date", "session", "number", "type", "case_id", "case_number", "case_title", "step",
    "adopted", "for", "against", "neither", "absent", "ballots", "official_for",
    "official_against", "official_neither", "parties_for", "parties_against", "parties_neither",
    "lines_from", "check", "error_note", "note", "url",
]  # fmt: skip
TEXT = "Forslaget blev vedtaget. For stemte {} (XA), imod stemte {} (XB), hverken for eller imod " \
    "stemte 0."  # fmt: skip


@pytest.fixture
def api(standin: StandinFactory) -> Standin:
    """The chamber, in which some votes have texts that agree with the ballots, or do not."""
    server = standin(chamber())
    ballots = server.tables["Stemme"]

    def divide(number: int) -> None:
        rows = ballots.filter(pl.col("afstemningid") == number)
        kinds = pl.when(pl.col("aktørid") < 104).then(1).otherwise(2).cast(pl.Int32)
        server.update("Stemme", rows.select("id", kinds.alias("typeid")))

    for number in (20, 21, 22):
        divide(number)
    server.update("Afstemning", [
        {"id": 20, "konklusion": TEXT.format(3, 2), "typeid": 1},
        {"id": 21, "konklusion": TEXT.format(4, 1), "typeid": 4},
        {"id": 22, "konklusion": "", "typeid": 3},
        {"id": 33, "konklusion": TEXT.format(3, 2), "typeid": 1},
        {"id": 5, "konklusion": ""},
    ])  # fmt: skip
    return server


@pytest.fixture
def synced(command: Command) -> Command:
    assert command("sync", "--all", "--quiet").code == 0
    return command


def rows(result: Result) -> dict[int, dict[str, str]]:
    assert result.code == 0, result.err
    return {int(r["vote_id"]): r for r in csv.DictReader(io.StringIO(result.out.decode()))}


def test_export__votes_have_the_columns_of_the_contract(synced: Command) -> None:
    assert synced("export", "votes").lines[0].split(",") == CONTRACT == list(VOTES.schema)


def test_export__counts_are_those_of_the_ballots(synced: Command) -> None:
    found = rows(synced("export", "votes"))
    assert len(found) == 52
    picked = "for against neither absent ballots parties_for parties_against lines_from check"
    assert {n: [found[n][c] for c in picked.split()] for n in (20, 21, 22, 33, 5)} == {
        20: ["3", "2", "0", "0", "5", "XA", "XB", "ballots", "match"],
        21: ["3", "2", "0", "0", "5", "XA", "XB", "ballots", "mismatch"],
        22: ["3", "2", "0", "0", "5", "XA", "XB", "ballots", "no_text"],
        33: ["", "", "", "", "0", "XA", "XB", "text", "no_ballots"],
        5: ["", "", "", "", "0", "", "", "", "neither"],
    }


def test_export__without_ballots_their_columns_are_unknown(command: Command) -> None:
    command("sync", "--session", "20231", "--quiet")
    command("sync", "Afstemning", "--quiet")
    found = rows(command("export", "votes", "--session", "20241"))
    assert {found[20][c] for c in ("for", "ballots", "check")} == {""}
    assert found[20]["lines_from"] == "text"


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("--subset", "divided"), {20, 21, 22, 33}),
        (("--subset", "amendment"), {21}),
        (("--subset", "motion"), {22}),
        (("--session", "20231"), {1, 2, 3, 4, 5, 90, 91}),
        (("--to", "2024-06-01"), {1, 2, 3, 4, 5, 90, 91}),
        (("--from", "2023-01-01", "--to", "2023-12-01"), set()),
    ],
)
def test_export__filters(synced: Command, words: tuple[str, ...], found: set[int]) -> None:
    votes = set(rows(synced("export", "votes", *words)))
    if "divided" in words:
        votes &= {20, 21, 22, 33, 5}
    assert votes == found


def test_export__ballots_with_the_party_of_the_day(synced: Command) -> None:
    result = synced("export", "ballots", "--session", "20241", "--subset", "motion")
    read = list(csv.DictReader(io.StringIO(result.out.decode())))
    assert list(read[0]) == list(BALLOTS.schema)[: len(read[0])]
    assert [(r["member"], r["party"], r["position"]) for r in read] == [
        ("Navn 101", "XA", "for"), ("Navn 102", "XA", "for"), ("Navn 103", "XA", "for"),
        ("Navn 104", "XB", "against"), ("Navn 105", "XB", "against"),
    ]  # fmt: skip


def test_export__a_readme_stands_beside_the_file(synced: Command, tmp_path: Path) -> None:
    out = tmp_path / "votes.csv"
    words = ("--subset", "divided", "--session", "20241", "--excel", "--lang", "en")
    assert synced("export", "votes", "--out", out, *words).code == 0
    assert out.read_bytes().startswith(b"\xef\xbb\xbfvote_id;date;")
    readme = (tmp_path / "votes-readme.txt").read_text(encoding="utf-8-sig")
    for said in ("--session: 20241", "--subset: divided", "Rows: ", "semicolons", "lines_from"):
        assert said in readme


@pytest.mark.parametrize("form", ["json", "parquet"])
def test_export__other_formats(synced: Command, tmp_path: Path, form: str) -> None:
    out = tmp_path / f"votes.{form}"
    assert synced("export", "votes", "--out", out, "--lang", "da").code == 0
    if form == "json":
        assert list(json.loads(out.read_bytes())[0]) == CONTRACT
    else:
        assert pl.read_parquet(out).schema == pl.Schema(VOTES.schema)
    readme = (tmp_path / "votes-readme.txt").read_text()
    assert "komma" not in readme.partition("Kolonner")[0].partition("Format")[2]


def test_export__asks_nothing_of_the_api(synced: Command, api: Standin) -> None:
    before = len(api.requests)
    assert synced("export", "ballots").code == 0
    assert len(api.requests) == before


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("votes",), 1, "fill it with python -m core sync"),
        (("bills",), 2, "invalid choice"),
        (("votes", "--from", "2024-02-30"), 2, "not a date"),
        (("votes", "--from", "2024-02-02", "--to", "2024-02-01"), 2, "lies after"),
        (("votes", "--excel", "--format", "json"), 2, "--excel"),
    ],
)
def test_export__what_cannot_be_done_is_said(
    command: Command, words: tuple[str, ...], code: int, said: str
) -> None:
    result = command("export", *words)
    assert (result.code, result.out) == (code, b"")
    assert said in result.err


def test_export__a_session_that_is_not_stored(command: Command) -> None:
    command("sync", "--session", "20231", "--quiet")
    result = command("export", "ballots", "--session", "20241")
    assert result.code == 1
    assert "python -m core sync --session 20241" in result.err
    assert rows(command("export", "votes")).keys() == {1, 2, 3, 4, 5, 90, 91}
