"""A table put together from parts of the copy, and the engine that puts it together once a version.

A recipe names the datasets that a table needs and gives the function that makes it of their rows.
The same recipe serves a page, which waits for what is missing, and a command, which says so.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

import polars as pl
from cachetools import LRUCache, cached

from core.oda.schema.entities import INVENTED
from core.store.datasets.dataset import Dataset, Place
from core.store.library import stamp_of, stored_parts
from core.store.parquet import Meta, Stored
from core.store.store import Store

T = TypeVar("T")
Made = TypeVar("Made", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True, eq=False)
class Table(Generic[T]):
    """What a recipe made, and all that a page or a file says of where it is from.

    `content` is a frame, or frames that belong together. `key` names it among the tables of one
    copy, and `version` changes whenever the content may. `fetched_at` (UTC) is the age of its
    oldest part, `urls` are the addresses of the parts. `missing` are the codes of the periods that
    were asked for and are not stored. `invented` says that the rows are the demo parliament's.
    `checksum` changes with the content too, and is the same wherever the same files are: it tells
    nothing of this process or its folder.
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

    It cannot be made without the datasets that it `needs`; what is `optional` is taken where
    it is stored. `make` gives the content of the parts, or None where something else is missing.
    `also` are other partitions that it is made of, and `choices` what else decides how it is made,
    such as the day. Of all tables of one kind (the key up to the first /), the last `most` are
    kept; without `keep_parts` the rows that they are made of are not held in memory.
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
        """What tables of this sort have in common."""
        return self.key.partition("/")[0]


class Parts:
    """The stored rows that a table is made of, read when they are asked for and noted down.

    Without `keep` they are not held in memory.
    """

    def __init__(self, store: Store, *, invented: bool, keep: bool = True) -> None:
        self.store = store
        self.invented = invented
        self.keep = keep
        self._read: dict[str, list[Stored]] = {}
        self._noted: dict[Place, Meta] = {}

    def has(self, dataset: Dataset) -> bool:
        """Whether all of a dataset is stored."""
        return bool(self._stored(dataset))

    def get(self, dataset: Dataset, *names: str) -> list[pl.DataFrame] | None:
        """The frames of a dataset in the order of its parts, or None where any is not stored.

        With `names`, those of these entity sets alone.
        """
        found = [p for p in self._stored(dataset) if not names or p.meta.entity in names]
        for part in found:
            self.note(part.meta)
        return [part.frame for part in found] or None

    def needed(self, dataset: Dataset, *names: str) -> list[pl.DataFrame]:
        """The same of a dataset that is known to be stored."""
        found = self.get(dataset, *names)
        if found is None:
            raise KeyError(dataset.key)
        return found

    def by_role(self, *datasets: Dataset) -> dict[tuple[str, str], pl.DataFrame]:
        """The frames of datasets that are stored, by entity set and role, those of one together."""
        found: dict[tuple[str, str], list[pl.DataFrame]] = {}
        for dataset in datasets:
            for role, frame in zip(dataset.roles, self.needed(dataset), strict=True):
                found.setdefault(role, []).append(frame)
        return {role: pl.concat(frames) for role, frames in found.items()}

    def looked_up(self, dataset: Dataset, *names: str) -> list[pl.DataFrame]:
        """As `get`, of what tells no age, such as the names of kinds; empty where it is missing."""
        parts = self._stored(dataset)
        return [part.frame for part in parts if not names or part.meta.entity in names]

    def note(self, meta: Meta) -> None:
        """Count a part among those that the table is made of."""
        self._noted[meta.entity, meta.partition] = meta

    @property
    def fetched_at(self) -> datetime:
        """The age (UTC) of the oldest part."""
        return min(meta.fetched_at for meta in self._noted.values())

    @property
    def urls(self) -> tuple[str, ...]:
        """The addresses of all parts, each once."""
        return tuple(dict.fromkeys(meta.url for meta in self._noted.values() if meta.url))

    def _stored(self, dataset: Dataset) -> list[Stored]:
        if dataset.key not in self._read:
            self._read[dataset.key] = stored_parts(self.store, dataset, keep=self.keep)
        return self._read[dataset.key]


@dataclass(slots=True)
class _Shelf:
    """The latest version of one table, and the lock of whoever makes it."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    table: Table[Any] | None = None


class Tables:
    """The tables of one copy. Each is made once a version, and shared by all who ask for it."""

    def __init__(self, store: Store, *, demo: bool = False) -> None:
        self.store = store
        self._demo = demo
        self._lock = threading.Lock()
        self._shelves: dict[str, OrderedDict[str, _Shelf]] = {}

    @property
    def invented(self) -> bool:
        """Whether the rows are the demo parliament's: our own, or of a source that says so."""
        return self._demo or is_invented(self.store)

    def version(self, recipe: Recipe[Any]) -> str:
        """Changes whenever the table of a recipe may; takes no reading."""
        datasets = [stamp_of(self.store, each) for each in (*recipe.needs, *recipe.optional)]
        also = [self.store.stamp(*place) for place in recipe.also]
        return _digest(self.store.root, recipe.choices, datasets, also, self.invented)

    def checksum(self, recipe: Recipe[Any]) -> str:
        """That of the table of a recipe, told by its files without their rows; see `Table`."""
        places = [place for each in (*recipe.needs, *recipe.optional) for place in each.parts]
        metas = (self.store.meta(*place) for place in (*places, *recipe.also))
        parts = [(m.rows, m.fetched_at, m.watermark, m.checksum) if m else None for m in metas]
        return _digest(recipe.key, recipe.choices, parts, self.invented)

    def at_hand(self, recipe: Recipe[T]) -> Table[T] | None:
        """The table where it was made already and nothing changed since, else None."""
        with self._lock:
            shelves = self._shelves.get(recipe.kind)
            shelf = None if shelves is None else shelves.get(recipe.key)
        table = None if shelf is None else shelf.table
        return table if table is not None and table.version == self.version(recipe) else None

    def can_make(self, recipe: Recipe[Any]) -> bool:
        """Whether all that a table needs is stored; takes no reading."""
        return all(self.store.stamp(*place) for each in recipe.needs for place in each.parts)

    def read(self, recipe: Recipe[T]) -> Table[T] | None:
        """The table, or None where what it needs is not stored."""
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
        """Several tables as one, in their order; at least one is needed."""
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


def is_invented(store: Store) -> bool:
    """Whether the copy is of a source that says its rows are the demo parliament's."""
    kinds = store.read("Afstemningstype", "all")
    return kinds is not None and bool((kinds.frame["type"] == INVENTED).any())


def worked_out(most: int) -> Callable[[Made], Made]:
    """Keep what a function makes of tables and plain choices: the last `most` results.

    A table counts as its version, so that a result is never that of other rows, and old rows are
    not held because of it. Whoever asks while a result is being worked out waits for it.
    """
    keep: Any = cached(LRUCache(most), key=_call, condition=threading.Condition())
    return keep  # type: ignore[no-any-return]


def _call(*args: object, **named: object) -> tuple[object, ...]:
    told = (*args, *(part for pair in sorted(named.items()) for part in pair))
    return tuple((x.key, x.version) if isinstance(x, Table) else x for x in told)


def _digest(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]
