"""The registry: every entity set of the API with its fields, navigation, expiry and way of loading.

Expiry rules, frame schemas, the data dictionary and the stand-in all derive from here.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from types import MappingProxyType

import polars as pl

from core.errors import UnknownName
from core.oda.schema.table import TABLE

_EDM = {
    "int": "Edm.Int32",
    "short": "Edm.Int16",
    "text": "Edm.String",
    "bool": "Edm.Boolean",
    "time": "Edm.DateTime",
}
DTYPES: Mapping[str, pl.DataType] = MappingProxyType(
    {
        "Edm.Int32": pl.Int32(),
        "Edm.Int16": pl.Int16(),
        "Edm.String": pl.String(),
        "Edm.Boolean": pl.Boolean(),
        "Edm.DateTime": pl.Datetime("ms"),
    }
)
LARGEST_INT = 2**31 - 1
"""The largest whole number of the API (Edm.Int32), ids included."""

INVENTED = "Opdigtet parlament"
"""An extra kind of vote by which a source of invented rows can be recognised."""

LOOKUP_EXPIRY = timedelta(hours=24)
CASE_EXPIRY = timedelta(hours=1)
VOTE_EXPIRY = timedelta(minutes=5)


class Loading(Enum):
    """How the rows of a set are loaded."""

    WHOLE = "whole"  # small: all rows at once
    SESSION = "session"  # by session
    KEY_RANGE = "key range"  # large: by ranges of a key
    ON_DEMAND = "on demand"  # only what a page asks for


@dataclass(frozen=True, slots=True)
class Field:
    """One property of an entity set. Times are Danish local time without a zone.

    `described_in` is the set under which it is described: for a view, the set that it is over.
    """

    name: str
    edm: str
    nullable: bool
    key: bool
    described_in: str

    @property
    def dtype(self) -> pl.DataType:
        """The column type of this field."""
        return DTYPES[self.edm]


@dataclass(frozen=True, slots=True)
class Navigation:
    """A link to another set; `key` is the foreign key, on this set's rows or on the target's."""

    name: str
    target: str
    many: bool
    key: str


@dataclass(frozen=True, slots=True)
class Entity:
    """One entity set. `view_of` names the set that it is a database view over."""

    name: str
    fields: Mapping[str, Field]
    navigation: Mapping[str, Navigation]
    expiry: timedelta
    loading: Loading
    view_of: str | None
    answers: bool

    @property
    def schema(self) -> dict[str, pl.DataType]:
        """Column names and types, in the API's order."""
        return {f.name: f.dtype for f in self.fields.values()}

    @property
    def static(self) -> bool:
        """Whether the rows hardly ever change (lookup tables)."""
        return self.expiry >= LOOKUP_EXPIRY


_LOOKUP = re.compile(r"(type|status|Rolle|kategori|Beskrivelse)$")
_VIEWS = ("Aktstykke", "Almdel", "Debat", "EUsag", "Forslag")
_VOTES = ("Afstemning", "Stemme")
_BY_SESSION = ("Afstemning", "Møde", "Sag", "Sagstrin")
_KEY_RANGE = ("Stemme", "Aktør", "AktørAktør", "SagAktør", "SagstrinAktør", "Emneord", "EmneordSag")
# The API lists these in $metadata and answers 404 when they are asked for.
_SILENT = ("Sambehandlinger",)


def _build(name: str, fields: str, navigation: str) -> Entity:
    lookup = bool(_LOOKUP.search(name)) or name == "Periode"
    if lookup:
        expiry, loading = LOOKUP_EXPIRY, Loading.WHOLE
    else:
        expiry = VOTE_EXPIRY if name in _VOTES else CASE_EXPIRY
        loading = (
            Loading.KEY_RANGE
            if name in _KEY_RANGE
            else Loading.SESSION
            if name in _BY_SESSION
            else Loading.ON_DEMAND
        )
    return Entity(
        name=name,
        fields=MappingProxyType({f.name: f for f in _fields(name, fields)}),
        navigation=MappingProxyType({n.name: n for n in _navigation(navigation)}),
        expiry=expiry,
        loading=loading,
        view_of="Sag" if name in _VIEWS else None,
        answers=name not in _SILENT,
    )


def _fields(owner: str, table: str) -> Iterable[Field]:
    described_in = "Sag" if owner in _VIEWS else owner
    for word in table.split():
        name, _, kind = word.partition(":")
        yield Field(name, _EDM[kind.rstrip("?")], kind.endswith("?"), name == "id", described_in)


_NAVIGATION = re.compile(r"(?P<name>\w+)(?:=(?P<target>\w+))?(?P<many>\*?)\((?P<key>\w+)\)")


def _navigation(table: str) -> Iterable[Navigation]:
    for word in table.split():
        m = _NAVIGATION.fullmatch(word)
        assert m, word
        yield Navigation(m["name"], m["target"] or m["name"], bool(m["many"]), m["key"])


ENTITIES: Mapping[str, Entity] = MappingProxyType(
    {name: _build(name, fields, navigation) for name, (fields, navigation) in TABLE.items()}
)


def entity(name: str) -> Entity:
    """The entity set of that name. Raises UnknownName with the nearest right spelling."""
    try:
        return ENTITIES[name]
    except KeyError:
        raise unknown_name("entity set", name, ENTITIES) from None


def unknown_name(
    kind: str, name: str, known: Iterable[str], owner: Entity | None = None
) -> UnknownName:
    """The error for a name that is not known (in `owner`), with the nearest right spelling."""
    suggestion = nearest(name, known)
    hint = f"; did you mean {suggestion!r}?" if suggestion else ""
    start = f"{owner.name} has no {kind}" if owner else f"there is no {kind}"
    return UnknownName(
        f"{start} {name!r}{hint}",
        kind=kind,
        name=name,
        suggestion=suggestion,
        owner=owner.name if owner else None,
    )


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that a misspelt one most likely means, or None."""
    by_folded = {_folded(k): k for k in known}
    match = difflib.get_close_matches(_folded(name), by_folded, n=1, cutoff=0.6)
    return by_folded[match[0]] if match else None


def _folded(name: str) -> str:
    for danish, plain in (("æ", "ae"), ("ø", "oe"), ("å", "aa")):
        name = name.casefold().replace(danish, plain)
    return name
