"""What the page compare says of two sides, or of one or two in two periods, for its preview."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from core.analysis.comparison import agreed
from core.analysis.selection import Selection
from core.charts.shares import LEAST, enough, share_words
from core.filters.engine import Chosen, between
from core.filters.scope import SCOPE, selection_of
from core.language import Lang, number, percent, text
from core.parliament.calendar.periods import Period
from core.parliament.texts.plain import tidy
from core.service import Source
from core.tables.figures import Votes, figures, stands_table
from core.tables.parties import Side, known_sides, met
from core.tables.votes import ALL
from core.times import read_day
from core.web.page_addresses import Values
from core.web.stored_rows import asked_session, known_sessions, session_votes

_PARTIES, _PERIODS, _PREVIOUS = "parties", "periods", "previous"
_KINDS: dict[str, tuple[type[int | str], type[int | str]]] = {
    _PARTIES: (str, str),
    "members": (int, int),
    "member-party": (int, str),
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """Who is compared, and the sentences that say what was found."""

    names: tuple[str, ...]
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Scope:
    """The votes of a session, and what is chosen of them."""

    votes: Votes
    chosen: Chosen

    @property
    def selection(self) -> Selection:
        return selection_of(self.chosen)


def comparison(values: Values, source: Source, lang: Lang) -> Comparison | None:
    """What an address compares; None where it names nobody, or what it names is not stored."""
    what = _first(values, "what") or _PARTIES
    first = _scope(values, source)
    if first is None:
        return None
    known = known_sides(first.votes, lang)
    asked = [_first(values, key) for key in ("a", "b")]
    sides = tuple(known[key] for key in dict.fromkeys(asked) if key in known)
    if what == _PERIODS:
        second = _second(values, source, first)
        named = asked[0] in known and (not asked[1] or asked[1] in known)
        return _periods(sides, (first, second), lang) if named and second else None
    kinds = _KINDS.get(what)
    if kinds is None or len(sides) < 2:
        return None
    if not all(isinstance(side.who, kind) for side, kind in zip(sides, kinds, strict=True)):
        return None
    title = first.votes.content.session.named(lang)
    words = _agreement(first, sides, lang)
    return Comparison(
        tuple(side.name for side in sides), (words, text("overview.session", lang, title=title))
    )


def _scope(values: Values, source: Source) -> _Scope | None:
    code = _first(values, "session")
    votes = None if code == ALL else session_votes(source, asked_session(source, code))
    return None if votes is None else _Scope(votes, SCOPE.read(values, votes.content))


def _second(values: Values, source: Source, first: _Scope) -> _Scope | None:
    """The second period with the same subset and method: the session before unless it is chosen."""
    code = _first(values, "session2") or _PREVIOUS
    found = {session.code: session for session in known_sessions(source)}
    before = _before(list(found.values()), first.votes.content.session)
    votes = session_votes(source, before if code == _PREVIOUS else found.get(code))
    if votes is None:
        return None
    days = (read_day(_first(values, key)) for key in ("from2", "to2"))
    return _Scope(votes, first.chosen.without("from", "to") | between(*days))


def _before(known: list[Period], session: Period) -> Period | None:
    return next((each for each in known if each.start < session.start), None)


def _agreement(scope: _Scope, sides: tuple[Side, ...], lang: Lang) -> str:
    """How often two sides stood alike, in a sentence."""
    a, b = sides
    found = agreed(met(scope.votes, scope.selection, a.who, b.who), LEAST)
    if not found.shared:
        return text("compare.none_shared", lang)
    if found.agreement is None:
        return text("compare.too_few", lang, n=found.shared, least=LEAST)
    share = percent(found.agreement, lang, 1)
    return text(
        "compare.sentence", lang, a=a.name, b=b.name, same=found.same, n=found.shared, share=share
    )


def _periods(
    sides: tuple[Side, ...], scopes: tuple[_Scope, _Scope], lang: Lang
) -> Comparison | None:
    """The agreement of two, or how often one was on the winning side, in each period."""
    what = "compare.agreement" if len(sides) > 1 else "methods.winning.title"
    told = [text(what, lang)]
    for scope in scopes:
        share, part, n = _figure(scope, sides)
        words = share_words(share, n, lang, 1, part=part)
        counted = f" (n = {number(n, lang)})" if enough(n) else ""
        told.append(f"{scope.votes.content.session.named(lang)}: {words}{counted}")
    return Comparison(tuple(side.name for side in sides), tuple(told))


def _figure(scope: _Scope, sides: tuple[Side, ...]) -> tuple[float | None, int | None, int]:
    """A share, the votes that it stands for, and those that it is of."""
    if len(sides) > 1:
        found = agreed(met(scope.votes, scope.selection, sides[0].who, sides[1].who))
        return found.agreement, found.same, found.shared
    (side,) = sides
    if isinstance(side.who, int):
        rows = figures(scope.votes, "members", scope.selection)
        rows = rows.filter(pl.col("member_id") == side.who).select("won_share", "decided")
    else:
        rows = stands_table(scope.votes, "winning", scope.selection)
        rows = rows.filter(pl.col("party") == side.who).select("won_share", "votes")
    share, n = rows.row(0) if rows.height else (None, 0)
    return share, None, n or 0


def _first(values: Values, key: str) -> str:
    return next((tidy(value) for value in values(key)), "")
