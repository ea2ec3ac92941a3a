"""`export questions` out of what `sync --cases` has loaded."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from core.dictionary import TABLES
from core.parliament.questions.questions import KINDS, STATUSES
from core.standin.demo import build_demo
from core.standin.serve import Standin
from tests.cli.conftest import Command

SESSION = "20261"


@pytest.fixture
def demo(standin: Callable[..., Standin], command: Command) -> Callable[..., list[dict[str, str]]]:
    """Exports of the demo parliament, of which one session's cases are loaded."""
    url = standin(build_demo("small")).url
    done = command("sync", "--cases", "--session", SESSION, "--quiet", api_url=url)
    assert done.code == 0, done.err

    def export(*words: str | Path) -> list[dict[str, str]]:
        result = command("export", "questions", *words, api_url=url)
        assert result.code == 0, result.err
        return list(csv.DictReader(io.StringIO(result.out.decode())))

    return export


def test_export__both_kinds_by_day_with_what_became_of_them(
    demo: Callable[..., list[dict[str, str]]], tmp_path: Path
) -> None:
    rows = demo("--session", SESSION)
    assert list(rows[0]) == [*TABLES["questions"].schema, "demo"]
    assert {row["kind"] for row in rows} == set(KINDS)
    assert {row["status"] for row in rows} <= set(STATUSES)
    assert {row["session"] for row in rows} == {SESSION}
    assert all(row["minister"] for row in rows)
    of_committees = [row for row in rows if row["kind"] == "committee"]
    assert all(row["committee"] for row in of_committees)
    assert all(row["asker"] for row in rows if row["kind"] == "s20")
    assert {bool(row["asker"]) for row in of_committees} == {True, False}  # as on record
    assert not any(row["url"] for row in rows)  # invented questions have no page at ft.dk
    for row in rows:
        assert (row["days"] == "") == (row["final"] == "")
    some = demo("--from", "2026-10-20", "--to", "2026-10-31")
    assert some == [row for row in rows if "2026-10-20" <= row["asked"] <= "2026-10-31"]
    assert demo("--from", "2020-01-01", "--to", "2020-01-02") == []
    out = tmp_path / "demo-questions.parquet"
    assert demo("--session", SESSION, "--out", out) == []
    assert pl.read_parquet(out).height == len(rows)
    assert (tmp_path / "demo-questions-readme.txt").exists()


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ((), 1, "python -m core sync --cases"),
        (("--session", "20241"), 1, "python -m core sync --cases --session 20241"),
        (("--subset", "final"), 2, "--subset is about votes"),
    ],
)
def test_export__what_cannot_be_done_is_said(
    command: Command, words: tuple[str, ...], code: int, said: str
) -> None:
    result = command("export", "questions", *words)
    assert (result.code, result.out) == (code, b"")
    assert said in result.err
