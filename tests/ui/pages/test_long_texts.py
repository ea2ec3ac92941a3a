"""Texts without end: every page over a source where some titles and names are a megabyte."""

from __future__ import annotations

import time
from collections.abc import Iterator

import polars as pl
import pytest

from benchmarks.visitor import Visitor
from core.charts.chart import shown
from core.language import LINE, PROSE, shortened
from core.standin.demo import build_demo
from core.standin.serve import Standin
from core.ui.parts.table import sent
from core.ui.shell.context import escape
from core.ui.shell.router import PAGES
from tests.browser.demo import a_bill, a_member, a_vote, query_of
from tests.browser.servers import AppServer

ENDLESS = "A" * 1_000_000
# Of every table: the columns in which one row has a text without end.
LONG = {
    "Sag": ("titel", "titelkort", "resume"),
    "Sagstrin": ("titel",),
    "Dokument": ("titel", "spørgsmålsordlyd"),
    "Møde": ("titel",),
    "Dagsordenspunkt": ("titel", "kommentar"),
    "Afstemning": ("konklusion", "kommentar"),
    "Aktør": ("navn", "biografi"),
    "Emneord": ("emneord",),
    "Sagsstatus": ("status",),
    "Dokumenttype": ("type",),
}
MOST_BYTES = 2_000_000


def test_shortened__is_cut_and_has_no_endless_word() -> None:
    assert shortened("kort") == "kort"
    assert shortened("ord " * 100) == ("ord " * 50).rstrip() + "…"
    assert shortened(ENDLESS) == "A" * LINE + "…"
    told = f"før {'B' * 5_000} efter"
    assert shortened(told, PROSE) == f"før {'B' * LINE}… efter"
    assert len(shortened("ord " * 10_000, PROSE)) <= PROSE + 1


@pytest.mark.parametrize("draw", [escape, shown])
def test_titles__are_cut_where_they_are_drawn(draw: object) -> None:
    assert callable(draw)
    assert len(draw(ENDLESS)) == LINE + 1


def test_sent__cells_are_cut_and_the_rows_are_not_touched() -> None:
    rows = pl.DataFrame({"a": [ENDLESS, None, "æ" * LINE], "n": [1, 2, 3]})
    cells = sent(rows).column("a").to_pylist()
    assert cells == ["A" * LINE + "…", None, "æ" * LINE]
    assert rows["a"].str.len_chars().max() == len(ENDLESS)


@pytest.fixture(scope="module")
def wordy() -> Iterator[Standin]:
    """The demo parliament with endless texts in a few rows, among them those that are opened."""
    tables = build_demo("small")
    plain = Standin(tables)
    opened = {"Afstemning": a_vote(plain), "Aktør": a_member(plain), "Sag": a_bill(plain)}
    for name, columns in LONG.items():
        often = pl.int_range(pl.len()) % (tables[name].height // 3) == 1
        endless = often | (pl.col("id") == opened.get(name, 0))
        tables[name] = tables[name].with_columns(
            pl.when(endless).then(pl.lit(ENDLESS)).otherwise(column).alias(column)
            for column in columns
        )
    with Standin(tables) as server:
        yield server


@pytest.fixture(scope="module")
def app(wordy: Standin, tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppServer]:
    """The app on it."""
    folder = tmp_path_factory.mktemp("wordy")
    with AppServer(folder, api_url=wordy.url, demo="never", max_rps=1000, sync_minutes=0) as app:
        yield app


@pytest.mark.timeout(180)
@pytest.mark.parametrize("page", [entry.name for entry in PAGES])
def test_page__sends_no_text_without_end(wordy: Standin, app: AppServer, page: str) -> None:
    with Visitor(f"{app.url}/{page}{query_of(wordy, f'/{page}')}") as visitor:
        for _ in range(400):
            visitor.seen.clear()
            visitor.run()
            if not visitor.seen & {"skeleton", "progress"}:
                break
            time.sleep(0.1)
        assert 0 < visitor.received < MOST_BYTES
    assert "page_failed" not in app.log
