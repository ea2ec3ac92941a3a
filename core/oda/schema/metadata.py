"""Compares the API's `$metadata` with the registry and names every difference."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NoReturn, TypeVar
from xml.etree import ElementTree
from xml.parsers import expat

from core.errors import NotOData
from core.oda.schema.entities import ENTITIES, Entity

T = TypeVar("T")
K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference, at `where`: `Set` or `Set.name`.

    `kind` is type, nullable, key, target or cardinality where both sides have the thing; else
    `missing` (only the registry has it) or `extra` (only the API), with set, field or navigation.
    """

    kind: str
    where: str
    ours: str
    theirs: str

    def __str__(self) -> str:
        if self.kind.startswith("missing"):
            return f"{self.where}: {self.kind}, the registry has {self.ours}"
        if self.kind.startswith("extra"):
            return f"{self.where}: {self.kind}, the API has {self.theirs}"
        return f"{self.where}: {self.kind} is {self.theirs}, in the registry {self.ours}"


@dataclass(frozen=True, slots=True)
class _Field:
    edm: str
    nullable: bool
    key: bool

    def __str__(self) -> str:
        return self.edm

    def compared(self) -> dict[str, str]:
        """What is compared, by kind of difference."""
        return {"type": self.edm, "nullable": _yes(self.nullable), "key": _yes(self.key)}


@dataclass(frozen=True, slots=True)
class _Link:
    target: str
    many: bool

    def __str__(self) -> str:
        return f"{self.target}{'[]' if self.many else ''}"

    def compared(self) -> dict[str, str]:
        """What is compared, by kind of difference."""
        return {"target": self.target, "cardinality": "many" if self.many else "one"}


_Part = TypeVar("_Part", _Field, _Link)


@dataclass(frozen=True, slots=True)
class _Set:
    fields: Mapping[str, _Field]
    links: Mapping[str, _Link]

    def __str__(self) -> str:
        return f"{len(self.fields)} fields"


def compare_metadata(document: bytes) -> list[Difference]:
    """Every difference between an EDMX document of OData v3 and the registry; none is `[]`.

    Sets, fields (type, nullability, key) and navigation (target, cardinality) are compared, in
    the registry's order; the order in the document does not matter. Raises NotOData for what is
    not such a document, or declares a DOCTYPE or entities.
    """
    ours = {name: _registered(entity) for name, entity in ENTITIES.items()}
    return list(_compare_sets(ours, _read(document)))


def _compare_sets(ours: Mapping[str, _Set], theirs: Mapping[str, _Set]) -> Iterator[Difference]:
    for name, our, their in _paired(ours, theirs):
        if our is None or their is None:
            yield _one_sided("set", name, our, their)
            continue
        yield from _compare_parts("field", name, our.fields, their.fields)
        yield from _compare_parts("navigation", name, our.links, their.links)


def _compare_parts(
    what: str, owner: str, ours: Mapping[str, _Part], theirs: Mapping[str, _Part]
) -> Iterator[Difference]:
    for name, our, their in _paired(ours, theirs):
        where = f"{owner}.{name}"
        if our is None or their is None:
            yield _one_sided(what, where, our, their)
            continue
        found = their.compared()
        for kind, value in our.compared().items():
            if value != found[kind]:
                yield Difference(kind, where, value, found[kind])


def _paired(
    ours: Mapping[str, T], theirs: Mapping[str, T]
) -> Iterator[tuple[str, T | None, T | None]]:
    for name in dict.fromkeys((*ours, *theirs)):
        yield name, ours.get(name), theirs.get(name)


def _one_sided(what: str, where: str, our: object, their: object) -> Difference:
    if their is None:
        return Difference(f"missing {what}", where, str(our), "nothing")
    return Difference(f"extra {what}", where, "nothing", str(their))


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def _registered(entity: Entity) -> _Set:
    return _Set(
        {f.name: _Field(f.edm, f.nullable, f.key) for f in entity.fields.values()},
        {n.name: _Link(n.target, n.many) for n in entity.navigation.values()},
    )


def _read(document: bytes) -> dict[str, _Set]:
    root = _parse(document)
    types = {_attribute(e, "Name"): e for e in root.iterfind(".//{*}EntityType")}
    ends = {
        (_attribute(association, "Name"), _attribute(end, "Role")): end
        for association in root.iterfind(".//{*}Association")
        for end in association.iterfind("{*}End")
    }
    sets = {
        _attribute(e, "Name"): _unqualified(_attribute(e, "EntityType"))
        for e in root.iterfind(".//{*}EntityContainer/{*}EntitySet")
    }
    if not sets:
        raise NotOData("the document lists no entity sets")
    set_of_type = {type_name: name for name, type_name in sets.items()}
    return {
        name: _Set(
            dict(_fields(_found(types, type_name))),
            dict(_links(_found(types, type_name), ends, set_of_type)),
        )
        for name, type_name in sets.items()
    }


def _fields(entity_type: ElementTree.Element) -> Iterator[tuple[str, _Field]]:
    keys = {_attribute(e, "Name") for e in entity_type.iterfind("{*}Key/{*}PropertyRef")}
    for e in entity_type.iterfind("{*}Property"):
        name = _attribute(e, "Name")
        nullable = e.get("Nullable", "true").strip() not in ("false", "0")
        yield name, _Field(_attribute(e, "Type"), nullable, name in keys)


def _links(
    entity_type: ElementTree.Element,
    ends: Mapping[tuple[str, str], ElementTree.Element],
    set_of_type: Mapping[str, str],
) -> Iterator[tuple[str, _Link]]:
    for e in entity_type.iterfind("{*}NavigationProperty"):
        association = _unqualified(_attribute(e, "Relationship"))
        end = _found(ends, (association, _attribute(e, "ToRole")))
        target = _unqualified(_attribute(end, "Type"))
        many = _attribute(end, "Multiplicity") == "*"
        yield _attribute(e, "Name"), _Link(set_of_type.get(target, target), many)


def _parse(document: bytes) -> ElementTree.Element:
    def refuse(*_: object) -> NoReturn:
        raise NotOData("$metadata must not declare a DOCTYPE or entities")

    guard = expat.ParserCreate()
    guard.StartDoctypeDeclHandler = refuse
    guard.EntityDeclHandler = refuse
    try:
        guard.Parse(document, True)
        # No DOCTYPE comes this far, so there is nothing to expand.
        root = ElementTree.fromstring(document)  # noqa: S314
    except (expat.ExpatError, ElementTree.ParseError, LookupError, ValueError) as error:
        raise NotOData(f"$metadata is not XML: {error}") from None
    if root.tag.rpartition("}")[2] != "Edmx":
        raise NotOData(f"$metadata is not EDMX but begins with {root.tag[:100]!r}")
    return root


def _attribute(element: ElementTree.Element, name: str) -> str:
    value = element.get(name)
    if not value:
        tag = element.tag.rpartition("}")[2]
        raise NotOData(f"an element {tag} of $metadata has no {name}")
    return unicodedata.normalize("NFC", value)


def _found(known: Mapping[K, ElementTree.Element], name: K) -> ElementTree.Element:
    try:
        return known[name]
    except KeyError:
        raise NotOData(f"$metadata refers to {name!r} and does not define it") from None


def _unqualified(name: str) -> str:
    return name.rpartition(".")[2]
