"""Every column of a file has a heading in words, and no two of a table the same."""

from __future__ import annotations

import pytest

from core.dictionary import TABLES
from core.export.headings import heading
from core.language import LANGUAGES


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_headings__tell_the_columns_of_a_table_apart(name: str, lang: str) -> None:
    named = [heading(column.name, lang) for column in TABLES[name].columns_of(demo=True)]
    assert len(set(named)) == len(named), sorted(named)
