"""The examples of docs/notebook.md and README.md run, and print what the page shows."""

from __future__ import annotations

import contextlib
import inspect
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from core.analysis.durations import by_period
from core.analysis.process import bill_progress
from core.parliament.cases.search import CaseBook
from core.settings import variable
from core.tables.chosen import chosen_periods
from core.tables.copy import Copy
from core.times import danish_now
from tests.conftest import DemoCopy

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "notebook.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"```(python|text)\n(.*?)```", re.DOTALL)


@pytest.fixture
def names(demo_copy: DemoCopy, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    """What the code of a notebook has defined, with settings that name the demo's copy."""
    monkeypatch.setenv(variable("data_dir"), str(demo_copy.folder))
    monkeypatch.setenv(variable("api_url"), demo_copy.url)
    with pl.Config():
        yield {}


def printed(code: str, names: dict[str, Any]) -> str:
    """What some code prints."""
    with contextlib.redirect_stdout(io.StringIO()) as out:
        exec(compile(code, "notebook", "exec"), names)
    return out.getvalue()


def test_page__every_example_prints_what_stands_below_it(names: dict[str, Any]) -> None:
    blocks = BLOCK.findall(PAGE)
    assert [kind for kind, _ in blocks] == ["python", "text"] * (len(blocks) // 2)
    found = [printed(code, names) for kind, code in blocks if kind == "python"]
    assert found == [text for kind, text in blocks if kind == "text"]
    assert all("demo" in text for text in found[:1])


def test_page__figures_are_those_of_the_dashboard(names: dict[str, Any]) -> None:
    code = [code for kind, code in BLOCK.findall(PAGE) if kind == "python"]
    printed("".join(code), names)
    copy: Copy = names["copy"]
    found = chosen_periods(copy._tables, "cases", names["ended"], danish_now()).content.parts
    for book in found:
        assert isinstance(book, CaseBook)
        (expected,) = by_period(bill_progress(book)).to_dicts()
        days = names["took"].filter(period=expected["period"])["days"]
        assert (days.len(), days.count()) == (expected["adopted"], expected["n_days"])
        figures = (days.quantile(0.1, "linear"), days.median(), days.quantile(0.9, "linear"))
        assert figures == (expected["p10"], expected["median"], expected["p90"])
    kinds = names["departed"]["kind"].to_list()
    assert kinds.count("dissent") == names["most"]["deviations"][0] < len(kinds)


def test_page__lists_every_table_and_its_choices() -> None:
    always = {"self", "sessions", "start", "end"}
    listed: dict[str, set[str]] = {}
    for row in re.findall(r"^\| `.*", PAGE, re.MULTILINE):
        methods, choices = row.strip("|").split("|")
        for method in re.findall(r"`(\w+)`", methods):
            listed[method] = set(re.findall(r"`(\w+)`", choices))
    methods = dict(inspect.getmembers(Copy, inspect.isfunction))
    frames = {
        name: set(inspect.signature(method).parameters) - always
        for name, method in methods.items()
        if not name.startswith("_") and name != "source"
    }
    assert listed == frames


def test_readme__the_example_runs(names: dict[str, Any]) -> None:
    (code,) = [code for kind, code in BLOCK.findall(README) if kind == "python"]
    assert len([line for line in code.splitlines() if line]) == 5
    out = printed(code, names)
    assert "agreement" in out
    assert str(names["copy"].source(names["pairs"]).fetched_at) in out
