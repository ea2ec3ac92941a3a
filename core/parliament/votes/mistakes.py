"""Recorded mistakes: the ballots and the stands that official notes report as wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import polars as pl

from core.parliament.texts.conclusions import parse_conclusion
from core.parliament.texts.notes import ErrorNote, NoteKind, match_member, parse_note
from core.parliament.votes.counting import counted
from core.parliament.votes.positions import Position

INDIVIDUAL, PARTY, NO_LINE = "individual_error", "party_error", "no_line"
UNCLEAR, DISSENT = "unclear", "dissent"
KINDS = (INDIVIDUAL, PARTY, NO_LINE, UNCLEAR, DISSENT)
"""The kinds of deviation; `core.parliament.votes.deviations.mark_ballots` defines them."""

# The surest first: where two notes are about one ballot, the surer one counts.
_SUREST = (INDIVIDUAL, PARTY, UNCLEAR)


class CastBallot(NamedTuple):
    """One ballot with a position.

    `departs` tells whether it differs from the party's stand, None where the party has none;
    `voters` how many of the party voted.
    """

    member_id: int
    member: str | None
    party: str | None
    position: str
    departs: bool | None
    voters: int | None


class Mistake(NamedTuple):
    """What a note says of one member's ballot.

    `error` is individual_error, party_error or unclear. `flagged`: the note is about this ballot,
    though the name may be uncertain; where it is false, the note may be about another ballot.
    """

    member_id: int
    error: str
    flagged: bool


def notes_by_vote(votes: pl.DataFrame) -> dict[int, tuple[ErrorNote, ...]]:
    """The notes about mistakes of each vote that has any, from a votes table."""
    noted = votes.filter(pl.col("error_note").is_not_null())
    rows = noted.select("vote_id", "note", "conclusion").iter_rows()
    return {
        vote_id: parse_note(note, parse_conclusion(conclusion))
        for vote_id, note, conclusion in rows
    }


def of_noted_votes(ballots: pl.DataFrame, votes: pl.DataFrame) -> pl.DataFrame:
    """The ballots of the votes that have a note about a mistake."""
    noted = votes.filter(pl.col("error_note").is_not_null()).select("vote_id")
    return ballots.join(noted, on="vote_id", how="semi")


def find_mistakes(ballots: pl.DataFrame, votes: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The mistakes among these ballots that the notes of a votes table report.

    `ballots` has vote_id, left_out and the fields of `CastBallot`. Gives two frames: vote_id,
    member_id, error, flagged (see `Mistake`), one row a ballot; and vote_id, party, stand_error
    (true) of the stands that come from a mistake, of the entire party or of its only voter.
    """
    notes = notes_by_vote(votes)
    mistakes: list[tuple[int, int, str, bool]] = []
    stands: list[tuple[int, str]] = []
    for vote_id, people in _people(of_noted_votes(ballots, votes)).items():
        found = _in_vote(notes[vote_id], people)
        mistakes.extend((vote_id, *mistake) for mistake in found.values())
        stands.extend((vote_id, party) for party in _wrong_stands(people, found))
    return (
        pl.DataFrame(
            mistakes,
            schema={
                "vote_id": pl.Int32,
                "member_id": pl.Int32,
                "error": pl.String,
                "flagged": pl.Boolean,
            },
            orient="row",
        ),
        pl.DataFrame(
            stands, schema={"vote_id": pl.Int32, "party": pl.String}, orient="row"
        ).with_columns(pl.lit(value=True).alias("stand_error")),
    )


def erroneous(note: ErrorNote, position: str, stand: str | None) -> bool:
    """Whether a note about an entire party is about its members at this position."""
    if note.recorded is not None:
        return position == note.recorded
    if note.meant is not None:
        return position != note.meant
    return position == stand


def _people(ballots: pl.DataFrame) -> dict[int, list[CastBallot]]:
    """The ballots with a known position that count, by vote."""
    rows = (
        ballots.filter(pl.col("position").is_not_null(), counted())
        .select("vote_id", *CastBallot._fields)
        .iter_rows()
    )
    people: dict[int, list[CastBallot]] = {}
    for vote_id, *ballot in rows:
        people.setdefault(vote_id, []).append(CastBallot(*ballot))
    return people


def _in_vote(notes: tuple[ErrorNote, ...], people: list[CastBallot]) -> dict[int, Mistake]:
    found: dict[int, Mistake] = {}
    for note in notes:
        for mistake in _reported(note, people):
            other = found.get(mistake.member_id, mistake)
            surest = min(mistake, other, key=lambda m: _SUREST.index(m.error))
            found[mistake.member_id] = surest._replace(flagged=mistake.flagged or other.flagged)
    return found


def _reported(note: ErrorNote, people: list[CastBallot]) -> Iterator[Mistake]:
    if note.kind is NoteKind.PARTY:
        for ballot in people:
            stand = ballot.position if ballot.departs is False else None
            own = ballot.party == note.party and ballot.position != Position.ABSENT
            if own and erroneous(note, ballot.position, stand):
                yield Mistake(ballot.member_id, PARTY, flagged=True)
    elif note.member is not None:
        yield from _named(note, people)
    elif note.kind is NoteKind.INDIVIDUAL:
        yield from _unnamed(note, people)


def _named(note: ErrorNote, people: list[CastBallot]) -> Iterator[Mistake]:
    """The ballot of a member whom the note names; where nobody has the name, see `_unnamed`."""
    name = note.member or ""
    named = [ballot for ballot in people if ballot.member]
    match = match_member(name, _names(b for b in named if note.party in (None, b.party)))
    if note.party is not None and not match.certain:  # the note may have the party wrong
        first = name.split()[0].casefold()
        namesakes = (b for b in named if b.member and b.member.split()[0].casefold() == first)
        anywhere = match_member(name, _names(namesakes))
        match = anywhere if anywhere.certain else match
    if match.member_id is None:
        yield from _unnamed(note, people)
        return
    for ballot in people:
        if ballot.member_id == match.member_id:
            fits = note.recorded in (None, ballot.position) and note.meant != ballot.position
            if fits:
                yield Mistake(ballot.member_id, INDIVIDUAL if match.certain else UNCLEAR, True)
            else:  # the note and the record disagree
                yield Mistake(ballot.member_id, UNCLEAR, flagged=False)


def _names(people: Iterable[CastBallot]) -> list[tuple[int, str]]:
    return [(ballot.member_id, ballot.member or "") for ballot in people]


def _unnamed(note: ErrorNote, people: list[CastBallot]) -> Iterator[Mistake]:
    """The departing ballots that a note may mean if it names nobody who can be found."""
    possible = [
        ballot.member_id
        for ballot in people
        if ballot.departs
        and note.party in (None, ballot.party)
        and note.recorded in (None, ballot.position)
    ]
    alone = len(possible) == 1 and note.party is not None and note.member is None
    for member_id in possible:
        yield Mistake(member_id, INDIVIDUAL if alone else UNCLEAR, flagged=alone)


def _wrong_stands(people: list[CastBallot], found: Mapping[int, Mistake]) -> set[str]:
    """The parties whose stand comes from a mistake of the party.

    A party's only voter makes the stand alone, so there the voter's own mistake is enough.
    """
    return {
        ballot.party
        for ballot in people
        if ballot.party is not None
        and ballot.departs is False
        and (mistake := found.get(ballot.member_id)) is not None
        and (mistake.error == PARTY or (ballot.voters == 1 and mistake.flagged))
    }
