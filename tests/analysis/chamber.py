"""Small chambers for the tests of figures, and strategies that make any."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import count
from typing import Any

import polars as pl
import polars.selectors as cs
from hypothesis import settings
from hypothesis import strategies as st

from core.parliament.texts.conclusions import read_conclusions
from core.parliament.votes.checks import with_ballot_counts
from core.parliament.votes.deviations import mark_ballots
from core.parliament.votes.stands import vote_stands
from tests.makers.ballots import ballots_of

Cast = Mapping[int, str | None]
Parties = Mapping[int, str | None]

PROPERTY = settings(deadline=None, max_examples=50)
"""For property tests: a busy machine is no failure."""

PARTIES: dict[int, str | None] = {
    **dict.fromkeys((1, 2, 3, 4), "XA"),
    **dict.fromkeys((5, 6, 7), "XB"),
    **dict.fromkeys((8, 9), "XC"),
    **dict.fromkeys((10, 11), "UFG"),
    12: None,
}
FIRST = date(2025, 10, 7)
POSITIONS = ("for", "against", "neither", "absent")

chambers = st.lists(
    st.dictionaries(st.sampled_from(sorted(PARTIES)), st.sampled_from((*POSITIONS, None))),
    min_size=1,
    max_size=6,
)
"""The casts of some votes: what each member is on record with."""


def ballots(casts: Sequence[Cast], parties: Parties = PARTIES) -> pl.DataFrame:
    """A ballots table; vote n is held n - 1 weeks after the first day."""
    return ballots_of(
        (
            (
                (member, f"Navn {member}", parties[member], position)
                for member, position in cast.items()
            )
            for cast in casts
        ),
        (FIRST + timedelta(weeks=n) for n in count()),
    )


def votes(number: int, cast: pl.DataFrame, **columns: Sequence[Any]) -> pl.DataFrame:
    """A votes table with what these ballots and its texts say; `columns` replace others."""
    values: dict[str, Sequence[Any]] = {
        "vote_id": range(1, number + 1),
        "date": [FIRST + timedelta(weeks=n) for n in range(number)],
        "session": ["20251"] * number,
        "type_id": [1] * number,
        **dict.fromkeys(("type_code", "type_source"), ["final"] * number),
        "step": ["3. behandling"] * number,
        "case_type_id": [3] * number,
        "case_type": ["Lovforslag"] * number,
        "case_number": ["L 1"] * number,
        "case_title": ["Om et forslag"] * number,
        "adopted": [True] * number,
        **{f"official_{side}": [None] * number for side in POSITIONS[:3]},
        **dict.fromkeys(("error_note", "note", "conclusion"), [None] * number),
        "margin": [None] * number,
    }
    schema = {
        name: pl.Boolean
        if name == "adopted"
        else pl.Date
        if name == "date"
        else pl.Int32
        if name.endswith("_id") or name == "margin" or name.startswith("official")
        else pl.String
        for name in {**values, **columns}
    }
    table = pl.DataFrame({**values, **columns}, schema=schema)
    listed = read_conclusions(table["conclusion"]).select(cs.starts_with("listed_"))
    parties = listed.rename(lambda name: name.replace("listed", "parties"))
    told = pl.concat([listed, parties], how="horizontal")
    table = table.with_columns(told.select(pl.exclude(table.columns)))
    return with_ballot_counts(table, mark_ballots(cast, table))


def marked(casts: Sequence[Cast], parties: Parties = PARTIES) -> pl.DataFrame:
    """Marked ballots, none of them a recorded mistake."""
    cast = ballots(casts, parties)
    return mark_ballots(cast, votes(len(casts), cast))


def stands(casts: Sequence[Cast], parties: Parties = PARTIES) -> pl.DataFrame:
    """Where the parties stood in these casts."""
    cast = ballots(casts, parties)
    table = votes(len(casts), cast)
    return vote_stands(table, mark_ballots(cast, table))


def crowd(yes: int, no: int, neither: int = 0, absent: int = 0) -> Cast:
    """A cast of so many of each position; give them parties with `dict.fromkeys(cast, ...)`."""
    sides = ["for"] * yes + ["against"] * no + ["neither"] * neither + ["absent"] * absent
    return dict(enumerate(sides, 1))
