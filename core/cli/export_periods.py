"""The tables of cases, questions, committees and meetings for `export`, from the local copy."""

from __future__ import annotations

import argparse

from core.cli.common import say
from core.cli.extract import Extract, check_options, chosen_filters, several
from core.store.store import Store
from core.tables.chosen import PERIOD_TABLES, chosen_periods, period_rows
from core.tables.table import Tables
from core.times import danish_now

_NO_DAYS = frozenset({"committees"})
_TELLS_WHAT_IS_MISSING = frozenset({"questions"})


def read_table(options: argparse.Namespace, store: Store) -> Extract:
    """The rows of the periods asked for, or of all that are stored; see `period_rows`.

    Raises WrongUse, NoSuchThing, NotStored.
    """
    name = options.table
    check_options(options, *(("from", "to") if name in _NO_DAYS else ()))
    found = chosen_periods(Tables(store), name, options.session, danish_now())
    if found.missing and name in _TELLS_WHAT_IS_MISSING:
        say(f"note: left out, as they are not in the local copy: {' '.join(found.missing)}")
    return Extract(
        rows=period_rows(name, found.content, options.start, options.end),
        urls=found.urls,
        fetched_at=found.fetched_at,
        invented=found.invented,
        filters=chosen_filters(options),
        where=several(
            len(found.content.codes), "period" if PERIOD_TABLES[name].years else "session"
        ),
    )
