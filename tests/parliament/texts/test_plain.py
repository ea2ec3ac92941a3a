"""Plain text and Danish order."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.parliament.texts.plain import danish_order, one_line, plain


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (None, ""),
        ("", ""),
        ("Om  dagpenge ", "Om dagpenge"),
        ("Vedtaget<br/>For stemte 1", "Vedtaget\nFor stemte 1"),
        ("<p>Et</p><p>To</p>", "Et\nTo"),
        ("a &amp; b &lt; c", "a & b < c"),
        ("<script>alert(1)</script>", "alert(1)"),
        ("&lt;b&gt;ikke fed&lt;/b&gt;", "<b>ikke fed</b>"),
        ("a\t\tb\r\nc", "a b\nc"),
        ("a\n\n\n\n\nb", "a\n\nb"),
    ],
)
def test_plain__cases(raw: str | None, expected: str) -> None:
    assert plain(raw) == expected


@given(st.text())
def test_plain__never_raises_and_settles(raw: str) -> None:
    assert "  " not in plain(raw)


def test_one_line__folds_blanks_and_empties() -> None:
    frame = pl.DataFrame({"t": ["Om  X\n\nog Y ", "", None, "  "]})
    assert frame.select(one_line("t"))["t"].to_list() == ["Om X og Y", None, None, None]


def test_danish_order__letters_last_and_double_a_as_aa() -> None:
    names = ["Ågren", "Zeuthen", "Østergaard", "Ærø", "Aabo", "Sten", "Andersen", "Sólberg", "Berg"]
    frame = pl.DataFrame({"n": names})
    expected = [
        "Andersen",
        "Berg",
        "Sólberg",
        "Sten",
        "Zeuthen",
        "Ærø",
        "Østergaard",
        "Aabo",
        "Ågren",
    ]
    assert frame.sort(danish_order("n"))["n"].to_list() == expected
