"""The questions page over the demo parliament, which has both kinds."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import polars as pl
import pytest

from core.filters.engine import Chosen, Found
from core.language import LANGUAGES, Lang, has
from core.parliament.calendar.periods import Period
from core.parliament.questions.questions import KINDS, SCHEMA, STATUSES
from core.tables.table import Table
from core.ui.pages.questions import list as page_parts
from core.ui.pages.questions.filters import Shown
from core.ui.pages.questions.list import shown_columns
from core.ui.shell.messages import PageEnds
from core.ui.shell.router import PAGES, page_file
from tests.ui.conftest import Visit, bare_context, words

SESSION = "20251"


def table_of(app: Any, number: int) -> pl.DataFrame:
    """A table of the page; what is missing in it is null, not NaN."""
    rows = app.dataframe[number].value.to_dict(orient="records")
    known = [{name: None if value != value else value for name, value in r.items()} for r in rows]
    return pl.DataFrame(known, infer_schema_length=None)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_texts__every_kind_and_status_has_words(lang: Lang) -> None:
    for status in STATUSES:
        assert has(f"questions.status.{status}", lang)
    for kind in KINDS:
        assert has(f"questions.kinds.{kind}", lang)
        for name in page_parts.METHOD[kind]:
            assert has(f"questions.method_{kind}.{name}", lang)


def test_list__empty_columns_go_but_never_those_of_answers() -> None:
    rows = pl.DataFrame(
        [dict.fromkeys(SCHEMA) | {"question_id": 1, "status": "overdue", "asker": "Bo"}], SCHEMA
    )
    listed = shown_columns(bare_context("da"), rows)
    assert listed.columns == ["asked", "number", "title", "status", "days", "asker", "final"]
    assert listed["status"].to_list() == ["Over fristen"]


@pytest.mark.parametrize("kind", KINDS)
def test_page__figures_and_table_are_of_the_same_questions(visit: Visit, kind: str) -> None:
    app = visit("questions", session=SESSION, kind=kind)
    ministers, listed = table_of(app, 0), table_of(app, 1)
    assert ministers["questions"].sum() >= listed.height > 10
    said = words(app)
    assert "uden helligdage" in said if kind == "s20" else "kalenderdage" in said.lower()
    answered = next(metric for metric in app.metric if metric.label == "Endeligt besvaret")
    assert int(answered.value) == ministers["answered"].sum()


def test_page__questions_answered_without_a_date_are_counted_and_have_none(visit: Visit) -> None:
    app = visit("questions", session=SESSION, kind="s20")
    ministers, listed = table_of(app, 0), table_of(app, 1)
    undated = ministers["undated"].sum()
    assert undated > 0
    assert f"{undated} besvarede uden svardato" in words(app)
    missing = listed.filter(pl.col("status") == "Besvaret", pl.col("days").is_null())
    assert not missing.is_empty()


def test_page__the_address_filters_and_counts_follow(visit: Visit) -> None:
    app = visit("questions", session=SESSION, kind="committee", state=["preliminary", "overdue"])
    listed = table_of(app, 1)
    assert set(listed["status"]) == {"Foreløbigt besvaret", "Over fristen"}
    (pills,) = [group for group in app.get("button_group") if group.key == "state"]
    assert f"Over fristen ({(listed['status'] == 'Over fristen').sum()})" in str(pills.proto)
    assert app.query_params["state"] == ["preliminary", "overdue"]


def test_page__a_search_finds_a_number(visit: Visit) -> None:
    app = visit("questions", session=SESSION, q="s 12")
    assert table_of(app, 1)["number"].to_list() == ["S 12"]


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


def test_ways__lead_to_the_case_here_or_to_parliament(monkeypatch: pytest.MonkeyPatch) -> None:
    links: list[str] = []
    monkeypatch.setattr(page_parts.st, "page_link", lambda to, **_: links.append(to))
    monkeypatch.setattr(page_parts.st, "caption", lambda text: links.append(text))
    asked = dict.fromkeys(SCHEMA) | {"case_id": 9, "case_number": "S 1", "number": "S 1"}
    here = [page_file("case")] if any(page.name == "case" for page in PAGES) else []
    page_parts._ways(bare_context("da"), asked | {"url": "https://www.ft.dk/s1"})
    assert links == [*here, "https://www.ft.dk/s1"]
    links.clear()
    page_parts._ways(bare_context("da"), asked)
    assert links == (here or ["S 1 har ingen side at gå til."])


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
    nothing = Found(every.clear(), {})
    period = Period(SESSION, 1, "2025-26", datetime(2025, 10, 7), datetime(2026, 10, 6))
    source = Table(every, "questions/1", "1", datetime(2026, 11, 27, tzinfo=UTC), ())
    shown = Shown("s20", period, source, Chosen(), nothing)
    with pytest.raises(PageEnds):
        page_parts.nothing_to_show(bare_context("da"), shown)
    assert said in told[0]
