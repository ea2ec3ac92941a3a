"""The filters on changes."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from core.filters.engine import Chosen, Column, Filter, Filters, When
from core.filters.values import Values
from core.parliament.changes.changes import KINDS, STATES, by_case
from core.parliament.texts.plain import search_key, search_words


@dataclass(frozen=True, slots=True)
class ChangeChoices:
    """The options of the filters: `owners` are ministries and committees, and `parties`."""

    owners: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()


def _holds(text: Values) -> pl.Expr:
    """Whether a row contains every word, also one that it writes with blanks in it."""
    key = search_key(pl.col("words"))
    close = key.str.replace_all(" ", "", literal=True)
    words = (
        key.str.contains(word, literal=True) | close.str.contains(word, literal=True)
        for word in dict.fromkeys(search_words(text[0]))
    )
    return pl.all_horizontal(pl.lit(value=True), *words)


CHANGES: Filters[ChangeChoices] = Filters(
    (
        Filter(
            "kind",
            "many",
            "changes.kind_label",
            Column("kind"),
            words="changes.kind",
            options=KINDS,
            few=True,
        ),
        Filter(
            "state",
            "many",
            "changes.state_label",
            Column("state"),
            words="changes.state",
            options=STATES,
            few=True,
        ),
        # Names of ministries and committees.
        Filter(
            "owner",
            "many",
            "changes.owner_label",
            Column("owners", "; "),
            options=lambda known: known.owners,
            help="changes.owner_help",
        ),
        # Votes whose official text tells how they voted.
        Filter(
            "party",
            "many",
            "changes.party_label",
            Column("parties", " "),
            options=lambda known: known.parties,
            help="changes.party_help",
        ),
        Filter("q", "text", "changes.search", When(_holds), hint="changes.search_hint"),
    )
)


def passing(rows: pl.DataFrame, chosen: Chosen) -> pl.DataFrame:
    """The rows of `change_list` that pass, in the order of that table."""
    return by_case(CHANGES.apply(ChangeChoices(), chosen, rows))
