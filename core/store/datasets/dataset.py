"""What is loaded together: a query with the partitions of its rows, and several as a dataset."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from core.oda.query.query import Query
from core.oda.schema.entities import entity
from core.parliament.searches import TOTALS

_SYNCED = frozenset({"lookups", "votes", "memberships"})

Place = tuple[str, str]
"""Entity set (or another folder of the store) and partition: where rows are stored."""


@dataclass(frozen=True, slots=True)
class Load:
    """One query and the partitions of its rows: of its own set, and of each expanded path.

    One that `grows` is brought up to date by its changes; see `core.store.grow`. Of one that is
    `counted`, how many rows the API has is stored too (set `totals`, column total): more than came
    where the query has a limit. `role` says what its rows are where a dataset has several of a set.
    """

    query: Query
    partition: str
    expanded: Mapping[str, str] = field(default_factory=dict)
    grows: bool = False
    counted: bool = False
    role: str = ""

    def target(self, path: str) -> str:
        """The entity set of the rows that are expanded at a path."""
        owner = self.query.entity
        for name in path.split("/"):
            owner = entity(owner.navigation[name].target)
        return owner.name

    @property
    def parts(self) -> list[Place]:
        """Entity set and partition of all that comes with it."""
        own, counted = self.query.entity.name, [TOTALS] if self.counted else []
        beside = [(self.target(path), part) for path, part in self.expanded.items()]
        return [*((name, self.partition) for name in (own, *counted)), *beside]


@dataclass(frozen=True, slots=True)
class Dataset:
    """Rows that are loaded and grow old together.

    The ballots of one vote may also be found `within` those of its session, by code and vote id.
    Where it names the `addresses` of its loads, what was asked for at others is read again; until
    then it is shown as it is. One that is `passing` is among those of which only the latest are
    kept: the word is what the names of all their partitions begin with.
    """

    key: str
    loads: tuple[Load, ...]
    expiry: timedelta
    within: tuple[str, int] | None = None
    addresses: tuple[str, ...] = ()
    passing: str = ""

    @property
    def synced(self) -> bool:
        """Whether a sync compares these rows with the API, so that they need not be read again."""
        return self.key.partition("/")[0] in _SYNCED

    @property
    def static(self) -> bool:
        """Whether the rows hardly ever change (lookup tables)."""
        return all(load.query.entity.static for load in self.loads)

    def asked_otherwise(self, stored_url: Callable[[str, str], str | None]) -> bool:
        """Whether rows that are stored were asked for at another address than they are now.

        `stored_url` gives the address that a partition is from, such as `Store.url`.
        """
        for load, address in zip(self.loads, self.addresses, strict=False):
            url = stored_url(load.query.entity.name, load.partition)
            if url is not None and not url.endswith(address):
                return True
        return False

    @property
    def parts(self) -> list[Place]:
        """Entity set and partition of everything that it is made of."""
        return [place for load in self.loads for place in load.parts]

    @property
    def roles(self) -> list[tuple[str, str]]:
        """Entity set and role of the same, in the same order."""
        return [(name, load.role) for load in self.loads for name, _ in load.parts]
