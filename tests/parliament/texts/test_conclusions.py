"""Official conclusions in every form they come in, and in forms that they should not come in."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.parliament.texts.conclusions import (
    Conclusion,
    Counts,
    NamedPosition,
    parse_conclusion,
    read_conclusions,
)
from core.parliament.votes.positions import POSITION_OF_KIND, Position

FOR, AGAINST, NEITHER = Position.FOR, Position.AGAINST, Position.NEITHER

# One text a form: result, totals, and the parties of each position (None: the text does not say).
FORMS = {
    "lines": (
        "Vedtaget\n\n61 stemmer for forslaget (S, V)\n\n40 stemmer imod forslaget (SF, EL)\n\n"
        "3 stemmer hverken for eller imod forslaget (LA)\n\n",
        (True, 61, 40, 3, "S V", "SF EL", "LA"),
    ),
    "indented": (
        "\n        Forkastet\n\n        20 stemmer for forslaget (S, Anna Hansen (V))\n\n"
        "        80 stemmer imod forslaget (V)\n\n"
        "        0 stemmer hverken for eller imod forslaget\n\n      ",
        (False, 20, 80, 0, "S", "V", ""),
    ),
    "table": (
        "\nVedtaget\n\nFor\t            61\nImod\t       40\nHverken for/imod\t  3\nI alt\t  104\n",
        (True, 61, 40, 3, None, None, None),
    ),
    "run together": (
        "Vedtaget61 stemmer for forslaget (S, V)40 stemmer imod forslaget (SF)0 stemmer hverken "
        "for eller imod forslaget",
        (True, 61, 40, 0, "S V", "SF", ""),
    ),
    "run together without lists": (
        "Forkastet20 stemmer for forslaget80 stemmer imod forslaget1 stemmer hverken for eller "
        "imod forslaget",
        (False, 20, 80, 1, None, None, None),
    ),
    "one line without lists": (
        "Forkastet  20 stemmer for forslaget 80 stemmer imod forslaget   0 stemmer hverken for "
        "eller imod forslaget  ",
        (False, 20, 80, 0, None, None, ""),
    ),
    "full stops": (
        "Vedtaget. 61 stemmer for forslaget (S og V).\n\n40 stemmer imod forslaget (SF).\n\n"
        "0 stemmer hverken for eller imod forslaget.",
        (True, 61, 40, 0, "S V", "SF", ""),
    ),
    "sentence": (
        "Forslaget blev vedtaget. For stemte 61 (S, V og KF), imod stemte 40 (SF og EL), "
        "hverken for eller imod stemte 0.",
        (True, 61, 40, 0, "S V KF", "SF EL", ""),
    ),
    "amendment": (
        "Ændringsforslag nr. 3 blev forkastet. For stemte 20 (KF), imod stemte 80 (S og V), "
        "hverken for eller imod stemte 2 (UFG).",
        (False, 20, 80, 2, "KF", "S V", "UFG"),
    ),
    "stemte for": (
        "Forslaget blev vedtaget. 61 stemte for (S, Bo Bang (EL), V). 40 stemte imod (EL). "
        "0 stemte hverken for eller imod.",
        (True, 61, 40, 0, "S V", "EL", ""),
    ),
    "empty brackets and trailing commas": (
        "Vedtaget\nFor stemte 61 (S, V, UFG,) \nimod stemte 40 (EL, DF,) \n"
        "hverken for eller imod stemte 0 () ",
        (True, 61, 40, 0, "S V UFG", "EL DF", ""),
    ),
    "bare zeros": (
        "Vedtaget\nFor stemte 101 (S, V) \nimod stemte 0 \nhverken for eller imod stemte 0 ",
        (True, 101, 0, 0, "S V", "", ""),
    ),
    "is adopted": (
        "\n\t\tForslaget er vedtaget.\n\t\tFor stemte 61 (S, V og Bo Bang (UFG)),\n\t\timod stemte "
        "40 (SF),\n\t\thverken for eller imod stemte 1 (BP).\n\t",
        (True, 61, 40, 1, "S V", "SF", "BP"),
    ),
    "missing bracket": (
        "Forslaget blev vedtaget. For stemte 61 (S og V), imod stemte 40 (SF og Bo Bang (EL), "
        "hverken for eller imod stemte 0.",
        (True, 61, 40, 0, "S V", "SF", ""),
    ),
    "missing bracket at the end": (
        "Forslaget blev vedtaget. For stemte 61 (S og V), imod stemte 40 (SF), hverken for eller "
        "imod stemte 2 (EL og Bo Bang (UFG). Ved en fejl stemte EL ikke for.",
        (True, 61, 40, 2, "S V", "SF", "EL"),
    ),
    "bracket too many": (
        "Vedtaget. For stemte 61 (S)), imod stemte 40 ((SF)), hverken for eller imod stemte 1 "
        "(EL)) og Bo Bang (UFG)).",
        (True, 61, 40, 1, "S", "SF", "EL"),
    ),
    "hver for": (
        "Forslaget blev vedtaget. For stemte 61 (S), imod stemte 30 (V), hver for eller imod "
        "stemte 10 (SF og EL).",
        (True, 61, 30, 10, "S", "V", "SF EL"),
    ),
    "i mod": (
        "Forslaget blev vedtaget. For stemte 61 (S), i mod stemte 30 (V), hverken for eller i mod "
        "stemte 10 (SF).",
        (True, 61, 30, 10, "S", "V", "SF"),
    ),
    "other verbs and case": (
        "FORKASTET FOR STMETE 20 (S) IMOD STEMMER 80 (V) HVERKEN FOR ELLER IMOD STEMTE 1 (EL)",
        (False, 20, 80, 1, "S", "V", "EL"),
    ),
    "html": (
        "<p>Vedtaget<br/>For stemte 61 (S,&nbsp;V)<br>imod stemte 40 (SF) <br />hverken for eller "
        "imod stemte 0&#160;()</p>",
        (True, 61, 40, 0, "S V", "SF", ""),
    ),
    "html escaped twice": (
        "Vedtaget&lt;br&gt;For stemte 61 (S)&amp;nbsp;imod stemte 40 (V) hverken for eller imod "
        "stemte 0",
        (True, 61, 40, 0, "S", "V", ""),
    ),
    "without blanks": (
        "Forslaget blev vedtaget.For stemte 61(S,V og KF),imod stemte 40(SF),hverken for eller "
        "imod stemte 0.",
        (True, 61, 40, 0, "S V KF", "SF", ""),
    ),
    "colons": (
        "Forslaget blev vedtaget. For stemte: 61: S, V og KF. Imod stemte: 40: SF. Hverken for "
        "eller imod stemte: 3: EL.",
        (True, 61, 40, 3, "S V KF", "SF", "EL"),
    ),
    "nobody": (
        "Vedtaget. 61 stemte for (S). Ingen stemte imod. Ingen stemte hverken for eller imod.",
        (True, 61, 0, 0, "S", "", ""),
    ),
    "not adopted": (
        "Forslaget blev ikke vedtaget. For stemte 20 (S), imod stemte 80 (V), hverken for eller "
        "imod stemte 0.",
        (False, 20, 80, 0, "S", "V", ""),
    ),
    "result last": (
        "For stemte 61 (S), imod stemte 40 (V), hverken for eller imod stemte 0. Forslaget er "
        "dermed vedtaget.",
        (True, 61, 40, 0, "S", "V", ""),
    ),
    "own object": (
        "Forslag til vedtagelse nr. V 12 blev forkastet. 20 stemmer for forslag til vedtagelse "
        "(S). 80 stemmer imod indstillingen (V). 0 stemmer hverken for eller imod.",
        (False, 20, 80, 0, "S", "V", ""),
    ),
}


def listed(read: Conclusion, position: Position) -> str | None:
    """The parties in the list of a position, whatever other lists they are in."""
    if position not in read.listed:
        return None
    return " ".join(party for party, taken in read.parties.items() if position in taken)


@pytest.mark.parametrize(("text", "expected"), FORMS.values(), ids=FORMS)
def test_parse_conclusion__form(text: str, expected: tuple[object, ...]) -> None:
    read = parse_conclusion(text)
    assert read.counts is not None
    assert (
        read.outcome,
        read.counts.for_,
        read.counts.against,
        read.counts.neither,
        *(listed(read, position) for position in (FOR, AGAINST, NEITHER)),
    ) == expected
    assert read.unread == ()


def _with_list(names: str) -> Conclusion:
    return parse_conclusion(
        f"Forslaget blev vedtaget. For stemte 61 ({names}), imod stemte 0, hverken for eller imod "
        "stemte 0."
    )


@pytest.mark.parametrize(
    ("names", "members"),
    [
        ("S og Bo Bang (V)", [("Bo Bang", "V")]),
        ("Bo Bang (V), Bo Bang (V), S", [("Bo Bang", "V")]),
        (
            "Chr. Dal-Borg (S), Eva O’Hara (V) og Ib B. von Au (DF)",
            [("Chr. Dal-Borg", "S"), ("Eva O’Hara", "V"), ("Ib B. von Au", "DF")],
        ),
        ("Bo Bang (V) Eva Dam (S)", [("Bo Bang", "V"), ("Eva Dam", "S")]),
        ("S,Bo Bang(V)og Eva Dam (S)", [("Bo Bang", "V"), ("Eva Dam", "S")]),
        ("UFG (Bo Bang og Eva Dam)", [("Bo Bang", "UFG"), ("Eva Dam", "UFG")]),
        ("( Bo Bang ( UFG ))", [("Bo Bang", "UFG")]),
        ("Bo Bang UFG)", [("Bo Bang", "UFG")]),
        ("Bo Bang", [("Bo Bang", None)]),
    ],
)
def test_parse_conclusion__members(names: str, members: list[tuple[str, str | None]]) -> None:
    read = _with_list(names)
    assert list(read.members) == [NamedPosition(name, party, FOR) for name, party in members]
    assert read.unread == ()


@pytest.mark.parametrize(
    ("names", "parties"),
    [
        ("S, IA, SIU, JF, T og SP", "S IA SIU JF T SP"),
        ("S, XYZ og Ø", "S XYZ Ø"),
        ("Venstre (V), Det Konservative Folkeparti og Nye Borgerlige", "V KF NB"),
        ("Venstre, Danmarks Liberale Parti", "V"),
        ("Alt, ufg., S.", "ALT UFG S"),
        ("SF. KF", "SF KF"),
        ("V (12), S (3)", "V S"),
        ("V,, S,", "V S"),
        ("S, S, V", "S V"),
    ],
)
def test_parse_conclusion__party_names(names: str, parties: str) -> None:
    read = _with_list(names)
    assert (listed(read, FOR), read.members, read.unread) == (parties, (), ())


def test_parse_conclusion__party_in_two_lists() -> None:
    read = parse_conclusion(
        "Vedtaget. For stemte 61 (S og UFG), imod stemte 40 (V, UFG), hverken for eller imod "
        "stemte 1 (Bo Bang (UFG))."
    )
    assert read.parties == {"S": (FOR,), "UFG": (FOR, AGAINST), "V": (AGAINST,)}
    assert read.members == (NamedPosition("Bo Bang", "UFG", NEITHER),)


def test_parse_conclusion__notes_after_the_totals() -> None:
    read = parse_conclusion(
        "Forslaget blev vedtaget. For stemte 61 (S), imod stemte 40 (V), hverken for eller imod "
        "stemte 0. Ved en fejl har V stemt imod forslaget. Ved en fejl stemte Jan E. Dam (S) for."
    )
    assert read.notes == (
        "Ved en fejl har V stemt imod forslaget.",
        "Ved en fejl stemte Jan E. Dam (S) for.",
    )
    assert read.counts == Counts(61, 40, 0)


@pytest.mark.parametrize("text", [None, "", "  \n\t ", "<br/>", "&nbsp;"])
def test_parse_conclusion__nothing(text: str | None) -> None:
    assert parse_conclusion(text) == Conclusion()


def test_parse_conclusion__result_alone_is_read_without_totals() -> None:
    assert parse_conclusion("Vedtaget") == Conclusion(outcome=True)


@pytest.mark.parametrize(
    "text",
    [
        "For stemte 61 (S), imod stemte 40 (V).",  # no third total
        "For stemte 61 (S), for stemte 40 (V), hverken for eller imod stemte 0.",  # one twice
        "For stemte 1.061 (S), imod stemte 40 (V), hverken for eller imod stemte 0.",
        "For stemte 61 (S), imod stemte 4000 (V), hverken for eller imod stemte 0.",
        "For stemte (S), imod stemte 40 (V), hverken for eller imod stemte 0.",
        "Vedtaget med 61 stemmer mod 40.",
        "Forslaget bortfaldt.",
        "Hverken hjælp eller hvile, 12 for meget.",
    ],
)
def test_parse_conclusion__never_invents_totals(text: str) -> None:
    read = parse_conclusion(text)
    assert read.counts is None
    assert read.unread


@pytest.mark.parametrize(
    ("text", "unread"),
    [
        ("Vedtaget. For 10 (S) Imod 5 (V) Hverken for/imod 0 I alt 16", "I alt 16"),
        ("Vedtaget. For 10 (S) Imod 0 (V) Hverken for/imod 0", "0 (V)"),
        ("Vedtaget. For 10 (S, resten af V) Imod 5 (SF) Hverken for/imod 0", "resten af V"),
        (
            "Vedtaget. For 10 (S, undtagen Bo Bang (S)) Imod 5 (SF) Hverken for/imod 0",
            "undtagen Bo Bang (S)",
        ),
        (
            "Vedtaget. For 10 (S, Bo Bang (i stedet for Eva)) Imod 5 (SF) Hverken for/imod 0",
            "(i stedet for Eva)",
        ),
        (
            "Vedtaget og forkastet. For 10 (S) Imod 5 (SF) Hverken for/imod 0",
            "Vedtaget og forkastet.",
        ),
    ],
)
def test_parse_conclusion__says_what_it_cannot_read(text: str, unread: str) -> None:
    assert parse_conclusion(text).unread == (unread,)


def test_parse_conclusion__surname_is_no_position() -> None:
    read = _with_list("S, Ib Hvelplund (EL) og Eva Forsberg (V)")
    assert [member.name for member in read.members] == ["Ib Hvelplund", "Eva Forsberg"]


PIECES = st.sampled_from(
    ["For stemte ", "imod stemte ", "hverken for eller imod ", "stemmer ", "(", ")", ",", " og ",
     "S", "Bo Bang (V)", "12", "٣", "<br>", "&nbsp;", "Vedtaget", "Ved en fejl ", ".", " ", "I alt"]
)  # fmt: skip


@given(st.one_of(st.text(), st.lists(PIECES).map("".join)))
def test_parse_conclusion__never_raises(text: str) -> None:
    read = parse_conclusion(text)
    if read.counts is not None:
        assert all(0 <= n <= 999 for n in (read.counts.for_, read.counts.against))
    assert read_conclusions([text]).height == 1


NUMBERS = st.integers(min_value=0, max_value=179)
NAMES = st.lists(
    st.sampled_from(["S", "V", "UFG", "ALT", "Bo Bang (UFG)", "Eva af Dam-Ø (S)"]), unique=True
)
TEMPLATES = (
    "Vedtaget\n\n{0} stemmer for forslaget{3}\n\n{1} stemmer imod forslaget{4}\n\n{2} stemmer "
    "hverken for eller imod forslaget{5}\n\n",
    "Vedtaget{0} stemmer for forslaget{3}{1} stemmer imod forslaget{4}{2} stemmer hverken for "
    "eller imod forslaget{5}",
    "Forslaget blev vedtaget. For stemte {0}{3}, imod stemte {1}{4}, hverken for eller imod stemte "
    "{2}{5}.",
    "Forslaget blev vedtaget. {0} stemte for{3}. {1} stemte imod{4}. {2} stemte hverken for eller "
    "imod{5}.",
    "Vedtaget\nFor stemte {0}{3} \nimod stemte {1}{4} \nhverken for eller imod stemte {2}{5} ",
    "\nVedtaget\n\nFor\t  {0}{3}\nImod\t  {1}{4}\nHverken for/imod\t  {2}{5}\n",
)


@given(st.sampled_from(TEMPLATES), st.tuples(*[NUMBERS] * 3), st.tuples(*[NAMES] * 3))
def test_parse_conclusion__totals_and_lists_round_trip(
    template: str, numbers: tuple[int, ...], lists: tuple[list[str], ...]
) -> None:
    brackets = [f" ({', '.join(names)})" if names else "" for names in lists]
    read = parse_conclusion(template.format(*numbers, *brackets))
    assert read.counts == Counts(*numbers)
    assert read.outcome is True
    for position, number, names in zip((FOR, AGAINST, NEITHER), numbers, lists, strict=True):
        parties = [name for name in names if "(" not in name]
        known = bool(names) or number == 0
        # The text's first mention of a party decides the order, so compare without it.
        stated = listed(read, position)
        assert (stated is not None) == known
        assert sorted((stated or "").split()) == sorted(parties)
        members = [f"{m.name} ({m.party})" for m in read.members if m.position is position]
        assert members == [name for name in names if "(" in name]


def test_read_conclusions__columns_and_nulls() -> None:
    texts = [FORMS["sentence"][0], FORMS["table"][0], None, "", "Vedtaget", "Forslaget bortfaldt."]
    frame = read_conclusions(pl.Series(texts, dtype=pl.String))
    assert frame.schema == {
        "outcome": pl.Boolean,
        "official_for": pl.Int32,
        "official_against": pl.Int32,
        "official_neither": pl.Int32,
        "listed_for": pl.String,
        "listed_against": pl.String,
        "listed_neither": pl.String,
        "readable": pl.Boolean,
    }
    nothing = (None,) * 6
    assert frame.rows() == [
        (True, 61, 40, 0, "S V KF", "SF EL", "", True),
        (True, 61, 40, 3, None, None, None, True),
        (None, *nothing, None),
        (None, *nothing, None),
        (True, *nothing, True),
        (None, *nothing, False),
    ]


def test_read_conclusions__a_party_in_two_lists_and_members_outside_the_groups_stood_nowhere() -> (
    None
):
    read = read_conclusions(["Vedtaget. For stemte 61 (S, V, UFG), imod stemte 40 (V, EL)."])
    assert read.select("listed_for", "listed_against", "listed_neither").row(0) == ("S", "EL", None)


def test_read_conclusions__no_rows_keep_their_columns() -> None:
    assert read_conclusions([]).schema["official_for"] == pl.Int32


def test_positions__types() -> None:
    assert POSITION_OF_KIND == {1: FOR, 2: AGAINST, 3: Position.ABSENT, 4: NEITHER}
