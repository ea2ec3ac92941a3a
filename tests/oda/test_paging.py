"""Walking by key: every row once, whatever the size of pages, ranges and gaps."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import NotOData
from core.oda.paging import PAGE_ROWS, KeyWalk, partitions
from core.oda.query.query import Query


def rows(*ids: int) -> list[dict[str, object]]:
    return [{"id": i} for i in ids]


def test_request__the_first_page_counts_and_has_no_lower_bound() -> None:
    url = KeyWalk(Query("Sag"), counted=True).request().path_and_query()
    assert "inlinecount=allpages" in url
    assert "top=100" in url
    assert "gt" not in url


def test_request__the_next_page_goes_on_after_the_last_id() -> None:
    walk = KeyWalk(Query("Sag"), counted=True).advance(rows(*range(1, 101)))
    url = walk.request().path_and_query()
    assert "id%20gt%20100" in url
    assert "inlinecount" not in url
    assert "skip" not in url


def test_advance__a_short_page_is_the_last() -> None:
    assert KeyWalk(Query("Sag")).advance(rows(1, 2)).done


def test_advance__a_full_page_is_followed_by_another() -> None:
    assert not KeyWalk(Query("Sag")).advance(rows(*range(100))).done


def test_advance__a_short_page_with_a_link_is_not_the_last() -> None:
    assert not KeyWalk(Query("Sag")).advance(rows(1, 2), more=True).done


def test_advance__the_upper_end_is_the_last() -> None:
    walk = KeyWalk(Query("Sag"), after=0, upto=100)
    assert walk.advance(rows(*range(1, 101))).done


@pytest.mark.parametrize(
    "page",
    [rows(5), rows(10), rows(12, 11), rows(11, 11), rows(21), [{"x": 1}], [{"id": "11"}]],
)
def test_advance__rows_outside_of_what_was_asked_are_refused(page: list[dict[str, object]]) -> None:
    with pytest.raises(NotOData):
        KeyWalk(Query("Sag"), after=10, upto=20).advance(page)


ids = st.sets(st.integers(1, 5_000), max_size=900)


@given(ids, st.integers(1, 130))
def test_walk__reads_every_row_once(present: set[int], page_rows: int) -> None:
    """Also where the API begins to give pages of another size."""
    ordered = sorted(present)
    walk, found = KeyWalk(Query("Sag")), list[int]()
    while not walk.done:
        waiting = [i for i in ordered if walk.after is None or i > walk.after]
        page = waiting[: min(page_rows, PAGE_ROWS)]
        found += page
        walk = walk.advance(rows(*page), more=len(waiting) > len(page))
    assert found == ordered


@given(
    st.integers(0, 10_000),
    st.integers(0, 60_000_000),
    st.integers(1, 2_000_000),
    st.integers(1, 16),
)
def test_partitions__cover_every_id_once(after: int, span: int, total: int, workers: int) -> None:
    ranges = partitions(after, after + span, total, workers)
    assert ranges[0][0] == after
    assert ranges[-1][1] is None
    for (_, upto), (following, _) in pairwise(ranges):
        assert upto == following
        assert following is not None
    assert all(upto is None or low < upto for low, upto in ranges)
    assert len(ranges) <= -(-total // PAGE_ROWS)


def test_partitions__few_bounds_move_when_rows_are_added() -> None:
    before = partitions(100, 1_830_000, 1_800_000, 6)
    after = partitions(100, 1_836_000, 1_806_000, 6)
    kept = set(before) & set(after)
    assert sum(upto - low for low, upto in kept if upto is not None) > 0.95 * 1_830_000


def test_partitions__get_smaller_so_that_the_workers_end_together() -> None:
    busy = [0] * 6
    for low, upto in partitions(0, 100_000, 100_000, 6):
        busy[busy.index(min(busy))] += (upto or 100_000) - low
    assert max(busy) < 1.05 * sum(busy) / 6


def test_partitions__are_few_where_there_are_few_rows() -> None:
    assert len(partitions(0, 4_400, 4_400, 6)) <= 10
