"""Party short names as official texts write them, and the full names that stand for them."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import lru_cache
from types import MappingProxyType

NO_GROUP = "UFG"
"""The short name of members outside the groups, who are no party and have no common stand."""

FULL_NAMES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "S": ("Socialdemokratiet", "Socialdemokraterne"),
        "V": ("Venstre", "Danmarks Liberale Parti", "Venstre, Danmarks Liberale Parti"),
        "DF": ("Dansk Folkeparti",),
        "SF": ("Socialistisk Folkeparti", "SF - Socialistisk Folkeparti"),
        "RV": ("Radikale Venstre", "De Radikale", "Radikale"),
        "EL": ("Enhedslisten", "Enhedslisten - De Rød-Grønne"),
        "KF": ("Konservative Folkeparti", "De Konservative", "Konservative"),
        "LA": ("Liberal Alliance",),
        "ALT": ("Alternativet",),
        "NB": ("Nye Borgerlige",),
        "DD": ("Danmarksdemokraterne", "Danmarksdemokraterne - Inger Støjberg"),
        "M": ("Moderaterne",),
        "FG": ("Frie Grønne", "Danmarks Nye Venstrefløjsparti"),
        "KD": ("Kristendemokraterne",),
        "BP": ("Borgernes Parti", "Borgernes Parti - Lars Boje Mathiesen"),
        "IA": ("Inuit Ataqatigiit",),
        "SIU": ("Siumut",),
        "N": ("Naleraq", "Partii Naleraq"),
        "NQ": ("Nunatta Qitornai",),
        "SP": ("Sambandsflokkurin", "Sambandspartiet"),
        "JF": ("Javnaðarflokkurin",),
        "T": ("Tjóðveldi", "Tjóðveldisflokkurin"),
        "FF": ("Fólkaflokkurin",),
        "UFG": ("Uden for folketingsgrupperne", "Uden for grupperne", "Løsgænger", "Løsgængere"),
    }
)
"""Short name to the full names in use, without a leading "Det"."""

LETTERS: Mapping[str, str] = MappingProxyType(
    {
        "A": "S", "B": "RV", "C": "KF", "D": "NB", "F": "SF", "I": "LA", "K": "KD", "M": "M",
        "O": "DF", "Q": "FG", "V": "V", "Æ": "DD", "Ø": "EL", "Å": "ALT",
    }
)  # fmt: skip
"""Letters on the ballot paper to the short names of the parties that have had them since 2019."""

_SIGNS = re.compile(r"[\W_]+")
_UNKNOWN_SHORT_NAME = re.compile(r"[A-ZÆØÅ]{1,5}")


def _key(text: str) -> str:
    return _SIGNS.sub("", text.casefold().removeprefix("det "))


_SHORT_OF_NAME = {_key(name): short for short, names in FULL_NAMES.items() for name in names}
_SHORT_OF_SHORT = {_key(short): short for short in FULL_NAMES}


@lru_cache(maxsize=4096)
def short_name(text: str) -> str | None:
    """The short name that `text` stands for, or None where it names no party.

    Takes a short name in any letter case, with dots, a full name, or any short name of one to five
    capital letters, known or not.
    """
    text = text.strip(" .")
    key = _key(text)
    known = _SHORT_OF_SHORT.get(key) or _SHORT_OF_NAME.get(key)
    return known or (text if _UNKNOWN_SHORT_NAME.fullmatch(text) else None)


def short_of_full_name(text: str) -> str | None:
    """The short name of a party's full name, or None, also for a short name."""
    key = _key(text)
    return _SHORT_OF_NAME.get(key) or _SHORT_OF_NAME.get(key.removesuffix("s"))


def named_party(text: str, known: Collection[str]) -> str | None:
    """The party among `known` whose short name, full name or letter is exactly `text`, else None.

    Where a letter is the short name of another party, that one is meant.
    """
    key = _key(text)
    shorts = {_key(short): short for short in known}
    named = _SHORT_OF_NAME.get(key), LETTERS.get(text.strip(" .").upper())
    found = (shorts.get(key), *(shorts.get(_key(short)) for short in named if short))
    return next((short for short in found if short), None)
