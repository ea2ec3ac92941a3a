"""The small pictures of party lines: every party in its place, safe in an address."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from urllib.parse import unquote

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from core.charts.linestrip import line_strips, strip_width
from core.parliament.people.party_order import listed_parties

SVG = "{http://www.w3.org/2000/svg}"
NAMES = st.text(st.characters(exclude_categories=("Cs", "Cc", "Z")), min_size=1, max_size=8).filter(
    lambda name: len(name.split()) == 1
)


def _votes(*rows: tuple[str | None, str | None, str | None]) -> pl.DataFrame:
    names = ("parties_for", "parties_against", "parties_neither")
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")


def _read(strip: str) -> ET.Element:
    kind, _, drawing = strip.partition(",")
    assert kind == "data:image/svg+xml"
    assert "#" not in drawing  # it would end the address
    return ET.fromstring(unquote(drawing))


def _letters(strip: str) -> dict[str, tuple[float, float]]:
    return {
        part.text or "": (float(part.get("x", 0)), float(group.get("y", 0)))
        for group in _read(strip).iter(f"{SVG}text")
        for part in group
    }


def test_line_strips__each_party_has_one_place_and_each_position_one_height():
    votes = _votes(("S V", "EL", ""), ("EL", "S", "V"))
    parties = listed_parties(votes)
    assert parties == ("EL", "S", "V")
    first, second = (_letters(strip) for strip in line_strips(votes, parties))
    assert [first[p][0] for p in parties] == [second[p][0] for p in parties]
    assert first["EL"][0] < first["S"][0] < first["V"][0]
    heights = second["EL"][1], second["V"][1], second["S"][1]  # for, neither, against
    assert heights == tuple(sorted(set(heights)))
    assert first["S"][1] == heights[0]
    assert first["EL"][1] == heights[2]


def test_line_strips__no_lines_no_picture_and_no_line_no_block():
    votes = _votes((None, None, None), ("", "", ""), ("S", None, ""))
    strips = line_strips(votes, ("S", "V")).to_list()
    assert strips[:2] == [None, None]
    assert set(_letters(strips[2])) == {"S"}


def test_line_strips__the_same_lines_are_sent_once():
    votes = _votes(*[("S V", "EL", "")] * 500)
    strips = line_strips(votes, listed_parties(votes))
    assert isinstance(strips.dtype, pl.Categorical)
    assert strips.n_unique() == 1


@given(st.lists(NAMES, min_size=1, max_size=4, unique=True))
def test_line_strips__any_name_is_only_text(names: list[str]) -> None:
    votes = _votes((" ".join(names), None, None))
    parties = listed_parties(votes)
    strip = line_strips(votes, parties)[0]
    drawn = _read(strip)
    assert len(list(drawn.iter(f"{SVG}tspan"))) == len(parties)
    assert {element.tag for element in drawn.iter()} <= {
        f"{SVG}{tag}" for tag in ("svg", "path", "text", "tspan")
    }
    assert drawn.get("viewBox", "").split()[2] == str(strip_width(parties))
