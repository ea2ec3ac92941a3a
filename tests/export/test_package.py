"""Data packages: valid by the standard's own validator, and true of the file beside them."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from frictionless import Package

from core.dictionary import TABLES, table_of
from core.dictionary.units import UNITS, unit_of
from core.export.csv import Dialect
from core.export.files import bundle
from core.export.package import package
from core.export.provenance import Provenance
from tests.dictionary.rows import FRAMES

WITHOUT_UNIT = {"number", "axis_1", "axis_2", "reading", "id", "member_a", "member_b", "v"}
AT = datetime(2026, 11, 23, 13, 5, tzinfo=UTC)
HOSTILE = '=1+1;\r\n"æ"\x00,\t'


def provenance(table: str, *, demo: bool = False) -> Provenance:
    return Provenance(
        table=table,
        filters=(("Søg", "æbler\r\nog pærer"),),
        page_url="https://example.org/votes?q=x",
        source_urls=("https://oda.ft.dk/api/Afstemning?%24filter=id%20gt%200",),
        fetched_at=AT,
        rows=1,
        demo=demo,
        made_at=AT,
        version="abc",
    )


def opened(folder: Path, content: bytes) -> Package:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        archive.extractall(folder)
    return Package(str(folder / "datapackage.json"))


def hostile(frame: pl.DataFrame) -> pl.DataFrame:
    """The row, and the same with texts that break careless files."""
    texts = [name for name, dtype in frame.schema.items() if dtype == pl.String]
    return pl.concat([frame, frame.with_columns(pl.lit(HOSTILE).alias(name) for name in texts)])


@pytest.mark.parametrize("name", TABLES)
def test_package__is_valid_for_every_table(name: str, tmp_path: Path) -> None:
    demo = name in ("votes", "rollcall")
    frame = hostile(FRAMES[name])
    if name == "rollcall":
        frame = frame.with_columns(v7=pl.lit(6), v9=pl.lit(None, pl.Int8))
    for required in (c.source or c.name for c in TABLES[name].columns if not c.nullable):
        if frame.schema.get(required) in (pl.Null, None) or frame[required].null_count():
            frame = frame.with_columns(_filled(name, required))
    content = bundle(frame, provenance(name, demo=demo), "plain", "en", f"{name}.csv")
    report = opened(tmp_path, content).validate()
    assert report.valid, report.flatten(["rowNumber", "fieldName", "type", "message"])
    (task,) = report.tasks
    assert task.stats["rows"] == 2


def _filled(table: str, name: str) -> pl.Expr:
    kinds = {c.source or c.name: c.dtype for c in TABLES[table].columns}
    kind = kinds[name]
    return pl.lit({pl.String: "x", pl.Boolean: True}.get(kind, 1)).cast(kind).alias(name)


def test_package__the_validator_finds_a_wrong_type(tmp_path: Path) -> None:
    content = bundle(FRAMES["ballots"], provenance("ballots"), "plain", "en", "b.csv")
    found = opened(tmp_path, content)
    (tmp_path / "b.csv").write_text((tmp_path / "b.csv").read_text().replace("9001", "nine"))
    assert not found.validate().valid


@pytest.mark.parametrize("dialect", ["plain", "excel"])
def test_package__reads_the_very_rows_in_both_dialects(dialect: Dialect, tmp_path: Path) -> None:
    frame = FRAMES["agreement"]
    content = bundle(frame, provenance("agreement", demo=True), dialect, "da", "a.csv")
    found = opened(tmp_path, content)
    assert found.validate().valid
    (row,) = found.get_table_resource("agreement").read_rows()
    read = {name: float(x) if name == "agreement" else x for name, x in row.to_dict().items()}
    assert read == {**frame.row(0, named=True), "demo": True}


def test_package__of_a_panel_has_the_period(tmp_path: Path) -> None:
    frame = FRAMES["agreement"].with_columns(period=pl.lit("2025-03"))
    content = bundle(frame, replace(provenance("agreement"), by="month"), "plain", "en", "a.csv")
    found = opened(tmp_path, content)
    assert found.validate().valid
    assert list(found.get_resource("agreement").schema.field_names)[-1] == "period"


def test_package__says_what_a_reader_has_to_know() -> None:
    told = package(provenance("votes"), FRAMES["votes"], "da", "plain", "https://x.example/v.csv")
    assert told["filters"] == [{"label": "Søg", "value": "æbler og pærer"}]
    assert (told["n"], told["fetched"], told["version"]) == (1, "2026-11-23T13:05:00Z", "abc")
    assert told["sources"][0]["path"] == provenance("votes").source_urls[0]
    assert told["licenses"][0]["path"].startswith("https://www.ft.dk/")
    assert "Folketingets åbne data" in told["citation"]
    assert told["resources"][0]["path"] == "https://x.example/v.csv"
    json.dumps(told)


def test_package__invented_rows_name_neither_parliament_nor_its_terms() -> None:
    told = package(provenance("votes", demo=True), FRAMES["votes"], "en", "plain", "v.csv")
    assert told["invented"] is True
    assert "INVENTED" in told["description"]
    assert "demo" in told["name"]
    assert not [source for source in told["sources"] if "path" in source]
    fields: list[dict[str, Any]] = told["resources"][0]["schema"]["fields"]
    assert fields[-1]["name"] == "demo"


def test_units__every_number_has_one_or_is_known_to_have_none() -> None:
    numbers = {
        (name, column.name)
        for name in TABLES
        for by in (None, "month")
        if by is None or name in ("agreement", "cohesion", "members", "winning")
        for column in table_of(name, by).described(demo=False)
        if column.dtype.is_numeric()
    }
    without = {column for table, column in numbers if not unit_of(table, column)}
    assert {name for name in without if not name.endswith("_id")} == WITHOUT_UNIT
    assert set(UNITS) <= {column for _, column in numbers}
