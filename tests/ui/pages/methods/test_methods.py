"""The methods page: every figure explained in both languages, with an example that is right."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from core.analysis.agreement import (
    member_agreement,
    member_party_agreement,
    party_agreement,
)
from core.analysis.coalitions import coalitions, winning_side
from core.analysis.cohesion import cohesion, cohesion_by_vote
from core.analysis.exampledata import Example
from core.analysis.examples import worked_examples
from core.analysis.members import members
from core.analysis.seats import effective_parties
from core.analysis.votes import vote_figures
from core.language import LANGUAGES, has
from core.parliament.votes.chamber import Chamber
from core.parliament.votes.stands import vote_stands
from core.service import Source, close_service
from core.tables.marks import stored_sessions
from core.ui.pages.methods.methods import FIGURES, GROUPS, NEEDS_BALLOTS
from core.ui.shell.context import Context
from tests.tables.reading import session_chamber
from tests.ui.conftest import written
from tests.ui.opening import ROOT, open_page

EXPECTED = (
    "stand line check errors rice agreement_index cohesion loyalty deviation attendance turnout "
    "member_agreement party_agreement member_party closeness density enp winning majorities map"
)


@pytest.fixture(scope="module")
def chamber(source: Source) -> Chamber:
    found = session_chamber(source.store, stored_sessions(source.store)[0])
    assert found is not None
    return found


@pytest.fixture(scope="module")
def examples(chamber: Chamber) -> dict[str, Example]:
    return worked_examples(chamber)


def linked() -> Iterator[tuple[str, str]]:
    """Every figure that the code links to by a literal name: where, and the name."""
    for path in [*ROOT.glob("core/ui/**/*.py"), *ROOT.glob("pages/*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            literals = [
                leaf.value
                for argument in node.args[1:2]
                for leaf in ast.walk(argument)
                if isinstance(leaf, ast.Constant) and isinstance(leaf.value, str)
            ]
            if name in ("method_link", "figure_links"):
                yield from ((f"{path.name}:{node.lineno}", literal) for literal in literals)


def test_figures__are_those_that_the_pages_may_link_to() -> None:
    assert sorted(FIGURES) == sorted(EXPECTED.split())
    assert len(FIGURES) == len(set(FIGURES))
    assert set(FIGURES) >= NEEDS_BALLOTS


def test_figures__every_link_in_the_code_names_one() -> None:
    found = list(linked())
    assert found
    assert [(where, name) for where, name in found if name not in FIGURES] == []


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("figure", FIGURES)
def test_figures__have_their_texts(figure: str, lang: str) -> None:
    for part in ("title", "plain", "formula", "example"):
        assert has(f"methods.{figure}.{part}", lang)  # type: ignore[arg-type]


def test_examples__there_is_one_of_every_figure(examples: dict[str, Example]) -> None:
    assert examples.keys() == set(FIGURES)


def test_examples__what_goes_in_gives_what_comes_out(examples: dict[str, Example]) -> None:
    """The formula as the page writes it, on the numbers that it shows."""
    v = {name: example.values for name, example in examples.items()}
    by_hand = {
        "rice": lambda x: abs(x["for"] - x["against"]) / (x["for"] + x["against"]),
        "agreement_index": lambda x: (x["largest"] - x["rest"] / 2) / x["all"],
        "cohesion": lambda x: x["total"] / x["votes"],
        "loyalty": lambda x: x["with_line"] / x["line_votes"],
        "deviation": lambda x: x["different"] - x["noted"],
        "attendance": lambda x: x["cast"] / (x["cast"] + x["absent"]),
        "turnout": lambda x: x["cast"] / x["listed"],
        "closeness": lambda x: abs(x["for"] - x["against"]),
        "density": lambda x: x["pairs"] / x["all_pairs"],
        "enp": lambda x: x["squared"] / x["squares"],
        "party_agreement": lambda x: x["same"] / x["shared"],
        "member_agreement": lambda x: x["same"] / x["shared"],
        "member_party": lambda x: x["same"] / x["shared"],
        "winning": lambda x: x["won"] / x["votes"],
        "majorities": lambda x: x["votes"] / x["total"],
    }
    for name, formula in by_hand.items():
        assert formula(v[name]) == pytest.approx(v[name]["value"]), name
    assert v["map"]["place"] - v["map"]["mean"] == pytest.approx(v["map"]["centred"])


def test_examples__are_what_the_figures_say_everywhere_else(
    chamber: Chamber, examples: dict[str, Example]
) -> None:
    v = {name: example.values for name, example in examples.items()}
    marked, votes = chamber.marked, chamber.votes
    assert marked is not None
    stands, by_vote = vote_stands(votes, marked), cohesion_by_vote(marked)

    def one(frame: pl.DataFrame, column: str, **where: object) -> object:
        return frame.row(
            by_predicate=pl.all_horizontal(pl.col(k) == x for k, x in where.items()), named=True
        )[column]

    split = {"vote_id": examples["rice"].vote_id, "party": v["rice"]["party"]}
    assert v["rice"]["value"] == one(by_vote, "rice", **split)
    assert v["agreement_index"]["value"] == one(by_vote, "agreement_index", **split)
    assert v["line"]["value"] == one(stands, "stand", **split)
    party = v["cohesion"]["party"]
    assert v["cohesion"]["value"] == one(cohesion(by_vote), "agreement_index", party=party)
    people = members(marked, votes)
    for name in ("loyalty", "attendance"):
        assert v[name]["value"] == one(people, name, member_id=v[name]["member_id"])
    for name in ("turnout", "density", "closeness"):
        assert v[name]["value"] == one(vote_figures(votes), name, vote_id=examples[name].vote_id)
    assert v["enp"]["value"] == one(
        effective_parties(marked), "effective_parties", vote_id=examples["enp"].vote_id
    )
    pair = {"party_a": v["party_agreement"]["party_a"], "party_b": v["party_agreement"]["party_b"]}
    assert v["party_agreement"]["value"] == one(party_agreement(stands), "agreement", **pair)
    assert v["winning"]["value"] == one(
        winning_side(stands, votes), "won_share", party=v["winning"]["party"]
    )
    assert v["majorities"]["value"] == coalitions(stands, votes)["share"][0]
    number = v["loyalty"]["member_id"]
    assert isinstance(number, int)
    assert v["member_agreement"]["value"] in member_agreement(marked, member=number)["agreement"]
    theirs = member_party_agreement(marked, stands, member=number)
    assert v["member_party"]["value"] == one(theirs, "agreement", party=v["member_party"]["party"])


def test_page__explains_every_figure_and_links_to_the_votes(source: Source) -> None:
    page = open_page("methods")
    shown = written(page)
    assert len(page.subheader) == len(FIGURES)
    assert [heading.value for heading in page.header][: len(GROUPS)] == [
        "Afstemninger",
        "Partier",
        "Medlemmer",
    ]
    assert shown.count("**Formel:**") == shown.count("**Eksempel (fundet på):**") == len(FIGURES)
    assert "Rice (1928)" in shown
    assert "Clearing" in shown


def test_page__the_figure_in_the_address_stands_first(source: Source) -> None:
    page = open_page("methods", figure="density")
    assert page.header[0].value == "Tæthed af enige par"
    assert len(page.subheader) == len(FIGURES) - 1


@pytest.mark.parametrize("figure", ["foo", "", "rice s", "<b>x</b>", "../line"])
def test_page__a_figure_that_there_is_not_is_told(source: Source, figure: str) -> None:
    page = open_page("methods", figure=figure)
    assert len(page.subheader) == len(FIGURES)
    assert "ikke vises her" in written(page)
    page.run()  # as a page does by itself where something has been fetched
    assert "ikke vises her" in written(page)


def test_page__an_example_of_the_demo_says_that_it_is_invented(
    source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Context, "demo", property(lambda self: True))
    shown = written(open_page("methods"))
    assert shown.count("**Eksempel (fundet på):**") == len(FIGURES)
    assert "et folketing, der er fundet på" in shown
    assert "virkelig" not in shown


def test_page__an_example_is_escaped_and_filled_in(source: Source) -> None:
    shown = written(open_page("methods"))
    assert not re.search(r"\{\w+(:\w+)?\}", shown)
    assert "None" not in shown


def test_page__without_ballots_says_why_there_is_no_example(
    source: Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    close_service()
    with monkeypatch.context() as patch:
        patch.setenv("TINGBLIK_DATA_DIR", str(tmp_path))
        shown = written(open_page("methods"))
        close_service()
    assert "er ikke i kopien" in shown
    assert "**Eksempel (fundet på):** Forskel i stemmer" in shown
