"""Deviations in votes without ballots: the members whom the official texts name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import polars as pl

from core.parliament.texts.conclusions import Conclusion, NamedPosition, parse_conclusion
from core.parliament.texts.notes import ErrorNote, NoteKind, match_member, parse_note
from core.parliament.texts.party_names import NO_GROUP
from core.parliament.votes.mistakes import DISSENT, INDIVIDUAL, NO_LINE, PARTY, UNCLEAR, erroneous
from core.parliament.votes.positions import Position

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


class _Named(NamedTuple):
    member: str
    party: str
    position: Position
    line: Position | None
    kind: str


def wrong_lines(conclusion: Conclusion, notes: tuple[ErrorNote, ...]) -> set[str]:
    """The parties whose line in the text is a mistake of the entire party."""
    lines = conclusion.stands
    return {
        note.party
        for note in notes
        if note.kind is NoteKind.PARTY
        and note.party in lines
        and erroneous(note, lines[note.party], lines[note.party])
    }


def without_ballots(votes: pl.DataFrame, ballots: pl.DataFrame | None) -> pl.DataFrame:
    """The votes that have no ballots."""
    if ballots is None:
        return votes
    return votes.join(ballots.select(pl.col("vote_id").unique()), on="vote_id", how="anti")


def deviations_in_texts(votes: pl.DataFrame, ballots: pl.DataFrame | None) -> pl.DataFrame:
    """The deviations in the texts of votes without ballots; columns as in `ROW`.

    A named member deviates if the member's party is in another list. A party has no line if it is
    in two lists, or in none while its members are named on different sides. A member_id is given
    where exactly one of the party's members in the session's other ballots has the name.
    """
    rows = without_ballots(votes, ballots).select("vote_id", "session", "note", "conclusion")
    found = [
        (vote_id, session, named)
        for vote_id, session, note, text in rows.iter_rows()
        for named in _in_vote(note, parse_conclusion(text))
    ]
    people = _people(ballots, {session for _, session, _ in found})
    return pl.DataFrame(
        [
            (
                vote_id,
                *_identity(named, people.get((session, named.party), [])),
                named.party,
                named.position.value,
                named.line and named.line.value,
                named.kind,
                "text",
            )
            for vote_id, session, named in found
        ],
        schema=ROW,
        orient="row",
    )


def _in_vote(note: str | None, conclusion: Conclusion) -> Iterator[_Named]:
    notes = parse_note(note, conclusion)
    lines = conclusion.stands
    wrong = wrong_lines(conclusion, notes)
    for member in conclusion.members:
        party = member.party
        if party is None or party == NO_GROUP:
            continue
        line = lines.get(party)
        if line != member.position and (line or _apart(party, conclusion)):
            kind = _kind(member, party, conclusion, notes, line)
            yield _Named(
                member.name,
                party,
                member.position,
                line,
                PARTY if kind == DISSENT and party in wrong else kind,
            )
    for each in notes:
        if each.kind is NoteKind.INDIVIDUAL and each.member and each.party and each.recorded:
            line = lines.get(each.party)
            known = [(n, member.name) for n, member in enumerate(conclusion.members)]
            apart = line is not None and each.recorded not in (line, Position.ABSENT)
            if apart and match_member(each.member, known).member_id is None:
                yield _Named(each.member, each.party, each.recorded, line, INDIVIDUAL)


def _apart(party: str, conclusion: Conclusion) -> bool:
    """Whether a party without a line has members on different sides, by the text."""
    sides = {m.position for m in conclusion.members if m.party == party}
    return len(sides.union(conclusion.parties.get(party, ()))) > 1


def _kind(
    member: NamedPosition,
    party: str,
    conclusion: Conclusion,
    notes: tuple[ErrorNote, ...],
    line: Position | None,
) -> str:
    found = set()
    for note in notes:
        fits = note.party in (None, party) and note.recorded in (None, member.position)
        if note.kind is NoteKind.PARTY:
            if note.party == party and erroneous(note, member.position, line):
                found.add(PARTY)
        elif note.member is not None:
            match = match_member(note.member, [(0, member.name)])
            if match.member_id is not None:
                found.add(INDIVIDUAL if match.certain and fits else UNCLEAR)
        elif note.kind is NoteKind.INDIVIDUAL and fits:
            found.add(UNCLEAR)
    twice = any(m.name == member.name and m.position != member.position for m in conclusion.members)
    if twice:
        found.add(UNCLEAR)
    surest = [kind for kind in (INDIVIDUAL, PARTY, UNCLEAR) if kind in found]
    return surest[0] if surest else DISSENT if line else NO_LINE


def _people(
    ballots: pl.DataFrame | None, sessions: set[str]
) -> dict[tuple[str, str], list[tuple[int, str]]]:
    """Who has ballots in these sessions: id and name by session and party."""
    people: dict[tuple[str, str], list[tuple[int, str]]] = {}
    if ballots is None or not sessions:
        return people
    known = (
        ballots.lazy()
        .filter(pl.col("session").is_in(sorted(sessions)), pl.col("member").is_not_null())
        .select("session", "party", "member_id", "member")
        .unique()
        .collect()
    )
    for session, party, member_id, name in known.iter_rows():
        people.setdefault((session, party), []).append((member_id, name))
    return people


def _identity(named: _Named, people: list[tuple[int, str]]) -> tuple[int | None, str]:
    match = match_member(named.member, people)
    if match.member_id is None or not match.certain:
        return None, named.member
    return match.member_id, dict(people)[match.member_id]
