"""The orders that a list can have; the page, its files and its address at /api/v1/ use the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import polars as pl

from core.analysis.agreement import MIN_SHARED

KEY = "sort"
"""The parameter of an address that names the order."""


@dataclass(frozen=True, slots=True)
class Order:
    """One order: its name in an address, and the columns that it goes by.

    Unknown values come last, but first in the columns named in `unknown_first`. Without columns it
    is the order that the table comes in. Rows that are equal stay in that order. Where a column is
    a share, `n` are the columns whose sum it is of: rows with too few for a share come after all
    others.
    """

    name: str
    columns: tuple[str, ...] = ()
    descending: tuple[bool, ...] = ()
    unknown_first: tuple[str, ...] = ()
    n: tuple[str, ...] = ()


ORDERS: Mapping[str, tuple[Order, ...]] = MappingProxyType(
    {
        "votes": (
            Order("newest"),
            Order("oldest", ("date", "number"), (False, False)),
            Order("closest", ("margin",), (False,)),
            Order("deviations", ("deviations",), (True,)),
        ),
        "questions": (
            Order("newest"),
            Order("oldest", ("asked", "question_id"), (False, False)),
            Order("slowest", ("days",), (True,)),
        ),
        # Cases come by kind and number; L 12 comes before L 12 A.
        "cases": (
            Order("newest", ("proposed", "figure", "case_id"), (True, True, True)),
            Order("oldest", ("proposed", "figure", "case_id"), (False, False, False)),
            Order(
                "number",
                ("type_code", "period", "figure", "postfix", "case_id"),
                (False, True, False, False, False),
                ("postfix",),
            ),
        ),
        "deviations": (
            Order("newest"),
            Order("oldest", ("date", "vote_id"), (False, False)),
            Order("party", ("party",), (False,)),
        ),
        "members": (
            Order("name"),
            Order("party", ("party",), (False,)),
            Order("absent", ("attendance",), (False,), n=("cast", "absent")),
            Order("disloyal", ("loyalty",), (False,), n=("line_votes",)),
            Order("deviations", ("deviations",), (True,)),
        ),
        "meetings": (
            Order("newest"),
            Order("oldest", ("date", "time"), (False, False)),
        ),
    }
)
"""The orders of each table that has several; the first is the usual one."""


def ordered(rows: pl.DataFrame, table: str, name: str) -> pl.DataFrame:
    """The rows of a table in the order of that name."""
    order = next((order for order in ORDERS.get(table, ()) if order.name == name), None)
    if order is None or not order.columns:
        return rows
    by: list[pl.Expr] = [pl.col(name) for name in order.columns]
    descending = order.descending
    last = [column not in order.unknown_first for column in order.columns]
    if order.n:
        by.insert(0, pl.sum_horizontal(order.n) < MIN_SHARED)
        descending, last = (False, *descending), [True, *last]
    return rows.sort(by, descending=descending, nulls_last=last, maintain_order=True)
