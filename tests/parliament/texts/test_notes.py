"""Notes about recorded mistakes, and the members they name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.parliament.texts.conclusions import parse_conclusion
from core.parliament.texts.notes import Match, NoteKind, match_member, parse_note
from core.parliament.votes.positions import Position

FOR, AGAINST, NEITHER, ABSENT = (
    Position.FOR,
    Position.AGAINST,
    Position.NEITHER,
    Position.ABSENT,
)
INDIVIDUAL, PARTY, TECHNICAL, REVOTE = (
    NoteKind.INDIVIDUAL,
    NoteKind.PARTY,
    NoteKind.TECHNICAL,
    NoteKind.REVOTE,
)

# Each note with (kind, member, party, recorded, meant) of every mistake in it.
NOTES = {
    "Ved en fejl stemte Bo Bang (S) for forslaget.": [(INDIVIDUAL, "Bo Bang", "S", FOR, None)],
    "Ved en fejl stemte Bo Bang (S) hverken for eller i mod forslaget.": [
        (INDIVIDUAL, "Bo Bang", "S", NEITHER, None)
    ],
    "Ved en fejl stemte Bo Bang (S) for. ": [(INDIVIDUAL, "Bo Bang", "S", FOR, None)],
    "Ved en fejl stemte Bo Bang (S imod": [(INDIVIDUAL, "Bo Bang", "S", AGAINST, None)],
    "Ved en fejl stemte Bo Bang imod forslaget.": [(INDIVIDUAL, "Bo Bang", None, AGAINST, None)],
    "Ved en fejl stemte Eva Dam (V), Chr. af Dam-Ø (V) og Ib Hvelplund (EL) imod.": [
        (INDIVIDUAL, "Eva Dam", "V", AGAINST, None),
        (INDIVIDUAL, "Chr. af Dam-Ø", "V", AGAINST, None),
        (INDIVIDUAL, "Ib Hvelplund", "EL", AGAINST, None),
    ],
    "Ved en fejl stemte Eva Dam (V) og Ib Hvelplund (EL) for forslaget.\nVed en fejl stemte "
    "Bo Bang (S) imod forslaget.": [
        (INDIVIDUAL, "Eva Dam", "V", FOR, None),
        (INDIVIDUAL, "Ib Hvelplund", "EL", FOR, None),
        (INDIVIDUAL, "Bo Bang", "S", AGAINST, None),
    ],
    "Ved en fejl stemte Eva Dam (V) for og Bo Bang (S) imod ændringsforslag nr. 3 af SF.": [
        (INDIVIDUAL, "Eva Dam", "V", FOR, None),
        (INDIVIDUAL, "Bo Bang", "S", AGAINST, None),
    ],
    "Ved en fejl stemte EL for forslaget.": [(PARTY, None, "EL", FOR, None)],
    "Ved en fejl har SF stemt imod forslaget.": [(PARTY, None, "SF", AGAINST, None)],
    "Ved en fejl stemte Moderaterne (M) for ændringsforslaget.": [(PARTY, None, "M", FOR, None)],
    "Det Konservative Folkeparti stemte ved en fejl for forslaget.": [
        (PARTY, None, "KF", FOR, None)
    ],
    "10 i DF stemte ved en fejl imod forslaget.": [(PARTY, None, "DF", AGAINST, None)],
    "Ved en fejl stemte et medlem af V imod L 12.": [(INDIVIDUAL, None, "V", AGAINST, None)],
    "Ved en fejl stemte M imod forslaget. Ved en fejl stemte Eva Dam (V) imod forslaget.": [
        (PARTY, None, "M", AGAINST, None),
        (INDIVIDUAL, "Eva Dam", "V", AGAINST, None),
    ],
    "Ved en fejl stemte Venstre, Liberal Alliance og SF hverken for eller imod.": [
        (PARTY, None, "V", NEITHER, None),
        (PARTY, None, "LA", NEITHER, None),
        (PARTY, None, "SF", NEITHER, None),
    ],
    "Ved en fejl stemte Bo Bang (S) for i stedet for imod forslaget.": [
        (INDIVIDUAL, "Bo Bang", "S", FOR, AGAINST)
    ],
    "Bo Bang (S) ønskede at stemme imod forslaget, men stemte ved en fejl for.": [
        (INDIVIDUAL, "Bo Bang", "S", FOR, AGAINST)
    ],
    "Ved en fejl stemte Bo Bang (S) for forslaget. Han skulle have stemt imod.": [
        (INDIVIDUAL, "Bo Bang", "S", FOR, AGAINST)
    ],
    "På grund af en fejl er Bo Bangs (S) og Eva Dams (V) stemmer registreret som værende for "
    "forslaget. De stemte imod.": [
        (INDIVIDUAL, "Bo Bang", "S", FOR, AGAINST),
        (INDIVIDUAL, "Eva Dam", "V", FOR, AGAINST),
    ],
    "Bo Bang (S) undlod ved en fejl at stemme.": [(INDIVIDUAL, "Bo Bang", "S", ABSENT, None)],
    "Ved en fejl fik Bo Bang (S) ikke afgivet sin stemme.": [
        (INDIVIDUAL, "Bo Bang", "S", ABSENT, None)
    ],
    "Bo Bang (S) kunne grundet en teknisk fejl ikke afgive sin stemme.": [
        (TECHNICAL, "Bo Bang", "S", ABSENT, None)
    ],
    "Ved en fejl er der afgivet en stemme i Eva Dams (V) navn.": [
        (TECHNICAL, "Eva Dam", "V", None, ABSENT)
    ],
    "Ved en fejl er der registreret en stemme på Niels' (V).": [
        (TECHNICAL, "Niels", "V", None, ABSENT)
    ],
    "Ved en fejl er Eva Dams (V) stemme registeret i Ib Friis' (S) navn.": [
        (TECHNICAL, "Eva Dam", "V", None, None),
        (TECHNICAL, "Ib Friis", "S", None, None),
    ],
    "Bo Bang (S) stemte ved en fejl fra Eva Dams (V) plads.": [
        (TECHNICAL, "Bo Bang", "S", None, None),
        (TECHNICAL, "Eva Dam", "V", None, None),
    ],
    "På grund af en fejl, blev der ikke registreret stemmeafgivning fra Eva Dams (V) og Bo Bangs "
    "(S) panel.": [
        (TECHNICAL, "Eva Dam", "V", ABSENT, None),
        (TECHNICAL, "Bo Bang", "S", ABSENT, None),
    ],
    "Grundet en fejl indgår Bo Bang (S) ikke i registreringen af fraværende medlemmer.": [
        (TECHNICAL, "Bo Bang", "S", None, None)
    ],
    "Grundet en teknisk fejl mangler nogle stemmer.": [(TECHNICAL, None, None, None, None)],
    "Omafstemning": [(REVOTE, None, None, None, None)],
    "Afstemningen gik om.<br/>Ved en fejl stemte Bo Bang (S) imod.": [
        (REVOTE, None, None, None, None),
        (INDIVIDUAL, "Bo Bang", "S", AGAINST, None),
    ],
    "Forslaget går til anden behandling.": [],
}


@pytest.mark.parametrize(("text", "expected"), NOTES.items(), ids=range(len(NOTES)))
def test_parse_note__form(text: str, expected: list[tuple[object, ...]]) -> None:
    notes = parse_note(text)
    assert [(n.kind, n.member, n.party, n.recorded, n.meant) for n in notes] == expected


@pytest.mark.parametrize("text", [None, "", "  "])
def test_parse_note__nothing(text: str | None) -> None:
    assert parse_note(text) == ()


def test_parse_note__from_the_conclusion_and_once() -> None:
    conclusion = parse_conclusion(
        "Forslaget blev vedtaget. For stemte 61 (S), imod stemte 40 (SF), hverken for eller imod "
        "stemte 0. Ved en fejl har SF stemt imod forslaget."
    )
    (note,) = parse_note(None, conclusion)
    assert (note.kind, note.party, note.recorded) == (PARTY, "SF", AGAINST)
    assert note.text == "Ved en fejl har SF stemt imod forslaget."
    assert len(parse_note("Ved en fejl stemte SF imod forslaget.", conclusion)) == 1


@given(
    st.one_of(
        st.text(),
        st.lists(
            st.sampled_from(
                [
                    "Ved en fejl ",
                    "stemte ",
                    "Bo Bangs",
                    " (S)",
                    "(",
                    ")",
                    " for ",
                    "imod",
                    " SF ",
                    "hverken ",
                    "eller ",
                    "navn",
                    ". ",
                    "De ",
                    "\n",
                    "'",
                    "skulle have stemt ",
                ]
            )
        ).map("".join),
    )
)
def test_parse_note__never_raises(text: str) -> None:
    for note in parse_note(text, parse_conclusion(text)):
        assert note.text
        match_member(note.member or "", [(1, "Bo Bang"), (2, text)])


MEMBERS = [
    (1, "Bo Bang"),
    (2, "Eva Lund Dam"),
    (3, "Hans Christian Friis"),
    (4, "Sólrun Åberg"),
    (5, "Ib Jens Hvelplund"),
    (6, "Else Ek"),
    (7, "Else Ek"),
    (8, "Per Krog (udpeget af XA)"),
]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Bo Bang", Match(1, certain=True)),
        ("BO  BANG", Match(1, certain=True)),
        ("Bo Bangs", Match(1, certain=True)),
        ("Eva Dam", Match(2, certain=True)),
        ("Hans Chr. Friis", Match(3, certain=True)),
        ("Solrun Aaberg", Match(4, certain=True)),
        ("Eva Lund Damm", Match(2, certain=False)),
        ("Ib Bo Hvelplund", Match(5, certain=False)),
        ("Else Ek", Match(None, certain=False)),
        ("Per Krog", Match(8, certain=True)),
        ("Per Krogs", Match(8, certain=True)),
        ("Per Krog (udpeget af XA)", Match(8, certain=True)),
        ("Per Krok", Match(8, certain=False)),
        ("(", Match(None, certain=False)),
        ("Ole Ukendt", Match(None, certain=False)),
        ("", Match(None, certain=False)),
    ],
)
def test_match_member__spelling(name: str, expected: Match) -> None:
    assert match_member(name, MEMBERS) == expected


def test_match_member__two_equally_near_are_none() -> None:
    assert match_member("Bo Bank", [(1, "Bo Bang"), (2, "Bo Banz")]) == Match(None, certain=False)
