"""What belongs to a case or a committee, newest first, each with an id that lasts."""

from __future__ import annotations

from datetime import date, datetime

import polars as pl

from core.export.entries import Teller
from core.export.followed import case_entries, committee_entries
from core.parliament.cases.one_case import CaseFile
from tests.export.test_events import meetings

DANISH = Teller("da", "oda.ft.dk")
PAGES = Teller("da", "oda.ft.dk", "https://example.org")
AT_PARLIAMENT = "https://www.ft.dk/samling/20251/lovforslag/l7/index.htm"


def case_file() -> CaseFile:
    nothing = pl.DataFrame()
    return CaseFile(
        case={"case_id": 3, "number": "L 7", "short_title": "Om cykler."},
        period=None,
        steps=pl.DataFrame(
            {
                "step_id": [11, 12],
                "date": [date(2026, 11, 3), None],
                "title": ["Fremsættelse", None],
                "type": ["Fremsættelse", "1. behandling"],
                "status": ["Afholdt", None],
                "updated": [datetime(2026, 11, 3, 9), datetime(2026, 11, 1, 9)],
            }
        ),
        shared_steps=nothing,
        votes=pl.DataFrame(
            {
                "vote_id": [21],
                "number": [4],
                "date": [date(2026, 12, 1)],
                "type_code": ["final"],
                "adopted": [False],
                "official_for": [50],
                "official_against": [60],
                "official_neither": [0],
                "updated": [datetime(2026, 12, 1, 13)],
            }
        ),
        roles=nothing,
        keywords=[],
        documents=pl.DataFrame(
            {
                "document_id": [31],
                "date": [date(2026, 11, 20)],
                "title": ["Bilag 1"],
                "type": ["Bilag"],
                "category": [None],
                "updated": [datetime(2026, 11, 20, 9)],
            }
        ),
        related=nothing,
        links={"parliament": AT_PARLIAMENT},
    )


def test_case_entries__newest_first_in_words() -> None:
    entries = case_entries(DANISH, case_file())
    assert [entry.title for entry in entries] == [
        "L 7 blev forkastet: Om cykler.",
        "Nyt dokument til L 7: Bilag 1",
        "L 7: Fremsættelse, 3. nov. 2026",
        "L 7: 1. behandling",
    ]
    assert [entry.key for entry in entries] == [
        "oda.ft.dk/vote/21",
        "oda.ft.dk/document/31",
        "oda.ft.dk/step/11",
        "oda.ft.dk/step/12",
    ]
    assert {entry.link for entry in entries} == {AT_PARLIAMENT}


def test_case_entries__lead_to_the_pages() -> None:
    assert [entry.link for entry in case_entries(PAGES, case_file())] == [
        "https://example.org/vote?id=21",
        "https://example.org/documents?id=31",
        "https://example.org/case?id=3",
        "https://example.org/case?id=3",
    ]


def test_committee_entries__meetings_and_cases() -> None:
    referred = pl.DataFrame(
        {
            "committee_id": [5],
            "case_id": [3],
            "number": ["L 7"],
            "title": ["Om cykler"],
            "status": ["Vedtaget"],
            "date": [date(2026, 10, 6)],
            "reports": [2],
            "reported": [date(2026, 11, 24)],
        }
    )
    case, meeting = committee_entries(DANISH, "Transportudvalget", meetings(), referred)
    assert meeting.title == (
        "Transportudvalget: Udvalgsmøde nr. 12, 1. dec. 2026 kl. 13.00 (dagsorden fastlagt)"
    )
    assert meeting.link == "https://www.ft.dk/udvalg/x.htm"
    assert case.title == "L 7 er henvist til Transportudvalget: Om cykler"
    assert case.summary == "Vedtaget · 2 betænkninger, den seneste afgivet 24. nov. 2026"
    assert case.updated.isoformat() == "2026-11-24T00:00:00+01:00"
    assert case.link is None
    assert len(committee_entries(DANISH, "Transportudvalget", meetings(), None)) == 1
