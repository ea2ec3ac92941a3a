"""The queries that are shown for other engines give what was published."""

from __future__ import annotations

import runpy

import polars as pl
import pytest

from core.store.lake.figure import Figure
from tests.browser.servers import ROOT

QUERIES = ROOT / "deploy" / "lake"


@pytest.mark.parametrize("engine", ["polars", "delta_rs", "duckdb"])
def test_query__counts_the_votes_of_the_last_moment(engine, site, capsys, monkeypatch):
    rows = {"20231": [True, None], "20241": [True, True, False]}

    def figures():
        for code, adopted in rows.items():
            frame = pl.DataFrame({"session": code, "adopted": adopted})
            yield Figure("votes", code, str(adopted), lambda frame=frame: frame)

    site.publisher(figures=figures).publish()
    rows["20241"] = [True, False]
    site.publisher(figures=figures).publish()
    # What was committed after the moment, by a writer that was killed, is not taken.
    late = pl.DataFrame({"session": ["20241"] * 9, "adopted": [True] * 9})
    site.tables.replace("figures/votes", [("20241", late)], (), 1)
    monkeypatch.setattr("sys.argv", [f"with_{engine}.py", site.address.url])
    runpy.run_path(str(QUERIES / f"with_{engine}.py"))
    told = capsys.readouterr().out.splitlines()
    assert told == ["session,votes,adopted", "20231,2,1", "20241,2,1"]


def test_readme__says_of_each_query_whether_it_is_run():
    text = (QUERIES / "README.md").read_text(encoding="utf-8")
    for path in QUERIES.iterdir():
        if path.suffix in (".py", ".sql"):
            run = "yes" if path.stem.startswith("with_") else "no: shown, not run"
            (line,) = [each for each in text.splitlines() if each.startswith(f"| `{path.name}`")]
            assert line.endswith(f"| {run} |")
