"""What each entity set and each field means, from the text catalogue.

A field is described under its set, or once for all sets if it means the same in each.
"""

from __future__ import annotations

from core.language import Lang, catalogue, text
from core.oda.schema.entities import Entity, Field


def set_text(entity: Entity, lang: Lang) -> str:
    """What the rows of a set are."""
    return text(f"schema.set.{entity.name}", lang)


def field_text(field: Field, lang: Lang) -> str | None:
    """What a field means; None where that is not described."""
    texts = catalogue(lang)
    own = texts.get(f"schema.field.{field.described_in}.{field.name}")
    return own or texts.get(f"schema.field.{field.name}")
