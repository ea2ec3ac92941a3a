"""What is loaded together: a query with the partitions of its rows, and several as a dataset."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property

from core.oda.query.query import Query
from core.oda.schema.entities import entity
from core.parliament.searches import TOTALS

_SYNCED = frozenset({"lookups", "votes", "memberships"})

Place = tuple[str, str]
"""Entity set (or another folder of the store) and partition: where rows are stored."""


@dataclass(frozen=True, slots=True)
class Load:
    """One query and the partitions of its rows: of its own set, and of each expanded path.

    A load that `grows` is brought up to date by its changes; see `core.store.grow`. For one that is
    `counted`, the number of rows that the API has is stored too (set `totals`, column total), since
    a limit may leave some out. `role` identifies the rows where a dataset has several of a set.
    """

    query: Query
    partition: str
    expanded: Mapping[str, str] = field(default_factory=dict)
    grows: bool = False
    counted: bool = False
    role: str = ""

    def target(self, path: str) -> str:
        """The entity set of the rows expanded at a path."""
        owner = self.query.entity
        for name in path.split("/"):
            owner = entity(owner.navigation[name].target)
        return owner.name

    @property
    def parts(self) -> list[Place]:
        """Entity set and partition of everything that the load stores."""
        own, counted = self.query.entity.name, [TOTALS] if self.counted else []
        expanded = [(self.target(path), part) for path, part in self.expanded.items()]
        return [*((name, self.partition) for name in (own, *counted)), *expanded]


@dataclass(frozen=True)
class Dataset:
    """Rows that are loaded together and expire together.

    The ballots of one vote may also be `within` those of its session, given by code and vote id.
    `addresses` are those of its loads, if given: rows that were stored from other addresses are
    read again, and shown until then. `passing` is set for searches and lists of changes, of
    which only the latest stay stored: it is the beginning of their partitions' names.
    """

    key: str
    loads: tuple[Load, ...]
    expiry: timedelta
    within: tuple[str, int] | None = None
    addresses: tuple[str, ...] = ()
    passing: str = ""

    @property
    def synced(self) -> bool:
        """Whether syncs compare these rows with the API, so that they need not be read again."""
        return self.key.partition("/")[0] in _SYNCED

    @property
    def static(self) -> bool:
        """Whether the rows hardly ever change (lookup tables)."""
        return all(load.query.entity.static for load in self.loads)

    def asked_otherwise(self, stored_url: Callable[[str, str], str | None]) -> bool:
        """Whether stored rows come from another address than that of today's query.

        `stored_url` gives the address that a partition was read from, such as `Store.url`.
        """
        for load, address in zip(self.loads, self.addresses, strict=False):
            url = stored_url(load.query.entity.name, load.partition)
            if url is not None and not url.endswith(address):
                return True
        return False

    @cached_property  # a page of all sessions asks some hundred times
    def parts(self) -> tuple[Place, ...]:
        """Entity set and partition of everything that its loads store."""
        return tuple(place for load in self.loads for place in load.parts)

    @property
    def roles(self) -> list[tuple[str, str]]:
        """Entity set and role of each of `parts`, in the same order."""
        return [(name, load.role) for load in self.loads for name, _ in load.parts]
