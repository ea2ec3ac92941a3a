"""The head of a vote's page: what the check says, the kind of vote, and the totals."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from core.standin.serve import Standin
from tests.ui.conftest import Visit, words


def of_check(check: str, parliament: Standin) -> int:
    """A vote of the demo parliament, by what there is of it."""
    tables = parliament.tables
    counts = tables["Stemme"].group_by("afstemningid").len()
    with_some = tables["Afstemning"].join(counts, left_on="id", right_on="afstemningid", how="left")
    totals = pl.col("konklusion").fill_null("").str.contains(r"\d")
    wanted = {
        "match": totals & pl.col("len").is_not_null(),
        "no_ballots": totals & pl.col("len").is_null(),
        "no_text": ~totals & pl.col("len").is_not_null(),
        "neither": ~totals & pl.col("len").is_null(),
    }[check]
    return int(with_some.filter(wanted)["id"].max())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("check", "said"),
    [
        ("match", "De er ens."),
        ("no_ballots", "ikke offentliggjort de enkelte"),
        ("no_text", "ingen stemmetal"),
        ("neither", "Resultatet er det eneste"),
    ],
)
def test_vote__the_check_explains_itself(
    visit: Visit, parliament: Standin, check: str, said: str
) -> None:
    page = visit("vote", id=str(of_check(check, parliament)))
    assert said in words(page)
    assert bool(page.get("plotly_chart")) or check in {"no_ballots", "neither"}


def test_vote__a_final_one_that_is_typed_as_an_amendment_says_so(
    visit: Visit, parliament: Standin
) -> None:
    tables = parliament.tables
    held = (
        tables["Afstemning"]
        .filter(pl.col("typeid") == 4)
        .join(
            tables["Sagstrin"].select(pl.col("id").alias("sagstrinid"), "titel", "statusid"),
            on="sagstrinid",
        )
    )
    third = pl.col("titel").str.contains("3. behandling", literal=True)
    last = held.filter(third, pl.col("statusid") == 41)["id"].max()
    page = visit("vote", id=str(last))
    shown = words(page)
    assert "Endelig vedtagelse" in shown
    assert "fører afstemningen som »Ændringsforslag«" in shown
    usual = tables["Afstemning"].filter(pl.col("typeid") == 1)["id"].max()
    assert "fører afstemningen som" not in words(visit("vote", id=str(usual)))


@pytest.mark.parametrize("wrong", ["999999999", "abc", "-1", "", "9" * 400, "7620;drop"])
def test_vote__an_id_that_is_none_gets_a_sentence_and_a_way_on(visit: Visit, wrong: str) -> None:
    page = visit("vote", id=wrong)
    assert "afstemning" in words(page).lower()
    assert not page.get("plotly_chart")
    assert page.get("page_link")


def test_totals__beside_unknown_ballots_all_figures_are_the_ballots() -> None:
    def page() -> None:
        from typing import cast

        from core.tables.ballots import opened
        from core.ui.pages.vote.about import basis, totals_section
        from core.ui.pages.vote.ballots import OpenVote
        from core.ui.shell.context import Context
        from tests.analysis.chamber import ballots, votes

        nothing: Any = cast("Any", None)
        text = ["For stemte 22 (XA), imod stemte 2 (XB), hverken for eller imod stemte 0."]
        said = dict.fromkeys(range(1, 23), "for") | {23: "against", 24: "against", 25: "absent"}
        parties = {member: "XA" if member < 23 else "XB" for member in said}
        for cast_ in (said, said | {1: None}):
            rows = ballots([cast_], parties)
            official = {"official_for": [22], "official_against": [2], "official_neither": [0]}
            table = votes(1, rows, conclusion=text, **official)
            opened_vote = OpenVote(*opened(table, rows, 1), ())
            totals_section(Context(nothing, nothing, "en"), opened_vote)
            basis(Context(nothing, nothing, "en"), opened_vote)

    app = AppTest.from_function(page).run(timeout=60)
    assert not app.exception
    told = [(metric.label, metric.value) for metric in app.metric]
    sides = ("For", "Against", "Neither", "Absent")
    known = [*zip(sides, ("22", "2", "0", "1"), strict=True), ("Took part", "96%")]
    assert "the same in Parliament's official text" in app.caption[0].value
    counted = [*zip(sides, ("21", "2", "0", "1"), strict=True), ("Unknown", "1")]
    assert told == [*known, *counted, ("Took part", "96%")]
    assert "24 of 25 members took part" in app.caption[0].value
    assert "counted from the individual ballots, as" in app.caption[1].value
    assert "23 of 24 members took part" in app.caption[1].value


def test_totals__each_is_of_one_source_where_text_and_ballots_differ() -> None:
    def page() -> None:
        from typing import cast

        from core.tables.ballots import opened
        from core.ui.pages.vote.about import basis, totals_section
        from core.ui.pages.vote.ballots import OpenVote
        from core.ui.shell.context import Context
        from tests.analysis.chamber import ballots, votes

        nothing: Any = cast("Any", None)
        said = dict.fromkeys(range(1, 23), "for") | {23: "against", 24: "absent"}
        rows = ballots([said], dict.fromkeys(said, "XA"))
        official = {"official_for": [23], "official_against": [1], "official_neither": [0]}
        for table in (votes(1, rows, **official), votes(1, rows[:0], **official)):
            cast_ = rows if table["ballots"][0] else rows[:0]
            opened_vote = OpenVote(*opened(table, cast_, 1), ())
            totals_section(Context(nothing, nothing, "en"), opened_vote)
            basis(Context(nothing, nothing, "en"), opened_vote)

    app = AppTest.from_function(page).run(timeout=60)
    assert not app.exception
    sides = ("For", "Against", "Neither", "Absent")
    of_text = [*zip(sides[:3], ("23", "1", "0"), strict=True)]
    of_ballots = [*zip(sides, ("22", "1", "0", "1"), strict=True), ("Took part", "96%")]
    alone = [*of_text, ("Absent", "–"), ("Took part", "–")]
    told = [(metric.label, metric.value) for metric in app.metric]
    assert told == [*of_text, *of_ballots, *alone]
    captions = [caption.value for caption in app.caption]
    assert captions[0] == "According to Parliament's official text:"
    assert captions[1] == "Counted from the individual ballots:"
    assert captions[2].startswith("23 of 24 members took part")
    assert captions[3].startswith("The figures are from Parliament's official text, which")
