"""Documents out of the API's rows."""

from __future__ import annotations

from datetime import date, datetime

import polars as pl

from core.oda.schema.entities import ENTITIES
from core.parliament.calendar.periods import Period
from core.parliament.cases.one_case import documents_files
from core.parliament.documents import (
    documents_table,
    files_table,
    found_documents,
    linked_cases,
    looked_through,
    people_table,
    referred_cases,
)
from core.parliament.searches import MOST_CASES, MOST_DOCUMENTS, DocumentSearch

NOW = datetime(2026, 11, 20, 12)


def rows(entity: str, *values: dict[str, object]) -> pl.DataFrame:
    fields = ENTITIES[entity].schema
    full = [dict.fromkeys(fields) | {"opdateringsdato": NOW} | row for row in values]
    return pl.DataFrame(full, schema=fields)


NAMES = {
    "Dokumenttype": rows("Dokumenttype", {"id": 17, "type": "Svar "}),
    "Dokumentkategori": rows("Dokumentkategori", {"id": 41, "kategori": "Endeligt svar"}),
    "Dokumentstatus": rows("Dokumentstatus", {"id": 1, "status": "Endeligt"}),
    "DokumentAktørRolle": rows("DokumentAktørRolle", {"id": 1, "rolle": "Afsender"}),
}
DOCUMENTS = rows(
    "Dokument",
    {
        "id": 1,
        "typeid": 17,
        "kategoriid": 41,
        "statusid": 1,
        "titel": " Svar  på\nspm. 1 ",
        "dato": datetime(2026, 11, 3),
        "spørgsmålsid": 9,
    },
    {"id": 2, "typeid": 99, "kategoriid": None, "statusid": 1, "titel": "", "dato": None},
    {
        "id": 3,
        "typeid": 17,
        "kategoriid": 41,
        "statusid": 1,
        "titel": "Nyt",
        "dato": datetime(2026, 11, 4),
    },
)
CASES = rows("Sag", {"id": 70, "nummer": "L 33", "titel": "Lang", "titelkort": "Kort"})
CASE_LINKS = rows(
    "SagDokument",
    {"id": 6, "sagid": 71, "dokumentid": 1, "rolleid": 1},
    {"id": 5, "sagid": 70, "dokumentid": 1, "rolleid": 1, "bilagsnummer": " 4"},
)
ACTORS = rows("Aktør", {"id": 8, "navn": "Å"}, {"id": 9, "navn": "B"}, {"id": 10, "navn": "C"})
PEOPLE = rows(
    "DokumentAktør",
    {"id": 1, "dokumentid": 1, "aktørid": 8, "rolleid": 14},
    {"id": 2, "dokumentid": 1, "aktørid": 9, "rolleid": 1},
    {"id": 3, "dokumentid": 1, "aktørid": 10, "rolleid": 10},
)


def test_documents_table__newest_first_with_unknown_as_null() -> None:
    table = documents_table(DOCUMENTS, NAMES)
    assert table["document_id"].to_list() == [3, 1, 2]
    answer, nameless = table.row(1, named=True), table.row(2, named=True)
    assert (answer["type"], answer["category"], answer["title"]) == (
        "Svar",
        "Endeligt svar",
        "Svar på spm. 1",
    )
    assert (answer["date"], answer["question_id"]) == (date(2026, 11, 3), 9)
    assert [nameless[c] for c in ("type", "category", "title", "date", "sender", "case_id")] == [
        None
    ] * 6


def test_people_and_cases__of_one_document() -> None:
    people = people_table(PEOPLE, ACTORS, NAMES)
    assert people.select("actor", "role").rows() == [("B", "Afsender"), ("C", None), ("Å", None)]
    cases = linked_cases(CASE_LINKS, CASES)
    assert cases.row(0) == (70, "L 33", "Kort", "4")
    assert cases["case_number"].to_list() == ["L 33", None]


def test_found_documents__with_first_case_and_senders_and_what_was_cut() -> None:
    search = DocumentSearch(text="svar")
    frames = {
        ("Dokument", "found"): DOCUMENTS,
        ("SagDokument", "found"): CASE_LINKS,
        ("Sag", "found"): CASES,
        ("DokumentAktør", "found"): PEOPLE,
        ("Aktør", "found"): ACTORS,
        ("totals", "found"): pl.DataFrame({"total": [812]}),
    }
    found = found_documents(search, frames, NAMES)
    assert (found.total, found.cut, found.knows_case, found.knows_sender) == (812, True, True, True)
    row = found.rows.row(1, named=True)
    assert (row["case_id"], row["case_number"], row["case_title"]) == (70, "L 33", "Kort")
    assert row["sender"] == "B; Å"


def test_files__are_named_by_their_address_with_the_format_of_the_original() -> None:
    files = rows(
        "Fil",
        {
            "id": 1,
            "dokumentid": 1,
            "titel": "a",
            "format": "DOCX",
            "variantkode": "P",
            "filurl": "https://www.ft.dk/a/1.pdf",
        },
        {
            "id": 2,
            "dokumentid": 1,
            "titel": "b",
            "format": "PDF",
            "variantkode": "P",
            "filurl": "https://www.ft.dk/a/2.pdf",
        },
        {
            "id": 3,
            "dokumentid": 1,
            "titel": "c",
            "format": "DOCX",
            "variantkode": "O",
            "filurl": "https://www.ft.dk/a/3.docx",
        },
    )
    table = files_table(files)
    assert table["format", "original"].rows() == [("PDF", "DOCX"), ("PDF", None), ("DOCX", None)]
    [found] = documents_files(files).to_dicts()
    assert found["formats"] == "DOCX; PDF; PDF (DOCX)"
    assert found["pdf"] == "https://www.ft.dk/a/1.pdf"
    assert found["other_file"] == "https://www.ft.dk/a/3.docx"


def test_sender__of_an_answer_is_who_gave_it_and_of_an_exhibit_who_sent_it() -> None:
    documents = rows(
        "Dokument",
        *[
            {"id": 1, "typeid": 17, "titel": "Svar"},
            {"id": 2, "typeid": 12, "titel": "Bilag"},
            {"id": 3, "typeid": 17, "titel": "Svar"},
            {"id": 4, "typeid": 13, "titel": "Spørgsmål"},
        ],
    )
    links = rows(
        "DokumentAktør",
        *[
            {"id": n, "dokumentid": document, "aktørid": actor, "rolleid": role}
            for n, (document, actor, role) in enumerate(
                [(1, 1, 4), (1, 2, 1), (1, 1, 10), (2, 2, 1), (2, 1, 13), (3, 2, 14), (4, 1, 10)]
            )
        ],
    )
    actors = rows(
        "Aktør",
        *[
            {"id": 1, "typeid": 2, "navn": "finansministeren"},
            {"id": 2, "typeid": 10, "navn": "Foreningen"},
        ],
    )
    search = DocumentSearch(text="x")
    found = found_documents(
        search,
        {
            ("Dokument", "found"): documents,
            ("DokumentAktør", "found"): links,
            ("Aktør", "found"): actors,
            ("SagDokument", "found"): rows("SagDokument"),
            ("Sag", "found"): rows("Sag"),
            ("totals", "found"): pl.DataFrame({"total": [4]}),
        },
        NAMES,
    )
    senders = dict(found.rows["document_id", "sender"].rows())
    assert senders == {1: "finansministeren", 2: "Foreningen", 3: "Foreningen", 4: None}


def test_found_documents__of_a_committee_are_those_of_its_cases_and_folder() -> None:
    search = DocumentSearch(committee="FIU")
    referred = rows(
        "SagAktør",
        *[
            {"id": n, "sagid": case, "aktørid": 5, "rolleid": 11}
            for n, case in enumerate([70, 70, 71])
        ],
    )
    frames = {
        ("Dokument", "committee"): DOCUMENTS.filter(pl.col("id") == 1),
        ("DokumentAktør", "committee"): PEOPLE,
        ("Aktør", "committee"): ACTORS,
        ("totals", "committee"): pl.DataFrame({"total": [1]}),
        ("SagAktør", "referred"): referred,
        ("totals", "referred"): pl.DataFrame({"total": [3]}),
        ("Dokument", "folder"): DOCUMENTS.filter(pl.col("id") == 3),
        ("totals", "folder"): pl.DataFrame({"total": [1]}),
    }
    assert referred_cases(referred) == (71, 70)
    frames |= {
        ("Dokument", "cases"): DOCUMENTS.filter(pl.col("id") < 3),
        ("SagDokument", "cases"): CASE_LINKS,
        ("Sag", "cases"): CASES,
        ("totals", "cases"): pl.DataFrame({"total": [2]}),
    }
    found = found_documents(search, frames, NAMES)
    assert sorted(found.rows["document_id"]) == [1, 2, 3]
    assert (found.total, found.cut, found.knows_case) == (3, False, True)
    for role, most in (("referred", MOST_CASES), ("cases", MOST_DOCUMENTS)):
        more = {**frames, ("totals", role): pl.DataFrame({"total": [0, most + 1]})}
        assert found_documents(search, more, NAMES).cut


def test_looked_through__are_the_periods_whose_cases_may_have_documents_then() -> None:
    known = [
        Period("20241", 1, "", datetime(2024, 10, 1), datetime(2025, 10, 7)),
        Period("20251", 2, "", datetime(2025, 10, 7), datetime(2026, 10, 6)),
        Period("20261", 3, "", datetime(2026, 10, 6), datetime(2027, 10, 5)),
    ]
    assert looked_through(DocumentSearch(), known) == ()
    assert looked_through(DocumentSearch(start=date(2026, 11, 1)), known) == (2, 3)
    spring = DocumentSearch(start=date(2026, 5, 1), end=date(2026, 6, 1))
    assert looked_through(spring, known) == (2,)


def test_found_documents__are_in_all_relations() -> None:
    search = DocumentSearch(case="L 33", sender="B")

    def frames(total: int) -> dict[tuple[str, str], pl.DataFrame]:
        return {
            ("Dokument", "case"): DOCUMENTS.filter(pl.col("id") != 3),
            ("SagDokument", "case"): CASE_LINKS,
            ("Sag", "case"): CASES,
            ("totals", "case"): pl.DataFrame({"total": [2]}),
            ("Dokument", "sender"): DOCUMENTS.filter(pl.col("id") != 2),
            ("DokumentAktør", "sender"): PEOPLE,
            ("Aktør", "sender"): ACTORS,
            ("totals", "sender"): pl.DataFrame({"total": [total]}),
        }

    found = found_documents(search, frames(2), NAMES)
    assert found.rows["document_id"].to_list() == [1]
    assert (found.total, found.cut) == (1, False)
    cut = found_documents(search, frames(MOST_DOCUMENTS + 1), NAMES)
    assert (cut.total, cut.cut) == (None, True)
