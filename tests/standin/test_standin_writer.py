"""The byte form, held against fragments in the form of the API."""

from __future__ import annotations

import json
from datetime import datetime

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.standin import writer
from core.standin.options import Options
from core.standin.respond import respond, service_document
from core.standin.tables import Database
from tests.standin.tiny import tiny_parliament

DATABASE = Database.of(tiny_parliament())
BASE = "http://127.0.0.1:1/api/"


def body(path: str, query: str = "") -> str:
    """The body that answers a path and query."""
    return respond(DATABASE, BASE, path, Options.parse(query))


@pytest.mark.parametrize(
    ("micros", "text"),
    [(0, "01"), (667_000, "01.667"), (670_000, "01.67"), (600_000, "01.6"), (7_000, "01.007")],
)
def test_time__trailing_zeros_are_cut(micros: int, text: str) -> None:
    assert writer.time(datetime(2025, 12, 10, 9, 10, 1, micros)) == f'"2025-12-10T09:10:{text}"'
    assert writer.time(datetime(2025, 12, 10)) == '"2025-12-10T00:00:00"'


@given(st.text())
def test_quoted__is_ascii_and_reads_back(text: str) -> None:
    quoted = writer.quoted(text)
    assert quoted.isascii()
    if not any("\ud800" <= letter <= "\udfff" for letter in text):
        assert json.loads(quoted) == text


def test_quoted__escapes_in_lower_case_and_leaves_slash_and_dollar() -> None:
    assert writer.quoted("Æ/$\n\u2013") == r'"\u00c6/$\n\u2013"'


def test_respond__a_list_in_the_exact_form() -> None:
    assert body("Stemme", "$filter=afstemningid%20eq%204&$top=2&$inlinecount=allpages") == (
        "{\n"
        '  "odata.metadata":"http://127.0.0.1:1/api/$metadata#Stemme","odata.count":"3","value":[\n'
        "    {\n"
        '      "id":4001,"typeid":2,"afstemningid":4,"akt\\u00f8rid":1,'
        '"opdateringsdato":"2024-05-01T12:30:01.67"\n'
        "    },{\n"
        '      "id":4002,"typeid":3,"afstemningid":4,"akt\\u00f8rid":2,'
        '"opdateringsdato":"2024-05-01T12:30:01.67"\n'
        "    }\n"
        "  ]\n"
        "}"
    )


def test_respond__an_entity_in_the_exact_form() -> None:
    assert body("Afstemning(2)") == (
        "{\n"
        '  "odata.metadata":"http://127.0.0.1:1/api/$metadata#Afstemning/@Element",'
        '"id":2,"nummer":2,"konklusion":null,"vedtaget":true,"kommentar":null,'
        '"m\\u00f8deid":10,"typeid":1,"sagstrinid":21,'
        '"opdateringsdato":"2024-05-02T12:30:02.67"\n'
        "}"
    )


def test_respond__expanded_properties_stand_before_the_scalars() -> None:
    assert body(
        "Sag", "$filter=id%20eq%2031&$expand=Sagstrin,Periode&$select=id,Sagstrin/id,Periode/kode"
    ).partition('"value":')[2] == (
        "[\n"
        "    {\n"
        '      "Sagstrin":[\n'
        "        {\n"
        '          "id":22\n'
        "        }\n"
        '      ],"Periode":{\n'
        '        "kode":"30001"\n'
        '      },"id":31\n'
        "    }\n"
        "  ]\n"
        "}"
    )


def test_respond__no_rows() -> None:
    assert body("Stemme", "$top=0&$inlinecount=allpages") == (
        "{\n"
        '  "odata.metadata":"http://127.0.0.1:1/api/$metadata#Stemme","odata.count":"302",'
        '"value":[\n'
        "    \n"
        "  ]\n"
        "}"
    )


def test_error__in_the_exact_form() -> None:
    assert writer.error('Fejl "x"') == (
        "{\n"
        '  "odata.error":{\n'
        '    "code":"","message":{\n'
        '      "lang":"en-US","value":"Fejl \\"x\\""\n'
        "    }\n"
        "  }\n"
        "}"
    )


def test_service_document__lists_all_sets() -> None:
    document = json.loads(service_document(BASE))
    assert len(document["value"]) == 50
    assert {"name": "Møde", "url": "Møde"} in document["value"]


def test_rows__every_type_and_null_and_percent_signs() -> None:
    frame = pl.DataFrame(
        {"100 %": [1, None], "b": [True, False], "s": ["100 % \t", None]},
        schema={"100 %": pl.Int16, "b": pl.Boolean, "s": pl.String},
    )
    first, second = (json.loads(text) for text in writer.rows(frame, [], 0))
    assert first == {"100 %": 1, "b": True, "s": "100 % \t"}
    assert second == {"100 %": None, "b": False, "s": None}
