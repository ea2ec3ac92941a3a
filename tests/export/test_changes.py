"""What changed reads as words, and as entries that keep their ids."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import polars as pl

from core.export.changes import change_entries, was_words, way_to, what_words
from core.export.entries import Teller
from core.parliament.changes.changes import SCHEMA

FETCHED = datetime(2026, 11, 25, 14, 5, tzinfo=UTC)


def change(**values: Any) -> pl.DataFrame:
    given = {"kind": "vote", "state": "new", "id": 7, "title": "3. behandling"}
    row = dict.fromkeys(SCHEMA) | given | {"updated": datetime(2026, 7, 1, 12)}
    return pl.DataFrame([row | values], schema=SCHEMA)


def row(**values: Any) -> dict[str, Any]:
    return change(**values).row(0, named=True)


def test_what_words__result_and_what_the_syncs_found() -> None:
    assert what_words(row(result="adopted"), "da") == "3. behandling · Vedtaget"
    silent = row(fields="vanished Stemme 1200 typeid aktørid")
    told = what_words(silent, "en")
    assert told == "vanished: Stemme, number of rows 1,200 (typeid, aktørid)"
    assert what_words(row(fields="melted Sag 1"), "da") == "melted: Sag, antal rækker 1"


def test_was_words__from_what_to_what() -> None:
    was = [
        {"field": "status", "old": "Fremsat", "new": "Vedtaget"},
        {"field": "date", "old": "2026-11-08", "new": "2026-11-09"},
        {"field": "result", "old": "rejected", "new": "adopted"},
    ]
    changed = row(kind="case", was=was)
    assert was_words(changed, "en").startswith("Status: Put forward → Adopted · ")
    assert was_words(changed, "da") == (
        "Status: Fremsat → Vedtaget · Dato: 8. nov. 2026 → 9. nov. 2026 · "
        "Resultat: Forkastet → Vedtaget"
    )
    assert was_words(row(), "en") == ""


def test_way_to__the_page_that_shows_it() -> None:
    assert way_to(row()) == ("vote", {"id": "7"})
    assert way_to(row(kind="step", case_id=9)) == ("case", {"id": "9"})
    assert way_to(row(kind="step")) is None
    assert way_to(row(kind="rest")) is None


def test_change_entries__lead_to_pages_where_their_address_is_known() -> None:
    (known,) = change_entries(Teller("da", "oda.ft.dk", "https://x"), change(), FETCHED)
    (unknown,) = change_entries(Teller("da", "oda.ft.dk"), change(), FETCHED)
    assert known.link == "https://x/vote?id=7"
    assert unknown.link is None
    assert known.key == unknown.key == "oda.ft.dk/vote/7"
    assert known.title == "Afstemning (nyt): 3. behandling"
    assert known.updated.isoformat() == "2026-07-01T12:00:00+02:00"
    (silent,) = change_entries(
        Teller("en", "demo"), change(state="silent", fields="changed Sag 2", updated=None), FETCHED
    )
    assert silent.key == "demo/vote/changed Sag 2"
    assert silent.updated == FETCHED
