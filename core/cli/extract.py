"""The result of `export` before it is written: the rows of a table, and their source."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from core.cli.common import WrongUse


@dataclass(frozen=True, slots=True)
class Extract:
    """The rows of a table, with what its readme and messages say about them.

    `filters` are names and values as on the command line, `where` names in words what was read, and
    `none` says why there are no rows, if that is known.
    """

    rows: pl.DataFrame
    urls: tuple[str, ...]
    fetched_at: datetime
    invented: bool
    filters: tuple[tuple[str, str], ...]
    where: str
    none: str = ""


def check_options(options: argparse.Namespace, *others: str) -> None:
    """Raises WrongUse where an option is given that is only for votes, or is one of `others`."""
    given = {
        "subset": options.subset != "all",
        "include-errors": options.include_errors,
        "lines": options.lines != "best",
        "min-shared": options.min_shared is not None,
        "session": "session" in others and bool(options.session),
        "from": "from" in others and options.start is not None,
        "to": "to" in others and options.end is not None,
    }
    for name, is_given in given.items():
        if is_given:
            about = "goes with other tables" if name in others else "is about votes"
            raise WrongUse(f"--{name} {about} and does not go with {options.table}")


def chosen_filters(options: argparse.Namespace) -> tuple[tuple[str, str], ...]:
    """Name and value of --session, --from and --to, where they were given."""
    chosen = {"session": " ".join(options.session), "from": options.start, "to": options.end}
    return tuple((f"--{name}", str(value)) for name, value in chosen.items() if value)


def several(n: int, what: str) -> str:
    """A number with a noun in singular or plural: 1 session, 2 sessions."""
    return f"{n} {what}{'s' * (n != 1)}"
