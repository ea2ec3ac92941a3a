"""What `export` hands out: the rows of a table, and where they are from."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from core.cli.common import WrongUse


@dataclass(frozen=True, slots=True)
class Extract:
    """The rows of a table, and what its readme tells of them.

    `filters` are name and value as on the command line, `where` says in words what was read, and
    `none` why there are no rows, if that is known.
    """

    rows: pl.DataFrame
    urls: tuple[str, ...]
    fetched_at: datetime
    invented: bool
    filters: tuple[tuple[str, str], ...]
    where: str
    none: str = ""


def check_options(options: argparse.Namespace, *others: str) -> None:
    """Whether nothing is asked for that is about votes alone, nor one of `others`.

    Raises WrongUse.
    """
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
    """Session and days as they were asked for."""
    chosen = {"session": " ".join(options.session), "from": options.start, "to": options.end}
    return tuple((f"--{name}", str(value)) for name, value in chosen.items() if value)


def several(n: int, what: str) -> str:
    """A number of something in words."""
    return f"{n} {what}{'s' * (n != 1)}"
