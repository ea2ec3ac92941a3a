"""One invented row of each domain table."""

from __future__ import annotations

from datetime import date, datetime

import polars as pl

from core.dictionary.cases import CASES, STEPS
from core.dictionary.committees import COMMITTEES
from core.dictionary.documents import CHANGES, DOCUMENTS
from core.dictionary.meetings import MEETINGS
from core.dictionary.quality import QUALITY
from core.parliament.questions.questions import SCHEMA as QUESTIONS

DAY = date(2026, 11, 23)

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
    "case_number": "L 137",
    "case_title": "Om æbler",
    "case_type": "Lovforslag",
}
SINGLE = {"single_voter_votes": 3}
SHARES = {"shared": 40, "same": 30, "agreement": 0.75}
COUNTED = (
    "ballots",
    "cast",
    "absent",
    "for",
    "against",
    "neither",
    "line_votes",
    "with_line",
    "deviations",
    "recorded_errors",
    "unknown",
    "decided",
)
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
            | {"first": DAY, "last": DAY}
        ]
    ),
    "parties": pl.DataFrame(
        [{"party": "S", "members": 50, "ballots": 900, "votes": 20, "first": DAY, "last": DAY}]
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
    "rollcall": pl.DataFrame([{"member_id": 5, "member": "Åse Ærø", "party": "S"}]),
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
