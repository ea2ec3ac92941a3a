"""Finds the parts of a condition that an index can answer without reading every row."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from core.oda.schema.entities import Entity
from core.standin.filters import Compare, Comparison, Constant, Junction, Node, Path
from core.standin.tables import Positions

Found = Positions | range

_MIRRORED: dict[Comparison, Comparison] = {
    "eq": "eq",
    "ne": "ne",
    "gt": "lt",
    "ge": "le",
    "lt": "gt",
    "le": "ge",
}
_INT32 = np.iinfo(np.int32)


def array(found: Found) -> Positions:
    """The positions as an array."""
    if isinstance(found, range):  # asarray would iterate over it in Python
        return np.arange(found.start, found.stop, found.step, dtype=np.int64)
    return found


def conjuncts(condition: Node) -> Iterator[Node]:
    """The conditions that must all be true."""
    if isinstance(condition, Junction) and condition.word == "and":
        for part in condition.parts:
            yield from conjuncts(part)
    else:
        yield condition


def id_bounds(part: Node) -> tuple[int | None, int | None] | None:
    """`(above, upto)` with above < id <= upto, if that is the condition; otherwise None."""
    plain = _field_and_constant(part)
    if plain is None or plain[1].names != ("id",):
        return None
    number = _whole(plain[2])
    if number is None:
        return None
    match plain[0]:
        case "gt":
            return number, None
        case "ge":
            return number - 1, None
        case "lt":
            return None, number - 1
        case "le":
            return None, number
        case "eq":
            return number - 1, number
    return None


def equalities(part: Node, entity: Entity) -> tuple[str, npt.NDArray[np.int64]] | None:
    """The whole-number field and the values, if the condition is `f eq 1 [or f eq 2 ...]`."""
    alternatives = part.parts if isinstance(part, Junction) and part.word == "or" else (part,)
    names: set[str] = set()
    values: list[int] = []
    for alternative in alternatives:
        plain = _field_and_constant(alternative)
        number = _whole(plain[2]) if plain else None
        if plain is None or number is None or plain[0] != "eq" or len(plain[1].names) > 1:
            return None
        names.add(plain[1].names[0])
        values.append(number)
    (name, *others) = names
    if others or entity.fields[name].edm != "Edm.Int32":
        return None
    return name, np.array([v for v in values if _INT32.min <= v <= _INT32.max], dtype=np.int64)


def behind_navigation(part: Node) -> tuple[str, Node] | None:
    """The navigation and the condition on its target, if the condition is only about that.

    None also for conditions that a row without a target could meet.
    """
    if isinstance(part, Junction):
        inner = [behind_navigation(p) for p in part.parts]
        found = [i for i in inner if i is not None]
        if len(found) < len(inner) or len({name for name, _ in found}) > 1:
            return None
        return found[0][0], Junction(part.word, tuple(node for _, node in found))
    plain = _field_and_constant(part)
    if plain is None or len(plain[1].names) < 2 or plain[0] == "ne" or plain[2].kind == "null":
        return None
    operator, path, constant = plain
    return path.names[0], Compare(operator, Path(path.names[1:]), constant)


def within(positions: Positions, span: range) -> Positions:
    """Those of the ascending positions that are in the span."""
    first, last = np.searchsorted(positions, [span.start, span.stop])
    return positions[first:last]


def _field_and_constant(part: Node) -> tuple[Comparison, Path, Constant] | None:
    """A comparison of a field with a constant, the field on the left."""
    match part:
        case Compare(operator, Path() as path, Constant() as constant):
            return operator, path, constant
        case Compare(operator, Constant() as constant, Path() as path):
            return _MIRRORED[operator], path, constant
    return None


def _whole(constant: Constant) -> int | None:
    return constant.value if constant.kind == "number" and isinstance(constant.value, int) else None
