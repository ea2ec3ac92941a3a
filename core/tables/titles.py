"""What a page is called by what it shows, in the browser's tab and in a preview of its link.

A title is plain text in one line, without what cannot be seen: whoever shows it escapes it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from core.filters.values import printable
from core.language import Lang, number, shortened, text

SITE = "Tingblik"
BETWEEN = " · "
_MOST = 90  # letters of one part; a tab shows twenty, a preview sixty


def titled(*parts: str | None) -> str:
    """The parts that there are as the title of a page, followed by the site's name."""
    return BETWEEN.join([*filter(None, map(title_part, parts)), SITE])


def title_part(words: str | None) -> str:
    """Words from anywhere as a part of a title."""
    return shortened(printable(" ".join((words or "").split())), _MOST)


def page_title(page: str, lang: Lang) -> str:
    """The title of a page by its name, where it shows nothing in particular."""
    return titled(text(f"page.{page}", lang))


def vote_name(vote: Mapping[str, Any], lang: Lang) -> str:
    """The name of a vote in a list: number and title of the case, or the number of the vote."""
    parts = [shortened(part) for part in (vote["case_number"], vote["case_title"]) if part]
    return BETWEEN.join(parts) or text("vote.untitled", lang, number=vote["number"])


def vote_title(vote: Mapping[str, Any], lang: Lang) -> str:
    """The case's number, else its title, and how the vote ended: `L 92 · Adopted 87–23`.

    `vote` is a row of the votes table.
    """
    name = vote["case_number"] or vote["case_title"]
    return titled(
        name or text("vote.untitled", lang, number=vote["number"]), vote_outcome(vote, lang)
    )


def vote_outcome(vote: Mapping[str, Any], lang: Lang) -> str:
    """Adopted or rejected, with for and against by the text, else by the ballots, where known."""
    return " ".join(filter(None, outcome_parts(vote, lang)))


def outcome_parts(vote: Mapping[str, Any], lang: Lang) -> tuple[str, str]:
    """Adopted or rejected, and `87–23`; the latter is empty where it is unknown."""
    word = text("result.adopted" if vote["adopted"] else "result.rejected", lang)
    for prefix in ("official_", ""):
        sides = [vote[f"{prefix}{side}"] for side in ("for", "against")]
        if None not in sides:
            return word, f"{number(sides[0], lang)}–{number(sides[1], lang)}"
    return word, ""


def party_title(name: str, short: str) -> str:
    """A party's full name and its short name: `Moderaterne (M)`."""
    return titled(short if name == short else f"{name} ({short})")


def case_title(case_number: str | None, title: str | None, lang: Lang) -> str:
    """A case's number and short title."""
    named = case_number or title
    return titled(case_number, title) if named else titled(text("case.untitled", lang))


def topic_title(topic: str, lang: Lang) -> str:
    """A topic by its name."""
    return titled(topic, text("page.topic", lang))


def list_title(page: str, of: str, chosen: Sequence[tuple[str, str]], lang: Lang) -> str:
    """A list by its page, its period and what was chosen of it, as label and value in words."""
    return titled(text(f"page.{page}", lang), of, *(value for _, value in chosen))


def pair_title(names: Sequence[str], lang: Lang) -> str:
    """Those who are held together, or one who is held against another time."""
    return titled(" – ".join(map(title_part, names)), text("page.compare", lang))
