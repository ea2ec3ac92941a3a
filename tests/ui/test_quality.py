"""What the quality page shows of findings and counts, without a page."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

import polars as pl
import pytest

from core.analysis.quality import KINDS, SCHEMA
from core.language import LANGUAGES, Lang, has
from core.ui.context import Context
from core.ui.quality import shown_findings, shown_sessions, sides


def context(lang: Lang) -> Context:
    nothing = cast("Any", None)
    return Context(nothing, nothing, lang)


def found(**values: Any) -> pl.DataFrame:
    return pl.DataFrame([dict.fromkeys(SCHEMA) | {"date": date(2026, 3, 4)} | values], SCHEMA)


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        (
            {"finding": "mismatch", "counted": "for=60 against=48 neither=0",
             "stated": "for=61 against=48 neither=0", "detail": "For stemte 61"},
            ("Uenige stemmetal", "60 for, 48 imod, 0 hverken", "61 for, 48 imod, 0 hverken",
             "For stemte 61"),
        ),
        (
            {"finding": "result_conflict", "counted": "adopted", "stated": "rejected"},
            ("Uenige resultater", "vedtaget", "forkastet", None),
        ),
        (
            {"finding": "silent_change", "counted": "3",
             "detail": "changed Stemme typeid (2026-03-04)"},
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
            {"finding": "ballot_without_party", "counted": "2", "detail": "2026-01-02/2026-03-04"},
            ("Stemme uden parti", "2", None, "2026-01-02 – 2026-03-04"),
        ),
        (  # what Parliament wrote is no code of ours
            {"finding": "text_not_read", "detail": "changed for against"},
            ("Tekst ikke læst", None, None, "changed for against"),
        ),
    ],
)  # fmt: skip
def test_shown_findings__codes_are_in_the_visitors_words(
    values: dict[str, Any], shown: tuple[str | None, ...]
) -> None:
    rows = shown_findings(context("da"), found(**values))
    assert rows.select("finding", "counted", "stated", "detail").row(0) == shown


def test_sides__are_unknown_where_there_are_none() -> None:
    assert sides(context("en"), None) == "–"
    assert sides(context("da"), "for=1 against=2 neither=3") == "1 for, 2 imod, 3 hverken"


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
    rows = shown_sessions(context("da"), counts, ["a", "b", "c"])
    assert rows["read"].to_list() == ["hentet", "delvis hentet", "ikke hentet"]
    assert rows["session"].to_list() == ["a", "b", "c"]
    assert rows["match"].to_list() == [3, 1, None]
    assert rows["without_party_share"].to_list() == [1.23, 0.0, None]
