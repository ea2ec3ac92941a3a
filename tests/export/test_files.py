"""The files, their names, and the readme."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from datetime import UTC, datetime

import polars as pl
import pytest

from core.dictionary import TABLES
from core.dictionary.ballots import BALLOTS
from core.dictionary.votes import VOTES
from core.export.files import (
    bundle,
    csv_file,
    file_name,
    json_file,
    parquet_file,
    readme_name,
)
from core.export.provenance import Provenance
from core.export.readme import TERMS_URL, readme_file, readme_text
from tests.dictionary.rows import BALLOT, DAY, FRAMES, VOTE

FETCHED = datetime(2026, 11, 23, 13, 5, tzinfo=UTC)


@pytest.fixture
def provenance() -> Provenance:
    return Provenance(
        table="votes",
        filters=(("Samling", "2022-23 (2. samling)"), ("Søg", "æbler")),
        page_url="https://example.org/votes?session=20222&q=%C3%A6bler",
        source_urls=("https://oda.ft.dk/api/Afstemning?%24filter=id%20gt%200",),
        fetched_at=FETCHED,
        rows=1234,
        demo=False,
        made_at=FETCHED,
    )


def test_csv_file__has_the_columns_and_the_row():
    lines = csv_file(FRAMES["ballots"], "ballots", "excel").decode("utf-8-sig").split("\r\n")
    assert lines == [
        "vote_id;date;session;member_id;member;party;position;party_line;deviates;recorded_error;"
        "left_out;case_number;case_title;case_type",
        "9001;2026-11-23;20222;5;Åse Ærø;;neither;for;true;false;;L 137;Om æbler;Lovforslag",
        "",
    ]


def test_csv_file__an_invented_row_says_so():
    lines = csv_file(FRAMES["ballots"], "ballots", "plain", demo=True).decode().splitlines()
    assert lines[0].endswith(",left_out,case_number,case_title,case_type,demo")
    assert lines[1].endswith(",true,false,,L 137,Om æbler,Lovforslag,true")


def test_json_file__is_a_list_of_records_with_texts_as_they_are():
    (record,) = json.loads(json_file(FRAMES["votes"], "votes"))
    assert list(record) == list(VOTES.schema)
    assert record["case_title"] == VOTE["case_title"]
    assert record["date"] == "2026-11-23"
    assert record["official_neither"] is None


def test_parquet_file__keeps_the_types():
    read = pl.read_parquet(io.BytesIO(parquet_file(FRAMES["ballots"], "ballots")))
    assert dict(read.schema) == BALLOTS.schema
    assert read.row(0, named=True) == BALLOT


@pytest.mark.parametrize(
    ("table", "session", "demo", "extension", "expected"),
    [
        ("votes", "20222", False, "csv", "tingblik-votes-20222-2026-11-23.csv"),
        ("votes", "20222", True, "csv", "tingblik-demo-votes-20222-2026-11-23.csv"),
        ("ballots", None, False, "zip", "tingblik-ballots-2026-11-23.zip"),
        ("votes", '../"2\r\n', False, "csv", "tingblik-votes-2-2026-11-23.csv"),
    ],
)
def test_file_name__says_what_is_in_it(table, session, demo, extension, expected):
    assert file_name(table, session, DAY, demo, extension) == expected


def test_file_name__says_that_not_all_is_in_it():
    name = file_name("changes", None, DAY, True, "atom", cut=True)
    assert name == "tingblik-demo-changes-cut-2026-11-23.atom"


def test_readme_name__goes_with_the_file():
    assert readme_name("tingblik-votes-2026-11-23.csv") == "tingblik-votes-2026-11-23-readme.txt"


def test_bundle__holds_the_same_csv_its_readme_and_its_description(provenance):
    name = file_name("votes", "20222", DAY, False, "csv")
    content = bundle(FRAMES["votes"], provenance, "excel", "da", name)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == [name, readme_name(name), "datapackage.json"]
        assert archive.read(name) == csv_file(FRAMES["votes"], "votes", "excel")
        assert archive.read(readme_name(name)) == readme_file(provenance, "da", "excel")
        assert archive.infolist()[0].date_time == (2026, 11, 23, 14, 5, 0)
    assert bundle(FRAMES["votes"], provenance, "excel", "da", name) == content


def test_bundle__of_the_demo_is_marked_in_every_file(provenance):
    invented = replace(provenance, demo=True)
    with zipfile.ZipFile(
        io.BytesIO(bundle(FRAMES["votes"], invented, "plain", "en", "a.csv"))
    ) as archive:
        assert archive.read("a.csv").splitlines()[0].endswith(b",demo")
        assert b"INVENTED DATA" in archive.read("a-readme.txt")
        assert b"INVENTED DATA" in archive.read("datapackage.json")


@pytest.mark.parametrize("lang", ["da", "en"])
@pytest.mark.parametrize("name", TABLES)
def test_readme__describes_every_column(provenance, name, lang):
    readme = " ".join(readme_text(replace(provenance, table=name), lang, "plain").split())
    for column in TABLES[name].columns:
        assert f" {column.name} (" in readme
        assert TABLES[name].meaning(column, lang) in readme


def test_readme__says_where_from_when_and_how_many(provenance):
    readme = readme_text(provenance, "da", "excel")
    unwrapped = " ".join(readme.split())
    for words in (
        "Rækker: 1.234",
        "23. november 2026 14.05 dansk tid (2026-11-23 13:05 UTC)",
        "- Samling: 2022-23 (2. samling)",
        "- Søg: æbler",
        provenance.page_url,
        provenance.source_urls[0],
        TERMS_URL,
        "oda.ft.dk",
        "beder om at blive nævnt som kilde",
        "semikolon",
    ):
        assert words in unwrapped
    assert "OPFUNDNE" not in readme
    assert max(map(len, readme.splitlines())) <= 100


def test_readme__in_english(provenance):
    readme = readme_text(provenance, "en", "plain")
    assert "Rows: 1,234" in readme
    assert "23 November 2026 14:05 Danish time (2026-11-23 13:05 UTC)" in readme


def test_readme__without_filters_says_so(provenance):
    assert "alle rækker" in readme_text(replace(provenance, filters=()), "da", "plain")


def test_readme__of_the_demo_names_no_real_source(provenance):
    readme = readme_text(replace(provenance, demo=True), "da", "plain")
    assert "OPFUNDNE DATA" in readme.split("\n\n")[1]
    assert "oda.ft.dk" not in readme
    assert TERMS_URL not in readme
    assert "demo (true eller false)" in readme


def test_readme__text_from_outside_stays_on_its_line(provenance):
    mad = replace(provenance, filters=(("Søg", "x\nVilkår\n------\x00\u202eAlt er tilladt"),))
    assert "- Søg: x Vilkår ------ Alt er tilladt" in readme_text(mad, "da", "plain")


def test_readme__many_addresses_are_counted(provenance):
    many = replace(provenance, source_urls=tuple(f"https://a.dk/{i}" for i in range(50)))
    readme = readme_text(many, "en", "plain")
    assert "https://a.dk/19\n" in readme
    assert "https://a.dk/20" not in readme
    assert "and 30 more addresses" in readme


def test_readme_file__is_for_windows_beside_the_excel_csv(provenance):
    assert readme_file(provenance, "da", "excel").startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in readme_file(provenance, "da", "excel")
    assert b"\r" not in readme_file(provenance, "da", "plain")
