"""A vote in sentences."""

from __future__ import annotations

import polars as pl

from core.tables.sentences import joined, vote_sentences

VOTE = {
    "adopted": True,
    "official_for": 77,
    "official_against": 35,
    "parties_for": "V M S",
    "parties_against": "DF",
    "parties_neither": None,
}
NAMES = ("Anna A", "Bo B", "Carl C", "Dina D", "Else E")


def found(*kinds: str) -> pl.DataFrame:
    return pl.DataFrame(
        {"member": list(NAMES[: len(kinds)]), "party": ["V"] * len(kinds), "kind": list(kinds)},
        schema={"member": pl.String, "party": pl.String, "kind": pl.String},
    )


def test_vote__how_it_ended_and_who_stood_where_from_left_to_right() -> None:
    assert vote_sentences(VOTE, found(), "da") == (
        "Vedtaget 77–35.",
        "S, M og V stemte for; DF imod.",
    )
    assert vote_sentences(VOTE, found(), "en")[1] == "S, M and V voted for; DF against."


def test_vote__dissent_is_named_and_mistakes_are_counted() -> None:
    said = vote_sentences(VOTE, found("dissent", "individual_error"), "da")
    assert said[2].startswith("Anna A (V) stemte anderledes end partiet, og ingen note")
    assert said[3] == "1 stemme er noteret som en fejl."
    assert vote_sentences(VOTE, found("no_line", "unclear"), "da")[2:] == ()


def test_vote__of_many_some_are_named() -> None:
    said = vote_sentences(VOTE, found(*["dissent"] * 5), "en")[2]
    assert said.startswith("Anna A (V), Bo B (V), Carl C (V) and 2 others voted otherwise")
    four = vote_sentences(VOTE, found(*["dissent"] * 4), "en")[2]
    assert four.startswith("Anna A (V), Bo B (V), Carl C (V) and Dina D (V) voted")


def test_vote__nothing_is_made_up_where_nothing_is_known() -> None:
    bare = dict.fromkeys(VOTE) | {"adopted": False, "for": None, "against": None}
    assert vote_sentences(bare, found(), "da") == ("Forkastet.",)


def test_joined() -> None:
    assert joined([], "da") == ""
    assert joined(["S"], "da") == "S"
    assert joined(["S", "V"], "en") == "S and V"
