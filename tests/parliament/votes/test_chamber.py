"""What a chamber is made of."""

from __future__ import annotations

from core.parliament.votes.chamber import compact, no_ballots
from tests.analysis.chamber import crowd, marked


def test_no_ballots__have_the_columns_of_marked_ballots() -> None:
    assert no_ballots().schema == compact(marked([crowd(3, 2)])).schema
    assert no_ballots().is_empty()
