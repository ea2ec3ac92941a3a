"""Entries are sentences that make sense alone, with links and ids that last."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import polars as pl
import pytest

from core.export.entries import (
    Teller,
    ballot_entries,
    deviation_entries,
    question_entries,
    vote_entries,
)
from core.parliament.questions.questions import SCHEMA

DANISH, ENGLISH = Teller("da", "oda.ft.dk"), Teller("en", "oda.ft.dk")
PAGES = Teller("da", "oda.ft.dk", "https://example.org/app")
URL = "https://www.ft.dk/samling/20251/lovforslag/l7/index.htm"

VOTE: dict[str, Any] = {
    "vote_id": 7,
    "number": 12,
    "date": date(2026, 12, 1),
    "case_number": "L 7",
    "case_title": "Om cykler på broer.",
    "type_code": "final",
    "step": "3. behandling",
    "adopted": True,
    "official_for": 105,
    "official_against": 70,
    "official_neither": 0,
    "parties_for": "S V",
    "parties_against": "EL",
    "parties_neither": "",
    "url": URL,
    "updated": datetime(2026, 12, 1, 13),
}
_TYPES = {"parties_neither": pl.String, "case_number": pl.String, "case_title": pl.String}


def votes(**values: Any) -> pl.DataFrame:
    return pl.DataFrame([VOTE | values], schema_overrides=_TYPES)


@pytest.mark.parametrize(
    ("values", "danish", "english"),
    [
        ({}, "L 7 blev vedtaget: Om cykler på broer.", "L 7 was adopted: Om cykler på broer."),
        (
            {"type_code": "amendment", "adopted": False},
            "Et ændringsforslag til L 7 blev forkastet: Om cykler på broer.",
            "An amendment to L 7 was rejected: Om cykler på broer.",
        ),
        (
            {"case_number": None},
            "Om cykler på broer blev vedtaget",
            "Om cykler på broer was adopted",
        ),
        (
            {"case_number": None, "case_title": "Om cykler m.v."},
            "Om cykler m.v. blev vedtaget",
            "Om cykler m.v. was adopted",
        ),
        (
            {"case_number": None, "case_title": None, "adopted": None},
            "Resultatet kendes ikke for forslaget i afstemning nr. 12",
            "The result is unknown for the proposal in vote no. 12",
        ),
    ],
)
def test_vote_entries__say_what_was_decided(
    values: dict[str, Any], danish: str, english: str
) -> None:
    rows = votes(**values)
    assert [entry.title for entry in vote_entries(DANISH, rows)] == [danish]
    assert [entry.title for entry in vote_entries(ENGLISH, rows)] == [english]


def test_vote_entries__facts_and_time() -> None:
    (entry,) = vote_entries(DANISH, votes())
    assert entry.summary == (
        "105 for, 70 imod, 0 hverken · 3. behandling · 1. dec. 2026 · For: S V · Imod: EL"
    )
    assert entry.updated.isoformat() == "2026-12-01T13:00:00+01:00"  # Danish winter time
    (untold,) = vote_entries(DANISH, votes(official_for=None, updated=None))
    assert untold.summary.startswith("3. behandling")
    assert untold.updated.isoformat() == "2026-12-01T00:00:00+01:00"


def test_vote_entries__lead_to_parliament_where_the_pages_address_is_unknown() -> None:
    (ours,), (theirs,) = vote_entries(PAGES, votes()), vote_entries(DANISH, votes())
    assert ours.link == "https://example.org/app/vote?id=7"
    assert theirs.link == URL
    assert ours.key == theirs.key == "oda.ft.dk/vote/7"


def departure(**values: Any) -> dict[str, Any]:
    made = {
        "vote_id": 7,
        "member": "Asta Holm",
        "party": "S",
        "position": "against",
        "party_line": "for",
        "kind": "dissent",
    }
    return made | values


def test_deviation_entries__mistakes_are_marked() -> None:
    found = pl.DataFrame(
        [
            departure(),
            departure(member="Bo Kaj", kind="individual_error"),
            departure(member="Ea Lund", kind="no_line", party_line=None),
        ]
    )
    (entry,) = deviation_entries(DANISH, votes(), found)
    assert entry.title == (
        "2 medlemmer afveg fra partiets flertal i afstemningen om L 7: Om cykler på broer."
    )
    assert entry.summary.splitlines() == [
        "1. dec. 2026:",
        "Asta Holm (S) stemte imod, partiets flertal for (afveg fra partiets flertal)",
        "Bo Kaj (S) stemte imod, partiets flertal for (noteret som medlemmets fejl)",
        "Ea Lund (S) stemte imod (partiet delte sig lige over)",
    ]
    (mistake,) = deviation_entries(DANISH, votes(), found.filter(pl.col("member") == "Bo Kaj"))
    assert mistake.title.startswith("1 stemme er noteret som en fejl i afstemningen om L 7:")
    assert mistake.category == "mistaken"


@pytest.mark.parametrize(
    ("position", "said"),
    [
        ("for", "Asta Holm (S) stemte for i afstemningen om L 7: Om cykler på broer."),
        ("absent", "Asta Holm (S) var fraværende ved afstemningen om L 7: Om cykler på broer."),
        (
            None,
            "Det er ukendt, hvad Asta Holm (S) stemte i afstemningen om L 7: Om cykler på broer.",
        ),
    ],
)
def test_ballot_entries__say_how_somebody_voted(position: str | None, said: str) -> None:
    row = {"member_id": 3, "member": "Asta Holm", "party": "S", "position": position}
    rows = votes(**row, deviation="dissent")
    (entry,) = ballot_entries(DANISH, rows)
    assert entry.title == said
    assert entry.summary.startswith("Afveg fra partiets flertal · Vedtaget · 105 for")
    assert entry.key == "oda.ft.dk/ballot/3/7"


def question(**values: Any) -> pl.DataFrame:
    made = dict.fromkeys(SCHEMA) | {
        "question_id": 5,
        "kind": "s20",
        "number": "S 63",
        "title": "Om cykler",
        "asked": date(2026, 11, 2),
        "asker": "Asta Holm",
        "asker_party": "S",
        "minister": "transportministeren",
        "due": date(2026, 11, 10),
        "status": "open",
        "case_id": 5,
        "url": "https://www.ft.dk/x",
    }
    return pl.DataFrame([made | values], schema=SCHEMA)


def test_question_entries__who_asks_whom_and_what_became_of_it() -> None:
    (entry,) = question_entries(DANISH, question())
    assert entry.title == "Asta Holm (S) spørger transportministeren: Om cykler (ubesvaret)"
    assert entry.summary == "S 63 · Stillet 2. nov. 2026 · Frist 10. nov. 2026"
    assert entry.updated.isoformat() == "2026-11-02T00:00:00+01:00"
    (answered,) = question_entries(DANISH, question(final=date(2026, 11, 9), status="answered"))
    assert answered.key == entry.key
    assert answered.updated > entry.updated
    assert answered.title.endswith("(besvaret)")


def test_question_entries__what_is_not_known_is_left_out() -> None:
    (nobody,) = question_entries(DANISH, question(asker=None, minister=None))
    assert nobody.title == "Spørgsmål S 63: Om cykler (ubesvaret)"
    (committee,) = question_entries(
        PAGES, question(kind="committee", asker=None, committee="TRU", case_id=None)
    )
    assert committee.title.startswith("TRU spørger transportministeren: ")
    assert committee.link == "https://www.ft.dk/x"
    (own,) = question_entries(PAGES, question())
    assert own.link == "https://example.org/app/case?id=5"
