"""Checks a page against its query: whether the API applied the filter and the order."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from typing import Any

from core.errors import NotOData
from core.oda.http.form import Unreadable, read_value
from core.oda.query.conditions import Compare, Constant, Expr, Junction, Member
from core.oda.query.query import Ordering, Query
from core.oda.rows import Fields, Row, TableBuilder, builder_for, open_envelope
from core.oda.schema.entities import ENTITIES, Entity
from core.times import has_zone, read_local

_OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "gt": operator.gt,
    "ge": operator.ge,
    "lt": operator.lt,
    "le": operator.le,
}
_BY_ID = (Ordering("id"),)


def check_page(query: Query, content: bytes, needed: Fields | None = None) -> TableBuilder:
    """The rows of a page. Raises FormChanged where it is not of the registry's form (see
    `TableBuilder.add`), and NotOData where its rows plainly do not match the query.

    It checks the conditions joined by `and` that compare a number, a time or a truth value of the
    set itself or of a set expanded in the row, and the order if it is by id. Text is not checked,
    since the API ignores letter case. The check runs before a page is cached, so that a page with
    an ignored filter never replaces a good one.
    """
    rows = open_envelope(content).rows
    builder = builder_for(query, needed)
    builder.add(rows)
    for compare in _comparisons(query.filter):
        assert isinstance(compare.left, Member)
        assert isinstance(compare.right, Constant)
        path, wanted = compare.left.path.split("/"), compare.right.value
        passes = _OPERATORS[compare.op]
        for row in rows:
            found = _value(query.entity, row, path)
            if found is not _UNKNOWN and (found is None or not passes(found, wanted)):
                raise NotOData(f"rows of {query.name} do not match the filter {compare}")
    if query.order == _BY_ID:
        ids = [row["id"] for row in rows if isinstance(row.get("id"), int)]
        if any(later <= earlier for earlier, later in pairwise(ids)):
            raise NotOData(f"rows of {query.name} are not in the order asked for")
    return builder


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


def _value(entity: Entity, row: Row, path: list[str]) -> Any:
    """The row's value at a path, or _UNKNOWN where the page does not have it.

    A time with a zone is not compared: the API may have compared it before it added the zone.
    """
    value: Any = row
    for name in path[:-1]:
        value, entity = value.get(name), ENTITIES[entity.navigation[name].target]
        if not isinstance(value, dict):
            return _UNKNOWN
    known = entity.fields[path[-1]]
    found = value.get(known.name, _UNKNOWN)
    if found is _UNKNOWN or has_zone(found):
        return _UNKNOWN
    try:
        read = read_value(known, found)
    except Unreadable:
        return _UNKNOWN  # the form of what is asked for was checked
    return read_local(read) if read and known.edm == "Edm.DateTime" else read
