"""Text from the API is made safe for Markdown."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.ui.shell.context import escape


@given(st.text())
def test_escape__leaves_no_syntax(text: str) -> None:
    escaped = escape(text)
    assert not re.search(r"(?<!\\)(?:\\\\)*[*_`\[\]<>$:#|!~]", re.sub(r"\\.", "", escaped))
    assert "\n" not in escaped


@pytest.mark.parametrize(
    "text", ["![x](http://evil.example)", "<b>x</b>", ":red[x]", "$x$", "# x", "1 * 2 * 3"]
)
def test_escape__what_is_written_can_be_read(text: str) -> None:
    seen = escape(text).replace("\N{WORD JOINER}", "")  # takes no room on screen
    assert re.sub(r"\\(.)", r"\1", seen) == text


def test_escape__leaves_no_address_that_becomes_a_link() -> None:
    drawn = escape("se https://a.dk, www.ft.dk, WWW.ft.dk og a@ft.dk")
    assert [drawn[: drawn.index(mark)][-1] for mark in ("//", r"\.ft")] == ["\u2060", "\u2060"]
    assert drawn.count("\u2060") == 4
    assert "\u2060" not in escape("kl. 10: afstemning, L 1 A")
