"""One request for a table, and what is found out about it before any row is made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, get_args

import polars as pl

from core.analysis.subsets import Interval
from core.filters.engine import Pairs
from core.filters.orders import KEY, ORDERS, ordered
from core.language import Lang, text
from core.parliament.calendar.periods import Period
from core.tables.figures import Votes
from core.tables.table import Table
from core.tables.votes import ALL, LATEST
from core.web.parameters import Parameters
from core.web.table_reading import TableReader


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request comes to; see `core.web.table_requests.Asked`.

    `choices` are all that was chosen.
    """

    tables: tuple[Table[Any], ...]
    make: Callable[[], pl.DataFrame]
    filters: Pairs
    choices: tuple[object, ...]
    periods: tuple[str, ...] = ()
    cut: str = ""
    subject: str = ""
    by: Interval | None = None


@dataclass(frozen=True, slots=True)
class Asking:
    """A request: what was given, what it is read from, and the language of its words."""

    loaded: TableReader
    given: Parameters
    lang: Lang

    def by(self) -> tuple[Interval | None, Pairs]:
        """The period that figures are made of one at a time, and that in words."""
        by = self.given.one_of("by", get_args(Interval))
        if not by:
            return None, ()
        told = ((self.t("parties.every"), self.t(f"parties.every_{by}")),)
        return ("month" if by == "month" else "session"), told

    def t(self, key: str, **params: Any) -> str:
        """A text of the catalogue."""
        return text(key, self.lang, **params)

    def votes(self, default: str = LATEST) -> tuple[Votes, Pairs]:
        """The votes of the session that was asked for, and that session in words."""
        known = self.loaded.sessions()
        code = self.code(known, default)
        votes = self.loaded.votes(known, code)
        title = (
            self.t("votes.all_sessions") if code == ALL else votes.content.session.named(self.lang)
        )
        return votes, ((self.t("votes.session"), title),)

    def in_order(self, name: str, answer: Answer) -> Answer:
        """The rows in the order that `sort` names, as the list on the page has them."""
        orders = [order.name for order in ORDERS.get(name, ())]
        if not orders:
            return answer
        # What it was called in addresses of cases before all lists had one.
        usual = self.given.one_of("order", orders, orders[0]) if name == "cases" else orders[0]
        chosen = self.given.one_of(KEY, orders, usual)
        said = (self.t("order.label"), self.t(f"order.{chosen}"))
        return replace(
            answer,
            make=lambda: ordered(answer.make(), name, chosen),
            filters=answer.filters if chosen == orders[0] else (*answer.filters, said),
            choices=(*answer.choices, chosen),
        )

    def code(self, known: Sequence[Period], default: str = LATEST) -> str:
        """The code of a period that was asked for, or `latest` or `all`."""
        codes = (LATEST, ALL, *(period.code for period in known))
        return self.given.one_of("session", codes, default)


def codes_of(votes: Votes) -> tuple[str, ...]:
    """The codes of the sessions of some votes."""
    return tuple(session.code for session in votes.content.sessions)
