"""Applies faults of form to the rows of an answer."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from core.oda.schema.entities import ENTITIES, Entity
from core.standin.faults import Rule, Trouble

NONSENSE = "??"
_HALF = "\ud83d"
_HERE = ZoneInfo("Europe/Copenhagen")


def spoil(body: str, name: str, trouble: Trouble) -> str:
    """A page of the set of that name with the faults of form applied."""
    if not trouble.forms and trouble.count is None:
        return body
    document = json.loads(body)
    if trouble.count is not None and "odata.count" in document:
        document["odata.count"] = str(trouble.count)
    hit: Counter[Rule] = Counter()
    for entity, row in _rows(ENTITIES[name], document["value"]):
        for rule in trouble.forms:
            if rule.entity != entity.name or rule.field not in row:
                continue
            hit[rule] += 1
            if rule.amount is None or hit[rule] <= rule.amount:
                _apply(rule, row)
    return json.dumps(document)


def _rows(entity: Entity, found: Any) -> Iterator[tuple[Entity, dict[str, Any]]]:
    """Every row with its set, including rows expanded in others."""
    for row in found if isinstance(found, list) else [found]:
        if not isinstance(row, dict):
            continue
        yield entity, row
        for step in entity.navigation.values():
            if step.name in row:
                yield from _rows(ENTITIES[step.target], row[step.name])


def _apply(rule: Rule, row: dict[str, Any]) -> None:
    value = row[rule.field]
    if rule.name == "drop":
        del row[rule.field]
    elif rule.name == "null":
        row[rule.field] = None
    elif value is None:
        return
    elif rule.name == "text":
        row[rule.field] = str(value)
    elif rule.name == "zone":
        there = datetime.fromisoformat(value).replace(tzinfo=_HERE).astimezone(UTC)
        row[rule.field] = there.isoformat().replace("+00:00", "Z")
    elif rule.name == "half":
        row[rule.field] = f"{value}{_HALF}"
    else:
        row[rule.field] = NONSENSE
