"""Lists whose rows are links: what the browser is sent, and the pages of a list."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.ui.parts import links
from core.ui.parts.links import PAGE_ROWS, Part, stands_of, to

SCRIPT = Path(links.__file__).parent / "links.js"


@pytest.mark.parametrize(
    ("total", "page", "shown", "pages"),
    [
        (0, 1, (0, 0), 1),
        (1, 1, (0, 1), 1),
        (PAGE_ROWS, 1, (0, PAGE_ROWS), 1),
        (PAGE_ROWS + 1, 2, (PAGE_ROWS, PAGE_ROWS + 1), 2),
    ],
)
def test_part__covers_its_rows(total: int, page: int, shown: tuple[int, int], pages: int) -> None:
    part = Part(page, total)
    assert (part.first, part.end) == shown
    assert part.pages == pages


def test_to__is_relative_and_leaves_out_what_is_empty() -> None:
    assert to("vote", id="1") == "vote?id=1"
    assert to("overview") == "./"
    assert to("votes", q="", line=["S.for", "V.against"]) == "votes?line=S.for&line=V.against"
    assert to("votes", q="a&b=c d", page="2") == "votes?q=a%26b%3Dc+d&page=2"


def test_stands__are_a_letter_a_party() -> None:
    row = {"parties_for": "S V", "parties_against": None, "parties_neither": "EL"}
    assert stands_of(row, ("EL", "S", "DF", "V", "NB")) == "nf f"
    assert stands_of(dict.fromkeys(row, None), ("EL", "S")) == ""


def test_script__is_small_and_writes_text_alone() -> None:
    script = SCRIPT.read_text(encoding="utf-8")
    assert len(script.encode()) < 8_000
    assert "innerHTML" not in script
    assert "insertAdjacentHTML" not in script
