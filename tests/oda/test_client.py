"""Whole answers from a real loopback server: paging, completeness, one flight, stopping."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import polars as pl
import pytest

from core.errors import BadQuery, Cancelled, Incomplete, NotOData, NotReachable, UnsafeUrl
from core.oda.client import Progress
from core.oda.query.query import Query, field
from tests.conftest import ClientFactory, StandinFactory
from tests.makers.ballots import ballot_rows

BALLOTS = Query("Stemme")


def ballots(*ids: int) -> dict[str, pl.DataFrame]:
    return {"Stemme": ballot_rows(*ids)}


@pytest.mark.parametrize("n", [0, 1, 99, 100, 101, 200, 950])
def test_fetch__all_rows_whatever_their_number(
    standin: StandinFactory, client: ClientFactory, n: int
) -> None:
    answer = client(standin(ballots(*range(1, n + 1))).url).fetch(BALLOTS)
    assert answer.frame["id"].to_list() == list(range(1, n + 1))
    assert answer.frame["opdateringsdato"].dtype == pl.Datetime("ms")
    assert not answer.stale


def test_fetch__many_rows_are_read_side_by_side_and_once_each(
    standin: StandinFactory, client: ClientFactory
) -> None:
    ids = [*range(5, 900, 3), *range(5_000, 9_000), 700_000]
    server = standin(ballots(*ids))
    seen: list[Progress] = []
    answer = client(server.url).fetch(BALLOTS, progress=seen.append)
    assert answer.frame["id"].to_list() == ids
    assert max(p.rows for p in seen) == len(ids)
    assert seen[0].total == len(ids)
    addresses = [path for path, _ in server.requests]
    assert len(addresses) == len(set(addresses))
    assert not any("skip" in address for address in addresses)


def test_fetch__packed_answers_are_read_and_a_cut_one_is_none(
    standin: StandinFactory, client: ClientFactory
) -> None:
    server = standin(ballots(*range(1, 400)), gzip=True)
    assert client(server.url).fetch(BALLOTS).frame["id"].to_list() == list(range(1, 400))
    with pytest.raises(NotOData):
        client(standin(ballots(1), faults="cut=1", gzip=True).url).fetch(BALLOTS)


def test_fetch__the_same_again_asks_for_nothing(
    standin: StandinFactory, client: ClientFactory
) -> None:
    server = standin(ballots(*range(1, 400)))
    made = client(server.url)
    made.fetch(BALLOTS)
    before = len(server.requests)
    assert made.fetch(BALLOTS).frame.height == 399
    assert len(server.requests) == before


def test_fetch__refresh_asks_again(standin: StandinFactory, client: ClientFactory) -> None:
    server = standin(ballots(*range(1, 10)))
    made = client(server.url)
    made.fetch(BALLOTS)
    server.delete("Stemme", [1])
    assert made.fetch(BALLOTS).frame.height == 9
    assert made.fetch(BALLOTS, refresh=True).frame.height == 8


def test_fetch__pages_of_different_age_are_made_whole(
    standin: StandinFactory, client: ClientFactory
) -> None:
    """A page that is still fresh in the cache does not know of a row that came since."""
    server = standin(ballots(*range(1, 150)))
    made = client(server.url)
    made.page(BALLOTS.where(field("id") > 100).order_by("id").top(100))
    server.delete("Stemme", [120])
    assert 120 not in made.fetch(BALLOTS).frame["id"]


def test_fetch__selected_fields_always_with_the_key(
    standin: StandinFactory, client: ClientFactory
) -> None:
    answer = client(standin().url).fetch(Query("Afstemning").select("nummer"))
    assert sorted(answer.frame.columns) == ["id", "nummer"]


def test_fetch__expanded_sets_come_as_tables(
    standin: StandinFactory, client: ClientFactory
) -> None:
    query = Query("Afstemning").expand("Sagstrin", "Sagstrin/Sag", "Møde")
    answer = client(standin().url).fetch(query)
    assert answer.frame.height == 4
    assert answer.tables["Møde"]["id"].to_list() == [10, 11]
    assert answer.tables["Sagstrin/Sag"]["id"].to_list() == [30, 31]


def test_fetch__an_expanded_collection_over_a_hundred_is_refused_not_cut(
    standin: StandinFactory, client: ClientFactory
) -> None:
    query = Query("Afstemning").where(field("id") == 1).expand("Stemme")
    with pytest.raises(Incomplete, match="Stemme"):
        client(standin().url).fetch(query)


def test_fetch__an_order_of_its_own_follows_the_apis_links(
    standin: StandinFactory, client: ClientFactory
) -> None:
    server = standin(ballots(*range(1, 251)))
    answer = client(server.url).fetch(BALLOTS.order_by("id desc"))
    assert answer.frame["id"].to_list() == list(range(250, 0, -1))
    assert answer.pages == 3


@pytest.mark.parametrize(("top", "skip", "expected"), [(20, 0, 20), (150, 0, 150), (20, 240, 10)])
def test_fetch__limit_and_offset(
    standin: StandinFactory, client: ClientFactory, top: int, skip: int, expected: int
) -> None:
    query = BALLOTS.order_by("id desc").top(top).skip(skip)
    answer = client(standin(ballots(*range(1, 251))).url).fetch(query)
    assert answer.frame.height == expected


def test_count__asks_for_no_rows(standin: StandinFactory, client: ClientFactory) -> None:
    server = standin(ballots(*range(1, 251)))
    assert client(server.url).count(BALLOTS.where(field("id") <= 30)) == 30
    assert len(server.requests) == 1


def test_fetch__the_servers_own_message_on_a_query_it_refuses(
    standin: StandinFactory, client: ClientFactory
) -> None:
    server = standin()
    made = client(server.url)
    url = f"{server.url}Sag?$filter=findes%20eq%201"
    with pytest.raises(BadQuery) as raised:
        made.pages.get(url, entity=Query("Sag").entity)
    assert "findes" in raised.value.params["message"]


def test_page__sixteen_askers_are_one_request(
    standin: StandinFactory, client: ClientFactory
) -> None:
    server = standin(ballots(1), latency_ms=150)
    made = client(server.url)
    together = threading.Barrier(16)

    def ask() -> bytes:
        together.wait()
        return made.page(BALLOTS.top(1)).content

    with ThreadPoolExecutor(16) as pool:
        answers = {future.result() for future in [pool.submit(ask) for _ in range(16)]}
    assert len(answers) == 1
    assert len(server.requests) == 1


def test_page__a_failed_flight_is_told_to_all_and_can_be_tried_again(
    standin: StandinFactory, client: ClientFactory
) -> None:
    server = standin(ballots(1), faults="503=1")
    made = client(server.url)
    with pytest.raises(Exception, match="503"):
        made.page(BALLOTS.top(1))
    server.faults = ""
    assert made.page(BALLOTS.top(1)).content


def test_fetch__stops_when_asked(standin: StandinFactory, client: ClientFactory) -> None:
    server = standin(ballots(*range(1, 3_001)))
    stop = threading.Event()

    def stop_after_some(progress: Progress) -> None:
        if progress.rows >= 500:
            stop.set()

    with pytest.raises(Cancelled):
        client(server.url).fetch(BALLOTS, progress=stop_after_some, cancel=stop)
    assert len(server.requests) < 25


@pytest.mark.faults
def test_fetch__rows_that_come_and_go_meanwhile(
    standin: StandinFactory, client: ClientFactory
) -> None:
    """What stayed throughout is there exactly once."""
    server = standin(ballots(*range(1, 951)))

    def disturb(progress: Progress) -> None:
        if progress.pages == 3 and 951 not in server.tables["Stemme"]["id"]:
            server.delete("Stemme", [150, 700])
            server.insert("Stemme", ballots(951)["Stemme"])

    answer = client(server.url).fetch(BALLOTS, progress=disturb)
    found = answer.frame["id"].to_list()
    assert len(found) == len(set(found))
    assert set(found) >= set(range(1, 951)) - {150, 700}


@pytest.mark.faults
def test_fetch__a_set_that_never_settles_is_an_error(
    standin: StandinFactory, client: ClientFactory
) -> None:
    server = standin(ballots(*range(1, 301)))
    gone = iter(range(101, 300))

    def disturb(progress: Progress) -> None:
        server.delete("Stemme", [next(gone)])

    with pytest.raises(Incomplete):
        client(server.url).fetch(BALLOTS, progress=disturb)


@pytest.mark.faults
def test_fetch__an_ignored_filter_is_never_taken_for_an_answer(
    standin: StandinFactory, client: ClientFactory
) -> None:
    server = standin(ballots(*range(1, 51)), faults="ignore-filter")
    made = client(server.url)
    with pytest.raises(NotOData, match="filter"):
        made.fetch(BALLOTS.where(field("afstemningid") == 7))
    server.faults = ""
    assert made.fetch(BALLOTS.where(field("afstemningid") == 7)).frame.is_empty()


@pytest.mark.faults
def test_fetch__an_ignored_filter_leaves_the_good_copy(
    standin: StandinFactory, client: ClientFactory
) -> None:
    server = standin(ballots(*range(1, 51), 1_500))
    made = client(server.url)
    query = BALLOTS.where(field("afstemningid") == 7)
    made.fetch(query)
    server.faults = "ignore-filter"
    answer = made.fetch(query, refresh=True)
    assert answer.frame["id"].to_list() == [1_500]
    assert answer.stale
    assert isinstance(answer.error, NotOData)


@pytest.mark.faults
def test_fetch__a_link_to_another_place_is_not_followed(
    standin: StandinFactory, client: ClientFactory
) -> None:
    server = standin(ballots(*range(1, 251)), faults="foreign-next")
    with pytest.raises(UnsafeUrl):
        client(server.url).fetch(BALLOTS.order_by("id desc"))


@pytest.mark.faults
def test_fetch__a_link_in_a_circle_ends(standin: StandinFactory, client: ClientFactory) -> None:
    server = standin(ballots(*range(1, 251)), faults="loop-next")
    with pytest.raises(NotOData, match="circle"):
        client(server.url).fetch(BALLOTS.order_by("id desc"))
    assert len(server.requests) < 5


@pytest.mark.faults
@pytest.mark.parametrize("fault", ["cut=1", "html=1", "reset=1", "503=1", "refuse"])
def test_fetch__a_failure_in_the_middle_is_an_error_not_half_an_answer(
    standin: StandinFactory, client: ClientFactory, fault: str
) -> None:
    server = standin(ballots(*range(1, 951)))

    def fail_later(progress: Progress) -> None:
        if progress.pages == 4:
            server.faults = fault

    with pytest.raises((NotOData, NotReachable, Exception)) as raised:
        client(server.url).fetch(BALLOTS, progress=fail_later)
    assert type(raised.value).__module__ == "core.errors"


@pytest.mark.faults
def test_fetch__a_fifth_of_the_answers_failing_is_overcome(
    standin: StandinFactory, client: ClientFactory
) -> None:
    server = standin(ballots(*range(1, 2_001)), faults="503=0.2")
    answer = client(server.url, retries=6, total_timeout=60.0).fetch(BALLOTS)
    assert answer.frame["id"].to_list() == list(range(1, 2_001))


@pytest.mark.faults
def test_fetch__the_copy_is_served_and_marked_when_the_api_is_down(
    standin: StandinFactory, client: ClientFactory
) -> None:
    server = standin(ballots(*range(1, 151)))
    made = client(server.url)
    fresh = made.fetch(BALLOTS)
    server.faults = "refuse"
    answer = made.fetch(BALLOTS, refresh=True)
    assert answer.frame.equals(fresh.frame)
    assert answer.stale
    assert isinstance(answer.error, NotReachable)
    assert abs(answer.fetched_at - fresh.fetched_at) < timedelta(seconds=1)
