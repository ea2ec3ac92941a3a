"""Whatever is chosen on a page, its address gives the same rows as a file.

A page's rows are what its own functions give of the choices; see `core.tables` and `core.filters`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from core.analysis.selection import Selection
from core.dictionary import TABLES
from core.filters.cases import CASES
from core.filters.changes import CHANGES, ChangeChoices, passing
from core.filters.deviations import DEVIATION_VOTES, DEVIATIONS
from core.filters.documents import DOCUMENTS, DocumentChoices
from core.filters.engine import Chosen, Filter, Filters
from core.filters.meetings import MEETINGS
from core.filters.orders import ORDERS, ordered
from core.filters.questions import QUESTIONS
from core.filters.scope import selection_of
from core.filters.votes import VOTES
from core.parliament.calendar.meetings import newest_first
from core.service import Source
from core.standin.serve import Standin
from core.tables import cases as case_tables
from core.tables import changes as change_tables
from core.tables import documents as document_tables
from core.tables.cases import period_cases
from core.tables.deviations import deviations_of
from core.tables.figures import counted_votes, members_by_name, members_by_party
from core.tables.meetings import period_meetings
from core.tables.questions import period_questions
from core.tables.table import Recipe, Table
from core.tables.votes import chosen_session, session_votes, sessions
from core.times import danish_now
from core.web.site import Site
from tests.web.sites import opened, served

Params = list[tuple[str, str]]

several = settings(
    max_examples=12,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture(scope="module")
def source(site: Site) -> Source:
    found = site.service().source
    assert found is not None
    return found


def table(source: Source, recipe: Recipe[Any]) -> Table[Any]:
    found = source.tables.read(recipe)
    assert found is not None
    return found


def choices(filters: Filters[Any], content: Any) -> st.SearchStrategy[Params]:
    """Parameters of an address that choose some of what there is to choose."""

    def of(one: Filter[Any]) -> st.SearchStrategy[Params]:
        options = list(one.offered(content)) if one.kind in ("one", "many", "pair") else []
        if one.kind == "flag":
            values = st.just(["1"])
        elif one.kind == "text":
            values = st.sampled_from([["lov"], ["om"], ["af e"], ["L 1"], ["ikke der"]])
        elif one.kind == "number":
            values = st.integers(0, one.most).map(lambda number: [str(number)])
        elif one.kind == "day":
            days = one.days(content)
            values = st.dates(*days).map(lambda day: [day.isoformat()]) if days else st.just([])
        elif not options or (one.kind == "pair" and len(options) < 2):
            values = st.just([])
        elif one.kind == "pair":
            pairs = st.lists(st.sampled_from(options), min_size=2, max_size=2, unique=True)
            values = pairs.map(lambda two: [".".join(two)])
        else:
            most = 1 if one.kind == "one" else 3
            values = st.lists(st.sampled_from(options), min_size=1, max_size=most, unique=True)
        named = values.map(lambda found: [(one.key, value) for value in found])
        return st.one_of(st.just([]), st.just([]), named)

    every = st.tuples(*(of(one) for one in filters))
    return every.map(lambda found: [pair for pairs in found for pair in pairs]).filter(in_turn)


def in_turn(params: Params) -> bool:
    """Whether the first day does not lie after the last."""
    days = dict(params)
    return days.get("from", "") <= days.get("to", "9")


def chosen(filters: Filters[Any], content: Any, params: Params) -> Chosen:
    """What a page takes of an address, as its panel of filters reads it."""
    return filters.read(lambda key: [value for name, value in params if name == key], content)


def of_route(client: TestClient, name: str, params: Params) -> pl.DataFrame:
    answer = client.get(f"/api/v1/{name}.parquet", params=params)
    assert answer.status_code == 200, answer.text
    return pl.read_parquet(answer.content)


def assert_same(client: TestClient, name: str, params: Params, rows: pl.DataFrame) -> None:
    found = of_route(client, name, params)
    taken = TABLES[name].take(rows, demo=True)
    texts = [key for key, dtype in found.schema.items() if dtype in (pl.Categorical, pl.Enum)]
    assert found.with_columns(pl.col(texts).cast(pl.String)).equals(taken), params


@several
@given(data=st.data())
def test_votes__are_those_of_the_page(client: TestClient, source: Source, data: Any) -> None:
    now = danish_now()
    known = table(source, sessions()).content
    session = data.draw(st.sampled_from([s for s in known if s.begun(now)]))
    votes = table(source, session_votes(session, now))
    params = data.draw(choices(VOTES, votes.content))
    rows = VOTES.apply(votes.content, chosen(VOTES, votes.content, params), counted_votes(votes))
    code = [] if session == chosen_session(known, "latest", now) else [("session", session.code)]
    assert_same(client, "votes", [*code, *params], rows)


@several
@given(data=st.data())
def test_deviations__are_those_of_the_page(client: TestClient, source: Source, data: Any) -> None:
    now = danish_now()
    known = table(source, sessions()).content
    votes = table(source, session_votes(chosen_session(known, "latest", now), now))
    scope = data.draw(choices(DEVIATION_VOTES, votes.content))
    meant = selection_of(chosen(DEVIATION_VOTES, votes.content, scope))
    found = deviations_of(votes, meant)
    params = data.draw(choices(DEVIATIONS, found))
    order = data.draw(st.sampled_from([each.name for each in ORDERS["deviations"]]))
    rows = DEVIATIONS.apply(found, chosen(DEVIATIONS, found, params))
    asked = [*scope, *params, ("sort", order)]
    assert_same(client, "deviations", asked, ordered(rows, "deviations", order))


@pytest.mark.parametrize("split", [False, True])
@pytest.mark.parametrize("order", [each.name for each in ORDERS["members"]])
def test_members__are_those_of_the_page_in_its_order(
    client: TestClient, source: Source, split: bool, order: str
) -> None:
    known = table(source, sessions()).content
    session = next(each for each in known if each.code == "20251")
    votes = table(source, session_votes(session, danish_now()))
    rows = (members_by_party if split else members_by_name)(votes, Selection())
    named = [("session", "20251"), ("party", "HL"), ("sort", order)]
    params = [*named, ("split", "1")] if split else named
    shown = ordered(rows.filter(pl.col("party") == "HL"), "members", order)
    assert_same(client, "members", params, shown)


def latest(source: Source, now: datetime) -> Any:
    found = case_tables.begun(table(source, case_tables.periods()).content, now)
    return found[0]


Rows = Callable[[Any, Chosen], pl.DataFrame]

OF_PERIODS: dict[str, tuple[Callable[[Any, datetime], Recipe[Any]], Filters[Any], Rows]] = {
    "cases": (
        period_cases,
        CASES,
        lambda book, on: ordered(CASES.apply(book, on), "cases", "newest"),
    ),
    "questions": (
        lambda period, now: period_questions("s20", period, now),
        QUESTIONS,
        QUESTIONS.apply,
    ),
    "meetings": (
        period_meetings,
        MEETINGS,
        lambda meetings, on: newest_first(MEETINGS.apply(meetings, on)),
    ),
}


@pytest.mark.parametrize("name", OF_PERIODS)
@several
@given(data=st.data())
def test_periods__rows_are_those_of_the_page(
    client: TestClient, source: Source, name: str, data: Any
) -> None:
    now = danish_now()
    recipe, filters, make = OF_PERIODS[name]
    content = table(source, recipe(latest(source, now), now)).content
    params = data.draw(choices(filters, content))
    assert_same(client, name, params, make(content, chosen(filters, content, params)))


@pytest.fixture(scope="module")
def asking(
    parliament: Standin, site: Site, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[TestClient, Source]]:
    """A site whose API answers, for what Parliament is asked for anew."""
    folder = tmp_path_factory.mktemp("asking")
    with opened(folder, api_url=parliament.url, max_rps=10_000.0) as found:
        source = found.service().source
        assert source is not None
        yield served(found), source


def loaded(client: TestClient, source: Source, name: str, params: Params) -> None:
    """Ask until everything is there."""
    for _ in range(30):
        answer = client.head(f"/api/v1/{name}.parquet", params=params)
        if answer.status_code != 202:
            return
        for job in source.library.jobs.active():
            job.wait(20)


@settings(several, max_examples=8)
@given(data=st.data())
def test_documents__are_those_of_the_page(asking: tuple[TestClient, Source], data: Any) -> None:
    (client, source), now = asking, danish_now()
    loaded(client, source, "documents", [])
    known = DocumentChoices(table(source, case_tables.case_names()).content, now.date())
    few = DOCUMENTS.without("case", "sender", "committee", "q", "to")
    params = data.draw(choices(few, known))
    loaded(client, source, "documents", params)
    search = document_tables.document_search(chosen(DOCUMENTS, known, params), now.date())
    found = table(source, document_tables.searched_documents(search)).content
    assert_same(client, "documents", params, found.rows)


@several
@given(data=st.data())
def test_changes__are_those_of_the_page(asking: tuple[TestClient, Source], data: Any) -> None:
    client, source = asking
    since = [("since", "2026-11-01")]
    loaded(client, source, "changes", since)
    at = change_tables.since_time("2026-11-01", danish_now())
    assert at is not None
    params = data.draw(choices(CHANGES.without("owner", "party"), ChangeChoices()))
    loaded(client, source, "changes", [*since, *params])
    search = change_tables.change_search(
        at, lambda key: [value for name, value in params if name == key]
    )
    found = table(
        source,
        change_tables.searched_changes(
            search, (), table(source, change_tables.changed_periods(search)).content[0]
        ),
    ).content
    rows = passing(found.rows, chosen(CHANGES, ChangeChoices(), params))
    assert_same(client, "changes", [*since, *params], rows)
