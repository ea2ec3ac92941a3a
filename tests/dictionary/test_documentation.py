"""The documentation of the exported tables says what the code does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from core.__main__ import main
from core.analysis.quality import KINDS, SCHEMA
from core.dictionary import TABLES
from core.language import LANGUAGES, text

ROOT = Path(__file__).resolve().parents[2]
DATA = (ROOT / "docs" / "data.md").read_text(encoding="utf-8")


def rows(heading: str) -> list[list[str]]:
    """The cells of the first table below a heading."""
    section = DATA.split(f"\n## {heading}\n")[1] if heading else DATA
    table = re.search(r"(?:^\|.*\n)+", section, re.MULTILINE)
    assert table is not None
    return [
        [cell.strip() for cell in line.strip("|").split("|")] for line in table[0].splitlines()[2:]
    ]


def test_tables__are_documented_with_exactly_their_columns() -> None:
    documented = {row[0].strip("`"): re.findall(r"`([a-z_0-9]+)`", row[3]) for row in rows("")}
    assert documented == {name: list(table.schema) for name, table in TABLES.items()}
    assert list(documented) == list(TABLES)


def test_options__are_those_of_the_command(capsysbinary) -> None:
    with pytest.raises(SystemExit) as done:
        main(["export", "--help"])
    assert done.value.code == 0
    told = capsysbinary.readouterr().out.decode()
    documented = [
        name for row in rows("What is chosen") for name in re.findall(r"--[a-z-]+", row[0])
    ]
    assert documented
    own = set(re.findall(r"^  (--[a-z-]+)", told, re.MULTILINE))
    other = {"--lang", "--format", "--out", "--excel", "--quiet"}
    assert set(documented) == own - other
    assert ", ".join(TABLES) in " ".join(told.split())


def test_findings__are_all_documented_in_their_order() -> None:
    assert [row[0].strip("`") for row in rows("Findings")] == list(KINDS)
    for lang in LANGUAGES:
        words = text("dictionary.quality.finding", lang)
        assert [kind for kind in KINDS if f"{kind} (" not in words] == []
    assert list(SCHEMA) == list(TABLES["quality"].schema)


def test_readme__leads_to_the_tables() -> None:
    assert "docs/data.md" in (ROOT / "README.md").read_text(encoding="utf-8")
