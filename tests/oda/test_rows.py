"""Pages to frames: types, odd dates, nulls first, names as escapes, drift."""

from __future__ import annotations

from datetime import datetime

import polars as pl
import pytest

from core.errors import FormChanged, NotOData
from core.oda.query.query import Query
from core.oda.rows import TableBuilder, builder_for, open_envelope
from core.oda.schema.entities import entity


def vote(number: int, **changes: object) -> dict[str, object]:
    row: dict[str, object] = {
        "id": number,
        "nummer": number,
        "konklusion": None,
        "vedtaget": True,
        "kommentar": None,
        "mødeid": 1,
        "typeid": 1,
        "sagstrinid": None,
        "opdateringsdato": "2026-01-02T03:04:05",
    }
    return row | changes


def built(*rows: dict[str, object], query: Query | None = None) -> TableBuilder:
    builder = builder_for(query or Query("Afstemning"))
    builder.add(list(rows))
    return builder


def test_frame__has_the_registrys_schema_also_when_empty() -> None:
    assert built().frame().schema == entity("Afstemning").schema
    assert built(vote(1)).frame().schema == entity("Afstemning").schema


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2014-09-19T14:41:03", datetime(2014, 9, 19, 14, 41, 3)),
        ("2014-09-19T14:41:03.6", datetime(2014, 9, 19, 14, 41, 3, 600_000)),
        ("2014-09-19T14:41:03.67", datetime(2014, 9, 19, 14, 41, 3, 670_000)),
        ("2014-09-19T14:41:03.977", datetime(2014, 9, 19, 14, 41, 3, 977_000)),
        ("2014-09-19T00:00:00", datetime(2014, 9, 19)),
    ],
)
def test_frame__dates_with_any_number_of_decimals(text: str, moment: datetime) -> None:
    assert built(vote(1, opdateringsdato=text)).frame()["opdateringsdato"][0] == moment


def test_frame__a_column_that_begins_with_a_hundred_nulls() -> None:
    rows = [vote(n) for n in range(100)] + [vote(100, konklusion="Vedtaget", sagstrinid=7)]
    frame = built(*rows).frame()
    assert frame["konklusion"].to_list() == [None] * 100 + ["Vedtaget"]
    assert frame["sagstrinid"][100] == 7


def test_open_envelope__escaped_property_names() -> None:
    page = b'{"value":[{"id":1,"m\\u00f8deid":5}],"odata.count":"1"}'
    envelope = open_envelope(page)
    assert envelope.rows == [{"id": 1, "mødeid": 5}]
    assert envelope.count == 1
    assert envelope.next_link is None


@pytest.mark.parametrize(
    "content",
    [b"", b"<html>", b"[]", b"{}", b'{"value":{}}', b'{"value":[1]}', b'{"value":[{"id":1}'],
)
def test_open_envelope__what_is_no_page_is_refused(content: bytes) -> None:
    with pytest.raises(NotOData):
        open_envelope(content)


@pytest.mark.parametrize("count", ['"many"', "{}", "[1]"])
def test_open_envelope__a_count_that_is_no_number(count: str) -> None:
    with pytest.raises(NotOData):
        open_envelope(f'{{"value":[],"odata.count":{count}}}'.encode())


def test_drift__unknown_fields_are_counted() -> None:
    builder = built(vote(1) | {"nyt": 1}, vote(2) | {"nyt": 2})
    assert builder.drift.unknown == {"Afstemning.nyt": 2}


def test_drift__missing_fields_are_counted_where_nothing_is_made_of_them() -> None:
    second = vote(2, kommentar="x")
    del second["konklusion"], second["kommentar"]
    needed = {"Afstemning": frozenset({"id", "vedtaget"})}
    builder = builder_for(Query("Afstemning"), needed)
    builder.add([vote(1, kommentar="x"), second])
    assert builder.frame()["kommentar"].to_list() == ["x", None]
    assert builder.drift.missing == {"Afstemning.kommentar": 1, "Afstemning.konklusion": 1}
    without = vote(3)
    del without["vedtaget"]
    with pytest.raises(FormChanged):
        builder.add([without])


def test_drift__annotations_of_the_protocol_are_no_drift() -> None:
    assert not built(vote(1) | {"odata.type": "x", "Stemme@odata.nextLink": "y"}).all_drift()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("nummer", "x"),
        ("nummer", 2**40),
        ("nummer", 1.5),
        ("nummer", None),
        ("konklusion", 5),
        ("vedtaget", "true"),
        ("vedtaget", 1),
        ("opdateringsdato", "yesterday"),
        ("opdateringsdato", 5),
    ],
)
def test_add__a_value_of_another_form_is_refused(name: str, value: object) -> None:
    with pytest.raises(FormChanged, match=f"Afstemning.{name} is .* in 1 of 2 rows"):
        built(vote(1), vote(2, **{name: value}))


@pytest.mark.parametrize("value", [5, "x", [{"id": 1}], ...])
def test_add__a_navigation_that_leads_to_no_row_is_refused(value: object) -> None:
    query = Query("Afstemning").expand("Møde").select("id", "Møde/id")
    row = {"id": 1} if value is ... else {"id": 1, "Møde": value}
    with pytest.raises(FormChanged, match=r"Afstemning\.Møde"):
        built(row, query=query)


@pytest.mark.parametrize("key", [None, "x", 2**40])
def test_add__a_row_without_a_usable_key_is_refused(key: object) -> None:
    with pytest.raises(NotOData):
        built(vote(1), vote(2, id=key)).frame()


def test_add__a_row_without_an_id_at_all() -> None:
    row = vote(1)
    del row["id"]
    with pytest.raises(NotOData):
        built(row)


def test_tables__expanded_sets_once_each_and_null_targets_left_out() -> None:
    query = (
        Query("Afstemning")
        .expand("Møde", "Sagstrin", "Sagstrin/Sag")
        .select("id", "mødeid", "Møde/id", "Møde/dato", "Sagstrin/id", "Sagstrin/Sag/id")
    )
    meeting = {"id": 1, "dato": None}
    step = {"id": 5, "Sag": {"id": 9}}
    rows = [
        {"id": 1, "mødeid": 1, "Møde": meeting, "Sagstrin": step},
        {"id": 2, "mødeid": 1, "Møde": meeting, "Sagstrin": None},
    ]
    builder = built(*rows, query=query)
    tables = builder.tables()
    assert builder.frame().columns == ["id", "mødeid"]
    assert list(tables) == ["Møde", "Sagstrin", "Sagstrin/Sag"]
    assert tables["Møde"].rows() == [(1, None)]
    assert tables["Sagstrin/Sag"].rows() == [(9,)]
    assert not builder.all_drift()


def test_add__a_capped_collection_is_noticed() -> None:
    query = Query("Sag").expand("Sagstrin").select("id", "Sagstrin/id")
    link = "https://x/api/Sag(1)/Sagstrin?$skip=100"
    row = {"id": 1, "Sagstrin": [{"id": 2}], "Sagstrin@odata.nextLink": link}
    assert built(row, query=query).continued == [("Sagstrin", link)]


def test_frame__many_rows_in_chunks_keep_their_order() -> None:
    builder = builder_for(Query("Stemmetype"))
    for start in range(0, 45_000, 100):
        ids = range(start, start + 100)
        row = {"type": "For", "opdateringsdato": "2026-01-01T00:00:00"}
        builder.add([{"id": n} | row for n in ids])
    assert builder.frame()["id"].equals(pl.Series("id", range(45_000), dtype=pl.Int32))
