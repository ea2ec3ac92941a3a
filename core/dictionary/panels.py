"""The tables of figures by period: the columns of the plain table, and last the period."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import polars as pl

from core.analysis.panels import PANELS
from core.dictionary.column import Column, Table
from core.dictionary.figures import AGREEMENT, COHESION, MEMBERS, WINNING

_WITHOUT_LOPSIDED = (
    Column("contested_votes", pl.Int64, nullable=False, owner="panel"),
    Column("contested_rice", pl.Float64, owner="panel"),
    Column("contested_agreement_index", pl.Float64, owner="panel"),
    Column("contested_rice_votes", pl.Int64, nullable=False, owner="panel"),
)
_PERIOD = Column("period", pl.String, nullable=False, owner="panel")


def _by_period(table: Table) -> Table:
    more = _WITHOUT_LOPSIDED if table is COHESION else ()
    return Table(table.name, (*table.columns, *more, _PERIOD))


_TABLES = {table.name: table for table in (AGREEMENT, COHESION, MEMBERS, WINNING)}
PANEL_TABLES: Mapping[str, Table] = MappingProxyType(
    {name: _by_period(_TABLES[name]) for name in PANELS}
)
"""The tables of `PANELS` by their names."""
