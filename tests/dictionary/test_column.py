"""The columns of every table: what they are taken from, and their words in the catalogue."""

from __future__ import annotations

from collections import Counter

import polars as pl
import pytest

from core.analysis.panels import PANELS
from core.dictionary import PANEL_TABLES, TABLES, table_of
from core.dictionary.votes import VOTES
from core.language import LANGUAGES, catalogue
from tests.dictionary.rows import FRAMES, VOTE

EVERY = [*TABLES.values(), *PANEL_TABLES.values()]


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("demo", [True, False])
def test_take__gives_the_columns_of_the_dictionary(name, demo):
    table = TABLES[name]
    taken = table.take(FRAMES[name], demo=demo)
    assert taken.columns == [column.name for column in table.columns_of(demo=demo)]
    assert {n: t for n, t in taken.schema.items() if n != "demo"} == table.schema
    assert ("demo" in taken.columns) == demo
    assert taken.height == 1


def test_take__the_type_of_a_vote_is_a_code():
    assert VOTES.take(FRAMES["votes"])["type"].to_list() == ["final"]


def test_take__a_vote_has_the_kind_as_typed_and_its_own_figures():
    counts = {"official_for": 98, "official_against": 10, "official_neither": 0}
    row = VOTES.take(pl.DataFrame([VOTE | counts])).row(0, named=True)
    assert (row["type"], row["type_source"]) == ("final", "amendment")
    assert row["closeness"] == 88
    assert row["density"] == pytest.approx(0.830391138802354, abs=1e-15)
    assert row["turnout"] is None  # the absent are not known
    counted = {"for": 98, "against": 10, "neither": 0, "absent": 71, "ballots": 179}
    row = VOTES.take(pl.DataFrame([VOTE | counts | counted])).row(0, named=True)
    assert row["turnout"] == pytest.approx(108 / 179)


def test_take__every_share_has_its_own_number_of_votes():
    assert TABLES["cohesion"].take(FRAMES["cohesion"])["rice_votes"].to_list() == [8]
    assert TABLES["members"].take(FRAMES["members"])["decided"].to_list() == [1]
    assert TABLES["winning"].take(FRAMES["winning"])["decided"].to_list() == [9]


@pytest.mark.parametrize("table", EVERY, ids=lambda table: table.name)
def test_meaning__every_column_has_its_words_in_both_languages(table):
    columns = table.described(demo=True)
    assert len({column.name for column in columns}) == len(columns)
    for column in columns:
        danish, english = (table.meaning(column, lang) for lang in LANGUAGES)
        assert danish != english


@pytest.mark.parametrize("lang", LANGUAGES)
def test_meaning__no_text_is_left_that_no_column_has(lang):
    used = {
        f"dictionary.{column.owner or ('shared' if column.shared else table.name)}.{column.name}"
        for table in EVERY
        for column in table.described(demo=True)
    }
    assert {key for key in catalogue(lang) if key.startswith("dictionary.")} == used


def test_take__a_table_with_a_column_each_vote_has_those_of_the_frame():
    frame = FRAMES["rollcall"].with_columns(v7=pl.lit(1), v12=pl.lit(None), vote=pl.lit(6))
    taken = TABLES["rollcall"].take(frame, demo=True)
    assert taken.columns == ["member_id", "member", "party", "v7", "v12", "demo"]
    assert taken.schema["v12"] == pl.Int8


def test_table_of__a_panel_has_the_columns_of_the_table_and_last_the_period():
    for name in PANELS:
        columns = list(table_of(name, "month").schema)
        plain = list(TABLES[name].schema)
        assert (columns[: len(plain)], columns[-1]) == (plain, "period")
        assert table_of(name) is TABLES[name]


def test_shared__is_what_several_tables_have():
    columns = [column for table in TABLES.values() for column in table.columns_of(demo=True)]
    times = Counter(column.name for column in columns if column.shared)
    assert [name for name, n in times.items() if n < 2] == []
