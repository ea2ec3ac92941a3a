"""A deviation as a row: a sentence that can be quoted, and what it rests on."""

from __future__ import annotations

from datetime import date

import pytest

from core.language import Lang
from core.parliament.votes.mistakes import KINDS
from core.ui.parts.deviation_rows import deviation_row
from tests.ui.conftest import bare_context

DEVIATION = {
    "vote_id": 7,
    "number": 3,
    "date": date(2023, 6, 2),
    "case_number": "B 60",
    "case_title": "Om noget",
    "type_code": "final",
    "member_id": 4,
    "member": "Bo Birk",
    "party": "V",
    "position": "for",
    "party_line": "against",
    "kind": "dissent",
    "found_in": "ballots",
}


@pytest.mark.parametrize(
    ("changed", "lang", "said"),
    [
        ({}, "da", "Bo Birk (V) stemte for, partiet imod; ingen note siger, at det var en fejl."),
        (
            {"kind": "individual_error", "member": None},
            "en",
            "Member no. 4 (V) voted for, the party against; Parliament has recorded that it was a "
            "mistake.",
        ),
        (
            {"kind": "no_line", "party_line": None, "position": "neither"},
            "da",
            "Bo Birk (V) stemte hverken for eller imod; partiets medlemmer delte sig lige.",
        ),
    ],
)
def test_row__is_a_sentence_to_quote(changed: dict[str, object], lang: Lang, said: str) -> None:
    row = deviation_row(bare_context(lang), {**DEVIATION, **changed})
    assert row.text == said
    assert (row.address, row.number, row.title) == ("vote?id=7", "B 60", "Om noget")


@pytest.mark.parametrize("kind", KINDS)
def test_row__of_every_kind_and_source_says_which(kind: str) -> None:
    rows = [
        deviation_row(bare_context("en"), {**DEVIATION, "kind": kind, "found_in": found_in})
        for found_in in ("ballots", "text")
    ]
    assert rows[0].text.count(";") == 1
    assert [row.facts[1] for row in rows] == [
        "",
        "By Parliament's text, without the single ballots",
    ]
