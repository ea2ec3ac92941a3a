"""A parliament of two sessions, small enough to count by hand, with one oddity of each kind."""

from __future__ import annotations

from typing import Any

import polars as pl

from core.standin.tables import conform

UPDATED = "2024-05-01T12:30:01.67"
BALLOTS = {1: 179, 2: 120, 3: 0, 4: 3}  # by vote
MEETING_OF_VOTE = {1: 10, 2: 10, 3: 11, 4: 11}
SESSION_OF_MEETING = {10: 160, 11: 161}
STEP_OF_VOTE = {1: 20, 2: 21, 3: None, 4: 22}
CASE_OF_STEP = {20: 30, 21: 30, 22: 31}
TITLES = {30: "Om  støtte til havvind", 31: 'Lov om O\'Hares "fond"\n100 % grøn', 32: None}


def tiny_parliament() -> dict[str, pl.DataFrame]:
    """Four votes (179, 120, 0 and 3 ballots) at two meetings of two sessions."""
    return {name: conform(name, rows) for name, rows in _rows().items()}


def _rows() -> dict[str, list[dict[str, Any]]]:
    return {
        "Periode": [
            {"id": 160, "kode": "29991", "type": "samling", "startdato": "2999-10-01T00:00:00"},
            {"id": 161, "kode": "30001", "type": "samling", "startdato": "3000-10-01T00:00:00"},
        ],
        "Møde": [
            {
                "id": meeting,
                "titel": "Møde i salen",
                "dato": f"{2840 + session}-11-0{meeting - 9}T13:00:00",
                "periodeid": session,
            }
            for meeting, session in SESSION_OF_MEETING.items()
        ],
        "Sag": [
            {"id": case, "titel": title, "typeid": 3, "periodeid": 160 + case % 2}
            for case, title in TITLES.items()
        ],
        "Sagstrin": [
            {"id": step, "titel": "2. behandling", "sagid": case}
            for step, case in CASE_OF_STEP.items()
        ],
        "Afstemning": [
            {
                "id": vote,
                "nummer": vote,
                "konklusion": ["", None, "Vedtaget", "Forkastet"][vote - 1],
                "vedtaget": vote != 4,
                "mødeid": meeting,
                "typeid": 1 + vote % 2,
                "sagstrinid": STEP_OF_VOTE[vote],
                "opdateringsdato": f"2024-05-0{vote}T12:30:0{vote}.{'6' * (vote - 1)}7",
            }
            for vote, meeting in MEETING_OF_VOTE.items()
        ],
        "Stemme": [
            {
                "id": vote * 1000 + seat,
                "typeid": 1 + seat % 4,
                "afstemningid": vote,
                "aktørid": seat,
                "opdateringsdato": UPDATED,
            }
            for vote, ballots in BALLOTS.items()
            for seat in range(1, ballots + 1)
        ],
        "Stemmetype": [
            {"id": i, "type": name, "opdateringsdato": UPDATED}
            for i, name in enumerate(("For", "Imod", "Fravær", "Hverken for eller imod"), 1)
        ],
        "Aktør": [
            {"id": seat, "navn": f"Medlem {seat}", "typeid": 5 if seat < 179 else 4}
            for seat in range(1, 180)
        ],
        "AktørAktør": [
            {"id": 500 + i, "fraaktørid": i, "tilaktørid": 179, "rolleid": 15, "slutdato": None}
            for i in range(1, 6)
        ],
    }
