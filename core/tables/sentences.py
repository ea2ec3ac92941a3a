"""What a vote comes to, in sentences to quote; plain text, which is escaped where it is shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from core.language import Lang, text
from core.parliament.people.party_order import party_order
from core.parliament.votes.mistakes import DISSENT, INDIVIDUAL, PARTY
from core.tables.titles import vote_outcome

_SIDES = ("for", "against", "neither")
_MOST_NAMES = 3


def vote_sentences(vote: Mapping[str, Any], found: pl.DataFrame, lang: Lang) -> tuple[str, ...]:
    """How a vote ended, where the parties stood, and who departed from them.

    `vote` is a row of the votes table, `found` its deviations (see `core.parliament.votes`).
    """
    said = [f"{vote_outcome(vote, lang)}."]
    stood = [
        text(f"sentence.{side}", lang, parties=joined(parties, lang))
        for side in _SIDES
        if (parties := _parties(vote[f"parties_{side}"]))
    ]
    if stood:
        said.append(f"{'; '.join(stood)}.")
    dissent = found.filter(pl.col("kind") == DISSENT)
    if dissent.height:
        names = [_name(row, lang) for row in dissent.iter_rows(named=True)]
        said.append(text("sentence.departed", lang, n=len(names), names=_some(names, lang)))
    mistakes = found.filter(pl.col("kind").is_in([INDIVIDUAL, PARTY])).height
    if mistakes:
        said.append(text("sentence.mistakes", lang, n=mistakes))
    return tuple(said)


def joined(words: Sequence[str], lang: Lang) -> str:
    """Words as a list in a sentence: `S, M og V`."""
    if len(words) < 2:
        return "".join(words)
    return text("sentence.and", lang, words=", ".join(words[:-1]), last=words[-1])


def _some(names: Sequence[str], lang: Lang) -> str:
    left = len(names) - _MOST_NAMES
    if left < 2:  # "and 1 other" would be no shorter than the name
        return joined(names, lang)
    return text("sentence.others", lang, names=", ".join(names[:_MOST_NAMES]), n=left)


def _parties(listed: str | None) -> list[str]:
    return [party for party in party_order((listed or "").split()) if party]


def _name(row: Mapping[str, Any], lang: Lang) -> str:
    return f"{row['member'] or text('common.unknown', lang)} ({row['party'] or '–'})"
