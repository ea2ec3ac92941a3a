"""Deviations in votes without ballots: the members whom the official texts name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from core.parliament.checks import NO_GROUP
from core.parliament.conclusions import Conclusion, NamedPosition, parse_conclusion
from core.parliament.errornotes import ErrorNote, NoteKind, match_member, parse_note
from core.parliament.mistakes import INDIVIDUAL, PARTY, UNCLEAR, erroneous
from core.parliament.positions import Position

NO_LINE, DISSENT = "no_line", "dissent"
ROW = {
    "vote_id": pl.Int32,
    "member_id": pl.Int32,
    "member": pl.String,
    "party": pl.String,
    "position": pl.String,
    "party_line": pl.String,
    "kind": pl.String,
    "found_in": pl.String,
}
_Row = tuple[int, int | None, str, str, str, str | None, str, str]
_People = Mapping[str, list[tuple[int, str]]]


def lines_of_text(conclusion: Conclusion) -> dict[str, Position]:
    """The parties that a text puts in one list alone, with their position."""
    return {
        party: taken[0]
        for party, taken in conclusion.parties.items()
        if len(taken) == 1 and party != NO_GROUP
    }


def wrong_lines(conclusion: Conclusion, notes: tuple[ErrorNote, ...]) -> set[str]:
    """The parties whose line in the text is a mistake of the whole party."""
    lines = lines_of_text(conclusion)
    return {
        note.party
        for note in notes
        if note.kind is NoteKind.PARTY
        and note.party in lines
        and erroneous(note, lines[note.party], lines[note.party])
    }


def without_ballots(votes: pl.DataFrame, ballots: pl.DataFrame | None) -> pl.DataFrame:
    """The votes of which there is not one ballot."""
    if ballots is None:
        return votes
    return votes.join(ballots.select(pl.col("vote_id").unique()), on="vote_id", how="anti")


def deviations_in_texts(votes: pl.DataFrame, ballots: pl.DataFrame | None) -> pl.DataFrame:
    """The deviations that the texts of votes without ballots tell; columns as in `ROW`.

    A named member whose party stands in another list deviates. Where the party stands in two lists,
    or in none while its named members stand apart, it has no line.
    """
    rows = without_ballots(votes, ballots).select("vote_id", "session", "note", "conclusion")
    people = _People_by_session(ballots)
    found = [
        row
        for vote_id, session, note, text in rows.iter_rows()
        for row in _in_vote(vote_id, note, parse_conclusion(text), people.of(session))
    ]
    return pl.DataFrame(found, schema=ROW, orient="row")


@dataclass(frozen=True, slots=True)
class _People_by_session:  # noqa: N801
    ballots: pl.DataFrame | None
