"""The dictionary, the files, their names, and the readme."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime

import polars as pl
import pytest

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
from core.export.tables import TABLES
from core.export.tables.ballots import BALLOTS
from core.export.tables.cases import CASES, STEPS
from core.export.tables.committees import COMMITTEES
from core.export.tables.documents import CHANGES, DOCUMENTS
from core.export.tables.meetings import MEETINGS
from core.export.tables.quality import QUALITY
from core.export.tables.votes import VOTES
from core.parliament.questions import SCHEMA as QUESTIONS

DAY = date(2026, 11, 23)
FETCHED = datetime(2026, 11, 23, 13, 5, tzinfo=UTC)

VOTE = {
    "vote_id": 9001,
    "date": DAY,
    "session": "20222",
    "number": 12,
    "type_id": 1,
    "type_code": "final",
    "type": "Endelig vedtagelse",
    "case_id": 77,
    "case_number": "L 137",
    "case_title": "=Om ændring; af æbler",
    "case_type_id": 3,
    "case_type": "Lovforslag",
    "step": "3. behandling",
    "adopted": True,
    "official_for": 90,
    "official_against": 17,
    "official_neither": None,
    "margin": 73,
    "parties_for": "S V",
    "parties_against": "EL",
    "parties_neither": None,
    "error_note": "individual",
    "note": 'Ved en fejl\nstemte "X" for',
    "conclusion": "Vedtaget",
    "result_conflict": False,
    "url": "https://www.ft.dk/x",
    "updated": datetime(2026, 11, 23),
    "type_source": "amendment",
}
BALLOT = {
    "vote_id": 9001,
    "date": DAY,
    "session": "20222",
    "member_id": 5,
    "member": "Åse Ærø",
    "party": None,
    "position": "neither",
    "party_line": "for",
    "deviates": True,
    "recorded_error": False,
    "left_out": None,
}
SINGLE = {"single_voter_votes": 3}
SHARES = {"shared": 40, "same": 30, "agreement": 0.75}
COUNTED = ("ballots", "cast", "absent", "for", "against", "neither", "line_votes", "with_line",
           "deviations", "recorded_errors", "unknown", "decided")  # fmt: skip
FRAMES = {
    "votes": pl.DataFrame([VOTE]),
    "ballots": pl.DataFrame([BALLOT]),
    "deviations": pl.DataFrame(
        [BALLOT | {"case_number": "L 1", "kind": "dissent", "found_in": "ballots"}]
    ),
    "members": pl.DataFrame(
        [
            {"member_id": 5, "member": "Åse Ærø", "party": "S", **dict.fromkeys(COUNTED, 1)}
            | dict.fromkeys(("attendance", "loyalty", "won_share"), 0.5)
        ]
    ),
    "agreement": pl.DataFrame([{"party_a": "S", "party_b": "V", **SHARES, **SINGLE}]),
    "member-agreement": pl.DataFrame([{"member_a": 5, "member_b": 6, **SHARES}]),
    "cohesion": pl.DataFrame(
        [{"party": "S", "votes": 9, "rice": 0.5, "agreement_index": None, "rice_votes": 8}],
        schema_overrides={"agreement_index": pl.Float64},
    ),
    "winning": pl.DataFrame([{"party": "S", "votes": 9, "won": 6, "won_share": 6 / 9, **SINGLE}]),
    "coalitions": pl.DataFrame(
        [
            {
                "parties": "S V",
                "n_parties": 2,
                "votes": 9,
                "share": 0.5,
                "adopted": 8,
                "size": None,
                "margin": 12.5,
                "first": DAY,
                "last": DAY,
                **SINGLE,
            }
        ],
        schema_overrides={"size": pl.Float64},
    ),
    "party-map": pl.DataFrame(
        [{"party": "S", "votes": 9, "axis_1": -0.5, "axis_2": 0.0, **SINGLE}]
    ),
    "cases": pl.DataFrame(
        [dict.fromkeys(CASES.schema) | {"case_id": 7, "period": "20222", "type_code": "bill"}]
    ),
    "steps": pl.DataFrame(
        [dict.fromkeys(STEPS.schema) | {"step_id": 1, "case_id": 7, "number": "L 1", "held": True}]
    ),
    "committees": pl.DataFrame(
        [dict.fromkeys(COMMITTEES.schema) | {"session": "20222", "committee_id": 7}]
    ),
    "meetings": pl.DataFrame(
        [
            dict.fromkeys(MEETINGS.schema)
            | {"meeting_id": 7, "session": "20222", "type_code": "chamber", "status_code": "held"}
        ]
    ),
    "documents": pl.DataFrame([dict.fromkeys(DOCUMENTS.schema) | {"document_id": 7}]),
    "changes": pl.DataFrame([dict.fromkeys(CHANGES.schema) | {"kind": "vote", "state": "new"}]),
    "quality": pl.DataFrame([dict.fromkeys(QUALITY.schema) | {"finding": "neither"}]),
    "questions": pl.DataFrame(
        [
            dict.fromkeys(QUESTIONS)
            | {"question_id": 1, "kind": "s20", "period": "20222", "status": "open"}
        ],
        QUESTIONS,
    ),
}


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


@pytest.mark.parametrize("table", TABLES.values())
def test_dictionary__describes_every_column_once_in_both_languages(table):
    names = [column.name for column in table.columns]
    assert len(set(names)) == len(names)
    for column in table.columns:
        assert column.text.da
        assert column.text.en
        assert column.text.da != column.text.en


def test_csv_file__has_the_columns_and_the_row():
    lines = csv_file(FRAMES["ballots"], "ballots", "excel").decode("utf-8-sig").split("\r\n")
    assert lines == [
        "vote_id;date;session;member_id;member;party;position;party_line;deviates;recorded_error;"
        "left_out",
        "9001;2026-11-23;20222;5;Åse Ærø;;neither;for;true;false;",
        "",
    ]


def test_csv_file__an_invented_row_says_so():
    lines = csv_file(FRAMES["ballots"], "ballots", "plain", demo=True).decode().splitlines()
    assert lines[0].endswith(",recorded_error,left_out,demo")
    assert lines[1].endswith(",true,false,,true")


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


def test_bundle__holds_the_same_csv_and_its_readme(provenance):
    name = file_name("votes", "20222", DAY, False, "csv")
    content = bundle(FRAMES["votes"], provenance, "excel", "da", name)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == [name, readme_name(name)]
        assert archive.read(name) == csv_file(FRAMES["votes"], "votes", "excel")
        assert archive.read(readme_name(name)) == readme_file(provenance, "da", "excel")
        assert archive.infolist()[0].date_time == (2026, 11, 23, 14, 5, 0)
    assert bundle(FRAMES["votes"], provenance, "excel", "da", name) == content


def test_bundle__of_the_demo_is_marked_in_both_files(provenance):
    invented = replace(provenance, demo=True)
    with zipfile.ZipFile(
        io.BytesIO(bundle(FRAMES["votes"], invented, "plain", "en", "a.csv"))
    ) as archive:
        assert archive.read("a.csv").splitlines()[0].endswith(b",demo")
        assert b"INVENTED DATA" in archive.read("a-readme.txt")


@pytest.mark.parametrize("lang", ["da", "en"])
@pytest.mark.parametrize("name", TABLES)
def test_readme__describes_every_column(provenance, name, lang):
    readme = " ".join(readme_text(replace(provenance, table=name), lang, "plain").split())
    for column in TABLES[name].columns:
        assert f" {column.name} (" in readme
        assert getattr(column.text, lang) in readme


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
