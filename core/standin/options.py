"""The query options of a URL, read and checked, and the link to the next page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote, unquote, unquote_plus

from core.oda.schema.entities import ENTITIES, Entity
from core.standin.errors import BadQuery, BadRequest, no_property
from core.standin.evaluate import SortKeys
from core.standin.filters import Node, parse_filter, parse_orderby

PAGE = 100
DEEPEST = 2
"""How many levels `$expand` may have by default."""

_KNOWN = ("filter", "orderby", "top", "skip", "select", "expand", "inlinecount", "format")
_FORMATS = ("json", "application/json")
_NUMBER = re.compile(r"\+?\d{1,10}", re.ASCII)


@dataclass(frozen=True)
class Shape:
    """What is written of a row: fields in the API's order, and navigation with its own shape."""

    fields: tuple[str, ...]
    expand: Mapping[str, Shape]


@dataclass(frozen=True)
class Options:
    """The query options of one request."""

    pairs: tuple[tuple[str, str], ...]
    condition: Node | None
    keys: SortKeys
    top: int | None
    skip: int
    count: bool
    select: tuple[str, ...]
    expand: tuple[str, ...]
    deepest: int = DEEPEST

    @classmethod
    def parse(cls, query: str, deepest: int = DEEPEST) -> Options:
        """The options of a query string. Those without `$` are ignored. Raises BadRequest."""
        pairs = tuple(_pairs(query))
        given: dict[str, str] = {}
        for name, value in pairs:
            if not name.startswith("$"):
                continue
            if name[1:] not in _KNOWN:
                raise BadQuery(f"The query parameter '{name}' is not supported.")
            if name[1:] in given:
                raise BadQuery(f"The query parameter '{name}' is specified more than once.")
            if not value.strip():
                raise BadQuery(f"The value for OData query '{name}' cannot be empty.")
            given[name[1:]] = value
        if given.get("inlinecount", "none") not in ("allpages", "none"):
            raise BadQuery(f"'{given['inlinecount']}' is not a valid value for $inlinecount.")
        if given.get("format", "json").partition(";")[0] not in _FORMATS:
            raise BadQuery(f"The format '{given['format']}' is not served here.")
        return cls(
            pairs=pairs,
            condition=parse_filter(given["filter"]) if "filter" in given else None,
            keys=parse_orderby(given["orderby"]) if "orderby" in given else (),
            top=_number(given, "top"),
            skip=_number(given, "skip") or 0,
            count=given.get("inlinecount") == "allpages",
            select=_names(given.get("select", "")),
            expand=_names(given.get("expand", "")),
            deepest=deepest,
        )

    def has(self, *names: str) -> bool:
        """Whether one of those options was given."""
        return any(name.startswith("$") and name[1:] in names for name, _ in self.pairs)

    def next_link(self, address: str) -> str:
        """The next page: the same options, `$top` less a page, `$skip` at the end."""
        parts = []
        for name, value in self.pairs:
            if name == "$skip":
                continue
            if name == "$top":
                value = str(int(value) - PAGE)
            mark = "$" if name.startswith("$") else ""
            parts.append(f"{mark}{_escaped(name.removeprefix('$'))}={_escaped(value)}")
        return f"{address}?{'&'.join([*parts, f'$skip={self.skip + PAGE}'])}"


def shape(
    entity: Entity,
    select: Iterable[str],
    expand: Iterable[str],
    deepest: int = DEEPEST,
    depth: int = 0,
) -> Shape:
    """What `$select` and `$expand` ask for. Raises BadQuery on an unknown name, or too deep a path.

    Where anything is selected, an expanded navigation is written only if it is named there too.
    """
    if depth > deepest:
        raise BadQuery(f"The request expands deeper than {deepest} levels.")
    chosen, below_select = _heads(entity, select)
    below_expand: dict[str, list[str]] = {}
    for path in expand:
        name, _, rest = path.partition("/")
        if name not in entity.navigation:
            raise no_property(name, entity.name)
        below_expand.setdefault(name, []).extend([rest] if rest else [])
    for name in below_select:
        if below_select[name] and name not in below_expand:
            raise BadQuery(f"The property '{name}' is selected from but not expanded.")
    everything = not chosen and not below_select
    inner = {
        name: shape(
            ENTITIES[entity.navigation[name].target],
            below_select.get(name, ()),
            paths,
            deepest,
            depth + 1,
        )
        for name, paths in below_expand.items()
    }
    return Shape(
        fields=tuple(f for f in entity.fields if everything or f in chosen or "*" in chosen),
        expand={name: s for name, s in inner.items() if everything or name in below_select},
    )


def _heads(entity: Entity, select: Iterable[str]) -> tuple[set[str], dict[str, list[str]]]:
    """The selected fields, and by navigation the paths selected behind it."""
    chosen: set[str] = set()
    below: dict[str, list[str]] = {}
    for path in select:
        name, _, rest = path.partition("/")
        if name in entity.navigation:
            below.setdefault(name, []).extend([rest] if rest else [])
        elif not rest and (name == "*" or name in entity.fields):
            chosen.add(name)
        else:
            raise no_property(name, entity.name)
    return chosen, below


def _pairs(query: str) -> Iterable[tuple[str, str]]:
    for part in query.split("&"):
        if part:
            name, _, value = part.partition("=")
            try:
                yield unquote(name, errors="strict"), unquote_plus(value, errors="strict")
            except UnicodeDecodeError:
                raise BadRequest("The query string is not UTF-8.") from None


def _number(given: Mapping[str, str], name: str) -> int | None:
    if name not in given:
        return None
    text = given[name].strip()
    if not _NUMBER.fullmatch(text) or int(text) >= 2**31:
        raise BadQuery(f"Invalid value '{text}' for ${name} query option found.")
    return int(text)


def _names(text: str) -> tuple[str, ...]:
    if not text:
        return ()
    names = tuple(name.strip() for name in text.split(","))
    if not all(names):
        raise BadQuery(f"A name is missing in '{text}'.")
    return names


def _escaped(text: str) -> str:
    return quote(text, safe="!*'()")
