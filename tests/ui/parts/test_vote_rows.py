"""Rows of votes as several pages show them."""

from __future__ import annotations

import polars as pl

from core.ui.parts.vote_rows import selected_vote


def test_selected_vote__positions_become_ids() -> None:
    votes = pl.DataFrame({"vote_id": [9, 7, 5]})
    assert selected_vote(votes, [1]) == 7
    assert selected_vote(votes, []) is None
    assert selected_vote(votes, [3]) is None
