"""Tables made from parts of the copy by recipes, each cached until its version changes.

A recipe names the datasets that a table needs and the function that makes it from their rows. The
same recipe serves a page, which waits for missing data, and a command, which reports it.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from typing import Any, Generic, Protocol, TypeVar

import polars as pl
from cachetools import LRUCache, cached

from core.oda.schema.entities import INVENTED
from core.store.datasets.dataset import Dataset, Place
from core.store.library import Stamp, stamp_of, stored_parts
from core.store.parquet import Meta, Stored
from core.store.store import Store

T = TypeVar("T")
Made = TypeVar("Made", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True, eq=False)
class Table(Generic[T]):
    """The content that a recipe made, with what pages and files say about its source.

    `content` is a frame, or frames that belong together. `key` identifies the table within one
    copy, and `version` changes whenever the content may have changed. `fetched_at` (UTC) is when
    its oldest part was fetched, `urls` are the addresses of the parts. `missing` are the codes of
    the periods that were asked for and are not stored. `invented` is true where the rows are the
    demo parliament's. `checksum` changes with the content too, and is the same wherever the same
    files are stored: it does not depend on this process or its folder.
    """

    content: T
    key: str
    version: str
    fetched_at: datetime
    urls: tuple[str, ...]
    missing: tuple[str, ...] = ()
    invented: bool = False
    checksum: str = ""


@dataclass(frozen=True, slots=True)
class Recipe(Generic[T]):
    """How a table is made.

    The datasets that it `needs` must be stored; those in `optional` are used if they are stored.
    `make` returns the content, or None where something else is missing. `also` are further
    partitions that the content depends on, and `choices` are further values that it depends on,
    such as today's date. Of the tables of one kind (the key up to the first /), the `most` recently
    used are cached. With `keep_parts` the rows that they are made from are cached as well.
    """

    key: str
    needs: tuple[Dataset, ...]
    make: Callable[[Parts], T | None]
    optional: tuple[Dataset, ...] = ()
    also: tuple[Place, ...] = ()
    choices: tuple[object, ...] = ()
    most: int = 12
    keep_parts: bool = True

    @property
    def kind(self) -> str:
        """The part of the key that all tables of this kind share."""
        return self.key.partition("/")[0]


def made_from(
    key: str,
    dataset: Dataset,
    make: Callable[[list[pl.DataFrame]], T],
    *names: str,
    most: int = 12,
) -> Recipe[T]:
    """A recipe with one dataset: `make` gets its frames, or only those of the sets `names`."""
    return Recipe(key, (dataset,), lambda parts: make(parts.needed(dataset, *names)), most=most)


class Parts:
    """The stored rows that a table is made from; records which of them were read.

    Without `keep` they are not cached in memory.
    """

    def __init__(self, store: Store, *, invented: bool, keep: bool = True) -> None:
        self.store = store
        self.invented = invented
        self.keep = keep
        self._read: dict[str, list[Stored]] = {}
        self._noted: dict[Place, Meta] = {}

    def has(self, dataset: Dataset) -> bool:
        """Whether all parts of a dataset are stored."""
        return bool(self._stored(dataset))

    def get(self, dataset: Dataset, *names: str) -> list[pl.DataFrame] | None:
        """The frames of a dataset in the order of its parts, or None where any is not stored.

        With `names`, only those of these entity sets.
        """
        found = [p for p in self._stored(dataset) if not names or p.meta.entity in names]
        for part in found:
            self.note(part.meta)
        return [part.frame for part in found] or None

    def needed(self, dataset: Dataset, *names: str) -> list[pl.DataFrame]:
        """As `get`. Raises KeyError where the dataset is not stored."""
        found = self.get(dataset, *names)
        if found is None:
            raise KeyError(dataset.key)
        return found

    def by_role(self, *datasets: Dataset) -> dict[tuple[str, str], pl.DataFrame]:
        """The frames of stored datasets by entity set and role; those with the same are joined."""
        found: dict[tuple[str, str], list[pl.DataFrame]] = {}
        for dataset in datasets:
            for role, frame in zip(dataset.roles, self.needed(dataset), strict=True):
                found.setdefault(role, []).append(frame)
        return {role: pl.concat(frames) for role, frames in found.items()}

    def looked_up(self, dataset: Dataset, *names: str) -> list[pl.DataFrame]:
        """As `get`, but empty where it is not stored, and not counted for `fetched_at` and `urls`.

        For data such as the names of kinds.
        """
        parts = self._stored(dataset)
        return [part.frame for part in parts if not names or part.meta.entity in names]

    def note(self, meta: Meta) -> None:
        """Record a part as one that the table is made from."""
        self._noted[meta.entity, meta.partition] = meta

    @property
    def fetched_at(self) -> datetime:
        """When the oldest of the parts was fetched (UTC)."""
        return min(meta.fetched_at for meta in self._noted.values())

    @property
    def urls(self) -> tuple[str, ...]:
        """The distinct addresses of all parts."""
        return tuple(dict.fromkeys(meta.url for meta in self._noted.values() if meta.url))

    def _stored(self, dataset: Dataset) -> list[Stored]:
        if dataset.key not in self._read:
            self._read[dataset.key] = stored_parts(self.store, dataset, keep=self.keep)
        return self._read[dataset.key]


@dataclass(slots=True)
class _Shelf:
    """The latest version of one table, and a lock that is held while the table is made."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    table: Table[Any] | None = None


class Tables:
    """The tables of one copy. Each version of a table is made once and shared by all callers."""

    def __init__(self, store: Store, *, demo: bool = False) -> None:
        self.store = store
        self._demo = demo
        self._lock = threading.Lock()
        self._shelves: dict[str, OrderedDict[str, _Shelf]] = {}
        self._kinds: tuple[Stored | None, bool] = (None, False)

    @property
    def invented(self) -> bool:
        """Whether the rows are the demo parliament's: our own demo, or a source marked as such."""
        if self._demo:
            return True
        kinds, (known, found) = self.store.read("Afstemningstype", "all"), self._kinds
        if kinds is not known:
            found = _is_invented(kinds)
            self._kinds = kinds, found
        return found

    def version(self, recipe: Recipe[Any], stamp: Stamp | None = None) -> str:
        """A digest that changes whenever the table of a recipe may; reads no rows."""
        stamp = stamp or self.store.stamp
        sets = (*recipe.needs, *recipe.optional)
        datasets = [stamp_of(self.store, each, stamp) for each in sets]
        also = [stamp(*place) for place in recipe.also]
        return _digest(self.store.root, recipe.choices, datasets, also, self.invented)

    def checksum(self, recipe: Recipe[Any]) -> str:
        """That of the table of a recipe, told by its files without their rows; see `Table`."""
        places = [place for each in (*recipe.needs, *recipe.optional) for place in each.parts]
        metas = (self.store.meta(*place) for place in (*places, *recipe.also))
        parts = [(m.rows, m.fetched_at, m.watermark, m.checksum) if m else None for m in metas]
        return _digest(recipe.key, recipe.choices, parts, self.invented)

    def all_at_hand(self, recipes: Iterable[Recipe[T]]) -> list[Table[T] | None]:
        """As `at_hand`, of many tables at once: each file that they share is looked at once."""
        stamp = cache(self.store.stamp)
        return [self.at_hand(recipe, stamp) for recipe in recipes]

    def at_hand(self, recipe: Recipe[T], stamp: Stamp | None = None) -> Table[T] | None:
        """The table if it is cached and up to date, else None."""
        with self._lock:
            shelves = self._shelves.get(recipe.kind)
            shelf = None if shelves is None else shelves.get(recipe.key)
        table = None if shelf is None else shelf.table
        current = table is not None and table.version == self.version(recipe, stamp)
        return table if current else None

    def can_make(self, recipe: Recipe[Any]) -> bool:
        """Whether all datasets that a table needs are stored; reads no rows."""
        return all(self.store.stamp(*place) for each in recipe.needs for place in each.parts)

    def read(self, recipe: Recipe[T]) -> Table[T] | None:
        """The table, or None where a dataset that it needs is not stored."""
        shelf = self._shelf(recipe.key, recipe.most)
        with shelf.lock:
            version = self.version(recipe)
            if shelf.table is None or shelf.table.version != version:
                shelf.table = self._make(recipe, version)
            return shelf.table

    def once(self, recipe: Recipe[T]) -> Table[T] | None:
        """As `read`, for who goes through many: where it has to be made, nothing of it is kept."""
        found = self.at_hand(recipe)
        passing = replace(recipe, keep_parts=False)
        return found if found is not None else self._make(passing, self.version(recipe))

    def joined(
        self,
        key: str,
        tables: Sequence[Table[T]],
        join: Callable[[list[T]], T],
        missing: Sequence[str] = (),
    ) -> Table[T]:
        """Several tables as one, in the order given; `tables` is not empty."""
        shelf = self._shelf(key, 1)
        with shelf.lock:
            version = _digest(missing, *((table.key, table.version) for table in tables))
            if shelf.table is None or shelf.table.version != version:
                shelf.table = Table(
                    join([table.content for table in tables]),
                    key,
                    version,
                    min(table.fetched_at for table in tables),
                    tuple(dict.fromkeys(url for table in tables for url in table.urls)),
                    tuple(missing),
                    invented=any(table.invented for table in tables),
                    checksum=_digest(missing, *(table.checksum for table in tables)),
                )
            return shelf.table

    def _make(self, recipe: Recipe[T], version: str) -> Table[T] | None:
        parts = Parts(self.store, invented=self.invented, keep=recipe.keep_parts)
        checksum = self.checksum(recipe)
        if not all(parts.has(dataset) for dataset in recipe.needs):
            return None
        content = recipe.make(parts)
        if content is None:
            return None
        return Table(
            content,
            recipe.key,
            version,
            parts.fetched_at,
            parts.urls,
            invented=parts.invented,
            checksum=checksum,
        )

    def _shelf(self, key: str, most: int) -> _Shelf:
        with self._lock:
            shelves = self._shelves.setdefault(key.partition("/")[0], OrderedDict())
            shelf = shelves.setdefault(key, _Shelf())
            shelves.move_to_end(key)
            while len(shelves) > most:
                shelves.popitem(last=False)
            return shelf


class Read(Protocol):
    """Gives the table of a recipe; where parts are missing it waits for them, or raises."""

    def __call__(self, recipe: Recipe[T], /) -> Table[T]:
        """The table."""


def _is_invented(kinds: Stored | None) -> bool:
    """Whether the kinds of votes of a copy mark its rows as the demo parliament's."""
    return kinds is not None and bool((kinds.frame["type"] == INVENTED).any())


def worked_out(most: int) -> Callable[[Made], Made]:
    """Cache the last `most` results of a function of tables and plain choices.

    The key has the version of a table in place of the table, so that a result always fits its rows
    and the cache holds no old rows. A caller that asks for a result being computed waits for it.
    """
    keep: Any = cached(LRUCache(most), key=_call, condition=threading.Condition())
    return keep  # type: ignore[no-any-return]


def _call(*args: object, **named: object) -> tuple[object, ...]:
    values = (*args, *(part for pair in sorted(named.items()) for part in pair))
    return tuple((x.key, x.version) if isinstance(x, Table) else x for x in values)


def _digest(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]
