"""Reads official conclusions (`Afstemning.konklusion`): result, totals, party lists and names.

The texts come in some twenty forms with typing errors. Each total is a statement, "58 stemmer for"
or "For stemte 58", with a list of parties and named members after it. Nothing is guessed: what does
not fit is returned as `unread`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType

import polars as pl

from core.parliament.texts.name_lists import NameList, read_name_list
from core.parliament.texts.party_names import NO_GROUP
from core.parliament.texts.wording import (
    MATTER,
    NOTE_OPENING,
    POSITION,
    fold,
    position_of,
    sentences,
)
from core.parliament.votes.positions import Position


@dataclass(frozen=True, slots=True)
class Counts:
    """The totals as the text states them."""

    for_: int
    against: int
    neither: int


@dataclass(frozen=True, slots=True)
class NamedPosition:
    """A member whom the text names; `party` is None where the text gives none."""

    name: str
    party: str | None
    position: Position


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What an official text says.

    `outcome` is True for adopted, False for rejected, None where the text says neither or both.
    `counts` is None unless all three totals are stated without contradiction. `parties` maps short
    names to the positions whose lists they are in, which may be two; `members` are the named
    exceptions. `listed` are the positions for which the text says who took them, with a list or
    with a total of 0. `notes` are the sentences after the totals, `unread` the parts that could
    not be read or that contradict each other.
    """

    outcome: bool | None = None
    counts: Counts | None = None
    parties: Mapping[str, tuple[Position, ...]] = field(
        default_factory=lambda: MappingProxyType({}), hash=False
    )
    members: tuple[NamedPosition, ...] = ()
    listed: frozenset[Position] = frozenset()
    notes: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()

    @property
    def stands(self) -> dict[str, Position]:
        """Where each party stood: those listed once. Members outside the groups are no party."""
        return {
            party: taken[0]
            for party, taken in self.parties.items()
            if len(taken) == 1 and party != NO_GROUP
        }

    def parties_at(self, position: Position) -> str | None:
        """The parties at a position, with a blank between, in the text's order; None where the
        text does not say.
        """
        if position not in self.listed:
            return None
        return " ".join(party for party, stand in self.stands.items() if stand is position)


_NUMBER = r"[0-9]{1,3}|ingen(?!\w)"
_NUMBER_END = r"(?![0-9]|[.,][0-9])"
_VERB = r"(?:(?:har|var|er) )?(?:s[temn]\w{2,7}|var|er)"
_STATEMENT = re.compile(
    # the characters that a statement can begin with, for speed
    r"(?=[0-9fhim])(?:"
    # "58 stemmer for forslaget", but not "58 stemmer mod 45", which are 58 for
    rf"(?<![0-9])(?<![0-9][.,])({_NUMBER}) ?(?:medlemmer |stemmer (?=var|er))?"
    rf"(?:{_VERB} ?)?(?!mod){POSITION}(?! ?:? ?s[temn]\w){MATTER}"
    # "For stemte 58"; without a number only where a list follows
    rf"|(?<![^\W\d_]){POSITION}{MATTER} ?[:=–-]? ?"
    rf"(?:(?:{_VERB} ?[:=–-]? ?)?({_NUMBER}){_NUMBER_END}|{_VERB} ?[:=–-]? ?(?=\())"
    r"(?: (?:stemmer|medlemmer)(?= ?[(,.;:]|$))?)",
    re.IGNORECASE,
)
_TOTALS = (Position.FOR, Position.AGAINST, Position.NEITHER)

_ADOPTED = re.compile(r"(ikke )?(?:vedt(?!agels)\w{0,4}t|godkendt|tiltrådt)", re.IGNORECASE)
_REJECTED = re.compile(r"(ikke )?(?:fork[as]{1,2}\w{0,4}t|nedstemt)", re.IGNORECASE)

_RUN_TOGETHER = re.compile(r"(?<=[a-zæøå])(?=(?:For|Imod|Hverken) )")
_BRACKET = re.compile(r"[()]")
_JOINING = frozenset({"", "og", "samt", "mens", "men"})
_SUM = re.compile(r"(?:i ?alt|tilsammen)(?: stem\w{1,4})? ?:? ?([0-9]{1,4})\b\.?", re.IGNORECASE)
_EDGES = " ,.;:)"


@lru_cache(maxsize=16384)
def parse_conclusion(text: str | None) -> Conclusion:
    """Read one official text. Never raises; results are cached by text."""
    clean = _RUN_TOGETHER.sub(" ", fold(text)) if text else ""
    if not clean:
        return Conclusion()
    reading = _Reading()
    statements = _statements(clean)
    starts = [match.start() for match, _ in statements]
    reading.lead(clean[: starts[0]] if starts else clean)
    ends = [*starts[1:], len(clean)]
    for (match, position), end in zip(statements, ends, strict=False):
        reading.statement(match, position)
        reading.tail(position, clean[match.end() : end].strip(), last=end == len(clean))
    return reading.conclusion()


def read_conclusions(texts: pl.Series | Sequence[str | None]) -> pl.DataFrame:
    """Read many official texts, a row each in the given order.

    Columns: outcome (Boolean), official_for, official_against, official_neither (Int32; null where
    the text has no totals), listed_for, listed_against, listed_neither (short names of the parties
    that are listed there alone, with a blank between; "" where none is, null where the text does
    not say), readable (False where a part of the text could not be read; null without text).
    """
    schema = {
        "outcome": pl.Boolean,
        "official_for": pl.Int32,
        "official_against": pl.Int32,
        "official_neither": pl.Int32,
        "listed_for": pl.String,
        "listed_against": pl.String,
        "listed_neither": pl.String,
        "readable": pl.Boolean,
    }
    return pl.DataFrame([_row(text) for text in texts], schema=schema, orient="row")


def _row(text: str | None) -> tuple[bool | int | str | None, ...]:
    read = parse_conclusion(text)
    counts = read.counts
    totals = (counts.for_, counts.against, counts.neither) if counts else (None, None, None)
    readable = not read.unread if text and not text.isspace() else None
    return (read.outcome, *totals, *map(read.parties_at, _TOTALS), readable)


def _statements(text: str) -> list[tuple[re.Match[str], Position]]:
    """The statements of totals up to the third position; the rest of the text is notes."""
    found: list[tuple[re.Match[str], Position]] = []
    positions = set()
    for match in _STATEMENT.finditer(text):
        position = position_of(match[2] or match[3])
        positions.add(position)
        found.append((match, position))
        if len(positions) == len(_TOTALS):
            break
    return found


def _outcome(text: str) -> bool | None:
    found = {not match.group(1) for match in _ADOPTED.finditer(text)}
    found |= {bool(match.group(1)) for match in _REJECTED.finditer(text)}
    return found.pop() if len(found) == 1 else None


@lru_cache(maxsize=1024)
def _result_and_rest(text: str) -> tuple[bool | None, tuple[str, ...], tuple[str, ...]]:
    """The result stated in a text, its notes, and its other sentences."""
    notes, unread = [], []
    for sentence in sentences(text):
        if re.match(NOTE_OPENING, sentence):
            notes.append(sentence)
        elif not (_ADOPTED.search(sentence) or _REJECTED.search(sentence)):
            unread.append(sentence)
    outcome = _outcome(text)
    if outcome is None and _ADOPTED.search(text):
        unread.append(text.strip())  # it says both
    return outcome, tuple(notes), tuple(unread)


def _split_list(text: str) -> tuple[str, str]:
    """The inside of the brackets that a text begins with, and the rest.

    Where the closing bracket is missing the list ends before a note or with the text.
    """
    depth = 0
    for match in _BRACKET.finditer(text):
        depth += 1 if match.group() == "(" else -1
        if depth == 0:
            return text[1 : match.start()], text[match.end() :]
    first, *rest = sentences(text) or [""]
    return first.lstrip("( "), " ".join(rest)


@lru_cache(maxsize=16384)
def _list_and_rest(text: str, *, last: bool) -> tuple[NameList, str]:
    """The list after a total, and the words after that list, which only the last total has."""
    inside, rest = _split_list(text) if text.startswith("(") else ("", text)
    rest = rest.lstrip(_EDGES)
    if rest.rstrip(_EDGES).casefold() in _JOINING:
        return read_name_list(inside), ""
    if not last:
        return read_name_list(f"{inside}, {rest}"), ""
    if not inside or rest.casefold().startswith(("og ", "samt ")):
        first, *others = sentences(rest) or [""]
        if not (found := read_name_list(f"{inside}, {first}")).unread:
            return found, " ".join(others)
    return read_name_list(inside), rest


class _Reading:
    """What has been read of one text so far."""

    def __init__(self) -> None:
        self.outcome: bool | None = None
        self.numbers: dict[Position, int | None] = {}
        self.stated: list[str] = []
        self.parties: dict[str, tuple[Position, ...]] = {}
        self.members: dict[NamedPosition, None] = {}
        self.listed: set[Position] = set()
        self.notes: list[str] = []
        self.unread: list[str] = []

    def lead(self, text: str) -> None:
        """Read the words before the totals: usually the result and nothing else."""
        self.outcome, notes, unread = _result_and_rest(text)
        self.notes.extend(notes)
        self.unread.extend(unread)

    def statement(self, match: re.Match[str], position: Position) -> None:
        """Read one total. A second one of the same position must be equal."""
        digits = match[1] or match[4]
        number = (int(digits) if digits.isdigit() else 0) if digits else None
        self.stated.append(match[0])
        if self.numbers.setdefault(position, number) != number:
            self.numbers[position] = None

    def tail(self, position: Position, text: str, *, last: bool) -> None:
        """Read what follows a total: a list, and after the last total the notes."""
        found, rest = _list_and_rest(text, last=last)
        self.unread.extend(found.unread)
        for party in found.parties:
            taken = self.parties.get(party, ())
            if position not in taken:
                self.parties[party] = (*taken, position)
        for name, group in found.members:
            self.members[NamedPosition(name, group, position)] = None
        if found.parties or found.members:
            self.listed.add(position)
        if rest:
            self.after(rest)

    def after(self, text: str) -> None:
        """Read the words after the totals: their sum in a table, the result, or notes."""
        if stated := _SUM.match(text):
            text = text[stated.end() :]
            numbers = [number or 0 for number in self.numbers.values()]
            if sum(numbers) != int(stated.group(1)):
                self.unread.append(stated.group())
        for sentence in sentences(text):
            outcome = None if re.search("fejl", sentence) else _outcome(sentence)
            if self.outcome is None and outcome is not None:
                self.outcome = outcome
            else:
                self.notes.append(sentence)

    def conclusion(self) -> Conclusion:
        """The result; totals that are incomplete or contradict their lists become `unread`."""
        numbers = [number for p in _TOTALS if (number := self.numbers.get(p)) is not None]
        counts = Counts(*numbers) if len(numbers) == len(_TOTALS) else None
        if counts is None:
            self.unread.extend(self.stated)
        for position, number in self.numbers.items():
            if number == 0 and position in self.listed:
                names = [party for party, taken in self.parties.items() if position in taken]
                names += [member.name for member in self.members if member.position is position]
                self.unread.append(f"0 ({', '.join(names)})")
            elif number == 0:
                self.listed.add(position)
        return Conclusion(
            outcome=self.outcome,
            counts=counts,
            parties=MappingProxyType(self.parties),
            members=tuple(self.members),
            listed=frozenset(self.listed),
            notes=tuple(self.notes),
            unread=tuple(self.unread),
        )
