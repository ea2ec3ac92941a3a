"""The `$metadata` document, written from the registry."""

from __future__ import annotations

from functools import cache
from xml.sax.saxutils import quoteattr

from core.oda.schema.entities import ENTITIES, Entity, Field, Navigation

_MODEL = "FT.Domain.Models"
_EDM = "http://schemas.microsoft.com/ado/2009/11/edm"
_EDMX = "http://schemas.microsoft.com/ado/2007/06/edmx"
_SERVICES = "http://schemas.microsoft.com/ado/2007/08/dataservices/metadata"


@cache
def document() -> str:
    """The EDMX document: types with keys and navigation, associations, and the container."""
    types = "".join(_entity_type(entity) for entity in ENTITIES.values())
    links = [(entity, step) for entity in ENTITIES.values() for step in entity.navigation.values()]
    associations = "".join(_association(entity, step) for entity, step in links)
    sets = "".join(_tag("EntitySet", Name=name, EntityType=f"{_MODEL}.{name}") for name in ENTITIES)
    association_sets = "".join(_association_set(entity, step) for entity, step in links)
    return (
        f'<edmx:Edmx Version="1.0" xmlns:edmx="{_EDMX}">'
        '<edmx:DataServices m:DataServiceVersion="3.0" m:MaxDataServiceVersion="3.0" '
        f'xmlns:m="{_SERVICES}">'
        f'<Schema Namespace="{_MODEL}" xmlns="{_EDM}">{types}{associations}</Schema>'
        f'<Schema Namespace="Default" xmlns="{_EDM}">'
        '<EntityContainer Name="Container" m:IsDefaultEntityContainer="true">'
        f"{sets}{association_sets}</EntityContainer></Schema>"
        "</edmx:DataServices></edmx:Edmx>"
    )


def _entity_type(entity: Entity) -> str:
    keys = "".join(_tag("PropertyRef", Name=f.name) for f in entity.fields.values() if f.key)
    fields = "".join(_field(field) for field in entity.fields.values())
    links = "".join(
        _tag(
            "NavigationProperty",
            Name=step.name,
            Relationship=f"{_MODEL}.{_association_name(entity, step)}",
            ToRole=step.name,
            FromRole=f"{step.name}Partner",
        )
        for step in entity.navigation.values()
    )
    return (
        f"<EntityType Name={quoteattr(entity.name)}><Key>{keys}</Key>{fields}{links}</EntityType>"
    )


def _field(field: Field) -> str:
    if field.nullable:
        return _tag("Property", Name=field.name, Type=field.edm)
    return _tag("Property", Name=field.name, Type=field.edm, Nullable="false")


def _association_name(entity: Entity, step: Navigation) -> str:
    parts = (_MODEL, entity.name, step.name, _MODEL, step.target, f"{step.name}Partner")
    return "_".join(part.replace("_", "__").replace(".", "_") for part in parts)


def _association(entity: Entity, step: Navigation) -> str:
    target = _tag(
        "End",
        Type=f"{_MODEL}.{step.target}",
        Role=step.name,
        Multiplicity="*" if step.many else "0..1",
    )
    source = _tag(
        "End", Type=f"{_MODEL}.{entity.name}", Role=f"{step.name}Partner", Multiplicity="0..1"
    )
    name = quoteattr(_association_name(entity, step))
    return f"<Association Name={name}>{target}{source}</Association>"


def _association_set(entity: Entity, step: Navigation) -> str:
    name = _association_name(entity, step)
    source = _tag("End", Role=f"{step.name}Partner", EntitySet=entity.name)
    target = _tag("End", Role=step.name, EntitySet=step.target)
    return (
        f"<AssociationSet Name={quoteattr(name + 'Set')} "
        f"Association={quoteattr(f'{_MODEL}.{name}')}>{source}{target}</AssociationSet>"
    )


def _tag(name: str, **attributes: str) -> str:
    written = " ".join(f"{key}={quoteattr(value)}" for key, value in attributes.items())
    return f"<{name} {written} />"
