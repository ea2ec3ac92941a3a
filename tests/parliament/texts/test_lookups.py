"""The API's names of kinds, states and roles in English."""

from __future__ import annotations

from typing import get_args

import pytest

from core.language import catalogue
from core.parliament.texts.lookups import LookupSet, document_words, lookup_words, with_danish
from core.standin.demo.lookups import add_lookups
from core.standin.demo.rows import Tables

SETS: tuple[tuple[LookupSet, str, str], ...] = (
    ("case_category", "Sagskategori", "kategori"),
    ("case_kind", "Sagstype", "type"),
    ("case_status", "Sagsstatus", "status"),
    ("document", "Dokumenttype", "type"),
    ("document_category", "Dokumentkategori", "kategori"),
    ("document_role", "DokumentAktørRolle", "rolle"),
    ("document_status", "Dokumentstatus", "status"),
    ("meeting", "Mødetype", "type"),
    ("meeting_status", "Mødestatus", "status"),
    ("step", "Sagstrinstype", "type"),
    ("step_status", "Sagstrinsstatus", "status"),
)
# What the API's own words are for the same in both languages, or letters that nobody explains.
SAME = {"B2", "B3", "FT", "S", "US", "Minister", "Deputation"}
# Names of the API that the invented parliament has no row of, as other software lists them.
MORE: dict[LookupSet, tuple[str, ...]] = {
    "case_status": ("1. beh./Bortfaldet", "Eneste behandling/Forkastet"),
    "document_category": ("Notat", "Optryk efter 2.beh", "Publikation"),
    "step": (
        "Tilføjelse til tillægsbetænkning",
        "Ændringsforslag uden for betænkning/til 2. behandling",
        "Ændringsforslag uden for tillægsbetænkning/til 3. behandling",
        "2. (sidste) behandling",
        "Eventuelt: 3. behandling",
        "Anmeldelse (i salen)",
        "Politisk drøftelse",
        "Frist for politiske bem. og ÆF",
    ),
    "step_status": ("Betænkning afgivet", "Behandlet/Henvist til udvalg", "Konfirmeret"),
}


@pytest.fixture(scope="module")
def names() -> dict[LookupSet, list[str]]:
    """The names of each set: those of the invented parliament's lookup sets, and some more."""
    tables = Tables()
    add_lookups(tables)
    return {
        names: [*tables[entity].frame()[field].unique().to_list(), *MORE.get(names, ())]
        for names, entity, field in SETS
    }


def test_sets__are_all_walked():
    assert sorted(names for names, _, _ in SETS) == sorted(get_args(LookupSet))
    sections = {key.split(".")[1] for key in catalogue("da") if key.startswith("lookup.")}
    assert sections == set(get_args(LookupSet))


@pytest.mark.parametrize("of", get_args(LookupSet))
def test_lookup_words__each_name_of_the_api_has_both_languages(
    names: dict[LookupSet, list[str]], of: LookupSet
):
    left = [
        name
        for name in names[of]
        if name not in SAME and lookup_words(of, name, "en") == lookup_words(of, name, "da")
    ]
    assert left == []


@pytest.mark.parametrize(
    "name", ["3.beh./Vedtaget", "3. beh./Vedtaget", "3. beh/vedtaget", " 3. Beh. / Vedtaget "]
)
def test_lookup_words__a_name_is_known_in_each_spelling(name: str):
    assert lookup_words("case_status", name, "en") == "Adopted at 3rd reading"
    assert lookup_words("case_status", name, "da") == name


def test_lookup_words__none_is_empty_and_a_new_name_stays():
    assert lookup_words("step", None, "en") == ""
    assert lookup_words("step", "4. behandling", "en") == "4. behandling"


def test_with_danish__has_parliaments_word_once():
    assert with_danish("case_status", "Stadfæstet", "en") == "Signed into law (Stadfæstet)"
    assert with_danish("case_status", "Stadfæstet", "da") == "Stadfæstet"
    assert with_danish("case_category", "B2", "en") == "B2"
    assert with_danish("case_category", None, "en") == ""


def test_document_words__kind_and_category_each_once():
    row = {"type": "Notat", "category": "Notat"}
    assert document_words(row, "en") == ("Note",)
    assert document_words({"type": "Svar", "category": "Endeligt svar"}, "en") == (
        "Answer",
        "Final answer",
    )
    assert document_words({"type": None, "category": None}, "da") == ()
