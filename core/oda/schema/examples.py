"""What a value of each field looks like, for the data dictionary. Long texts end in an ellipsis."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from core.oda.schema.entities import Entity


def example(owner: Entity, name: str) -> str | None:
    """A value that a field may have, as the API writes it; None where none is known."""
    described = owner.view_of or owner.name
    return _examples().get(f"{described}.{name}") or _examples().get(name)


@cache
def _examples() -> Mapping[str, str]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
