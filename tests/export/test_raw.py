"""Raw rows as files: names, formulas, dates, the readme beside them."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import UTC, datetime
from typing import get_args
from xml.etree import ElementTree

import polars as pl
import pytest

from core.export import excel
from core.export.excel import MOST_LETTERS, write_excel
from core.export.raw import RawForm, RawSource, ascii_name, raw_bundle, raw_file
from core.oda.schema.entities import entity

AT = datetime(2026, 11, 23, 13, 5, tzinfo=UTC)
SOURCE = RawSource(
    entity("Sag"),
    "Sag?$top=3",
    "https://oda.ft.dk/api/Sag?%24top=3",
    "https://example.org/explore?query=Sag",
    AT,
    AT,
    False,
)
FRAME = pl.DataFrame(
    {
        "id": [1, 2, 3],
        "titel": ["=1+1", "Om \U0001f41f &\r\n<b>", None],
        "lovnummerdato": [datetime(2026, 1, 2, 3, 4, 5, 670_000), datetime(1753, 1, 1), None],
        "statsbudgetsag": [True, None, False],
        "Periode/titel": ["+45 33 37", " @x", "http://x.example"],
    },
    schema_overrides={"lovnummerdato": pl.Datetime("ms")},
)
_NAMES = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


def cells(content: bytes) -> dict[str, tuple[str | None, str | None, str | None]]:
    """Type, text and style of each cell of the first sheet."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
        shared = ElementTree.fromstring(book.read("xl/sharedStrings.xml"))
    texts = ["".join(t.itertext()) for t in shared.findall("m:si", _NAMES)]
    assert sheet.findall(".//m:f", _NAMES) == []
    assert sheet.findall(".//m:hyperlink", _NAMES) == []
    found = {}
    for cell in sheet.iterfind(".//m:c", _NAMES):
        value = cell.findtext("m:v", None, _NAMES)
        text = texts[int(value)] if cell.get("t") == "s" and value else value
        found[str(cell.get("r"))] = cell.get("t"), text, cell.get("s")
    return found


def test_excel__texts_are_text_and_never_formulas() -> None:
    found = cells(write_excel(FRAME))
    assert [found[f"{letter}1"][1] for letter in "ABCDE"] == FRAME.columns
    assert found["B2"][:2] == ("s", "=1+1")
    assert found["B3"][:2] == ("s", "Om \U0001f41f &\n<b>")
    assert "B4" not in found
    assert found["E4"] == ("s", "http://x.example", None)
    quoted = {found[name][2] for name in ("B2", "E2", "E3")}
    assert len(quoted) == 1  # the style that keeps them text when they are edited
    assert quoted != {None}


def test_excel__numbers_times_and_truth_are_what_they_are() -> None:
    found = cells(write_excel(FRAME))
    assert found["A2"][:2] == (None, "1")
    assert found["D2"][:2] == ("b", "1")
    assert found["D4"][:2] == ("b", "0")
    assert float(str(found["C2"][1])) == pytest.approx(46024.1278, abs=0.001)
    assert found["C3"][:2] == ("s", "1753-01-01T00:00:00")


def test_excel__is_cut_where_a_cell_or_a_sheet_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(excel, "MOST_EXCEL_ROWS", 2)
    found = cells(write_excel(pl.DataFrame({"t": ["x" * (MOST_LETTERS + 9), "b", "c"]})))
    assert len(str(found["A2"][1])) == MOST_LETTERS
    assert "A4" not in found


def test_excel__the_same_rows_give_the_same_bytes() -> None:
    assert write_excel(FRAME) == write_excel(FRAME)


def test_raw_file__csv_is_neutral_and_json_is_as_it_is() -> None:
    assert b"'=1+1" in raw_file(FRAME, "excel")
    assert b"'+45 33 37" in raw_file(FRAME, "plain")
    rows = json.loads(raw_file(FRAME, "json"))
    assert rows[0]["titel"] == "=1+1"
    assert rows[0]["lovnummerdato"] == "2026-01-02T03:04:05.670"
    assert pl.read_parquet(io.BytesIO(raw_file(FRAME, "parquet"))).equals(FRAME)


@pytest.mark.parametrize("form", get_args(RawForm))
def test_raw_bundle__the_readme_names_source_query_time_and_columns(form: str) -> None:
    content = raw_bundle(FRAME, SOURCE, form, "da", "tingblik-Sag.csv")  # type: ignore[arg-type]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.namelist() == ["tingblik-Sag.csv", "tingblik-Sag-readme.txt"]
        words = archive.read("tingblik-Sag-readme.txt").decode("utf-8-sig")
    for part in ("Sag?$top=3", "23. november 2026 14.05", SOURCE.url, SOURCE.page_url, "Periode/"):
        assert part in words
    assert "Fuld titel" in words


def test_ascii_name__keeps_danish_letters_readable() -> None:
    assert ascii_name("Møde") == "Moede"
    assert ascii_name("SagAktør") == "SagAktoer"
