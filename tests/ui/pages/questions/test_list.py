"""The questions page over the demo parliament, which has both kinds."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import polars as pl
import pytest

from core.filters.engine import Chosen
from core.language import LANGUAGES, Lang, has
from core.parliament.calendar.periods import Period
from core.parliament.questions.questions import KINDS, SCHEMA, STATUSES
from core.tables.table import Table
from core.ui.pages.questions import list as page_parts
from core.ui.pages.questions.figures import METHOD, late_words
from core.ui.pages.questions.filters import Shown
from core.ui.pages.questions.list import question_row
from core.ui.shell.messages import PageEnds
from tests.ui.conftest import Visit, bare_context, listed, words

SESSION = "20251"
MINISTERS, QUESTIONS = 0, -1  # the lists of the page


@pytest.mark.parametrize("lang", LANGUAGES)
def test_texts__every_kind_and_status_has_words(lang: Lang) -> None:
    for status in STATUSES:
        assert has(f"questions.status.{status}", lang)
    for kind in KINDS:
        assert has(f"questions.kinds.{kind}", lang)
        for name in METHOD[kind]:
            assert has(f"questions.method_{kind}.{name}", lang)


def test_list__a_row_says_who_asked_whom_and_what_became_of_it() -> None:
    known = {
        "question_id": 7,
        "kind": "s20",
        "number": "S 7",
        "title": "Om broer",
        "asked": date(2026, 1, 5),
        "minister": "Transportministeren",
        "asker": "Bo",
        "asker_party": "S",
        "status": "answered",
        "days": 1_200,
        "late": True,
        "case_id": 9,
    }
    row = question_row(bare_context("da"), dict.fromkeys(SCHEMA) | known)
    assert (row.address, row.number, row.cells) == ("case?id=9", "S 7", ("1.200",))
    assert row.facts == ("Transportministeren", "Bo (S)", "Besvaret")
    assert row.badges == ("Besvaret for sent",)
    other = {"kind": "committee", "status": "overdue", "days": None, "late": None}
    row = question_row(bare_context("da"), dict.fromkeys(SCHEMA) | known | other)
    assert (row.address, row.cells) == ("documents?id=7", ("–",))
    assert row.badges == ("Over fristen",)


@pytest.mark.parametrize(
    ("late", "n", "said"), [(12, 38, "32 % (12 af 38)"), (3, 19, "3 af 19"), (0, 0, "–")]
)
def test_late__is_a_percentage_of_enough_answers_only(late: int, n: int, said: str) -> None:
    assert late_words(bare_context("da"), {"late": late, "n_late": n}).replace("\xa0", " ") == said


@pytest.mark.parametrize("kind", KINDS)
def test_page__ministers_lead_to_their_questions(visit: Visit, kind: str) -> None:
    app = visit("questions", session=SESSION, kind=kind, sort="slowest", page="2")
    every = app.dataframe[0].value
    ministers, questions = listed(app, MINISTERS)["rows"], listed(app, QUESTIONS)
    assert 0 < len(ministers) <= every["minister"].count()
    address, minister = ministers[0][:2]
    assert address.startswith("questions?")
    assert "sort=slowest" in address
    assert "page=" not in address
    assert minister in set(every["minister"])
    assert f"**{every['answered'].sum()}**  \n:small[Endeligt besvaret]" in words(app)
    days = [row[7][0] for row in questions["rows"] if row[7][0] != "–"]
    assert days == sorted(days, key=int, reverse=True)
    said = words(app)
    assert "uden helligdage" in said if kind == "s20" else "kalenderdage" in said.lower()
    assert f"{every['undated'].sum()} besvarede uden svardato" in said or kind != "s20"


def test_page__the_address_filters_and_counts_follow(visit: Visit) -> None:
    app = visit(
        "questions",
        session=SESSION,
        kind="committee",
        state=["preliminary", "overdue"],
        minister="Ingen",
    )
    rows = [(*row[4], *row[5]) for row in listed(app, QUESTIONS)["rows"]]
    overdue = sum("Over fristen" in row for row in rows)
    assert overdue
    assert len(rows) == overdue + sum("Foreløbigt besvaret" in row for row in rows)
    (pills,) = [group for group in app.get("button_group") if group.key == "state"]
    assert f"Over fristen ({overdue})" in str(pills.proto)
    assert app.query_params["state"] == ["preliminary", "overdue"]


def test_page__a_search_finds_a_number_and_draws_no_chart_of_one(visit: Visit) -> None:
    app = visit("questions", session=SESSION, q="s 12")
    assert [row[2] for row in listed(app, QUESTIONS)["rows"]] == ["S 12"]
    assert not app.get("plotly_chart")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"state": "gone", "minister": "Ingen"}, "gone"),
        ({"q": "x" * 10_000}, "Ingen spørgsmål passer"),
        ({"q": "%' or (.*)+ \N{SQUID}"}, "Ingen spørgsmål passer"),
        ({"kind": "vote"}, "§ 20-spørgsmål"),
        ({"from": "2026-05-01", "to": "2026-04-01"}, "Fra-datoen ligger efter"),
    ],
)
def test_page__bad_input_is_said(visit: Visit, query: dict[str, str], said: str) -> None:
    app = visit("questions", session=SESSION, **query)
    assert said in words(app)


@pytest.mark.parametrize(
    ("rows", "said"),
    [([], "Kopien har ingen spørgsmål"), ([{"question_id": 1}], "Ingen spørgsmål passer")],
)
def test_nothing__is_said_plainly(
    monkeypatch: pytest.MonkeyPatch, rows: list[dict[str, Any]], said: str
) -> None:
    told: list[str] = []
    monkeypatch.setattr(page_parts.st, "info", lambda text, **_: told.append(text))
    monkeypatch.setattr(page_parts, "periods", lambda _: [])
    monkeypatch.setattr(page_parts, "_elsewhere", lambda *_: {})
    every = pl.DataFrame([dict.fromkeys(SCHEMA) | row for row in rows], SCHEMA)
    period = Period(SESSION, 1, "2025-26", datetime(2025, 10, 7), datetime(2026, 10, 6))
    source = Table(every, "questions/1", "1", datetime(2026, 11, 27, tzinfo=UTC), ())
    shown = Shown("s20", period, source, Chosen(), every.clear())
    with pytest.raises(PageEnds):
        page_parts.nothing_to_show(bare_context("da"), shown)
    assert said in told[0]
