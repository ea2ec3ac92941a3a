"""Did the API apply the filter and the order? A page's rows are held against what was asked."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from itertools import pairwise
from typing import Any

from core.errors import NotOData
from core.oda.filters import Compare, Constant, Expr, Junction, Member
from core.oda.parse import Row, open_envelope
from core.oda.query import Ordering, Query

_OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {
    "eq": operator.eq, "ne": operator.ne,
    "gt": operator.gt, "ge": operator.ge,
    "lt": operator.lt, "le": operator.le,
}  # fmt: skip
_BY_ID = (Ordering("id"),)


def check_page(query: Query, content: bytes) -> None:
    """Raise NotOData where rows of a page plainly do not match the query.

    Checked are the conditions joined by `and` that compare a number, a time or a truth value of
    the set itself or of a set expanded in the row, and the order where it is by id. Text is left to
    the API, whose comparison ignores letter case. Runs below the cache, so that rows of an ignored
    filter never take the place of good ones.
    """
    rows = open_envelope(content).rows
    for compare in _comparisons(query.filter):
        assert isinstance(compare.left, Member)
        assert isinstance(compare.right, Constant)
        path, wanted = compare.left.path.split("/"), compare.right.value
        passes = _OPERATORS[compare.op]
        for row in rows:
            found = _value(row, path, wanted)
            if found is not _UNKNOWN and (found is None or not passes(found, wanted)):
                raise NotOData(f"rows of {query.name} do not match the filter {compare}")
    if query.order == _BY_ID:
        ids = [row["id"] for row in rows if isinstance(row.get("id"), int)]
        if any(later <= earlier for earlier, later in pairwise(ids)):
            raise NotOData(f"rows of {query.name} are not in the order asked for")


_UNKNOWN = object()


def _comparisons(condition: Expr | None) -> Iterator[Compare]:
    if isinstance(condition, Junction) and condition.op == "and":
        for term in condition.terms:
            yield from _comparisons(term)
    elif (
        isinstance(condition, Compare)
        and isinstance(condition.left, Member)
        and isinstance(condition.right, Constant)
        and condition.right.value is not None
        and not isinstance(condition.right.value, str)
    ):
        yield condition


def _value(row: Row, path: list[str], like: object) -> Any:
    """The row's value at a path, or _UNKNOWN where the page does not carry it."""
    value: Any = row
    for name in path:
        if not isinstance(value, dict) or name not in value:
            return _UNKNOWN
        value = value[name]
    if isinstance(like, datetime) and isinstance(value, str):
        try:
            return datetime.fromisoformat(value)
        except ValueError:
            return _UNKNOWN  # the parser counts what it cannot read
    return value
