"""Reads the lists in official texts: "S, V, LA og Bo Bang (UFG)"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from core.parliament.texts.party_names import short_name


@dataclass(frozen=True, slots=True)
class NameList:
    """Parties by short name, members as (name, party or None), and pieces that are neither."""

    parties: tuple[str, ...] = ()
    members: tuple[tuple[str, str | None], ...] = ()
    unread: tuple[str, ...] = ()


# An entry ends at a comma or after its brackets; a second pair of brackets adds nothing.
_ENTRY = re.compile(r"([^,;/()]+)(?:\(([^()]*)\)?)?(?: ?\([^()]*\))*")
_AND = re.compile(r"(?:^| |(?<=\)))(?:og|samt|&)(?= |$)", re.IGNORECASE)
_WORD_BREAK = re.compile(r"[ .'’´`-]+")
_PARTICLES = frozenset({"af", "al", "de", "del", "den", "der", "di", "el", "la", "van", "von"})
_NOT_NAMES = frozenset({"bortset", "dog", "grundet", "heraf", "medlem", "minus", "undtagen", "ved"})
_EDGES = " ,.;:"


def read_name_list(text: str) -> NameList:
    """Read a list without its outer brackets; stray brackets and commas are ignored."""
    parties: dict[str, None] = {}
    members: dict[tuple[str, str | None], None] = {}
    unread: list[str] = []
    for match in _ENTRY.finditer(_AND.sub(",", text)):
        name, inside = match.group(1).strip(_EDGES), (match.group(2) or "").strip(_EDGES)
        if name:
            found = _read_entry(name, inside)
            parties.update(dict.fromkeys(found.parties))
            members.update(dict.fromkeys(found.members))
            unread.extend(found.unread)
    return NameList(tuple(parties), tuple(members), tuple(unread))


def is_person(text: str) -> bool:
    """Whether the text looks like a name: capital initials, except for particles such as "von"."""
    words = [word for word in _WORD_BREAK.split(text) if word]
    return (
        0 < len(words) <= 8
        and words[0].casefold() not in _NOT_NAMES
        and all(word.isalpha() and (word[0].isupper() or word in _PARTICLES) for word in words)
    )


def _read_entry(name: str, inside: str) -> NameList:
    short, inner = short_name(name), short_name(inside)
    if short is not None:
        # "V (12)" counts heads, "UFG (Bo Bang)" names them.
        people = [part.strip() for part in inside.split(",")]
        if inside and inner is None and all(map(is_person, people)):
            return NameList(members=tuple((person, short) for person in people))
        return NameList(parties=(short,))
    words = name.replace(".", " ").split()
    if not inside and len(words) > 1:
        together = tuple(code for word in words if (code := short_name(word)))
        if len(together) == len(words):  # "SF. KF" and "SF KF"
            return NameList(parties=together)
        person = name.removesuffix(words[-1]).strip()
        if len(words) > 2 and together == (words[-1],) and is_person(person):  # "Bo Bang UFG)"
            return NameList(members=((person, words[-1]),))
    if is_person(name) and (inside or len(words) > 1):
        strange = (f"({inside})",) if inside and inner is None else ()
        return NameList(members=((name, inner),), unread=strange)
    return NameList(unread=(f"{name} ({inside})" if inside else name,))
