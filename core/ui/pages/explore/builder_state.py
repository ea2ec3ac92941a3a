"""Conversion of a query into the choices of the builder, and back, without drawing.

A condition that the builder has no widgets for stays in its place as text.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal
from urllib.parse import urlsplit

from core.errors import QueryError, UnsafeUrl
from core.oda.query.conditions import (
    Call,
    Compare,
    Constant,
    Expr,
    Junction,
    Member,
    constant,
    field,
)
from core.oda.query.parser import parse_filter
from core.oda.query.query import DEEPEST, Ordering, Query
from core.oda.schema.entities import ENTITIES, Entity
from core.oda.schema.paths import resolve_field, resolve_navigation

MOST_LETTERS = 4_000
"""The limit on the text of a query; some systems do not allow longer addresses."""

PUBLIC_HOST = "oda.ft.dk"

PathKind = Literal["lookup", "number", "text", "time", "boolean"]
Value = str | int | date

_EMPTY = ("null", "not_null")
OPERATIONS: dict[PathKind, tuple[str, ...]] = {
    "lookup": ("in", "ne", *_EMPTY),
    "number": ("eq", "ne", "gt", "ge", "lt", "le", "between", *_EMPTY),
    "text": ("contains", "starts", "ends", "equals", *_EMPTY),
    "time": ("from", "until", "on", "days", *_EMPTY),
    "boolean": ("yes", "no", *_EMPTY),
}
RAW = "odata"
"""The operation of a condition that is stored as its OData text."""

_KINDS: dict[str, PathKind] = {
    "Edm.Int32": "number",
    "Edm.Int16": "number",
    "Edm.String": "text",
    "Edm.Boolean": "boolean",
    "Edm.DateTime": "time",
}
_NAMES = ("titel", "type", "status", "rolle", "kategori")
_CALLS = {"startswith": "starts", "endswith": "ends"}
_ENCODED = str.maketrans({"%": "%25", "&": "%26", "+": "%2B"})
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Clause:
    """One condition: `op` of `OPERATIONS` on a path, or `RAW` with its text as the only value."""

    path: str
    op: str
    values: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """The choices of the builder; without `fields` and `fields_of` all fields are asked for.

    `fields` are those of the set, `fields_of` those of expanded paths. `order` has items such as
    `dato` and `dato desc`.
    """

    name: str
    clauses: tuple[Clause, ...] = ()
    fields: tuple[str, ...] = ()
    expanded: tuple[str, ...] = ()
    fields_of: tuple[tuple[str, tuple[str, ...]], ...] = ()
    order: tuple[str, ...] = ()
    limit: int | None = None
    offset: int = 0


def read_query(text: str, api_url: str) -> Query:
    """Parse a query that was written, pasted or linked to.

    Raises UnsafeUrl for an address of another host than the API's, QueryError or UnknownName for
    other text that is not a query of this API; see `Query.parse`.
    """
    text = text.strip()
    if len(text) > MOST_LETTERS:
        raise QueryError(f"a query of {len(text)} letters", what="too_long", most=MOST_LETTERS)
    if "://" in text.partition("?")[0]:
        try:
            host = urlsplit(text).hostname
        except ValueError:
            host = None
        if host not in (PUBLIC_HOST, urlsplit(api_url).hostname):
            raise UnsafeUrl(f"not an address of the API: {text[:200]!r}", what="host")
    return Query.parse(text)


def query_text(query: Query) -> str:
    """The query as readable text, which `Query.parse` reads: `Sag?$filter=typeid eq 3&$top=20`."""
    options = {
        "$filter": "" if query.filter is None else str(query.filter),
        "$expand": ",".join(query.expanded),
        "$select": ",".join(query.selected),
        "$orderby": ",".join(map(str, query.order)),
        "$skip": str(query.offset) if query.offset else "",
        "$top": "" if query.limit is None else str(query.limit),
    }
    pairs = [f"{name}={value.translate(_ENCODED)}" for name, value in options.items() if value]
    return f"{query.name}?{'&'.join(pairs)}" if pairs else query.name


def path_kind(owner: Entity, path: str) -> PathKind:
    """The kind of values of a field, which decides the operations on it."""
    if lookup_of(owner, path) is not None:
        return "lookup"
    return _KINDS[resolve_field(owner, path).edm]


def lookup_of(owner: Entity, path: str) -> Entity | None:
    """The lookup set that names the values of a field, such as Sagstype for `typeid` of Sag."""
    way, _, name = path.rpartition("/")
    holder = resolve_navigation(owner, way) if way else owner
    for step in holder.navigation.values():
        target = ENTITIES[step.target]
        if step.key == name and not step.many and target.static and name_field(target):
            return target
    if holder.view_of is not None:  # the sets that are views of the database have no navigation
        return lookup_of(ENTITIES[holder.view_of], name)
    return None


def name_field(lookup: Entity) -> str | None:
    """The field of a lookup set with the names of its rows."""
    return next((name for name in _NAMES if name in lookup.fields), None)


def filter_paths(owner: Entity, also: Iterable[str] = ()) -> list[str]:
    """The fields for conditions: those of the set, and of single rows within two steps."""
    found = list(owner.fields)
    first = [step for step in owner.navigation.values() if not step.many]
    for step in first:
        found += [f"{step.name}/{name}" for name in ENTITIES[step.target].fields]
    for step in first:
        for inner in ENTITIES[step.target].navigation.values():
            if not inner.many:
                names = ENTITIES[inner.target].fields
                found += [f"{step.name}/{inner.name}/{name}" for name in names]
    return list(dict.fromkeys([*found, *also]))


def expand_paths(owner: Entity, chosen: Sequence[str]) -> list[str]:
    """The paths that can be expanded: those of the set, and those that begin with a chosen path.

    Only to the depth that the API is known to answer, except for paths chosen already.
    """
    found = [name for name, step in owner.navigation.items() if ENTITIES[step.target].answers]
    for path in chosen:
        target = resolve_navigation(owner, path)
        if path.count("/") < DEEPEST - 1:
            found += [
                f"{path}/{name}"
                for name, step in target.navigation.items()
                if ENTITIES[step.target].answers
            ]
    return list(dict.fromkeys([*found, *chosen]))


def from_query(query: Query) -> Choice:
    """The choices of the builder for a query."""
    own = tuple(name for name in query.selected if "/" not in name)
    below = tuple(
        (path, tuple(n.rpartition("/")[2] for n in query.selected if n.rpartition("/")[0] == path))
        for path in query.expanded
    )
    if query.selected:  # ids are always included, and no choice would mean all fields
        own = own or ("id",)
        below = tuple((path, names or ("id",)) for path, names in below)
    return Choice(
        name=query.name,
        clauses=tuple(_clauses(_terms(query.filter), query.entity)),
        fields=own,
        expanded=query.expanded,
        fields_of=below if query.selected else (),
        order=tuple(map(str, query.order)),
        limit=query.limit,
        offset=query.offset,
    )


def to_query(choice: Choice) -> Query:
    """The query of the choices. Raises QueryError or UnknownName for invalid text in them."""
    owner = ENTITIES[choice.name]
    query = Query(choice.name).expand(*choice.expanded)
    for clause in choice.clauses:
        query = query.where(compose(clause, owner))
    if choice.fields or any(names for _, names in choice.fields_of):
        query = query.select(*(choice.fields or owner.fields))
        of = dict(choice.fields_of)
        for path in query.expanded:
            names = of.get(path) or resolve_navigation(owner, path).fields
            query = query.select(*(f"{path}/{name}" for name in names))
    if choice.order:
        query = query.order_by(*choice.order)
    if choice.limit is not None:
        query = query.top(choice.limit)
    return query.skip(choice.offset) if choice.offset else query


def compose(clause: Clause, owner: Entity) -> Expr:
    """The condition of a clause. Raises QueryError or UnknownName."""
    values, at = clause.values, field(clause.path)
    match clause.op:
        case "in":
            return at.is_in(values)
        case "eq" | "ne" | "gt" | "ge" | "lt" | "le":
            return Compare(clause.op, Member(clause.path), constant(values[0]))
        case "between":
            return (at >= values[0]) & (at <= values[1])
        case "contains":
            return at.contains(values[0])
        case "starts":
            return at.startswith(values[0])
        case "ends":
            return at.endswith(values[0])
        case "equals":
            return at == values[0]
        case "from":
            return at >= values[0]
        case "until":
            return at < _after(values[0])
        case "on":
            return (at >= values[0]) & (at < _after(values[0]))
        case "days":
            return (at >= values[0]) & (at < _after(values[1]))
        case "yes" | "no":
            return at == (clause.op == "yes")
        case "null":
            return at.is_null()
        case "not_null":
            return at != None  # noqa: E711  a field compares into a condition
        case _:
            return parse_filter(str(values[0]), owner.name)


def _after(day: Value) -> date:
    if not isinstance(day, date) or day == date.max:
        raise QueryError(f"{day} has no day after it")
    return day + _DAY


def _terms(condition: Expr | None) -> list[Expr]:
    if condition is None:
        return []
    if isinstance(condition, Junction) and condition.op == "and":
        return list(condition.terms)
    return [condition]


def _clauses(terms: list[Expr], owner: Entity) -> Iterable[Clause]:
    at = 0
    while at < len(terms):
        pair = _pair(terms[at], terms[at + 1], owner) if at + 1 < len(terms) else None
        found = pair or _single(terms[at], owner)
        # Only a condition that is composed into the same again is shown as widgets.
        taken = terms[at : at + 2] if pair else terms[at : at + 1]
        if found is None or _terms(compose(found, owner)) != taken:
            found, taken = Clause("", RAW, (str(terms[at]),)), taken[:1]
        yield found
        at += len(taken)


def _pair(low: Expr, high: Expr, owner: Entity) -> Clause | None:
    """A range, which is two adjacent conditions."""
    match low, high:
        case (
            Compare("ge", Member(path), Constant(kind, start)),
            Compare("le" | "lt" as op, Member(other), Constant(_, end)),
        ) if path == other:
            integers = isinstance(start, int) and isinstance(end, int)
            if kind == "number" and op == "le" and integers:
                return _known(Clause(path, "between", (int(str(start)), int(str(end)))), owner)
            first, last = _day(start), _day(end)
            if op == "lt" and first and last and first < last:
                last -= _DAY
                alone = first == last
                return (
                    Clause(path, "on", (first,)) if alone else Clause(path, "days", (first, last))
                )
    return None


def _single(term: Expr, owner: Entity) -> Clause | None:
    match term:
        case Compare("eq" | "ne" as op, Member(path), Constant("null", None)):
            return Clause(path, "null" if op == "eq" else "not_null")
        case Compare("eq", Member(path), Constant("boolean", value)):
            return Clause(path, "yes" if value else "no")
        case Compare(op, Member(path), Constant("number", int(value))):
            lookup = lookup_of(owner, path) is not None
            return _known(Clause(path, "in" if lookup and op == "eq" else op, (value,)), owner)
        case Compare("eq", Member(path), Constant("text", str(value))) if value:
            return Clause(path, "equals", (value,))
        case Compare("ge" | "lt" as op, Member(path), Constant("time", datetime() as value)):
            day = _day(value)
            if day is None or day == date.min:
                return None
            ends = op == "lt"
            return Clause(path, "until" if ends else "from", (day - _DAY if ends else day,))
        case Call("substringof", (Constant("text", str(value)), Member(path))) if value:
            return Clause(path, "contains", (value,))
        case Call(
            "startswith" | "endswith" as function, (Member(path), Constant("text", str(value)))
        ) if value:
            return Clause(path, _CALLS[function], (value,))
        case Junction("or", terms):
            return _among(terms, owner)
    return None


def _among(terms: Iterable[Expr], owner: Entity) -> Clause | None:
    paths, values = set(), []
    for term in terms:
        match term:
            case Compare("eq", Member(path), Constant("number", int(value))):
                paths.add(path)
                values.append(value)
            case _:
                return None
    if len(paths) != 1 or len(set(values)) != len(values):
        return None
    return _known(Clause(paths.pop(), "in", tuple(values)), owner)


def _known(clause: Clause, owner: Entity) -> Clause | None:
    """The clause, if the builder offers its operation for that field, else None."""
    offered = OPERATIONS[path_kind(owner, clause.path)]
    return clause if clause.op in offered else None


def _day(value: object) -> date | None:
    """The day of a time that is midnight."""
    if isinstance(value, datetime) and value.time() == time():
        return value.date()
    return None


def safe_text(text: str) -> str:
    """A text from the address for a widget: printable and of limited length."""
    printable = "".join(c if c.isprintable() else " " for c in unicodedata.normalize("NFC", text))
    return printable[:MOST_LETTERS]


def orderings(owner: Entity, also: Iterable[str]) -> list[str]:
    """The orders that can be chosen: each field ascending and descending."""
    own = [str(Ordering(name, down)) for name in owner.fields for down in (False, True)]
    return list(dict.fromkeys([*own, *also]))
