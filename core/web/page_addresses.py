"""The addresses that a page's head names: its own without what says nothing, and others of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import quote, urlencode

from core.filters.deviations import DEVIATIONS
from core.filters.scope import SCOPE
from core.filters.values import printable
from core.filters.votes import VOTES
from core.language import LANGUAGES, Lang

_SAYING: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "votes": ("session", *VOTES.keys),
        "vote": ("id",),
        "deviations": ("session", *DEVIATIONS.keys),
        "party": ("party", "session"),
        "parties": ("session",),
        "members": ("session",),
        "member": ("id",),
        "compare": ("what", "a", "b", "session", *SCOPE.keys, "session2", "from2", "to2"),
        "cases": ("session",),
        "case": ("id",),
        "topics": ("session",),
        "topic": ("id",),
        "grid": ("votes", "parties", "members"),
        "questions": ("session",),
        "committees": ("session", "committee"),
        "meetings": ("session", "id"),
        "documents": ("id",),
        "methods": ("figure",),
    }
)
"""Which parameters say what a page is about; the others say how it is shown."""

_FIRST = "overview"
_LONGEST = 200

Values = Callable[[str], Sequence[str]]
"""Gives the values of a parameter of an address."""


@dataclass(frozen=True, slots=True)
class Link:
    """A `<link>` of a head; `href` is relative to the page."""

    rel: str
    href: str
    kind: str = ""
    language: str = ""
    title: str = ""


def saying(page: str) -> tuple[str, ...]:
    """The names of the parameters that say what a page is about, in their order."""
    return _SAYING.get(page, ())


def own_query(page: str, values: Values) -> str:
    """The parameters of a page that say what it is about, in one order; empty where none does."""
    asked = [
        (name, kept)
        for name in saying(page)
        for value in values(name)
        if (kept := printable(value).strip()[:_LONGEST])
    ]
    return urlencode(asked)


def own_address(page: str, values: Values, lang: str = "") -> str:
    """A page's own path and query below the site's: `vote?id=10564`.

    `lang` is the language, where the address that was asked names one.
    """
    query = "&".join(filter(None, [own_query(page, values), lang and urlencode({"lang": lang})]))
    path = "" if page == _FIRST else page
    return f"{path}?{query}" if query else path


def other_languages(page: str, values: Values) -> list[Link]:
    """The page in each language, and where the reader's own decides."""
    found = [
        Link("alternate", f"./{own_address(page, values, lang)}", language=lang)
        for lang in LANGUAGES
    ]
    return [*found, Link("alternate", f"./{own_address(page, values)}", language="x-default")]


def other_forms(page: str, values: Values) -> list[Link]:
    """The page's feed and its rows as files, where it has such addresses."""
    query = own_query(page, values)
    more = f"?{query}" if query else ""
    number = next(iter(values("id")), "").strip()
    number = number if number.isascii() and number.isdigit() else ""
    party = quote(next(iter(values("party")), "").strip()[:_LONGEST], safe="")
    feeds = {
        "overview": "feeds/votes.atom",
        "votes": f"feeds/votes.atom{more}",
        "changes": "feeds/changes.atom",
        "case": number and f"feeds/case/{number}.atom",
        "member": number and f"feeds/member/{number}.atom",
        "deviations": f"feeds/deviations.atom{more}",
        "members": f"feeds/deviations.atom{more}",
        "questions": f"feeds/questions.atom{more}",
    }
    files = {
        "votes": f"api/v1/votes.csv{more}",
        **{
            name: f"api/v1/{name}.csv{more}"
            for name in ("deviations", "members", "cases", "questions")
        },
        "vote": number and f"api/v1/votes/{number}.json",
        "case": number and f"api/v1/cases/{number}.json",
        "member": number and f"api/v1/members/{number}.json",
        "party": party and f"api/v1/parties/{party}.json",
    }
    found = []
    if feed := feeds.get(page):
        found.append(Link("alternate", f"./{feed}", "application/atom+xml"))
    if file := files.get(page):
        kind = "text/csv" if ".csv" in file else "application/json"
        found.append(Link("alternate", f"./{file}", kind))
    return found


def image_path(vote_id: int, lang: Lang) -> str:
    """The path of a vote's picture below the site's."""
    return f"pictures/vote/{vote_id}.png?lang={lang}"
