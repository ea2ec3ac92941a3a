"""Checks the values of a page against the registry; other safe forms are converted and counted."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from core.errors import FormChanged, NotOData
from core.oda.schema.entities import LARGEST_INT, Entity, Field
from core.times import local_text

_INTEGER = re.compile(r"-?[0-9]{1,10}")
_BITS = {"Edm.Int32": 31, "Edm.Int16": 15}
_TYPES: dict[str, type] = {
    "Edm.Int32": int,
    "Edm.Int16": int,
    "Edm.String": str,
    "Edm.Boolean": bool,
    "Edm.DateTime": str,
}
# Every page needs the list of sessions, so an unreadable date in it is left empty.
_FORGIVEN = frozenset({("Periode", "startdato"), ("Periode", "slutdato")})
_MOST_FORGIVEN = 0.5


@dataclass(slots=True)
class Drift:
    """How rows differed from the registry: `Set.field` -> number of rows.

    `unknown`: fields that the registry does not have. `missing`: fields that rows lack and that
    no table or figure uses. `wrong_type`: values that cannot be read and are left empty.
    `converted`: values of another form that were read safely.
    """

    unknown: Counter[str] = field(default_factory=Counter)
    missing: Counter[str] = field(default_factory=Counter)
    wrong_type: Counter[str] = field(default_factory=Counter)
    converted: Counter[str] = field(default_factory=Counter)

    def __bool__(self) -> bool:
        return bool(self.unknown or self.missing or self.wrong_type or self.converted)

    def add(self, other: Drift) -> None:
        """Add another count to this one."""
        self.unknown += other.unknown
        self.missing += other.missing
        self.wrong_type += other.wrong_type
        self.converted += other.converted


class Unreadable(ValueError):
    """A value that is not of its field's form and cannot be read safely."""


def may_be_empty(entity: Entity, name: str) -> bool:
    """Whether single values of a field may be null in a frame of the set."""
    return entity.fields[name].nullable or (entity.name, name) in _FORGIVEN


def read_value(known: Field, value: object) -> Any:
    """The value as the field's form has it: a time as text without a zone. Raises Unreadable.

    Two other forms are safe to read: a whole number as text, and a time with its zone, which
    becomes Danish time.
    """
    if value is None:
        return None
    if known.edm in _BITS:
        if isinstance(value, str) and _INTEGER.fullmatch(value):
            value = int(value)
        bound = 1 << _BITS[known.edm]
        if type(value) is int and -bound <= value < bound:
            return value
    elif known.edm == "Edm.DateTime":
        if isinstance(value, str):
            try:
                return local_text(value)
            except ValueError:
                pass
    elif type(value) is _TYPES[known.edm]:
        return value
    raise Unreadable(f"{str(value)[:40]!r}")


def read_key(entity: Entity, values: list[Any]) -> list[Any]:
    """The ids of rows. Raises NotOData where one is no number: then it is no page of this API."""
    if set(map(type, values)) - {int} or any(abs(n) > LARGEST_INT for n in values):
        raise NotOData(f"a row of {entity.name} with an id that is no number")
    return values


def read_column(entity: Entity, known: Field, values: list[Any], drift: Drift) -> list[Any]:
    """The values of one field of many rows, read by `read_value`; differences count in `drift`.

    Raises FormChanged where a value cannot be read, or is null and must not be.
    """
    if _as_expected(known, values):
        return values
    name = f"{entity.name}.{known.name}"
    read: list[Any] = []
    bad: list[str] = []
    for value in values:
        try:
            found = read_value(known, value)
            if found is None and not known.nullable:
                raise Unreadable("nothing")
        except Unreadable as error:
            found = None
            bad.append(str(error))
        else:
            if found != value:
                drift.converted[name] += 1
        read.append(found)
    if bad:
        forgiven = (entity.name, known.name) in _FORGIVEN
        if not forgiven or len(bad) > _MOST_FORGIVEN * len(values):
            raise changed(
                name, "other_form", f"{name} is {bad[0]} in {len(bad)} of {len(values)} rows"
            )
        drift.wrong_type[name] += len(bad)
    return read


def changed(name: str, what: str, detail: str) -> FormChanged:
    """The error for a field, `Set.field`, that is not as it should be."""
    return FormChanged(detail, name=name, what=what)


def _as_expected(known: Field, values: Sequence[Any]) -> bool:
    """Whether all values have the expected form, as they usually have: a fast first check."""
    types = set(map(type, values))
    if type(None) in types:
        if not known.nullable:
            return False
        types.discard(type(None))
    if types - {_TYPES[known.edm]}:
        return False
    if known.edm == "Edm.DateTime":
        return all(text is None or _plain_time(text) for text in values)
    bits = _BITS.get(known.edm)
    return bits is None or all(n is None or -(1 << bits) <= n < 1 << bits for n in values)


def _plain_time(text: str) -> bool:
    try:
        return local_text(text) == text
    except ValueError:
        return False
