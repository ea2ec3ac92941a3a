"""Reads official notes about recorded mistakes, and finds the members that they name.

A note is in `Afstemning.kommentar`, sometimes in the conclusion itself. Parliament never corrects
the ballots themselves, so a count of deviations needs the notes to know which were mistakes.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from core.parliament.texts.conclusions import Conclusion
from core.parliament.texts.name_lists import is_person
from core.parliament.texts.party_names import FULL_NAMES, short_name, short_of_full_name
from core.parliament.texts.wording import MATTER, NEITHER, fold, position_of, sentences
from core.parliament.votes.positions import Position


class NoteKind(StrEnum):
    """What a note is about."""

    INDIVIDUAL = "individual"  # a member's ballot is not what the member meant
    PARTY = "party"  # a party's ballots, all or many, are not what the party meant
    TECHNICAL = "technical"  # a ballot is missing, extra or in another member's name
    REVOTE = "revote"  # the vote was taken again


@dataclass(frozen=True, slots=True)
class ErrorNote:
    """One mistake of one member or party, as described in `text`.

    `member` is the name as written, without the ending of a genitive; it may be misspelt. `party`
    is a short name: the member's, or the party that erred. `recorded` is the recorded position,
    `meant` the intended one; None where the note does not say. A technical note may name a member
    too: then the ballot in that name is unreliable.
    """

    kind: NoteKind
    text: str
    member: str | None = None
    party: str | None = None
    recorded: Position | None = None
    meant: Position | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """The member that a name stands for; None where nobody is similar, or two are equally so."""

    member_id: int | None
    certain: bool


@dataclass(frozen=True, slots=True)
class _Subject:
    start: int
    end: int
    member: str | None
    party: str | None


_CAPITAL = r"[^\W\d_a-zæøåáíóúýðéöäü]"
_NAME = rf"{_CAPITAL}[^\W\d_]*(?:['’´`.-]{{1,2}}[^\W\d_]+|\.)*"
_PARTICLE = r"(?:af|al|de|del|den|der|di|el|la|van|von) "
_FULL_NAME = rf"{_NAME}(?: (?:{_PARTICLE}){{0,2}}{_NAME}){{0,6}}"
_MEMBER = re.compile(rf"({_FULL_NAME})(['’´`]?) ?\(([^\W\d_]{{1,5}})\b\)?")
_UNMARKED_MEMBER = re.compile(_FULL_NAME)
_PARTY = re.compile(
    r"(?<!\w)(?:"
    + "|".join(sorted((re.escape(n) for ns in FULL_NAMES.values() for n in ns), reverse=True))
    + r")(?:s?(?!\w))(?: ?\([A-ZÆØÅ]{1,5}\))?"
    r"|(?<![\w(.-])(?<!(?<!medlem )(?<!medlemmer )af )(?:"
    + "|".join(FULL_NAMES)
    + r"|[A-ZÆØÅ]{2,5})(?![\w(]|[.-]\w| [0-9])"
)
_NO_PARTY = frozenset({"EU", "FN", "FT", "USA"})
_OPENINGS = frozenset(
    {"da", "desuden", "endvidere", "grundet", "idet", "medlem", "og", "også", "på", "samt", "ved"}
)

_REVOTE = re.compile(
    r"omafst?em|stemt om\b|afstemning\w* (?:\w+ ){0,3}(?:gået )?om\b|ny afstemning|omstemning",
    re.IGNORECASE,
)
_ERROR = re.compile(
    r"fejl|forkert|misforst|utilsigtet|teknisk|ikke (?:\w+ ){0,3}(?:registr|stemt|afgiv)|indgår"
    r"|(?:skulle have|ønskede at|hensigt at|mente at|ville have) stem|\bnavn\b",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"\b(?:navne?|plads(?:er)?|panel(?:er|et)?)\b|en stemme (?:på|af|fra|for) |indgår",
    re.IGNORECASE,
)
_EXTRA_BALLOT = re.compile(r"\ben stemme (?:på|af|fra|i) ", re.IGNORECASE)
_MACHINE = re.compile(r"teknisk|registr|anlæg|system", re.IGNORECASE)
_NO_BALLOT = re.compile(
    r"undlod|forhindret|ikke (?:\w+ ){0,4}(?:stemt|stemme|afgiv\w*|registr?eret)\b", re.IGNORECASE
)
_POSITION = re.compile(
    rf"\b({NEITHER}|i ?mod|(?<!stedet )for(?={MATTER}(?: ?[.,;)]|$| (?:og|men|mens|ved|på|i)\b)"
    r"| \w{0,20}(?:forslag|indstilling)))(?!\w)",
    re.IGNORECASE,
)
_INTENT = re.compile(
    r"skulle|ønske|hensigt|ment|ville|stedet|burde|rettelig|korrekt", re.IGNORECASE
)
_FOLLOWING = re.compile(
    r"(?:De|Han|Hun|Vedkommende|Partiet|Gruppen|Medlemme(?:t|rne)|Begge|Alle)\b"
)
_ONE_OF = re.compile(r"\bet medlem (?:af|fra) $", re.IGNORECASE)
_GENITIVE = re.compile(r" ?(?:stemmer?|stemmeafgivning|navne?|plads(?:er)?|panel(?:er)?)\b")
_LINKING = re.compile(r" ?,? ?(?:og |samt )?")


def parse_note(
    kommentar: str | None, conclusion: Conclusion | None = None
) -> tuple[ErrorNote, ...]:
    """The mistakes in a note and in the notes of a conclusion, in the order of the text.

    One `ErrorNote` for each member and party named; a mistake in both places comes once. Sentences
    that are not about a mistake give nothing. Never raises.
    """
    extra = conclusion.notes if conclusion else ()
    return _read_notes(kommentar, extra) if kommentar or extra else ()


_IN_BRACKETS = re.compile(r"\([^()]*\)?")


def match_member(name: str, candidates: Sequence[tuple[int, str]]) -> Match:
    """Find a name, possibly misspelt, among (member id, name) pairs.

    Certain if only one candidate has the name, apart from accents, a genitive ending, initials,
    missing middle names or text in brackets ("Bo Bang (udpeget af XA)"); uncertain if the nearest
    candidate's name is only similar. Two candidates that fit equally give None.
    """
    wanted = _plain_name(name)
    names = [(member_id, _plain_name(candidate)) for member_id, candidate in candidates]
    forms = {wanted, wanted.removesuffix("s")}
    for fits in (
        lambda known: known == wanted,
        lambda known: known in forms,
        lambda known: any(_shortened(form, known) or _shortened(known, form) for form in forms),
    ):
        found = {member_id for member_id, known in names if fits(known)}
        if found:
            return Match(found.pop(), certain=True) if len(found) == 1 else Match(None, False)
    near = sorted(
        (
            (max(difflib.SequenceMatcher(None, form, known).ratio() for form in forms), member_id)
            for member_id, known in names
        ),
        reverse=True,
    )
    if not near or near[0][0] < 0.75:
        return Match(None, certain=False)
    if len(near) > 1 and near[0][0] - near[1][0] < 0.03:
        return Match(None, certain=False)
    return Match(near[0][1], certain=False)


def _plain_name(name: str) -> str:
    name = _IN_BRACKETS.sub(" ", name).casefold()
    name = name.replace("æ", "ae").replace("ø", "o").replace("å", "aa")
    letters = unicodedata.normalize("NFKD", name)
    plain = "".join(c if c.isalpha() else " " for c in letters if not unicodedata.combining(c))
    return " ".join(plain.split())


def _shortened(short: str, full: str) -> bool:
    """Whether `short` is `full` with initials, or without middle names."""
    short_words, full_words = short.split(), full.split()
    if len(short_words) < 2 or len(short_words) > len(full_words):
        return False
    if short_words[0] != full_words[0] or short_words[-1] != full_words[-1]:
        return False
    rest = iter(full_words)
    return all(any(known.startswith(word) for known in rest) for word in short_words)


@lru_cache(maxsize=4096)
def _read_notes(kommentar: str | None, extra: tuple[str, ...]) -> tuple[ErrorNote, ...]:
    lines = [*re.split(r"[\r\n]+", kommentar or ""), *extra]
    found: list[ErrorNote] = []
    latest: list[ErrorNote] = []
    for sentence in (s for line in lines for s in sentences(fold(line))):
        if latest and _FOLLOWING.match(sentence) and (meant := _positions(sentence)):
            position = meant[0][2]
            found[-len(latest) :] = [replace(note, meant=position) for note in latest]
            latest = []
            continue
        latest = _read_sentence(sentence)
        found.extend(latest)
    once = {(n.kind, n.member, n.party, n.recorded): n for n in reversed(found)}
    return tuple(reversed(once.values()))


def _read_sentence(text: str) -> list[ErrorNote]:
    if _REVOTE.search(text):
        return [ErrorNote(NoteKind.REVOTE, text)]
    if not _ERROR.search(text):
        return []
    positions = _positions(text)
    no_ballot = Position.ABSENT if _NO_BALLOT.search(text) else None
    stated = bool(positions) or (no_ballot is not None and not _MACHINE.search(text))
    technical = not stated or _ELSEWHERE.search(text) is not None
    notes = []
    for subject in _subjects(text):
        recorded = _stated(positions, subject, meant=False) or no_ballot
        meant = _stated(positions, subject, meant=True)
        if technical:
            kind = NoteKind.TECHNICAL
            if meant is None and _EXTRA_BALLOT.search(text):
                meant = Position.ABSENT
        elif subject.member or _ONE_OF.search(text, 0, subject.start):
            kind = NoteKind.INDIVIDUAL
        else:
            kind = NoteKind.PARTY
        notes.append(ErrorNote(kind, text, subject.member, subject.party, recorded, meant))
    if notes:
        return notes
    whole = _Subject(0, 0, None, None)
    kind = NoteKind.INDIVIDUAL if positions and "medlem" in text else NoteKind.TECHNICAL
    return [ErrorNote(kind, text, recorded=_stated(positions, whole, meant=False))]


def _positions(text: str) -> list[tuple[int, bool, Position]]:
    """Where each position is named, whether it is an intended one, and which it is."""
    found = []
    end = 0
    for match in _POSITION.finditer(text):
        intent = bool(_INTENT.search(text[end : match.start()]))
        found.append((match.start(), intent, position_of(match.group(1))))
        end = match.end()
    return found


def _stated(
    positions: list[tuple[int, bool, Position]], subject: _Subject, *, meant: bool
) -> Position | None:
    """The position said of the subject: the first after it, else the last before it."""
    right = [(start, position) for start, intent, position in positions if intent == meant]
    after = [position for start, position in right if start >= subject.end]
    return after[0] if after else right[-1][1] if right else None


def _subjects(text: str) -> list[_Subject]:
    """The members and parties that a sentence names, in its order."""
    found: list[_Subject] = []
    for match in _MEMBER.finditer(text):
        name, apostrophe, short = match.groups()
        party = short_name(short)
        if party is not None and short_of_full_name(name) is None:
            found.append(_Subject(*match.span(), _without_opening(name) + apostrophe, party))
    rest = _blanked(text, found)
    for match in _PARTY.finditer(rest):
        name = match.group().partition("(")[0].strip()
        short = short_of_full_name(name) or short_name(name)
        if short is not None and short not in _NO_PARTY:
            found.append(_Subject(*match.span(), None, short))
    rest = _blanked(text, found)
    for match in _UNMARKED_MEMBER.finditer(rest):
        name = _without_opening(match.group())
        if " " in name and is_person(name.rstrip(".")):
            found.append(_Subject(*match.span(), name.rstrip("."), None))
    found.sort(key=lambda subject: subject.start)
    return _nominative(text, found)


def _blanked(text: str, subjects: list[_Subject]) -> str:
    for subject in subjects:
        gap = "," * (subject.end - subject.start)
        text = text[: subject.start] + gap + text[subject.end :]
    return text


def _without_opening(name: str) -> str:
    first, _, others = name.partition(" ")
    return others if others and first.casefold() in _OPENINGS else name


def _nominative(text: str, subjects: list[_Subject]) -> list[_Subject]:
    """The subjects without the genitive s where a word such as "panel" follows."""
    genitive = False
    following = len(text)
    done: list[_Subject] = []
    for subject in reversed(subjects):
        linked = genitive and _LINKING.fullmatch(text, subject.end, following) is not None
        genitive = linked or _GENITIVE.match(text, subject.end) is not None
        following = subject.start
        member = subject.member
        if member is not None:
            bare = member.rstrip("'’´`")
            member = bare.removesuffix("s") if genitive and bare == member else bare
        done.append(replace(subject, member=member))
    return done[::-1]
