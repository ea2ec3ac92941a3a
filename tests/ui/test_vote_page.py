"""A vote's page: the check, who departed from the line, every ballot, the case's other votes."""

from __future__ import annotations

import re
from typing import Any, cast

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from core.dictionary import TABLES
from core.parliament.votes.positions import LEFT_OUT
from core.parliament.votes.stands import line_conflicts
from core.standin.serve import Standin
from core.tables.ballots import opened
from core.tables.marks import stored_sessions
from core.ui.pages.vote.ballots import in_words
from core.ui.shell.context import Context, service
from tests.analysis.chamber import ballots, votes
from tests.tables.reading import session_chamber
from tests.ui.conftest import Visit, words

XA = dict.fromkeys((1, 2, 3, 4), "XA")
CAST = ballots([{1: "for", 2: "for", 3: "for", 4: "against"}], XA)


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
    assert bool(page.dataframe) or check in {"no_ballots", "neither"}


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


def deviating(visit: Visit) -> tuple[str, AppTest]:
    """The latest vote of a session in which somebody departed, and its page."""
    visit("votes", session="20251")
    source = service().source
    assert source is not None
    marked = source.store.read("marked", "20251")
    assert marked is not None
    found = marked.frame.filter(pl.col("deviation") == "dissent")["vote_id"].max()
    return str(found), visit("vote", id=str(found))


def test_vote__who_departed_by_name_and_with_both_positions(visit: Visit) -> None:
    vote_id, page = deviating(visit)
    assert re.search(r"\d+ medlem(mer)? afveg fra partiets flertal", words(page))
    only = visit("vote", id=vote_id, deviations="1")
    rows = only.dataframe[0].value
    assert 0 < len(rows) < len(page.dataframe[0].value)
    assert (rows["position"] != rows["party_line"]).all()
    assert "Afveg fra partiets flertal" in set(rows["kind"])


def test_vote__the_filters_work_together_and_say_when_nothing_is_left(visit: Visit) -> None:
    vote_id, page = deviating(visit)
    rows = page.dataframe[0].value
    party = rows["party"].iloc[0]
    of_party = visit("vote", id=vote_id, party=party, position="for")
    assert f"{((rows['party'] == party) & (rows['position'] == 'For')).sum()} af" in words(of_party)
    nobody = visit("vote", id=vote_id, name="zzzz")
    assert "Ingen stemmer passer til valget" in words(nobody)
    wrong = visit("vote", id=vote_id, party="XX", view="cake")
    assert "party" in wrong.warning[0].value
    assert "view" in wrong.warning[0].value


def test_vote__a_name_is_found_without_danish_letters(visit: Visit, parliament: Standin) -> None:
    vote_id = str(of_check("match", parliament))
    shown = [visit("vote", id=vote_id, name=name).dataframe[0].value for name in ("søren", "soren")]
    assert shown[0]["member"].to_list() == shown[1]["member"].to_list()
    assert len(shown[1])
    assert all("Søren" in member for member in shown[1]["member"])


def test_vote__bars_first_and_the_chamber_by_choice(visit: Visit) -> None:
    vote_id, page = deviating(visit)
    assert "Søjler" in page.get("plotly_chart")[0].proto.alt
    chamber = visit("vote", id=vote_id, view="hemicycle")
    assert "Halvkreds med 179 pladser" in chamber.get("plotly_chart")[0].proto.alt


def test_vote__the_other_votes_on_the_case(visit: Visit) -> None:
    visit("votes", session="20251")
    source = service().source
    assert source is not None
    stored = source.store.read("Sagstrin", "voted-20251")
    rows = source.store.read("Afstemning", "20251")
    assert stored is not None
    assert rows is not None
    cases = rows.frame.join(stored.frame.select("id", "sagid"), left_on="sagstrinid", right_on="id")
    of_case = cases.filter(pl.len().over("sagid") == 3)
    case = of_case.filter(pl.col("sagid") == of_case["sagid"].min())
    page = visit("vote", id=str(case["id"].max()))
    said = words(page)
    assert "3 afstemninger om sagen" in said
    assert "Hvor partierne stod, ved siden af hinanden" in said
    beside = page.dataframe[-1].value
    assert {str(i) for i in case["id"]} <= set(beside.columns)


@pytest.mark.parametrize("wrong", ["999999999", "abc", "-1", "", "9" * 400, "7620;drop"])
def test_vote__an_id_that_is_none_gets_a_sentence_and_a_way_on(visit: Visit, wrong: str) -> None:
    page = visit("vote", id=wrong)
    assert "afstemning" in words(page).lower()
    assert not page.dataframe
    assert page.get("page_link")


def test_opened__ballots_read_by_themselves_are_marked_and_checked() -> None:
    table = votes(1, CAST.clear(), official_for=[3], official_against=[1], official_neither=[0])
    unread = table.with_columns(
        pl.lit(None, pl.Int32).alias("ballots"), pl.lit(None, pl.String).alias("check")
    )
    row, figures, marked, found = opened(unread, CAST, 1)
    assert (row["check"], row["for"], row["parties_for"]) == ("match", 3, "XA")
    assert figures["turnout"] == 1
    assert found.select("member_id", "kind").rows() == [(4, "dissent")]
    taken = TABLES["ballots"].take(marked)
    assert taken.filter("deviates")["member_id"].to_list() == [4]
    assert taken["party_line"].to_list() == ["for"] * 4


def test_opened__marked_ballots_give_the_same() -> None:
    table = votes(1, CAST)
    _, _, marked, found = opened(table, CAST, 1)
    again = opened(table, marked, 1)
    assert again[2].equals(marked)
    assert again[3].equals(found)


def test_opened__no_ballots() -> None:
    row, figures, marked, found = opened(votes(1, CAST.clear()), CAST.clear(), 1)
    assert row["check"] == "neither"
    assert figures["turnout"] is None
    assert marked.is_empty()
    assert found.is_empty()


def test_opened__a_text_that_contradicts_where_the_parties_stood() -> None:
    rows = ballots([{1: "for", 2: "for", 5: "against", 6: "against"}])
    for listed, conflict in (("XB), imod stemte 2 (XA)", True), ("XA), imod stemte 2 (XB)", False)):
        text = f"For stemte 2 ({listed}, hverken for eller imod stemte 0."
        row, *_ = opened(votes(1, rows, conclusion=[text]), rows, 1)
        assert row["line_conflict"] is conflict


def test_opened__a_ballot_that_is_left_out_stays_in_the_list_and_is_marked() -> None:
    rows = CAST.with_columns(
        left_out=pl.when(member_id=4).then(pl.lit("several_ballots")).cast(LEFT_OUT)
    )
    row, figures, marked, found = opened(votes(1, rows), rows, 1)
    assert (row["for"], row["against"], row["unknown"], row["ballots"]) == (3, 0, 1, 4)
    assert (figures["cast"], found.height) == (3, 0)
    nothing: Any = cast("Any", None)
    shown = in_words(Context(nothing, nothing, "da"), marked)
    assert shown.row(-1) == (
        "Navn 4",
        "XA",
        "Imod",
        "For",
        "Flere stemmer fra medlemmet, holdt ude",
    )


def test_totals__beside_unknown_ballots_all_figures_are_the_ballots() -> None:
    def page() -> None:
        from typing import cast

        from core.ui.pages.vote.about import totals
        from core.ui.pages.vote.ballots import OpenVote, opened
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
            totals(Context(nothing, nothing, "en"), OpenVote(*opened(table, rows, 1), ()))

    app = AppTest.from_function(page).run(timeout=60)
    assert not app.exception
    told = [(metric.label, metric.value) for metric in app.metric]
    sides = ("For", "Against", "Neither for nor against", "Absent")
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

        from core.ui.pages.vote.about import totals
        from core.ui.pages.vote.ballots import OpenVote, opened
        from core.ui.shell.context import Context
        from tests.analysis.chamber import ballots, votes

        nothing: Any = cast("Any", None)
        said = dict.fromkeys(range(1, 23), "for") | {23: "against", 24: "absent"}
        rows = ballots([said], dict.fromkeys(said, "XA"))
        official = {"official_for": [23], "official_against": [1], "official_neither": [0]}
        for table in (votes(1, rows, **official), votes(1, rows[:0], **official)):
            cast_ = rows if table["ballots"][0] else rows[:0]
            totals(Context(nothing, nothing, "en"), OpenVote(*opened(table, cast_, 1), ()))

    app = AppTest.from_function(page).run(timeout=60)
    assert not app.exception
    sides = ("For", "Against", "Neither for nor against", "Absent")
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


def listed(app: AppTest) -> list[str]:
    """The positions in the table of ballots."""
    (table,) = [each.value for each in app.dataframe if "position" in each.value.columns]
    return list(table["position"])


def test_ballots__of_unknown_position_can_be_chosen(visit: Visit, parliament: Standin) -> None:
    unknown = parliament.tables["Stemme"].filter(pl.col("typeid").is_null())
    for row in unknown.iter_rows(named=True):
        app = visit("vote", id=str(row["afstemningid"]), position="unknown")
        assert app.button_group(key="position").value == ["unknown"]
        assert listed(app) == ["Ukendt"]
        assert "position=" not in words(app)
        both = visit("vote", id=str(row["afstemningid"]), position=["unknown", "neither"])
        shown = set(listed(both))
        assert "Ukendt" in shown <= {"Ukendt", "Hverken for eller imod"}


def test_ballots__an_unknown_position_is_no_choice_where_there_is_none(
    visit: Visit, parliament: Standin
) -> None:
    unknown = parliament.tables["Stemme"].filter(pl.col("typeid").is_null())
    there = parliament.tables["Stemme"].filter(
        ~pl.col("afstemningid").is_in(unknown["afstemningid"].implode())
    )
    said = words(visit("vote", id=str(there["afstemningid"][-1]), position="unknown"))
    assert "position=unknown, siden vises uden" in said.replace("\\", "")


def test_member__ballots_of_unknown_position_can_be_chosen(
    visit: Visit, parliament: Standin
) -> None:
    row = parliament.tables["Stemme"].filter(pl.col("typeid").is_null()).row(-1, named=True)
    app = visit("member", id=str(row["aktørid"]), position="unknown", lang="en")
    assert listed(app) == ["Unknown"]


def test_vote__says_that_its_text_contradicts_the_ballots(visit: Visit) -> None:
    visit("votes", session="20251")
    source = service().source
    assert source is not None
    known = (session_chamber(source.store, one) for one in stored_sessions(source.store))
    found = [
        line_conflicts(one.votes, one.marked)["vote_id"].to_list()
        for one in known
        if one is not None and one.marked is not None
    ]
    (vote_id,) = {number for numbers in found for number in numbers}
    assert "på andre lister, end hvor de stod" in words(visit("vote", id=str(vote_id)))
