"""What a notebook gets of a copy is what `export` writes of the same copy."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from core import open_copy
from core.cli.export_api import API_TABLES
from core.dictionary import TABLES
from tests.cli.conftest import Command
from tests.conftest import DemoCopy

Exported = Callable[..., pl.DataFrame]

FROM_COPY = [table for table in TABLES if table not in API_TABLES]
CHOICES: list[tuple[str, dict[str, Any], tuple[str, ...]]] = [
    ("votes", {"sessions": "20251", "subset": "divided"},
     ("--session", "20251", "--subset", "divided")),
    ("votes", {"subset": "divided", "lines": "text"}, ("--subset", "divided", "--lines", "text")),
    ("ballots", {"sessions": ["20241", "20242"], "start": "2025-01-01", "end": "2025-03-31"},
     ("--session", "20241", "20242", "--from", "2025-01-01", "--to", "2025-03-31")),
    ("deviations", {"subset": "final"}, ("--subset", "final")),
    ("vote-parties", {"sessions": "20251"}, ("--session", "20251")),
    ("quality", {"sessions": ["20251"]}, ("--session", "20251")),
    ("members", {"include_errors": True}, ("--include-errors",)),
    ("parties", {"subset": "amendment"}, ("--subset", "amendment")),
    ("agreement", {"lines": "text", "min_shared": 300}, ("--lines", "text", "--min-shared", "300")),
    ("cohesion", {"include_errors": True}, ("--include-errors",)),
    ("rollcall", {"sessions": "20251", "include_errors": True},
     ("--session", "20251", "--include-errors")),
    ("winning", {"include_errors": True, "lines": "ballots"},
     ("--include-errors", "--lines", "ballots")),
    ("coalitions", {"end": "2025-06-30"}, ("--to", "2025-06-30")),
    ("party-map", {"subset": "divided"}, ("--subset", "divided")),
    ("cases", {"sessions": ["20251", "2025f"], "start": "2025-11-01"},
     ("--session", "20251", "2025f", "--from", "2025-11-01")),
    ("steps", {"sessions": "20242", "end": "2025-04-30"},
     ("--session", "20242", "--to", "2025-04-30")),
    ("questions", {"start": "2026-01-01", "end": "2026-02-28"},
     ("--from", "2026-01-01", "--to", "2026-02-28")),
    ("meetings", {"sessions": ["20251"], "start": "2026-03-01"},
     ("--session", "20251", "--from", "2026-03-01")),
    ("committees", {"sessions": ["20261"]}, ("--session", "20261")),
]  # fmt: skip


@pytest.fixture
def exported(command: Command, demo_copy: DemoCopy, tmp_path: Path) -> Exported:
    """`exported("votes", "--session", "20251")` -> the frame that stands in the Parquet file."""

    def export(table: str, *words: str) -> pl.DataFrame:
        out = tmp_path / f"demo-{table}.parquet"
        done = command(
            "export",
            table,
            *words,
            "--out",
            out,
            api_url=demo_copy.url,
            data_dir=demo_copy.folder,
        )
        assert done.code == 0, done.err
        return pl.read_parquet(out)

    return export


def taken(demo_copy: DemoCopy, table: str, **choices: Any) -> pl.DataFrame:
    frame = getattr(open_copy(demo_copy.folder), table.replace("-", "_"))(**choices)
    assert isinstance(frame, pl.DataFrame)
    return frame.drop("party_stand", strict=False)  # a mark of ballots that no file has


def test_copy__has_every_table_that_export_makes_of_the_copy(
    demo_copy: DemoCopy, exported: Exported
) -> None:
    for table in FROM_COPY:
        frame = taken(demo_copy, table)
        assert frame.equals(exported(table)), table
        each = dict.fromkeys(filter(re.compile(r"v\d+").fullmatch, frame.columns), pl.Int8)
        assert bool(each) == (table == "rollcall")
        assert dict(frame.schema) == TABLES[table].schema | each | {"demo": pl.Boolean}
        assert frame.height


@pytest.mark.parametrize(("table", "choices", "words"), CHOICES)
def test_copy__choices_mean_what_they_mean_to_export(
    demo_copy: DemoCopy,
    exported: Exported,
    table: str,
    choices: dict[str, Any],
    words: tuple[str, ...],
) -> None:
    frame = taken(demo_copy, table, **choices)
    assert frame.equals(exported(table, *words))
    assert frame.height
    assert not frame.equals(taken(demo_copy, table))


def test_copy__the_agreement_of_one_member(demo_copy: DemoCopy, exported: Exported) -> None:
    member = int(taken(demo_copy, "members", sessions="20251")["member_id"][0])
    choices = {"sessions": "20251", "member": member, "min_shared": 100, "include_errors": True}
    frame = taken(demo_copy, "member-agreement", **choices)
    assert set(frame["member_a"]) == {member}
    words = ("--session", "20251", "--member", str(member), "--min-shared", "100")
    assert frame.equals(exported("member-agreement", *words, "--include-errors"))
