"""The orders that a list can have; the page, its files and its address at /api/v1/ use the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import polars as pl

KEY = "sort"
"""The parameter of an address that names the order."""


@dataclass(frozen=True, slots=True)
class Order:
    """One order: its name in an address, and the columns that it goes by, unknown values last.

    Without columns it is the order that the table comes in. Rows that are equal stay in that order.
    """

    name: str
    columns: tuple[str, ...] = ()
    descending: tuple[bool, ...] = ()


ORDERS: Mapping[str, tuple[Order, ...]] = MappingProxyType(
    {
        "votes": (
            Order("newest"),
            Order("oldest", ("date", "number"), (False, False)),
            Order("closest", ("margin",), (False,)),
            Order("deviations", ("deviations",), (True,)),
        ),
        "topics": (
            Order("most_cases"),
            Order("most_votes", ("votes",), (True,)),
            Order("name", ("place",), (False,)),
        ),
    }
)
"""The orders of each table that has several; the first is the usual one."""


def ordered(rows: pl.DataFrame, table: str, name: str) -> pl.DataFrame:
    """The rows of a table in the order of that name."""
    order = next((order for order in ORDERS.get(table, ()) if order.name == name), None)
    if order is None or not order.columns:
        return rows
    return rows.sort(
        order.columns, descending=order.descending, nulls_last=True, maintain_order=True
    )
