"""What changes can be filtered by."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from core.filters.engine import Chosen, Column, Filter, Filters, When
from core.filters.values import Values
from core.language import Lang, text
from core.parliament.changes.changes import KINDS, STATES, FoundChanges, by_case
from core.parliament.searches import MOST_CHANGES, MOST_NARROWED, ChangeSearch
from core.parliament.texts.plain import search_key, search_words


@dataclass(frozen=True, slots=True)
class ChangeChoices:
    """The ministries and committees, and the parties, that changes can be narrowed to."""

    owners: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()


def _holds(written: Values) -> pl.Expr:
    """Every word, also where the row writes it in two."""
    key = search_key(pl.col("words"))
    close = key.str.replace_all(" ", "", literal=True)
    words = (
        key.str.contains(word, literal=True) | close.str.contains(word, literal=True)
        for word in dict.fromkeys(search_words(written[0]))
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
    """The rows of `change_list` that pass, in its order."""
    return by_case(CHANGES.apply(ChangeChoices(), chosen, rows))


def changes_cut(
    search: ChangeSearch, found: FoundChanges, lang: Lang, *, all_owned: bool = True
) -> tuple[str, ...]:
    """Sentences on what a search did not bring, and what would bring it."""
    words = [
        text(
            "changes.cut_some" if total is None else "changes.cut",
            lang,
            kind=text(f"changes.kinds.{kind}", lang),
            came=came,
            total=total,
        )
        for kind, (came, total) in found.cut.items()
    ]
    if words:
        help_ = "cut_help" if search.most == MOST_CHANGES else "cut_help_narrowed"
        words.append(text(f"changes.{help_}", lang, most=MOST_NARROWED))
    return (*words, *(() if all_owned else (text("changes.cut_owned", lang),)))
