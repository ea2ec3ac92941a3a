"""The words of the API's lookup sets in both languages.

The API names kinds, states and roles in Danish, some of them under several numbers and in several
spellings, so a name is found by what it says and not by its number. The Danish catalogue has the
names (`lookups.toml`), the English one what they are called there. A name that is not listed, such
as one that Parliament adds, stays Danish.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Literal

from core.language import Lang, catalogue

LookupSet = Literal[
    "case_category",
    "case_kind",
    "case_status",
    "document",
    "document_category",
    "document_role",
    "document_status",
    "meeting",
    "meeting_status",
    "step",
    "step_status",
]
"""What is named. `step` is a kind of step, and a title that says no more than its kind."""

_BLANK = re.compile(r"[\s.,]+")


def lookup_words(names: LookupSet, name: str | None, lang: Lang) -> str:
    """What a name is called in a language; empty for none, and an unknown one as it is."""
    if not name or lang == "da":
        return name or ""
    key = _keys(names).get(_plain(name))
    return name if key is None else catalogue(lang)[key]


def with_danish(names: LookupSet, name: str | None, lang: Lang) -> str:
    """The same, with Parliament's own word in brackets where it is another."""
    words = lookup_words(names, name, lang)
    return words if words == (name or "") else f"{words} ({name})"


def option_words(names: LookupSet, value: str, name: str, lang: Lang) -> str:
    """An option of a filter, whose value in the address says nothing to a reader."""
    return with_danish(names, name, lang)


def document_words(row: Mapping[str, Any], lang: Lang) -> tuple[str, ...]:
    """Kind and category (`type`, `category`) of a document, each word once."""
    words = (
        lookup_words("document", row["type"], lang),
        lookup_words("document_category", row["category"], lang),
    )
    return tuple(dict.fromkeys(filter(None, words)))


@cache
def _keys(names: LookupSet) -> Mapping[str, str]:
    """The keys of the texts of a set, by the Danish name."""
    prefix = f"lookup.{names}."
    return {_plain(name): key for key, name in catalogue("da").items() if key.startswith(prefix)}


def _plain(name: str) -> str:
    """A name without what its spellings differ in: blanks, dots, commas and case."""
    return _BLANK.sub("", name).casefold()
