"""The bars by session hold exactly what was counted."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.charts.quality import VERDICTS, checks_by_session
from core.language import text

ROWS = st.lists(st.tuples(*[st.integers(0, 400)] * len(VERDICTS)), min_size=1, max_size=8).filter(
    lambda rows: any(map(any, rows))
)


@given(ROWS, st.sampled_from(["da", "en"]))
def test_checks_by_session__bars_are_the_counts(rows, lang):
    table = pl.DataFrame(rows, schema=list(VERDICTS), orient="row")
    titles = [f"Samling {number}" for number in range(len(rows))]
    drawn = checks_by_session(table, titles, lang)
    bars = {trace.name: list(trace.x) for trace in drawn.figure.data}
    assert bars == {
        text(f"quality.verdict.{name}", lang): table[name].to_list()
        for name in VERDICTS
        if table[name].sum()
    }
    assert all(list(trace.y) == titles for trace in drawn.figure.data)
    assert all(name in drawn.alt for name in bars)


def test_checks_by_session__nothing_to_draw():
    table = pl.DataFrame({name: [0] for name in VERDICTS})
    with pytest.raises(ValueError, match="no votes"):
        checks_by_session(table, ["Samling"], "da")


def test_checks_by_session__a_title_is_no_markup():
    table = pl.DataFrame({name: [1] for name in VERDICTS})
    drawn = checks_by_session(table, ["<b>x</b>"], "da")
    assert "<b>" not in drawn.figure.data[0].y[0]
