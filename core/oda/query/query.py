"""A query: immutable, checked against the registry at every step, and the same text when equal.

`Query("Afstemning").where(field("Møde/periodeid") == 160).select("id").order_by("id")`, or from
text with `Query.parse`. Every method gives a new query and raises UnknownName or QueryError.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from urllib.parse import quote, unquote, unquote_plus

from core.errors import QueryError
from core.oda.query.conditions import (
    TEXT_FUNCTIONS,
    Call,
    Compare,
    Expr,
    FieldRef,
    HasAny,
    Junction,
    Member,
    Not,
    as_expr,
    field,
    kind_of,
)
from core.oda.query.parser import parse_filter
from core.oda.schema.entities import ENTITIES, LARGEST_INT, Entity, entity, unknown_name
from core.oda.schema.paths import check_answers, resolve_field, resolve_navigation

__all__ = ["Complexity", "Expr", "FieldRef", "Ordering", "Query", "field", "parse_filter"]

_OPTIONS = (
    "$filter",
    "$expand",
    "$select",
    "$orderby",
    "$skip",
    "$top",
    "$inlinecount",
    "$format",
)
_LITERAL = ",/'():"  # legal in a query string and easier to read as they are
DEEPEST = 2
"""How many levels of `$expand` the API is known to answer; deeper ones it may refuse."""


@dataclass(frozen=True, slots=True)
class Complexity:
    """What a query costs the API.

    `expansions` is the number of sets expanded, `depth` the longest chain of navigation in
    `$expand`, `$filter` and `$orderby`, `text_functions` the number of functions that search text.
    """

    expansions: int
    depth: int
    text_functions: int

    @property
    def score(self) -> int:
        """0 for rows by their own fields; each expansion and level adds 1, each text function 2."""
        return self.expansions + self.depth + 2 * self.text_functions


@dataclass(frozen=True, slots=True)
class Ordering:
    """One key of the order."""

    path: str
    descending: bool = False

    def __str__(self) -> str:
        return f"{self.path} desc" if self.descending else self.path


@dataclass(frozen=True, slots=True)
class Query:
    """What to ask of one entity set; equal queries have equal addresses."""

    name: str
    filter: Expr | None = None
    selected: tuple[str, ...] = ()
    expanded: tuple[str, ...] = ()
    order: tuple[Ordering, ...] = ()
    limit: int | None = None
    offset: int = 0
    counts: bool = False

    def __post_init__(self) -> None:
        owner = entity(_nfc(self.name))
        object.__setattr__(self, "name", owner.name)
        check_answers(owner)
        if self.filter is not None and kind_of(self.filter, owner) != "boolean":
            raise QueryError(f"{self.filter} is not a condition")
        for path in self.selected:
            resolve_field(owner, path, through_many=True)
        for path in self.expanded:
            resolve_navigation(owner, path)
        for key in self.order:
            resolve_field(owner, key.path)
        for option, number in (("$top", self.limit), ("$skip", self.offset)):
            if number is not None and not 0 <= number <= LARGEST_INT:
                raise QueryError(f"{option} must be from 0 to {LARGEST_INT}, not {number}")

    @property
    def entity(self) -> Entity:
        """The entity set that is asked."""
        return ENTITIES[self.name]

    @property
    def complexity(self) -> Complexity:
        """What the query costs the API."""
        nodes = list(_nodes(self.filter))
        depths = [path.count("/") + 1 for path in self.expanded]
        depths += [key.path.count("/") for key in self.order]
        depths += [node.path.count("/") for node in nodes if isinstance(node, Member)]
        depths += [node.path.count("/") + 1 for node in nodes if isinstance(node, HasAny)]
        return Complexity(
            expansions=len(self.expanded),
            depth=max(depths, default=0),
            text_functions=sum(isinstance(n, Call) and n.function in TEXT_FUNCTIONS for n in nodes),
        )

    def where(self, condition: Expr | FieldRef) -> Query:
        """Keep only the rows that also meet this condition."""
        expr = as_expr(condition)
        return replace(self, filter=expr if self.filter is None else self.filter & expr)

    @property
    def too_deep(self) -> tuple[str, ...]:
        """The paths that are expanded deeper than the API is known to answer."""
        return tuple(path for path in self.expanded if path.count("/") >= DEEPEST)

    def select(self, *names: str) -> Query:
        """Also give these fields, such as `Møde/dato` of an expanded set. Without any, give all."""
        return replace(self, selected=_added(self.selected, map(_nfc, names)))

    def expand(self, *paths: str) -> Query:
        """Also give the rows that these navigation paths lead to, and those on the way there.

        The API gives at most 100 rows of an expanded collection.
        """
        steps = [
            "/".join(parts[: i + 1])
            for parts in (_nfc(path).split("/") for path in paths)
            for i in range(len(parts))
        ]
        return replace(self, expanded=_added(self.expanded, steps))

    def order_by(self, *keys: str) -> Query:
        """Give the rows in this order, such as `"dato desc", "id"`, in place of any before."""
        return replace(self, order=tuple(_ordering(_nfc(key)) for key in keys))

    def top(self, n: int) -> Query:
        """Give at most `n` rows."""
        return replace(self, limit=n)

    def skip(self, n: int) -> Query:
        """Leave out the first `n` rows."""
        return replace(self, offset=n)

    def counted(self) -> Query:
        """Also give the number of rows that meet the condition."""
        return replace(self, counts=True)

    def rows_of(self, total: int) -> int:
        """How many rows the query gives of the `total` that meet its condition."""
        rest = max(0, total - self.offset)
        return rest if self.limit is None else min(rest, self.limit)

    def path_and_query(self) -> str:
        """The address below the API's own, percent-encoded: `M%C3%B8de?%24filter=…`.

        Raises QueryError where selection and expansion do not fit together.
        """
        self._check_selection()
        options = {
            "$filter": "" if self.filter is None else str(self.filter),
            "$expand": ",".join(self.expanded),
            "$select": ",".join(self.selected),
            "$orderby": ",".join(map(str, self.order)),
            "$skip": str(self.offset) if self.offset else "",
            "$top": "" if self.limit is None else str(self.limit),
            "$inlinecount": "allpages" if self.counts else "",
        }
        pairs = [f"%24{k[1:]}={quote(v, safe=_LITERAL)}" for k, v in options.items() if v]
        return quote(self.name, safe="") + ("?" + "&".join(pairs) if pairs else "")

    def url(self, api_url: str) -> str:
        """The complete address at an API."""
        return f"{api_url.rstrip('/')}/{self.path_and_query()}"

    def _check_selection(self) -> None:
        for path in self.selected:
            way = path.rpartition("/")[0]
            if way and way not in self.expanded:
                raise QueryError(f"{path} is selected, but {way} is not expanded")
        if not self.selected:
            return
        for way in self.expanded:
            # The API leaves an expanded set out of the answer unless the selection names it.
            if not any(path.startswith(f"{way}/") for path in self.selected):
                raise QueryError(f"{way} is expanded, but none of its fields is selected")

    @classmethod
    def parse(cls, text: str) -> Query:
        """Read `Afstemning?$filter=…` or a complete address; only its path and query are used.

        The text may be percent-encoded or not, with `$` or `%24`, blanks as `%20` or `+`.
        """
        path, _, options = text.strip().partition("?")
        query = cls(_set_name(path))
        for option, value in _split_options(options).items():
            query = query._with_option(option, value)
        query._check_selection()
        return query

    def _with_option(self, option: str, value: str) -> Query:
        match option:
            case "$filter":
                return self.where(parse_filter(value, self.name))
            case "$expand":
                return self.expand(*_items(option, value))
            case "$select":
                return self.select(*_items(option, value))
            case "$orderby":
                return self.order_by(*_items(option, value))
            case "$skip":
                return self.skip(_number(option, value))
            case "$top":
                return self.top(_number(option, value))
            case "$inlinecount":
                return self.counted() if _choice(option, value, "allpages", "none") else self
        _choice(option, value, "json")
        return self


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _added(before: tuple[str, ...], more: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*before, *more)))


def _ordering(text: str) -> Ordering:
    path, *direction = text.split()[:3] or [""]
    if direction not in ([], ["asc"], ["desc"]):
        raise QueryError(f"an order is a field and asc or desc, not {text!r}")
    return Ordering(path, direction == ["desc"])


def _nodes(expr: Expr | None) -> Iterator[Expr]:
    if expr is None:
        return
    yield expr
    match expr:
        case Call(arguments=parts) | Junction(terms=parts):
            below: tuple[Expr, ...] = parts
        case Compare(left=left, right=right):
            below = (left, right)
        case Not(term=term):
            below = (term,)
        case _:
            below = ()
    for part in below:
        yield from _nodes(part)


def _set_name(path: str) -> str:
    scheme, found, rest = path.partition("://")
    segments = [s for s in (rest.partition("/")[2] if found else scheme).split("/") if s]
    names = [_decoded(segment, plus=False) for segment in segments]
    if any("(" in name for name in names) or any(name in ENTITIES for name in names[:-1]):
        raise QueryError(f"a query is on a whole entity set, not on one row: {path!r}")
    if not names:
        raise QueryError("the query names no entity set")
    return names[-1]


def _split_options(text: str) -> dict[str, str]:
    options: dict[str, str] = {}
    for part in filter(None, text.split("&")):
        raw_name, _, raw_value = part.partition("=")
        name, value = _decoded(raw_name), _decoded(raw_value).strip()
        if f"${name}" in _OPTIONS:
            raise QueryError(
                f"an option begins with $: write ${name}, not {name}",
                name=name,
                suggestion=f"${name}",
            )
        if name not in _OPTIONS:
            raise unknown_name("option", name, _OPTIONS)
        if name in options:
            raise QueryError(f"{name} is given twice")
        if not value:
            raise QueryError(f"{name} is empty")
        options[name] = value
    return options


def _decoded(text: str, *, plus: bool = True) -> str:
    try:
        return _nfc((unquote_plus if plus else unquote)(text, errors="strict"))
    except UnicodeDecodeError:
        raise QueryError(f"not percent-encoded UTF-8: {text!r}") from None


def _items(option: str, value: str) -> list[str]:
    items = [item.strip() for item in value.split(",")]
    if not all(items):
        raise QueryError(f"{option} has a comma with nothing beside it")
    return items


def _number(option: str, value: str) -> int:
    if not (value.isascii() and value.isdigit() and len(value) <= len(str(LARGEST_INT))):
        raise QueryError(f"{option} must be a whole number from 0 to {LARGEST_INT}, not {value!r}")
    return int(value)


def _choice(option: str, value: str, *allowed: str) -> bool:
    """Whether the value is the first of those allowed."""
    if value not in allowed:
        raise QueryError(f"{option} must be {' or '.join(allowed)}, not {value!r}")
    return value == allowed[0]
