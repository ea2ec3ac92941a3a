"""The compare page: two sides or two periods, from any address."""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl
import pytest

from core.analysis.agreement import member_agreement, member_party_agreement, party_agreement
from core.analysis.selection import Selection, build_table
from core.dictionary import TABLES
from core.filters.engine import Chosen
from core.language import number, percent
from core.parliament.votes.chamber import Chamber
from core.service import Source
from core.tables.figures import Votes, figures_by
from core.tables.marks import stored_sessions
from core.tables.table import Table
from core.tables.votes import stored_votes
from core.times import danish_now
from core.ui.pages.compare.figures import Figure
from core.ui.pages.compare.pair import Pair
from core.ui.pages.compare.periods import session_before
from core.ui.pages.compare.sides import Side, stands_of
from core.ui.pages.compare.votes import SHOWS, compared_votes, members_ballots
from core.ui.parts.links import PAGE_ROWS, Row
from core.ui.parts.scope import Scope
from tests.tables.reading import session_chamber
from tests.ui.conftest import listed, written
from tests.ui.opening import open_page, whole

SESSION = "20251"


@pytest.fixture(scope="module")
def chamber(source: Source) -> Chamber:
    return all_of(SESSION, source)


@pytest.fixture(scope="module")
def people(chamber: Chamber) -> list[int]:
    """Members of that session by how often they voted, the busiest first."""
    table = build_table("members", chamber, Selection())
    return table.sort("cast", "member_id", descending=[True, False])["member_id"].to_list()


def all_of(code: str, source: Source) -> Chamber:
    session = next(each for each in stored_sessions(source.store) if each.code == code)
    found = session_chamber(source.store, session)
    assert found is not None
    return found


def all_votes_of(source: Source) -> Votes:
    known = stored_sessions(source.store)
    found = stored_votes(source.tables, known, danish_now())
    assert found is not None
    return found


def metric(page: object, label: str) -> str:
    return next(m.value for m in page.metric if m.label == label)  # type: ignore[attr-defined]


def test_parties__the_agreement_is_that_of_the_table(source: Source, chamber: Chamber) -> None:
    page = open_page("compare", session=SESSION, a="HL", b="FK")
    stands = Selection().stands(chamber)
    row = party_agreement(stands).row(
        by_predicate=(pl.col("party_a") == "FK") & (pl.col("party_b") == "HL"), named=True
    )
    assert metric(page, "Enighed") == percent(row["agreement"], "da", 1)
    assert metric(page, "Stod ens") == number(row["same"], "da")
    assert metric(page, "Fælles afstemninger") == number(row["shared"], "da")
    shown = listed(page)
    assert shown["heads"] == ["HL", "FK", "Resultat", ""]
    rows = [Row(*row) for row in shown["rows"]]
    assert len(rows) == min(row["shared"] - row["same"], PAGE_ROWS)
    assert all(each.cells[0] != each.cells[1] for each in rows)
    assert all(each.address.startswith("vote?id=") for each in rows)


def test_members__the_agreement_is_that_of_the_table(
    source: Source, chamber: Chamber, people: list[int]
) -> None:
    a, b = people[:2]
    page = open_page("compare", what="members", session=SESSION, a=str(a), b=str(b))
    row = (
        member_agreement(chamber.marked, member=a)  # type: ignore[arg-type]
        .filter(pl.col("member_b") == b)
        .row(0, named=True)
    )
    assert metric(page, "Enighed") == percent(row["agreement"], "da", 1)
    shown = written(page)
    assert f"n = {row['shared']} afstemninger" in shown
    assert "siger intet om flid" in shown


def test_member_and_party__any_party_not_only_the_own(
    source: Source, chamber: Chamber, people: list[int]
) -> None:
    table = member_party_agreement(
        chamber.marked,  # type: ignore[arg-type]
        Selection().stands(chamber),
        member=people[0],
    )
    for party in ("HL", "W"):
        page = open_page("compare", what="member-party", session=SESSION, a=str(people[0]), b=party)
        row = table.row(by_predicate=pl.col("party") == party, named=True)
        assert metric(page, "Enighed") == percent(row["agreement"], "da", 1)
        assert metric(page, "Fælles afstemninger") == number(row["shared"], "da")


def test_page__says_how_many_votes_have_no_ballots(source: Source, chamber: Chamber) -> None:
    silent = chamber.votes.filter(pl.col("ballots") == 0).height
    assert silent
    page = open_page("compare", session=SESSION, a="HL", b="FK")
    assert f"I {silent} af afstemningerne er medlemmernes stemmer" in written(page)


def test_members__few_shared_votes_give_no_agreement_and_the_reason(
    source: Source, chamber: Chamber, people: list[int]
) -> None:
    day = str(chamber.votes["date"].max())
    page = open_page(
        "compare",
        what="members",
        session=SESSION,
        a=str(people[0]),
        b=str(people[1]),
        **{"from": day, "to": day},
    )
    assert "%" not in metric(page, "Enighed")
    assert "vises først ved 20" in written(page) or "ingen afstemning, hvor begge" in written(page)


def test_page__has_the_agreement_of_every_session_whatever_session_is_chosen(
    source: Source,
) -> None:
    page = open_page("compare", session=SESSION, a="HL", b="FK")
    table, months = (each.value for each in page.dataframe if "shared" in each.value)
    votes = all_votes_of(source)
    panel = figures_by(votes, "agreement", Selection(), "session")
    pair = panel.filter(pl.col("party_a") == "FK", pl.col("party_b") == "HL").sort("period")
    assert table["shared"].to_list() == pair["shared"].to_list()
    assert table["same"].to_list() == pair["same"].to_list()
    assert months["shared"].sum() == table["shared"].to_list()[-2]
    assert "Enighed samling for samling" in written(page)


def test_page__where_the_latest_session_has_too_little_all_of_them_are_taken(
    source: Source, people: list[int]
) -> None:
    """Somebody who left before the latest session, and a member of today."""
    latest = set(build_table("members", all_of("20261", source), Selection())["member_id"])
    gone = next(member for member in people if member not in latest)
    page = open_page("compare", what="members", a=str(gone), b=str(people[0]))
    shown = written(page)
    assert "Derfor vises alle samlinger" in shown
    assert f"compare?what=members&a={gone}&b={people[0]}&session=" in shown
    assert "%" in metric(page, "Enighed")
    alone = open_page("compare", what="members", a=str(gone), b=str(people[0]), session="20261")
    assert f"Medlem nr. {gone} har ingen stemmer" in written(alone)


def test_periods__figures_of_both_with_n_and_the_difference_in_words(source: Source) -> None:
    page = open_page("compare", what="periods", session=SESSION, a="HL", b="FK", session2="20241")
    shown = written(page)
    assert len(page.table) == 1
    heads = [head.replace("\\", "") for head in page.table[0].value.columns]
    assert heads[1:] == ["2025-26", "2024-25 (1. samling)"]
    assert "procentpoint" in shown or "det samme" in shown
    assert "Der blev stemt om andre sager" in shown


def test_periods__two_ranges_of_days_of_one_session(source: Source) -> None:
    page = open_page(
        "compare", what="periods", session=SESSION, a="HL", session2=SESSION, from2="2026-01-01"
    )
    assert "1. jan. 2026" in written(page)
    assert len(page.table) == 1


@pytest.mark.parametrize(
    ("params", "told"),
    [
        ({"a": "HL", "b": "HL"}, "på begge sider"),
        ({"a": "ZZZ", "b": "HL"}, "Partiet ZZZ stod ingen steder"),
        ({"a": "UFG", "b": "HL"}, "Partiet UFG stod ingen steder"),
        ({"what": "x", "a": "1", "b": "1"}, "what=x"),
        ({"a": "<b>x</b>", "b": "HL"}, "ikke vises her"),
        ({"what": "members"}, "Vælg to medlemmer"),
        ({"what": "members", "a": "999999", "b": "1"}, "Medlem nr. 999999 har ingen stemmer"),
        ({"what": "members", "a": "-1", "b": "99999999999999999999"}, "ikke vises her"),
        ({"what": "members", "a": "HL", "b": "FK"}, "ikke vises her"),
        ({"what": "member-party", "a": "12052"}, "Vælg et medlem og et parti"),
        ({"what": "periods", "a": "HL", "session2": SESSION}, "De to perioder er den samme"),
        ({"what": "periods", "a": "HL", "b": "HL"}, "Herunder står tallene for HL alene"),
        ({"what": "periods", "a": "HL", "session2": "99999"}, "session2=99999"),
        ({"what": "periods", "a": "999999"}, "tog ikke stilling i nogen af afstemningerne"),
        ({"what": "periods", "a": "HL", "from2": "2025-03-10", "to2": "2025-03-01"}, "Byt om"),
        ({"what": "periods", "session": "20241", "a": "HL"}, "ingen samling før"),
        ({"a": "HL", "b": "FK", "show": "nonsense"}, "show=nonsense"),
        ({"a": "HL", "b": "FK", "session": "00000"}, "session=00000"),
    ],
)
def test_bad_input__is_told_with_a_way_on(
    source: Source, params: dict[str, str], told: str
) -> None:
    page = open_page("compare", **({"session": SESSION} | params))
    assert told in written(page)
    assert page.selectbox  # the choices stay


def test_page__changing_what_keeps_no_choice_that_does_not_fit(source: Source) -> None:
    page = open_page("compare", session=SESSION, a="HL", b="FK")
    page.segmented_control(key="what").set_value("members").run()
    assert "Vælg to medlemmer" in written(whole(page))
    assert "ikke vises her" not in written(page)
    page.segmented_control(key="what").set_value("periods").run()
    assert len(whole(page).table) == 1
    page.segmented_control(key="what").set_value("parties").run()
    whole(page)


def test_page__a_choice_can_be_taken_back(source: Source) -> None:
    page = open_page("compare", session=SESSION, a="HL", b="FK")
    page.selectbox(key="a").set_value(None).run()
    assert page.selectbox(key="a").value is None
    assert "Vælg to partier" in written(whole(page))


def test_page__shows_two_parties_where_nothing_is_asked(source: Source) -> None:
    page = open_page("compare")
    assert page.selectbox(key="a").value == "HL"
    assert page.selectbox(key="b").value == "FK"


@pytest.mark.parametrize("subset", ["divided", "final", "amendment", "motion"])
def test_page__every_subset_is_a_page(source: Source, subset: str) -> None:
    shown = written(open_page("compare", session="all", subset=subset, a="HL", b="W", errors="1"))
    assert "Enighed samling for samling" in shown
    assert "noterede fejl talt med" in shown


def held(chamber: Chamber) -> Votes:
    return Table(chamber, "votes/1", "a version", datetime(2026, 11, 27, tzinfo=UTC), ())


def pair_of(chamber: Chamber, a: Side, b: Side) -> Pair:
    from core.analysis.agreement import compare

    scope = Scope(held(chamber), Chosen(), "x", chamber.votes.height)
    return Pair(scope, a, b, compare(stands_of(scope, a), stands_of(scope, b)))


def test_files__hold_the_votes_and_the_ballots_that_are_shown(
    chamber: Chamber, people: list[int]
) -> None:
    differing = member_agreement(chamber.marked, member=people[0])  # type: ignore[arg-type]
    other = differing.sort("agreement", "member_b", nulls_last=True)["member_b"][0]
    a, b = (Side("member", str(one), str(one), None) for one in (people[0], other))
    pair = pair_of(chamber, a, b)
    parts = {show: compared_votes(pair, show) for show in SHOWS}
    assert parts["different"].height + parts["same"].height == parts["all"].height > 0
    assert set(parts["different"]["vote_id"]).isdisjoint(parts["same"]["vote_id"])
    ballots = members_ballots(pair, parts["different"])
    assert ballots is not None
    assert ballots.height == 2 * parts["different"].height
    assert set(ballots["member_id"]) == {people[0], other}
    TABLES["votes"].take(parts["all"])
    TABLES["ballots"].take(ballots)
    party = Side("party", "HL", "HL", "HL")
    assert members_ballots(pair_of(chamber, party, party), parts["all"]) is None


def test_session_before__the_one_before_the_oldest(source: Source) -> None:
    known = stored_sessions(source.store)
    assert session_before(known, known[:1]) == known[1]
    assert session_before(known, known) is None


def test_figure__the_n_of_the_winning_side_fits_its_share(
    source: Source, chamber: Chamber, people: list[int]
) -> None:
    table = build_table("members", chamber, Selection())
    for member in people[:20]:
        side = Side("member", str(member), "x", None)
        scope = Scope(held(chamber), Chosen(), "x", chamber.votes.height)
        n = stands_of(scope, side).height
        share = table.row(by_predicate=pl.col("member_id") == member, named=True)["won_share"]
        assert share * n == pytest.approx(round(share * n))


def test_figure__unknown_is_a_dash() -> None:
    class Danish:
        lang = "da"

    unknown = Figure("loyalty", "share", None, 0)
    assert unknown.words(Danish()) == "– (n = 0)"  # type: ignore[arg-type]
    assert Figure("rice", "index", 0.98765, 1200).words(Danish()) == "0,988 (n = 1.200)"  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("figure", "words"),
    [
        (Figure("loyalty", "share", 1.0, 1), "1 af 1"),
        (Figure("loyalty", "share", 15 / 19, 19), "15 af 19"),
        (Figure("loyalty", "share", 15 / 20, 20), "75,0\N{NO-BREAK SPACE}% (n = 20)"),
        (Figure("rice", "index", 0.9, 19), "– (n = 19)"),
        (Figure("deviation", "count", 3, 5), "3 (n = 5)"),
    ],
)
def test_figure__of_few_votes_is_told_in_counts(figure: Figure, words: str) -> None:
    class Danish:
        lang = "da"

    assert figure.words(Danish()) == words  # type: ignore[arg-type]
