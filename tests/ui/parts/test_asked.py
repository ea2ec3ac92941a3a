"""Reading an id out of an address."""

from __future__ import annotations

import pytest

from core.ui.parts.asked import read_id


@pytest.mark.parametrize(
    "asked", ["", "0", "-5", "1e9", "<script>", "２５２", "9" * 30, "2147483648"]
)
def test_read_id__what_is_no_id(asked: str) -> None:
    assert read_id(asked) is None


def test_read_id__what_is_one() -> None:
    assert read_id(" 0252 ") == read_id("252\N{NO-BREAK SPACE}\N{ZERO WIDTH SPACE}") == 252
    assert read_id("000000000000252") == 252
