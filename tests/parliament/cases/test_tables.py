"""Cases as tables, and finding them."""

from __future__ import annotations

from datetime import date, datetime

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.parliament.calendar.periods import read_periods
from core.parliament.cases.tables import (
    cases_table,
    keywords_table,
    roles_table,
    search_cases,
    steps_table,
)
from core.standin.tables import conform

AT = "2025-11-03T12:00:00"
NAMES = {
    "Sagstype": pl.DataFrame({"id": [3, 10], "type": ["Lovforslag", "§ 20-spørgsmål"]}),
    "Sagskategori": pl.DataFrame({"id": [13], "kategori": ["Regeringsforslag "]}),
    "Sagsstatus": pl.DataFrame({"id": [11, 8], "status": ["Stadfæstet", "Igangværende"]}),
    "Sagstrinstype": pl.DataFrame({"id": [12], "type": ["1. behandling"]}),
    "Sagstrinsstatus": pl.DataFrame({"id": [34], "status": ["Behandlet"]}),
    "SagAktørRolle": pl.DataFrame({"id": [16], "rolle": ["Forslagsstiller (priv.)"]}),
}


def case(number: int, figure: str, title: str, **values: object) -> dict[str, object]:
    return {
        "id": number,
        "typeid": 3,
        "kategoriid": 13,
        "statusid": 11,
        "titel": title,
        "nummer": f"L {figure}",
        "nummerprefix": "L",
        "nummernumerisk": figure,
        "nummerpostfix": "",
        "periodeid": 1,
        "opdateringsdato": AT,
        **values,
    }


@pytest.fixture
def table() -> pl.DataFrame:
    links = conform("EmneordSag", [{"id": 1, "emneordid": 7, "sagid": 2, "opdateringsdato": AT}])
    words = conform(
        "Emneord", [{"id": 7, "typeid": 1, "emneord": "Fjernvarme", "opdateringsdato": AT}]
    )
    rows = conform(
        "Sag",
        [
            case(
                1,
                "137",
                "Om  ændring af lov om Ærø\n og Ånæs ",
                titelkort="Ærø. ",
                lovnummer="12",
                lovnummerdato="2025-12-01T00:00:00",
            ),
            case(
                2, "13", "Om isboder", resume="<p>Det g&aelig;lder <b>is</b></p>", kategoriid=None
            ),
            case(3, "9", "Om éclair", fremsatundersagid=1, statusid=999),
            case(4, "13", "Om isboder", nummer="L 13 A", nummerpostfix="A"),
            case(5, "", "Uden nummer", nummer=None, nummerprefix=None, typeid=99),
        ],
    )
    return cases_table("20251", rows, keywords_table(links, words), NAMES)


def test_cases_table__names_and_cleans(table):
    first = table.row(by_predicate=pl.col("case_id") == 1, named=True)
    assert first["title"] == "Om ændring af lov om Ærø og Ånæs"
    assert first["short_title"] == "Ærø."
    assert (first["type_code"], first["type"]) == ("bill", "Lovforslag")
    assert (first["category"], first["status"]) == ("Regeringsforslag", "Stadfæstet")
    assert (first["law_number"], first["law_date"]) == ("12", date(2025, 12, 1))
    second = table.row(by_predicate=pl.col("case_id") == 2, named=True)
    assert second["resume"] == "Det gælder is"
    assert (second["category"], second["keywords"]) == (None, "Fjernvarme")


def test_cases_table__unknown_names_are_unknown(table):
    third = table.row(by_predicate=pl.col("case_id") == 3, named=True)
    assert (third["status"], third["under_id"]) == (None, 1)
    last = table.row(by_predicate=pl.col("case_id") == 5, named=True)
    assert (last["number"], last["figure"], last["type_code"]) == (None, None, "unknown")


def test_cases_table__is_ordered_by_number_and_not_by_its_letters(table):
    bills = table.filter(pl.col("type_code") == "bill")
    assert bills["number"].to_list() == ["L 9", "L 13", "L 13 A", "L 137"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("L 13", [2]),
        ("l13", [2]),
        ("l13a", [4]),
        ("L 137", [1]),
        ("l137 20251", [1]),
        ("L 13 A", [4]),
        ("L\N{NO-BREAK SPACE}13 a ", [4]),
        ("L 13 B", []),
        ("raad", []),
        ("20251 l 137", [1]),
        ("ærø", [1]),
        ("AEROE", [1]),
        ("anæs", [1]),
        ("aanaes", [1]),
        ("eclair", [3]),
        ("fjernvarme", [2]),
        ("gælder is", [2]),
        ("l999", []),
        ("20241", []),
        ("", [1, 2, 3, 4, 5]),
        (".*", []),
        ("%", []),
        ("'\"(", []),
        ("😀", []),
    ],
)
def test_search_cases__finds(table, text, found):
    assert sorted(search_cases(table, text)["case_id"]) == found


@given(st.text(max_size=80))
def test_search_cases__takes_any_text(text):
    rows = conform("Sag", [case(1, "1", text[:40] or "x")])
    nothing = pl.DataFrame(schema={"case_id": pl.Int32, "keyword": pl.String})
    table = cases_table("20251", rows, nothing, NAMES)
    assert search_cases(table, text).height <= 1


def test_search_cases__ten_thousand_letters_find_nothing(table):
    assert search_cases(table, " ".join(f"ord{n}" for n in range(1_500))).is_empty()


def test_steps_and_roles__are_named_and_once_each():
    steps = conform(
        "Sagstrin",
        [
            {
                "id": 2,
                "sagid": 1,
                "typeid": 12,
                "statusid": 34,
                "titel": "1. beh.",
                "dato": AT,
                "opdateringsdato": AT,
            },
            {"id": 1, "sagid": 1, "typeid": 77, "statusid": 0, "dato": None, "opdateringsdato": AT},
        ],
    )
    found = steps_table(steps, NAMES)
    assert found.select("step_id", "date", "type", "status").rows() == [
        (2, date(2025, 11, 3), "1. behandling", "Behandlet"),
        (1, None, None, None),
    ]
    roles = conform(
        "SagAktør",
        [{"id": n, "sagid": 1, "aktørid": 5, "rolleid": 16, "opdateringsdato": AT} for n in (1, 2)],
    )
    people = conform("Aktør", [{"id": 5, "typeid": 5, "navn": "Åse  Ærø", "opdateringsdato": AT}])
    (role,) = roles_table(roles, people, NAMES).rows(named=True)
    assert (role["actor"], role["role"], role["short"]) == (
        "Åse Ærø",
        "Forslagsstiller (priv.)",
        None,
    )


def test_read_periods__sessions_first_and_years_by_a_code_of_their_own():
    rows = conform(
        "Periode",
        [
            {
                "id": 1,
                "kode": "20241",
                "type": "samling",
                "titel": "2024-25",
                "startdato": AT,
                "slutdato": AT,
                "opdateringsdato": AT,
            },
            {
                "id": 2,
                "kode": "20251",
                "type": "samling",
                "titel": "2025-26",
                "startdato": "2026-01-01T00:00:00",
                "slutdato": AT,
                "opdateringsdato": AT,
            },
            {
                "id": 3,
                "kode": "!",
                "type": "finans",
                "titel": "2024",
                "startdato": "2024-01-01T00:00:00",
                "slutdato": AT,
                "opdateringsdato": AT,
            },
            {
                "id": 4,
                "kode": "../x",
                "type": "samling",
                "titel": "",
                "startdato": AT,
                "slutdato": AT,
                "opdateringsdato": AT,
            },
            {
                "id": 5,
                "kode": "x1",
                "type": "x-samling",
                "titel": "",
                "startdato": AT,
                "slutdato": AT,
                "opdateringsdato": AT,
            },
        ],
    )
    found = read_periods(rows)
    assert [(p.code, p.period_id, p.year) for p in found] == [
        ("20251", 2, False),
        ("20241", 1, False),
        ("2024f", 3, True),
    ]
    assert found[0].start == datetime(2026, 1, 1)
