"""Every column of a file has a heading in words, and no two of a table the same."""

from __future__ import annotations

import pytest

from core.dictionary import PANEL_TABLES, TABLES, Table
from core.export.headings import heading
from core.language import LANGUAGES, Lang


@pytest.mark.parametrize("table", [*TABLES.values(), *PANEL_TABLES.values()])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_headings__tell_the_columns_of_a_table_apart(table: Table, lang: Lang) -> None:
    named = [heading(column.name, lang) for column in table.columns_of(demo=True)]
    assert len(set(named)) == len(named), sorted(named)


def test_headings__a_column_of_one_vote_keeps_its_name() -> None:
    assert heading("v10564", "da") == "v10564"
