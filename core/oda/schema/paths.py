"""Finds fields and navigation paths in the registry, or says which name was most likely meant."""

from __future__ import annotations

from core.errors import QueryError
from core.oda.schema.entities import ENTITIES, Entity, Field, unknown_name


def resolve_field(owner: Entity, path: str, *, through_many: bool = False) -> Field:
    """The field that `path` leads to from `owner`, such as `nummer` or `Møde/dato`.

    A path leads through collections only with `through_many`. Raises UnknownName or QueryError.
    """
    *steps, name = path.split("/")
    for step in steps:
        owner = _follow(owner, step, through_many)
    if name in owner.fields:
        return owner.fields[name]
    if name in owner.navigation:
        target = owner.navigation[name].target
        raise QueryError(
            f"{name} leads from {owner.name} to {target}: name one of its fields, "
            f"such as {path}/{next(iter(ENTITIES[target].fields))}",
            name=name,
            suggestion=None,
        )
    raise unknown_name("field", name, owner.fields, owner)


def resolve_navigation(owner: Entity, path: str) -> Entity:
    """The set that a navigation path leads to, collections included.

    Raises UnknownName or QueryError.
    """
    for step in path.split("/"):
        owner = _follow(owner, step, through_many=True)
    return owner


def check_collection(owner: Entity, path: str) -> None:
    """Check that `path` leads to a collection, and through none. Raises UnknownName, QueryError."""
    *steps, name = path.split("/")
    for step in steps:
        owner = _follow(owner, step, through_many=False)
    _follow(owner, name, through_many=True)
    if not owner.navigation[name].many:
        raise QueryError(f"any() asks about a collection, and {name} in {owner.name} is one row")


def _follow(owner: Entity, step: str, through_many: bool) -> Entity:
    navigation = owner.navigation.get(step)
    if navigation is None:
        if step in owner.fields:
            raise QueryError(f"{step} is a field of {owner.name} and leads nowhere")
        raise unknown_name("navigation", step, owner.navigation, owner)
    if navigation.many and not through_many:
        raise QueryError(
            f"{step} in {owner.name} is a collection: only {step}/any() can be asked about it"
        )
    target = ENTITIES[navigation.target]
    check_answers(target)
    return target


def check_answers(owner: Entity) -> None:
    """Refuse a set that the API lists but does not answer for. Raises QueryError."""
    if not owner.answers:
        raise QueryError(f"the API lists {owner.name} but does not answer for it", name=owner.name)
