"""What a click on a facet chooses."""

from __future__ import annotations

from core.ui.pages.votes.facets import with_choice


def test_with_choice__comes_goes_or_replaces() -> None:
    assert with_choice([], "a", single=False) == ["a"]
    assert with_choice(["a"], "b", single=False) == ["a", "b"]
    assert with_choice(["a", "b"], "a", single=False) == ["b"]
    assert with_choice(["a"], "b", single=True) == ["b"]
    assert with_choice(["a"], "a", single=True) == []
