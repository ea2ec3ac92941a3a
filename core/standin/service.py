"""The state of a running stand-in: rows, faults, latency, and the requests so far."""

from __future__ import annotations

import threading
from collections import Counter, deque
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple
from urllib.parse import unquote

import numpy as np
import polars as pl

from core.standin.evaluate import take
from core.standin.faults import Faults
from core.standin.narrow import array
from core.standin.options import DEEPEST, PAGE, Options
from core.standin.respond import listed
from core.standin.tables import Database, Rows

_REMEMBERED = 200_000
_LATEST = 50


class Request(NamedTuple):
    """A request as it came, percent-encoded, and its status (0: no answer was given)."""

    url: str
    status: int


class Service:
    """The state behind the app. Rows, faults and latency may be changed from any thread."""

    def __init__(
        self,
        tables: Mapping[str, pl.DataFrame],
        faults: Faults | None,
        latency_ms: float,
        deepest: int = DEEPEST,
        gzip: bool = False,
    ) -> None:
        self.database = Database.of(tables)
        self.faults = faults or Faults()
        self.latency_ms = latency_ms
        self.deepest = deepest
        self.gzip = gzip
        self.requests: deque[Request] = deque(maxlen=_REMEMBERED)
        self._changing = threading.Lock()

    def replace(self, tables: Mapping[str, pl.DataFrame]) -> None:
        """Serve these tables and no others."""
        with self._changing:
            self.database = Database.of(tables)

    def insert(self, name: str, rows: Rows) -> None:
        """Add rows to a set. Raises BadTable if an id is there already."""
        self._change(lambda database: database.inserted(name, rows))

    def delete(self, name: str, ids: Iterable[int]) -> None:
        """Remove the rows of those ids from a set."""
        self._change(lambda database: database.deleted(name, ids))

    def update(self, name: str, rows: Rows) -> None:
        """Change the columns given of the rows with those ids. Raises BadTable for a new id."""
        self._change(lambda database: database.updated(name, rows))

    def shift(self, path: str, options: Options, rows: int) -> None:
        """Delete the first rows of a listing and insert them under new ids at its end.

        Only where the listing has more than a page. The number of rows stays the same, so a client
        that pages by `$skip` loses rows without seeing it in the count.
        """
        listing = listed(self.database, path, options)
        if listing is None or len(listing[1]) <= PAGE:
            return
        table, found = listing
        moved = take(table.frame, np.sort(array(found)[:rows]))
        newest = int(table.ids[-1])
        ids = pl.Series("id", range(newest + 1, newest + 1 + moved.height), dtype=pl.Int32)
        self.delete(path, moved["id"].to_list())
        self.insert(path, moved.with_columns(ids))

    def stats(self) -> dict[str, Any]:
        """How many requests there were, by path and by status, and the latest of them."""
        requests = list(self.requests)
        return {
            "requests": len(requests),
            "by_path": Counter(unquote(r.url.partition("?")[0]) for r in requests),
            "by_status": Counter(str(r.status) for r in requests),
            "latest": [r._asdict() for r in requests[-_LATEST:]],
            "faults": self.faults.spec,
        }

    def _change(self, change: Callable[[Database], Database]) -> None:
        with self._changing:
            self.database = change(self.database)
