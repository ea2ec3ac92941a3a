"""What the quality page shows of findings and counts, without a page."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import polars as pl
import pytest

from core.analysis.quality import KINDS, SCHEMA
from core.language import LANGUAGES, Lang, has
from core.ui.pages.quality.quality import finding_row, shown_findings, shown_sessions, sides
from tests.ui.conftest import Visit, bare_context, listed, words


def found(**values: Any) -> pl.DataFrame:
    return pl.DataFrame([dict.fromkeys(SCHEMA) | {"date": date(2026, 3, 4)} | values], SCHEMA)


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        (
            {
                "finding": "mismatch",
                "counted": "for=60 against=48 neither=0",
                "stated": "for=61 against=48 neither=0",
                "detail": "For stemte 61",
            },
            (
                "Uenige stemmetal",
                "60 for, 48 imod, 0 hverken",
                "61 for, 48 imod, 0 hverken",
                "For stemte 61",
            ),
        ),
        (
            {"finding": "result_conflict", "counted": "adopted", "stated": "rejected"},
            ("Uenige resultater", "vedtaget", "forkastet", None),
        ),
        (
            {
                "finding": "silent_change",
                "counted": "3",
                "detail": "changed Stemme typeid (2026-03-04)",
            },
            ("Stille ændring", "3", None, "ændret: Stemme typeid (2026-03-04)"),
        ),
        (
            {"finding": "schema_drift", "detail": "wrong_type Sag ny (2026-03-04)"},
            ("Ændret opbygning", None, None, "anden type: Sag ny (2026-03-04)"),
        ),
        (
            {"finding": "duplicate_ballots", "counted": "2", "detail": "against for"},
            ("Flere stemmer fra samme medlem", "2", None, "imod, for"),
        ),
        (
            {
                "finding": "line_conflict",
                "counted": "S=for V=against",
                "stated": "S=against V=neither",
                "detail": "Vedtaget",
            },
            ("Uenige partilister", "S for, V imod", "S imod, V hverken", "Vedtaget"),
        ),
        (
            {"finding": "no_person", "counted": "1", "detail": "absent"},
            ("Stemme uden person", "1", None, "fravær"),
        ),
        (
            {"finding": "ballot_without_party", "counted": "2", "detail": "2026-01-02/2026-03-04"},
            ("Stemme uden parti", "2", None, "2026-01-02 – 2026-03-04"),
        ),
        (  # what Parliament wrote is no code of ours
            {"finding": "text_not_read", "detail": "changed for against"},
            ("Tekst ikke læst", None, None, "changed for against"),
        ),
    ],
)
def test_shown_findings__codes_are_in_the_visitors_words(
    values: dict[str, Any], shown: tuple[str | None, ...]
) -> None:
    rows = shown_findings(bare_context("da"), found(**values))
    assert rows.select("finding", "counted", "stated", "detail").row(0) == shown


def test_row__leads_to_the_vote_else_to_the_member_else_nowhere() -> None:
    def row(**values: Any) -> Any:
        rows = shown_findings(bare_context("da"), found(**values))
        title = pl.lit("Om broer").alias("case_title")
        return finding_row(bare_context("da"), rows.with_columns(title).row(0, named=True))

    of_vote = row(finding="no_text", vote_id=7, case_number="L 1", member="Bo", party="S")
    assert (of_vote.address, of_vote.title, of_vote.number) == ("vote?id=7", "Om broer", "L 1")
    assert (of_vote.facts[0], of_vote.badges) == ("Bo (S)", ("Ingen tekst",))
    of_member = row(finding="ballot_without_party", member_id=3, member="Bo")
    assert (of_member.address, of_member.title) == ("member?id=3", "Bo")
    of_copy = row(finding="schema_drift", detail="missing Sag ny")
    assert (of_copy.address, of_copy.title, of_copy.badges) == ("", "Ændret opbygning", ())


def test_sides__are_unknown_where_there_are_none() -> None:
    assert sides(bare_context("en"), None) == "–"
    assert sides(bare_context("da"), "for=1 against=2 neither=3") == "1 for, 2 imod, 3 hverken"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_texts__every_kind_says_what_it_means_and_what_not(lang: Lang) -> None:
    for kind in KINDS:
        for part in ("kind", "means", "not"):
            assert has(f"quality.{part}.{kind}", lang)


def test_shown_sessions__unread_is_said_and_unknown_is_no_zero() -> None:
    counts = pl.DataFrame(
        {
            "session": ["20251", "20241", "20231"],
            "votes": [3, 2, 1],
            "read": [3, 1, 0],
            "match": [3, 1, None],
            "ballots": [537, 179, None],
            "without_party_share": [0.012345, 0.0, None],
            "mismatch": [0, 0, None],
        }
    )
    rows = shown_sessions(bare_context("da"), counts, ["a", "b", "c"])
    assert rows["read"].to_list() == ["hentet", "delvis hentet", "ikke hentet"]
    assert rows["session"].to_list() == ["a", "b", "c"]
    assert rows["match"].to_list() == [3, 1, None]
    assert rows["without_party_share"].to_list() == [1.23, 0.0, None]


def test_page__says_how_many_votes_agree_and_what_the_rest_lacks(visit: Visit) -> None:
    page = visit("quality")
    said = words(page)
    assert "609 af 609 afstemninger stemmer overens med Folketingets egen tekst" in said
    assert "Ikke kontrolleret: 7 uden offentliggjorte stemmer · 4 uden stemmetal" in said
    (sessions,) = (element.value for element in page.dataframe)
    assert sessions["session"].to_list()[-1] == "I alt"
    assert sessions["match"].to_list()[-1] == 609
    for name in ("votes", "match", "no_ballots"):
        *each, in_all = sessions[name]
        assert in_all == sum(each)
    (n,) = re.findall(r"([\d.]+) af \1 fund", said)
    assert len(listed(page)["rows"]) == min(50, int(n.replace(".", "")))


def test_page__one_session_and_the_kinds_in_the_address(visit: Visit) -> None:
    page = visit("quality", session="20251", finding=["result_conflict", "no_text"])
    rows = listed(page)["rows"]
    assert {badge for row in rows for badge in row[5]} == {"Uenige resultater", "Ingen tekst"}
    assert any("Talt eller registreret: forkastet" in row[4] for row in rows)
    assert all(row[0].startswith("vote?id=") for row in rows)
    assert "286 af 286 afstemninger" in words(page)


@pytest.mark.parametrize("query", [{"finding": "nonsense"}, {"session": "99999"}])
def test_page__what_the_address_cannot_have_is_told(visit: Visit, query: dict[str, str]) -> None:
    said = words(visit("quality", **query))
    assert "Adressen bad om noget, der ikke vises her" in said
    assert "609 af 609" in said


def test_page__a_kind_of_which_there_is_none(visit: Visit) -> None:
    said = words(visit("quality", finding="duplicate_ballots"))
    assert "Der er ingen fund af den slags" in said
    assert "Samme medlem står med mere end én stemme" in said
