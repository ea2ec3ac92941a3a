"""Types of the shared store and back, and the checksum of rows."""

from __future__ import annotations

from datetime import date, datetime

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.dictionary import TABLES
from core.oda.schema.entities import ENTITIES
from core.parliament.votes.chamber import no_ballots
from core.store import earlier, ledger
from core.store.lake.columns import columns_of, digest, empty, from_lake, to_lake

VALUES = {
    pl.Int16: st.integers(-(2**15), 2**15 - 1),
    pl.Int32: st.integers(-(2**31), 2**31 - 1),
    pl.Boolean: st.booleans(),
    pl.String: st.text(st.characters(codec="utf-8"), max_size=6),
    pl.Datetime: st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31)).map(
        lambda at: at.replace(microsecond=at.microsecond // 1000 * 1000)
    ),
}
SCHEMAS = {
    **{name: pl.Schema(entity.schema) for name, entity in ENTITIES.items()},
    **{f"table {name}": pl.Schema(table.schema) for name, table in TABLES.items()},
    "marked": no_ballots().schema,
    "ledger": pl.Schema(ledger.SCHEMA),
    "earlier": pl.Schema(earlier.SCHEMA),
}


@pytest.mark.parametrize("name", SCHEMAS)
def test_types__of_every_set_and_table_come_back(name):
    frame = pl.DataFrame(schema=SCHEMAS[name])
    written = to_lake(frame)
    assert set(written.dtypes) <= {
        *(pl.Boolean(), pl.Int8(), pl.Int16(), pl.Int32(), pl.Int64()),
        *(pl.Float32(), pl.Float64(), pl.String(), pl.Date()),
    }
    back = from_lake(written, columns_of(frame))
    assert back.schema == frame.schema == empty(columns_of(frame)).schema


@settings(max_examples=40)
@given(st.data())
def test_values__of_every_type_of_the_api_come_back(data):
    columns = {
        f"c{n}": pl.Series(
            data.draw(st.lists(st.none() | values, min_size=3, max_size=3)), dtype=_dtype(kind)
        )
        for n, (kind, values) in enumerate(VALUES.items())
    }
    frame = pl.DataFrame(columns)
    back = from_lake(to_lake(frame), columns_of(frame))
    assert back.equals(frame)
    assert digest(back) == digest(frame)


def _dtype(kind):
    return pl.Datetime("ms") if kind is pl.Datetime else kind()


def test_marked__categories_and_small_numbers_come_back():
    frame = pl.DataFrame(
        {"party": ["S", None, "V", ""], "n": [1, 2, None, 4], "day": [date(2020, 2, 29)] * 4},
        schema={"party": pl.Categorical, "n": pl.UInt32, "day": pl.Date},
    )
    back = from_lake(to_lake(frame), columns_of(frame))
    assert back.equals(frame)
    assert back.schema == frame.schema


@pytest.mark.parametrize(
    "other",
    [
        pl.DataFrame({"a": [2, 1], "b": ["x", "y"]}),  # the order
        pl.DataFrame({"a": [1, 2], "b": ["xy", ""]}),  # where a text ends
        pl.DataFrame({"a": [1, 2], "b": ["x", None]}),
        pl.DataFrame({"a": [1, 0], "b": ["x", "y"]}),
        pl.DataFrame({"a": [1, None], "b": ["x", "y"]}),
        pl.DataFrame({"b": ["x", "y"], "a": [1, 2]}),
        pl.DataFrame({"a": [1, 2], "c": ["x", "y"]}),
        pl.DataFrame({"a": [1, 2], "b": ["x", "y"]}, schema_overrides={"a": pl.Int32}),
        pl.DataFrame({"a": [1], "b": ["x"]}),
    ],
)
def test_digest__differs_with_anything_that_a_reader_sees(other):
    frame = pl.DataFrame({"a": [1, 2], "b": ["x", "y"]})
    assert digest(frame) != digest(other)


def test_digest__is_of_the_values_alone():
    frame = pl.DataFrame({"a": [1, 2, 3], "b": ["x", None, "y"]})
    pieces = pl.concat([frame.head(1), frame.tail(2)], rechunk=False)
    assert digest(frame) == digest(pieces) == "0b80eadcbeba62ef2cf921aa390e8b03"


def test_unknown__types_are_refused_and_not_guessed():
    with pytest.raises(ValueError, match="no form"):
        columns_of(pl.DataFrame({"a": [[1]]}))
