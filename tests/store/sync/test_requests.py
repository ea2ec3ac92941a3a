"""Several queries after each other, the next under way while one is waited for."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from core.errors import ApiError, Cancelled, NotReachable
from core.oda.client import Answer, ODataClient
from core.oda.query.query import Query
from core.standin.serve import Standin
from core.store.sync.pulses import ballots_between
from core.store.sync.requests import Reader
from tests.conftest import ClientFactory

QUERIES = [ballots_between(*votes) for votes in ((1, 4), (20, 32), (34, 49), (60, 74), (90, 91))]


class Fallible:
    """A client whose fetch of a query first goes wrong, once for each query in `failing`."""

    def __init__(self, client: ODataClient, failing: list[Query], error: BaseException) -> None:
        self._client = client
        self._failing = list(failing)
        self._error = error
        self.asked: Counter[Query] = Counter()

    def fetch(self, query: Query, **options: Any) -> Answer:
        self.asked[query] += 1
        if query in self._failing:
            self._failing.remove(query)
            raise self._error
        return self._client.fetch(query, **options)


def reader(
    client: Any,
    cancel: threading.Event | None = None,
    watch: Callable[[int, int | None], None] = lambda rows, total: None,
) -> Reader:
    return Reader(client, cancel or threading.Event(), watch, lambda seconds: None)


def test_fetch_each__gives_what_fetch_gives_in_order(
    chamber_api: Standin, client: ClientFactory
) -> None:
    told: list[int] = []
    ahead = reader(client(chamber_api.url), watch=lambda rows, total: told.append(rows))
    before = len(chamber_api.requests)
    together = list(ahead.fetch_each(QUERIES))
    assert ahead.requests == len(chamber_api.requests) - before
    one_by_one = reader(client(chamber_api.url))
    for query, answer in zip(QUERIES, together, strict=True):
        assert answer.frame.equals(one_by_one.fetch(query).frame)
    assert max(told) == sum(answer.frame.height for answer in together)


def test_fetch_each__asks_again_for_what_failed_ahead(
    chamber_api: Standin, client: ClientFactory
) -> None:
    fallible = Fallible(client(chamber_api.url), QUERIES[1:3], NotReachable("down"))
    answers = list(reader(fallible).fetch_each(QUERIES))
    assert [answer.frame.height for answer in answers] == [21, 65, 80, 75, 10]
    assert [fallible.asked[query] for query in QUERIES] == [1, 2, 2, 1, 1]


def test_fetch_each__gives_up_where_it_goes_on_failing(
    chamber_api: Standin, client: ClientFactory
) -> None:
    fallible = Fallible(client(chamber_api.url), QUERIES[2:3] * 9, NotReachable("down"))
    found: list[Answer] = []
    with pytest.raises(ApiError):
        found.extend(reader(fallible).fetch_each(QUERIES))
    assert not fallible.asked[QUERIES[4]]


def test_fetch_each__stops_between_two(chamber_api: Standin, client: ClientFactory) -> None:
    cancel = threading.Event()
    answers = reader(client(chamber_api.url), cancel).fetch_each(QUERIES)
    next(answers)
    cancel.set()
    with pytest.raises(Cancelled):
        next(answers)


def test_fetch_each__what_is_under_way_ends_with_its_reader(
    chamber_api: Standin, client: ClientFactory
) -> None:
    chamber_api.latency_ms = 20
    answers = reader(client(chamber_api.url)).fetch_each(QUERIES)
    next(answers)
    answers.close()  # type: ignore[attr-defined]
    asked = len(chamber_api.requests)
    assert not [t for t in threading.enumerate() if t.name.startswith("ahead")]
    assert len(chamber_api.requests) == asked
