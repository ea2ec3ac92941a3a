"""A vote's ballots on its page: who departed from the line, filters, and the chart."""

from __future__ import annotations

import re
from typing import Any, cast

import polars as pl
from streamlit.testing.v1 import AppTest

from core.dictionary import TABLES
from core.parliament.votes.positions import LEFT_OUT
from core.parliament.votes.stands import line_conflicts
from core.standin.serve import Standin
from core.tables.ballots import opened
from core.tables.marks import stored_sessions
from core.ui.pages.vote.ballots import ballot_row
from core.ui.shell.context import Context, service
from tests.analysis.chamber import ballots, votes
from tests.tables.reading import session_chamber
from tests.ui.conftest import Visit, listed, words
from tests.ui.pages.vote.test_about import of_check

PARTY, BADGES, CELLS = 3, 5, 7

XA = dict.fromkeys((1, 2, 3, 4), "XA")
CAST = ballots([{1: "for", 2: "for", 3: "for", 4: "against"}], XA)


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
    rows = of_ballots(only)
    assert 0 < len(rows) < len(of_ballots(page))
    assert any("Afveg fra partiets flertal" in row[BADGES] for row in rows)
    assert all(row[BADGES] for row in rows)
    assert re.fullmatch(r"member\?id=\d+", rows[0][0])


def test_vote__the_filters_work_together_and_say_when_nothing_is_left(visit: Visit) -> None:
    vote_id, page = deviating(visit)
    party = of_ballots(page)[0][PARTY]
    of_party = visit("vote", id=vote_id, party=party, position="for")
    left = of_ballots(of_party)
    assert f"{len(left)} af" in words(of_party)
    assert {(row[PARTY], row[CELLS][0]) for row in left} == {(party, "For")}
    nobody = visit("vote", id=vote_id, name="zzzz")
    assert "Ingen stemmer passer til valget" in words(nobody)
    wrong = visit("vote", id=vote_id, party="XX", view="cake")
    assert "party" in wrong.warning[0].value
    assert "view" in wrong.warning[0].value


def test_vote__every_party_is_told_of_by_the_ballots(visit: Visit) -> None:
    _, page = deviating(visit)
    found = listed(page)
    assert found["heads"] == ["For", "Imod", "Hverken", "Fravær"]
    cells = [[int(cell) for cell in row[CELLS]] for row in found["rows"]]
    shown = {metric.label: metric.value for metric in page.metric}
    assert next(sum(column) for column in zip(*cells, strict=True)) == int(shown["For"])


def test_vote__without_ballots_the_parties_are_those_of_the_text(
    visit: Visit, parliament: Standin
) -> None:
    page = visit("vote", id=str(of_check("no_ballots", parliament)))
    assert "som den officielle tekst nævner" in words(page)
    assert {row[CELLS][0] for row in listed(page)["rows"]} <= {
        "For",
        "Imod",
        "Hverken for eller imod",
    }


def test_vote__a_name_is_found_without_danish_letters(visit: Visit) -> None:
    vote_id, _ = deviating(visit)
    shown = [of_ballots(visit("vote", id=vote_id, name=name)) for name in ("søren", "soren")]
    assert shown[0] == shown[1]
    assert shown[1]
    assert all("Søren" in title for _, title, *_ in shown[1])


def test_vote__bars_first_and_the_chamber_by_choice(visit: Visit) -> None:
    vote_id, page = deviating(visit)
    assert "Søjler" in page.get("plotly_chart")[0].proto.alt
    chamber = visit("vote", id=vote_id, view="hemicycle")
    assert "Halvkreds med 179 pladser" in chamber.get("plotly_chart")[0].proto.alt


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
    for names, conflict in (("XB), imod stemte 2 (XA)", True), ("XA), imod stemte 2 (XB)", False)):
        text = f"For stemte 2 ({names}, hverken for eller imod stemte 0."
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
    context = Context(nothing, nothing, "da")
    shown = ballot_row(context, marked.row(-1, named=True))
    assert (shown.title, shown.when, shown.cells) == ("Navn 4", "XA", ("Imod",))
    assert shown.badges == ("Flere stemmer fra medlemmet, holdt ude",)


def of_ballots(app: AppTest) -> list[Any]:
    """The first page of the list of ballots."""
    rows: list[Any] = listed(app, 1)["rows"]  # the first list is that of the parties
    return rows


def positions(app: AppTest) -> list[str]:
    """The positions in the list of ballots."""
    return [row[CELLS][0] for row in of_ballots(app)]


def test_ballots__of_unknown_position_can_be_chosen(visit: Visit, parliament: Standin) -> None:
    unknown = parliament.tables["Stemme"].filter(pl.col("typeid").is_null())
    for row in unknown.iter_rows(named=True):
        app = visit("vote", id=str(row["afstemningid"]), position="unknown")
        assert app.button_group(key="position").value == ["unknown"]
        assert positions(app) == ["Ukendt"]
        assert "position=" not in words(app)
        both = visit("vote", id=str(row["afstemningid"]), position=["unknown", "neither"])
        shown = set(positions(both))
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
