"""Questions to ministers as a table: dates, deadlines, and what became of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.parliament.calendar.periods import Period
from core.parliament.cases.tables import cases_table, roles_table, search_cases, steps_table
from core.parliament.questions.links import named_by_files, referred_to
from core.parliament.questions.questions import (
    COMMITTEE_DAYS,
    SCHEMA,
    STATUSES,
    CommitteeRows,
    committee_questions,
    s20_questions,
    with_status,
)
from core.parliament.questions.steps import with_sort
from core.standin.tables import conform

AT = "2026-11-03T12:00:00"
TODAY = date(2026, 11, 24)
PERIOD = Period("20261", 7, "2026-27", datetime(2026, 10, 6), datetime(2027, 10, 5))
NAMES = {
    "Sagstype": pl.DataFrame({"id": [10], "type": ["§ 20-spørgsmål"]}),
    "Sagskategori": pl.DataFrame({"id": [27], "kategori": ["S"]}),
    "Sagsstatus": pl.DataFrame(
        {
            "id": [20, 50, 4, 54],
            "status": [
                "Besvaret, endeligt",
                "Besvaret, foreløbigt",
                "Tilbagetaget",
                "Igangværende",
            ],
        }
    ),
    "Sagstrinstype": pl.DataFrame(
        {
            "id": [1, 8, 19, 27, 33],
            "type": ["Spørgsmål stillet", None, None, None, "Frist for spørgsmål"],
        }
    ),
    "Sagstrinsstatus": pl.DataFrame({"id": [104], "status": ["Fremsat"]}),
    "SagAktørRolle": pl.DataFrame({"id": [10], "rolle": ["Spørger"]}),
    "Dokumentkategori": pl.DataFrame(
        {
            "id": [36, 41, 43, 45, 49],
            "kategori": [
                "Udvalgsspørgsmål",
                "Endeligt svar",
                "Foreløbigt svar",
                "Supplerende svar",
                "Samrådsspørgsmål",
            ],
        }
    ),
    "Dokumentstatus": pl.DataFrame(
        {
            "id": [1, 4, 5],
            "status": ["Endeligt", "Tilbagetaget", "Foreløbigt"],
        }
    ),
}
ACTORS = conform(
    "Aktør",
    [
        {"id": 1, "typeid": 5, "navn": "Åse Ærø", "opdateringsdato": AT},
        {"id": 2, "typeid": 5, "navn": "Bo Bær", "opdateringsdato": AT},
        {"id": 3, "typeid": 2, "navn": "finansminister", "opdateringsdato": AT},
        {"id": 4, "typeid": 1, "navn": "Finansministeriet", "opdateringsdato": AT},
        {
            "id": 5,
            "typeid": 3,
            "navn": "Finansudvalget",
            "gruppenavnkort": "FIU",
            "opdateringsdato": AT,
        },
    ],
)
MEMBERSHIPS = pl.DataFrame(
    {
        "member_id": [1, 1],
        "party": ["S", "UFG"],
        "start": [datetime(2022, 1, 1), datetime(2026, 11, 10)],
        "end": [datetime(2026, 11, 9), None],
    },
    schema_overrides={"member_id": pl.Int32},
)


def s20(
    status: int, steps: list[tuple[int, str, str | None]], *, prefix: str = "S", **more: Any
) -> dict[str, Any]:
    """The one question with that status and those steps (kind, title, day)."""
    rows = conform(
        "Sag",
        [
            {
                "id": 9,
                "typeid": 10,
                "kategoriid": 27,
                "statusid": status,
                "titel": "Om fjernvarme",
                "nummer": f"{prefix} 63",
                "nummerprefix": prefix,
                "nummernumerisk": "63",
                "nummerpostfix": "",
                "periodeid": 7,
                "opdateringsdato": AT,
            },
        ],
    )
    taken = conform(
        "Sagstrin",
        [
            {
                "id": place,
                "titel": title,
                "sagid": 9,
                "typeid": kind,
                "statusid": 104,
                "dato": f"{day}T00:00:00" if day else None,
                "opdateringsdato": AT,
            }
            for place, (kind, title, day) in enumerate(steps, 1)
        ],
    )
    roles = conform(
        "SagAktør",
        [
            {"id": place, "aktørid": actor, "sagid": 9, "rolleid": role, "opdateringsdato": AT}
            for place, (actor, role) in enumerate([(1, 10), (2, 5), (3, 14), (4, 6)], 1)
        ],
    )
    words = pl.DataFrame(schema={"case_id": pl.Int32, "keyword": pl.String})
    table = s20_questions(
        cases_table("20261", rows, words, NAMES),
        steps_table(taken, NAMES),
        roles_table(roles, ACTORS, NAMES),
        MEMBERSHIPS,
        TODAY,
        **more,
    )
    assert dict(table.schema) == SCHEMA
    return table.row(0, named=True)


PUT = (1, "Spørgsmål stillet", "2026-11-12")


def test_s20__who_asked_whom_and_when_it_was_answered() -> None:
    found = s20(20, [PUT, (8, "Skriftlig besvarelse", "2026-11-19")])
    assert (found["asked"], found["final"]) == (date(2026, 11, 12), date(2026, 11, 19))
    assert (found["days"], found["late"], found["oral"]) == (7, False, False)
    assert (found["asker"], found["asker_party"]) == ("Åse Ærø", "UFG")  # that of the day
    assert (found["co_askers"], found["minister"]) == ("Bo Bær", "finansminister")
    assert found["ministry"] == "Finansministeriet"
    assert found["due"] == date(2026, 11, 20)  # six working days
    assert found["url"] == "https://www.ft.dk/samling/20261/spoergsmaal/s63/index.htm"
    assert (found["case_id"], found["question_id"]) == (9, 9)


@pytest.mark.parametrize(
    ("status", "steps", "expected"),
    [
        (20, [PUT, (8, "Skriftlig besvarelse", None)], "answered"),  # its day is unknown
        (20, [PUT], "answered"),
        (54, [PUT, (8, "Skriftlig besvarelse", "2026-11-20")], "answered"),
        (50, [PUT, (8, "Skriftlig besvarelse", "2026-11-20")], "preliminary"),
        (4, [PUT], "closed"),
        (54, [PUT], "overdue"),
        (54, [(1, "Spørgsmål stillet", "2026-11-20")], "open"),
        (54, [PUT, (19, "Mundtlig besvarelse", "2026-11-25")], "open"),  # tomorrow, in the chamber
        (54, [PUT, (27, "", "2026-11-16")], "closed"),  # the case's status says that it runs
        (54, [PUT, (27, "", None)], "closed"),
        (54, [PUT, (27, "", "2026-11-25")], "overdue"),  # is to be withdrawn tomorrow
        (54, [PUT, (99, "Taget tilbage", "2026-11-16")], "closed"),
        (54, [PUT, (33, "Frist for svar", "2026-12-01")], "open"),  # the data's own deadline
        (54, [], "open"),  # nothing is known, so nothing is overdue
    ],
)
def test_s20__status(status: int, steps: list[Any], expected: str) -> None:
    assert s20(status, steps)["status"] == expected


def test_s20__no_day_of_an_answer_is_made_up() -> None:
    found = s20(20, [PUT, (8, "Skriftlig besvarelse", None)])
    assert (found["final"], found["days"], found["late"]) == (None, None, None)
    early = s20(50, [PUT, (8, "Skriftlig besvarelse", "2026-11-20")])
    assert (early["final"], early["days"]) == (None, None)
    assert (early["preliminary"], early["days_preliminary"]) == (date(2026, 11, 20), 8)


def test_s20__oral_and_urgent_questions_have_no_reckoned_deadline() -> None:
    spoken = s20(20, [PUT, (19, "Mundtlig besvarelse", "2026-11-23")])
    assert (spoken["oral"], spoken["due"], spoken["late"]) == (True, None, None)
    assert s20(54, [PUT], prefix="US")["due"] is None


@pytest.mark.parametrize(
    ("step", "oral"),
    [
        ((8, ""), False),
        ((19, ""), True),
        ((99, "Besvarelse"), None),  # answered, and nothing tells how
        ((8, "Besvaret mundtligt"), True),  # what it is called wins over its number
        ((19, "Besvaret skriftligt"), False),
        ((8, "Besvarelse"), False),
        ((1, "Stillet til mundtlig besvarelse"), True),
        ((33, "Frist for svar på mundtligt spørgsmål"), None),
    ],
)
def test_s20__how_it_was_answered(step: tuple[int, str], oral: bool | None) -> None:
    found = s20(54, [PUT, (*step, "2026-11-19")])
    assert found["oral"] is oral
    if step[0] != 33:
        assert (found["due"] is None) == bool(oral)
    assert (found["final"] is None) == (step[0] in (1, 33))


@pytest.mark.parametrize(
    ("kind", "sort"),
    [
        ("Besvaret skriftligt", "written"),
        ("Besvaret mundtligt", "oral"),
        ("Taget tilbage", "withdrawn"),
        ("Spørgsmål stillet", "put"),
        ("Ukendt", "written"),
    ],
)
def test_steps__the_name_of_a_kind_wins_over_its_number_and_title(kind: str, sort: str) -> None:
    steps = pl.DataFrame({"type_id": [8], "type": [kind], "title": ["Sagens behandling"]})
    assert with_sort(steps)["sort"].to_list() == [sort]


def test_s20__an_invented_question_has_no_link() -> None:
    assert s20(54, [PUT], links=False)["url"] is None


def asked(**values: Any) -> dict[str, Any]:
    return {
        "id": 100,
        "typeid": 13,
        "kategoriid": 36,
        "statusid": 1,
        "titel": "Spm. 3 om is ",
        "dato": "2026-10-12T00:00:00",
        "opdateringsdato": AT,
        **values,
    }


def committee(
    question: dict[str, Any],
    answers: list[tuple[int, str]],
    *,
    people: Sequence[tuple[int, int]] = ((5, 1), (1, 3), (3, 10)),
    referred: pl.DataFrame | None = None,
    files: pl.DataFrame | None = None,
    **case: Any,
) -> pl.DataFrame:
    """The question's row, with answers of those categories and days."""
    rows = conform(
        "Dokument",
        [
            {
                "id": 200 + place,
                "typeid": 17,
                "kategoriid": category,
                "statusid": 1,
                "dato": f"{day}T00:00:00",
                "spørgsmålsid": 100,
                "opdateringsdato": AT,
            }
            for place, (category, day) in enumerate(answers)
        ],
    )
    table = committee_questions(
        PERIOD,
        CommitteeRows(
            conform("Dokument", [question]),
            rows,
            conform(
                "SagDokument",
                [
                    {
                        "id": 1,
                        "sagid": 50,
                        "dokumentid": 100,
                        "bilagsnummer": "3",
                        "rolleid": 1,
                        "opdateringsdato": AT,
                    },
                    {
                        "id": 2,
                        "sagid": 51,
                        "dokumentid": 100,
                        "bilagsnummer": "9",
                        "rolleid": 3,
                        "opdateringsdato": AT,
                    },
                ],
            ),
            conform(
                "Sag",
                [
                    {"id": 50, "nummer": "Alm.del", "periodeid": 7, "opdateringsdato": AT, **case},
                ],
            ),
            conform(
                "DokumentAktør",
                [
                    {
                        "id": place,
                        "dokumentid": 100,
                        "aktørid": actor,
                        "rolleid": role,
                        "opdateringsdato": AT,
                    }
                    for place, (actor, role) in enumerate(people, 1)
                ],
            ),
            ACTORS,
        ),
        NAMES,
        MEMBERSHIPS,
        TODAY,
        referred=referred,
        files=files,
    )
    assert dict(table.schema) == SCHEMA
    return table


def test_committee__preliminary_and_final_answers_are_apart() -> None:
    answers = [(41, "2026-11-20"), (43, "2026-11-02"), (45, "2026-11-23"), (41, "2026-11-22")]
    found = committee(asked(), answers).row(0, named=True)
    assert found["preliminary"] == date(2026, 11, 2)
    assert (found["final"], found["days"]) == (date(2026, 11, 20), 39)  # the first of two
    assert found["supplementary"] == date(2026, 11, 23)
    assert (found["due"], found["late"], found["status"]) == (date(2026, 11, 9), True, "answered")
    assert (found["asker"], found["asker_party"]) == ("Åse Ærø", "S")
    assert (found["minister"], found["committee"]) == ("finansminister", "FIU")
    assert (found["number"], found["case_number"]) == ("FIU Alm.del spm. 3", "Alm.del")
    assert found["url"] == "https://www.ft.dk/samling/20261/almdel/fiu/spm/3/index.htm"


@pytest.mark.parametrize(
    ("question", "answers", "expected"),
    [
        (asked(), [], "overdue"),
        (asked(dato="2026-10-27T00:00:00"), [], "open"),  # due today
        (asked(), [(43, "2026-11-02")], "preliminary"),
        (asked(statusid=4), [], "closed"),
        (asked(kategoriid=49), [], "hearing"),
        (asked(kategoriid=49), [(41, "2026-11-02")], "answered"),
        (asked(), [(41, "2026-11-25")], "overdue"),  # an answer of tomorrow
        (asked(), [(45, "2026-11-02")], "answered"),  # a supplement to one that is not there
    ],
)
def test_committee__status(question: Any, answers: list[Any], expected: str) -> None:
    assert committee(question, answers)["status"].to_list() == [expected]


GENERAL = "https://www.ft.dk/samling/20261/almdel/beu/spm/240/3195008.pdf"
BILL = "https://www.ft.dk/samling/20261/lovforslag/l72a/spm/7/2639561.pdf"
REFERRED_TO_FIU = referred_to(
    conform(
        "SagAktør",
        [
            {"id": 1, "aktørid": 5, "sagid": 50, "rolleid": 11, "opdateringsdato": AT},
        ],
    ),
    ACTORS,
)


@pytest.mark.parametrize(
    ("referred", "url", "case", "number", "page"),
    [
        (REFERRED_TO_FIU, None, "Alm.del", "FIU Alm.del spm. 3", "almdel/fiu/spm/3"),
        (REFERRED_TO_FIU, BILL, "L 72 A", "FIU L 72 A spm. 3", "lovforslag/l72a/spm/7"),
        (None, GENERAL, "Alm.del", "BEU Alm.del spm. 3", "almdel/beu/spm/240"),
        (None, BILL, "L 72 A", "L 72 A spm. 3", "lovforslag/l72a/spm/7"),
        (
            None,
            "https://example.org/samling/20261/almdel/beu/spm/3/1.pdf",
            "Alm.del",
            "BEU Alm.del spm. 3",
            "almdel/beu/spm/3",
        ),
        (None, "https://www.ft.dk/a/240/3195008.pdf", "Alm.del", "Alm.del spm. 3", None),
    ],
)
def test_committee__is_that_of_the_case_or_of_the_file(
    referred: pl.DataFrame | None, url: str | None, case: str, number: str, page: str | None
) -> None:
    files = conform(
        "Fil",
        [
            {"id": 1, "dokumentid": 100, "filurl": url, "opdateringsdato": AT},
        ],
    )
    table = committee(
        asked(),
        [],
        people=[(1, 12), (3, 10)],
        referred=referred,
        files=named_by_files(files),
        nummer=case,
    )
    found = table.row(0, named=True)
    assert found["number"] == number
    assert found["committee"] == (number[:3] if number[3] == " " else None)
    ft = f"https://www.ft.dk/samling/20261/{page}/index.htm" if page else None
    assert found["url"] == ft
    assert found["asker"] == "Åse Ærø"


def test_committee__of_a_case_of_two_committees_are_both() -> None:
    roles = conform(
        "SagAktør",
        [
            {"id": place, "aktørid": actor, "sagid": 50, "rolleid": 11, "opdateringsdato": AT}
            for place, actor in enumerate([5, 6, 5])
        ],
    )
    actors = conform(
        "Aktør",
        [
            {"id": 5, "typeid": 3, "gruppenavnkort": "FIU", "navn": "F", "opdateringsdato": AT},
            {"id": 6, "typeid": 9, "gruppenavnkort": "", "navn": "Nævnet ", "opdateringsdato": AT},
        ],
    )
    assert referred_to(roles, actors).rows() == [(50, "FIU; Nævnet")]


def test_committee__the_last_day_is_shared_by_two_sessions() -> None:
    last = asked(dato="2027-10-05T00:00:00")
    assert committee(last, []).height == 1
    assert committee(last, [], periodeid=8).is_empty()
    assert committee(asked(), [], periodeid=8).height == 1


def test_committee__none_is_an_empty_table() -> None:
    sets = ("Dokument", "Dokument", "SagDokument", "Sag", "DokumentAktør", "Aktør")
    nothing = CommitteeRows(*(conform(name, []) for name in sets))
    table = committee_questions(
        PERIOD,
        nothing,
        NAMES,
        None,
        TODAY,
    )
    assert table.is_empty()
    assert dict(table.schema) == SCHEMA


def test_search__finds_number_asker_and_minister() -> None:
    table = committee(asked(spørgsmålsordlyd="<p>Hvad koster f&aelig;rgen?</p>"), [])
    for text in ("ase aero", "FINANSMINISTER", "faergen", "spm. 3"):
        assert search_cases(table, text).height == 1, text
    assert search_cases(table, "hvalros").is_empty()


DAYS = st.none() | st.dates(date(2026, 1, 1), date(2026, 12, 31))
FLAGS = st.booleans()


@given(DAYS, DAYS, DAYS, DAYS, FLAGS, FLAGS, FLAGS, FLAGS)
def test_status__is_one_of_the_known_and_never_overdue_without_a_past_deadline(
    asked: date | None,
    due: date | None,
    first: date | None,
    final: date | None,
    has_first: bool,
    has_final: bool,
    ended: bool,
    hearing: bool,
) -> None:
    row = with_status(
        pl.DataFrame(
            {
                "asked": [asked],
                "due": [due],
                "preliminary": [first],
                "final": [final],
                "has_preliminary": [has_first],
                "has_final": [has_final],
                "ended": [ended],
                "is_hearing": [hearing],
            },
            schema_overrides=dict.fromkeys(("asked", "due", "preliminary", "final"), pl.Date),
        ),
        TODAY,
    ).row(0, named=True)
    assert row["status"] in STATUSES
    assert (row["status"] == "answered") == has_final
    if row["status"] == "overdue":
        assert due is not None
        assert due < TODAY
    if row["days"] is None:
        assert asked is None or final is None or final < asked
    else:
        assert asked is not None
        assert asked + timedelta(row["days"]) == final
    assert (row["late"] is None) == (final is None or due is None)


def test_deadline__of_committees_is_four_weeks() -> None:
    assert timedelta(COMMITTEE_DAYS) == timedelta(weeks=4)
