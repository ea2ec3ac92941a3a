"""Every set and field of the registry has its words in the catalogue."""

from __future__ import annotations

import pytest

from core.language import LANGUAGES, catalogue
from core.oda.schema.descriptions import field_text, set_text
from core.oda.schema.entities import ENTITIES, entity


@pytest.mark.parametrize("name", ENTITIES)
def test_texts__every_set_and_field_has_them_in_both_languages(name):
    one = ENTITIES[name]
    assert set_text(one, "da") != set_text(one, "en")
    for field in one.fields.values():
        danish, english = (field_text(field, lang) for lang in LANGUAGES)
        assert danish, field
        assert english, field
        assert danish != english, field


@pytest.mark.parametrize("lang", LANGUAGES)
def test_texts__none_is_left_that_no_set_and_no_field_has(lang):
    known = {f"schema.set.{name}" for name in ENTITIES}
    for one in ENTITIES.values():
        for field in one.fields:
            known |= {f"schema.field.{one.name}.{field}", f"schema.field.{field}"}
    assert {key for key in catalogue(lang) if key.startswith("schema.")} <= known


def test_field_text__a_set_says_better_what_its_own_field_means():
    assert field_text(entity("Stemme").fields["typeid"], "en") == (
        "1 for, 2 against, 3 absent, 4 neither for nor against"
    )
    assert field_text(entity("Møde").fields["typeid"], "en") == (
        "Kind, as a number in its lookup table"
    )


def test_field_text__a_view_is_described_as_what_it_is_over():
    for name in ("Forslag", "Sag"):
        assert field_text(entity(name).fields["lovnummer"], "da") == "Nummer i Lovtidende"
