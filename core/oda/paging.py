"""Which pages make up a query. No I/O: a walk gives the next query and takes the rows returned.

Rows are walked by key (`id gt …`, `$orderby=id`), so that a page keeps its address and its rows
when others are added or removed. Only a query with an order of its own is walked by the API's
`nextLink`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from core.errors import NotOData
from core.oda.query.query import Query, field
from core.oda.rows import Row

PAGE_ROWS = 100
_LEAST_PAGES = 5  # in a range, for evenly spread ids, since its last page is seldom full


@dataclass(frozen=True, slots=True)
class KeyWalk:
    """Walks the rows of `query` with `after` < id <= `upto`, a page at a time."""

    query: Query
    after: int | None = None
    upto: int | None = None
    counted: bool = False
    done: bool = False

    def request(self) -> Query:
        """The next page's query."""
        page = self.query
        if self.after is not None:
            page = page.where(field("id") > self.after)
        if self.upto is not None:
            page = page.where(field("id") <= self.upto)
        page = page.order_by("id").top(PAGE_ROWS)
        return page.counted() if self.counted else page

    def advance(self, rows: Sequence[Row], *, more: bool = False) -> KeyWalk:
        """The walk after a page; `more` says that the page had a nextLink.

        Raises NotOData if the ids do not fit the request: then the API ignored the filter or the
        order.
        """
        if not rows:
            return replace(self, done=True)
        last = self.after
        for row in rows:
            number = row.get("id")
            if not isinstance(number, int):
                raise NotOData(f"rows of {self.query.name} without id")
            if last is not None and number <= last:
                raise NotOData(f"the rows of {self.query.name} did not follow the key")
            last = number
        if self.upto is not None and last is not None and last > self.upto:
            raise NotOData(f"the rows of {self.query.name} passed the key's upper end")
        # A short page is the last one, unless the API has begun to give smaller pages.
        done = (len(rows) < PAGE_ROWS and not more) or last == self.upto
        return replace(self, after=last, counted=False, done=done)


def partitions(
    after: int, last: int, total_rows: int, workers: int
) -> list[tuple[int, int | None]]:
    """Ranges (after, upto] that cover every id above `after`, the last one open-ended.

    Each range is a share of the remaining ids. So ranges get smaller, and the workers finish
    together even if the rows are spread unevenly. The bounds are round numbers, so that most page
    addresses stay the same while rows are added.
    """
    pages = max(1, -(-total_rows // PAGE_ROWS))
    least = (last - after) / pages * _LEAST_PAGES
    bounds = [after]
    while pages > 1 and bounds[-1] < last:
        step = _round_step(max(least, (last - bounds[-1]) / (workers * 2)))
        following = (bounds[-1] // step + 1) * step
        if following >= last:
            break
        bounds.append(following)
    return [*pairwise(bounds), (bounds[-1], None)]


def _round_step(most: float) -> int:
    """The greatest of 1, 2, 5, 10, 20, 50 and so on that is not above `most`, or 1."""
    step = 1
    while True:
        for factor in (5, 2, 1):
            if step * factor <= most < step * 10:
                return step * factor
        if most < step:
            return step
        step *= 10
