"""Ballots for the tests: rows as the API has them, and the table that Parliament's layer makes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import polars as pl

from core.parliament.votes.positions import LEFT_OUT
from core.standin.tables import conform

BALLOTS = {
    "vote_id": pl.Int32,
    "date": pl.Date,
    "session": pl.String,
    "member_id": pl.Int32,
    "member": pl.String,
    "party": pl.String,
    "position": pl.String,
    "left_out": LEFT_OUT,
}
Cast = Iterable[tuple[int, str, str | None, str | None]]
"""Id, name, party and position of everybody in a vote."""


def ballot_rows(*ids: int, **changes: object) -> pl.DataFrame:
    """Rows of the API's set Stemme, 200 to a vote; `changes` are the same in each."""
    rows = [
        {
            "id": i,
            "typeid": 1,
            "afstemningid": i // 200,
            "aktørid": i % 179,
            "opdateringsdato": "2026-01-01T00:00:00",
            **changes,
        }
        for i in ids
    ]
    return conform("Stemme", rows)


def ballots_of(casts: Iterable[Cast], days: Iterable[date]) -> pl.DataFrame:
    """The table of the ballots cast in votes 1, 2, 3 ... of session 20251, each on its day."""
    rows = [
        (vote_id, day, "20251", *ballot, None)
        for vote_id, (cast, day) in enumerate(zip(casts, days, strict=False), 1)
        for ballot in cast
    ]
    return pl.DataFrame(rows, schema=BALLOTS, orient="row")
