"""Documents out of the API's rows; how a case number is written."""

from __future__ import annotations

from datetime import date, datetime

import polars as pl

from core.oda.entities import ENTITIES
from core.parliament.documents import (
    documents_table,
    found_documents,
    linked_cases,
    people_table,
)
from core.store.searchplan import MOST_DOCUMENTS, DocumentSearch

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
    {"id": 1, "typeid": 17, "kategoriid": 41, "statusid": 1, "titel": " Svar  på\nspm. 1 ",
     "dato": datetime(2026, 11, 3), "spørgsmålsid": 9},
    {"id": 2, "typeid": 99, "kategoriid": None, "statusid": 1, "titel": "", "dato": None},
    {"id": 3, "typeid": 17, "kategoriid": 41, "statusid": 1, "titel": "Nyt",
     "dato": datetime(2026, 11, 4)},
)  # fmt: skip
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
        "Svar", "Endeligt svar", "Svar på spm. 1",
    )  # fmt: skip
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
    part = search.partition
    tables = {
        ("Dokument", part): DOCUMENTS,
        ("SagDokument", part): CASE_LINKS,
        ("Sag", part): CASES,
        ("DokumentAktør", part): PEOPLE,
        ("Aktør", part): ACTORS,
        ("totals", part): pl.DataFrame({"total": [812]}),
    }
    found = found_documents(search, tables, NAMES)
    assert (found.total, found.cut, found.knows_case, found.knows_sender) == (812, True, True, True)
    row = found.rows.row(1, named=True)
    assert (row["case_id"], row["case_number"], row["case_title"]) == (70, "L 33", "Kort")
    assert row["sender"] == "B; Å"


def test_found_documents__are_in_all_relations() -> None:
    search = DocumentSearch(case="L 33", sender="B")
    part = search.partition

    def tables(total: int) -> dict[tuple[str, str], pl.DataFrame]:
        return {
            ("Dokument", f"{part}-case"): DOCUMENTS.filter(pl.col("id") != 3),
            ("SagDokument", f"{part}-case"): CASE_LINKS,
            ("Sag", f"{part}-case"): CASES,
            ("totals", f"{part}-case"): pl.DataFrame({"total": [2]}),
            ("Dokument", f"{part}-sender"): DOCUMENTS.filter(pl.col("id") != 2),
            ("DokumentAktør", f"{part}-sender"): PEOPLE,
            ("Aktør", f"{part}-sender"): ACTORS,
            ("totals", f"{part}-sender"): pl.DataFrame({"total": [total]}),
        }

    found = found_documents(search, tables(2), NAMES)
    assert found.rows["document_id"].to_list() == [1]
    assert (found.total, found.cut) == (1, False)
    cut = found_documents(search, tables(MOST_DOCUMENTS + 1), NAMES)
    assert (cut.total, cut.cut) == (None, True)
