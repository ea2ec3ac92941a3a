"""Collects the invented rows of each entity set and makes frames of them.

Times are whole milliseconds since 1970 in Danish local time, as in the frames.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from core.oda.schema.entities import ENTITIES, entity

DAY = 86_400_000
HOUR = 3_600_000
_EPOCH = date(1970, 1, 1).toordinal()

Times = npt.NDArray[np.int64]


def day(year: int, month: int, number: int) -> int:
    """Midnight of a date."""
    return (date(year, month, number).toordinal() - _EPOCH) * DAY


def as_date(time: int) -> date:
    """The date of a time."""
    return date.fromordinal(time // DAY + _EPOCH)


def weekday(time: int) -> int:
    """0 for Monday to 6 for Sunday."""
    return (time // DAY + 3) % 7


def workday(time: int) -> int:
    """The time itself, or on a Saturday or Sunday the same hour of the Friday before."""
    return time - max(0, weekday(time) - 4) * DAY


# The demo's present time: nothing was changed later than this.
TODAY = day(2026, 11, 20)
NOW = TODAY + 18 * HOUR


def update_times(at: Times, ids: Times) -> Times:
    """Times of change shortly after `at`, in steps of 1/300 s as SQL Server stores them.

    So the milliseconds end in 0, 3 or 7; one of eight times is a full second.
    """
    scatter = (ids * 2_654_435_761 + 40_503) % 4_294_967_296
    seconds = scatter % 5_400
    ticks = np.where((scatter >> 20) % 8 == 0, 0, (scatter >> 9) % 300)
    start = np.minimum(at, NOW - 2 * HOUR) // 1_000
    times: Times = (start + seconds) * 1_000 + (ticks * 10 + 1) // 3
    return times


class Rows:
    """The rows of one set; ids count up from `first`, times of change are added by `frame`."""

    def __init__(self, name: str, first: int = 1) -> None:
        self._schema = entity(name).schema
        self._names = [name for name in self._schema if name not in ("id", "opdateringsdato")]
        self._places = {name: place for place, name in enumerate(self._names)}
        self._first = first
        self._rows: list[tuple[Any, ...]] = []
        self._at: list[int] = []
        self._chosen: list[int] = []

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, at: int, *values: Any) -> int:
        """Add a row changed at `at`, its values in the API's order; returns its id."""
        self._rows.append(values)
        self._at.append(at)
        return self._first + len(self._rows) - 1

    def add_as(self, number: int, at: int, *values: Any) -> None:
        """Add a row with a given id; then all rows of the set must be added in this way."""
        self.add(at, *values)
        self._chosen.append(number)

    def put(self, at: int, values: Mapping[str, Any]) -> int:
        """Add a row from some of its values by name, the others null; returns its id."""
        self._rows.append(tuple([values.get(name) for name in self._names]))
        self._at.append(at)
        return self._first + len(self._rows) - 1

    def change(self, row: int, values: Mapping[str, Any], at: int | None = None) -> None:
        """Change values of the row with that id, and the time of change if given."""
        index = row - self._first
        changed = list(self._rows[index])
        for name, value in values.items():
            changed[self._places[name]] = value
        self._rows[index] = tuple(changed)
        if at is not None:
            self._at[index] = at

    def get(self, row: int, name: str) -> Any:
        """A value of the row with that id."""
        return self._rows[row - self._first][self._places[name]]

    def ids(self) -> Iterator[int]:
        """The ids so far."""
        return iter(range(self._first, self._first + len(self._rows)))

    def frame(self) -> pl.DataFrame:
        """The rows sorted by id, in the registry's schema."""
        ids = np.array(self._chosen or list(self.ids()), dtype=np.int64)
        columns = dict(zip(self._names, zip(*self._rows, strict=True), strict=False))
        series = []
        for name, dtype in self._schema.items():
            if name == "id":
                column = pl.Series(name, ids)
            elif name == "opdateringsdato":
                column = pl.Series(name, update_times(np.array(self._at, dtype=np.int64), ids))
            else:
                plain = pl.Int64() if isinstance(dtype, pl.Datetime) else dtype
                column = pl.Series(name, columns.get(name, ()), dtype=plain)
            series.append(column.cast(dtype))
        frame = pl.DataFrame(series)
        return frame if frame["id"].is_sorted() else frame.sort("id")


# The first id of a set, if not 1, so that ids of the demo look like real ones.
_FIRST_IDS = {
    "Afstemning": 7_001,
    "Aktør": 12_001,
    "AktørAktør": 51_000_001,
    "Dokument": 310_001,
    "Fil": 420_001,
    "Møde": 9_001,
    "Sag": 70_001,
    "SagAktør": 610_001,
    "SagDokument": 520_001,
    "Sagstrin": 180_001,
}


class Tables:
    """The rows of every set that answers."""

    def __init__(self) -> None:
        self._rows = {
            name: Rows(name, _FIRST_IDS.get(name, 1))
            for name, described in ENTITIES.items()
            if described.answers
        }

    def __getitem__(self, name: str) -> Rows:
        return self._rows[name]

    def names(self) -> Iterator[str]:
        """The names of the sets."""
        return iter(self._rows)
