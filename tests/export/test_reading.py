"""Code that reads a table at its address: it says what it says, and what the documentation says."""

from __future__ import annotations

import shlex
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest

from core.export.reading import reading_code, table_path

DOCS = Path(__file__).resolve().parents[2] / "docs" / "api.md"
SITE = "https://tingblik.example"
HOSTILE = "'; $(x) `y` \\\" \N{SNOWMAN}\n"


def test_table_path__is_relative_and_has_the_choices() -> None:
    assert table_path("votes", "csv", ()) == "api/v1/votes.csv"
    twice = (("party", "Å"), ("party", "V"))
    assert table_path("members", "json", twice) == "api/v1/members.json?party=%C3%85&party=V"


@pytest.mark.parametrize("language", ["r", "pandas", "curl", "excel"])
def test_code__is_that_of_the_documentation(language: str) -> None:
    code = reading_code(SITE, "votes", (("session", "20231"),))[language]
    assert f"\n{code}\n```\n" in DOCS.read_text(encoding="utf-8")


def test_code__holds_nothing_that_ends_the_address() -> None:
    code = reading_code(f"{SITE}/a'b\"c\\d", "member-agreement", (("q", HOSTILE),))
    address = shlex.split(code["curl"])[-1]
    parts = urlsplit(address)
    assert parts.path == "/a%27b%22c%5Cd/api/v1/member-agreement.csv"
    assert parse_qsl(parts.query) == [("q", HOSTILE)]
    assert code["r"].count('"') == 2
    assert code["r"].startswith("member_agreement <- ")
    compile(code["pandas"], "pandas", "exec")
    assert code["excel"].count('"') == 4
