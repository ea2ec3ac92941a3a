"""Votes for the tests: what their official text and its correction say."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from core.parliament.texts.conclusions import parse_conclusion, read_conclusions
from core.parliament.texts.notes import parse_note

DAY = date(2026, 1, 20)
_SCHEMA = {
    "vote_id": pl.Int32,
    "date": pl.Date,
    "session": pl.String,
    "case_number": pl.String,
    "error_note": pl.String,
    "note": pl.String,
    "conclusion": pl.String,
}


def told_vote(vote_id: int, text: str | None, note: str | None = None) -> dict[str, Any]:
    """A vote with an official text, and the note on a mistake in it."""
    notes = parse_note(note, parse_conclusion(text))
    kinds = " ".join(dict.fromkeys(found.kind for found in notes)) or None
    return {
        "vote_id": vote_id,
        "date": DAY,
        "session": "20251",
        "case_number": "L 7",
        "error_note": kinds,
        "note": note,
        "conclusion": text,
    }


def told_votes(*rows: dict[str, Any]) -> pl.DataFrame:
    """These votes as a table, with what was read out of their texts."""
    table = pl.DataFrame(list(rows), schema=_SCHEMA)
    return pl.concat([table, read_conclusions(table["conclusion"])], how="horizontal")
