"""What several machines do when one of them, or what they share, fails.

The tests stand in an order: each leaves the cluster whole for the next.
"""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.waiting import no_traceback, settle
from tests.cluster.cluster import BUCKET, Cluster, get, until

ADDRESS = "/votes?outcome=rejected"


@pytest.fixture(scope="module")
def visitor(browser: Browser, cluster: Cluster) -> Iterator[Page]:
    """Somebody who looks at a filtered list all the while."""
    context = browser.new_context(ignore_https_errors=True, locale="da-DK")
    page = context.new_page()
    page.goto(cluster.url + ADDRESS)
    settle(page)
    yield page
    context.close()


def web_of(page: Page) -> int:
    """The web that the proxy keeps the visitor with: 0 or 1."""
    (cookie,) = (cookie for cookie in page.context.cookies() if cookie.get("name") == "web")
    return int(cookie["value"]) - 1


def shown(page: Page) -> tuple[str, list[str]]:
    """The address and the votes that the page shows."""
    rows = page.get_by_test_id("stMain").locator('a[href*="vote?id="]')
    return page.url, rows.all_inner_texts()


def test_visitor__is_back_on_the_same_page_when_the_web_is_killed(
    cluster: Cluster, visitor: Page
) -> None:
    before = shown(visitor)
    assert before[1]
    first = web_of(visitor)
    cluster.webs[first].end()
    expect(visitor.get_by_test_id("stApp")).not_to_have_attribute(
        "data-test-connection-state", "CONNECTED", timeout=20_000
    )
    settle(visitor, seconds=60)
    assert shown(visitor) == before
    no_traceback(visitor)
    visitor.reload()
    settle(visitor)
    assert shown(visitor) == before
    assert web_of(visitor) != first
    cluster.webs[first].start().ready()


def test_writer__killed_while_it_publishes_leaves_the_copy_whole(cluster: Cluster) -> None:
    for turn, pause in enumerate((0.0, 0.5)):
        asked = len(cluster.api.requests)
        vote = cluster.change(f"Rettet {turn}")
        until(lambda asked=asked: len(cluster.api.requests) > asked + 1, "a sync")
        time.sleep(pause)
        cluster.writer.end()
        for web in cluster.webs:
            assert get(f"{web.url}/readyz")[0] == 200
        cluster.writer.start()
        cluster.wait_for(vote, f"Rettet {turn}")


def test_writers__two_at_once_lose_nothing(cluster: Cluster) -> None:
    second = cluster.another_writer("second")
    second.ready()
    cluster.arrives("To skribenter")
    second.end(signal.SIGTERM)
    cluster.arrives("En skribent")


def test_store__gone_leaves_the_last_copy(cluster: Cluster, visitor: Page) -> None:
    cluster.s3.send(signal.SIGSTOP)
    try:
        time.sleep(2)
        for web in cluster.webs:
            assert get(f"{web.url}/readyz")[0] == 200
        visitor.reload()
        settle(visitor)
        assert shown(visitor)[1]
    finally:
        cluster.s3.send(signal.SIGCONT)
    cluster.arrives("Lageret er tilbage", seconds=90)


@pytest.mark.parametrize("fault", ["frozen", "killed"])
def test_redis__that_does_not_answer_holds_nobody_up(
    cluster: Cluster, visitor: Page, fault: str
) -> None:
    (cluster.redis.freeze if fault == "frozen" else cluster.redis.kill)()
    try:
        visitor.reload()
        settle(visitor)
        assert shown(visitor)[1]
        cluster.arrives(f"Uden Redis: {fault}")
    finally:
        (cluster.redis.thaw if fault == "frozen" else cluster.redis.start)()


def test_file_of_the_store__damaged_is_not_taken(cluster: Cluster) -> None:
    web = cluster.webs[1]
    web.end(signal.SIGTERM)
    cluster.forget(web)
    newest = cluster.files("Afstemning")[-1]
    good = cluster.bucket.get_object(Bucket=BUCKET, Key=newest)["Body"].read()
    middle = len(good) // 3
    bad = good[:middle] + bytes([good[middle] ^ 0x10]) + good[middle + 1 :]
    cluster.bucket.put_object(Bucket=BUCKET, Key=newest, Body=bad)
    web.start().ready("/healthz")
    until(lambda: "damaged" in get(f"{web.url}/readyz")[1] + web.log, "it is told")
    assert get(f"{web.url}/readyz")[0] == 503
    assert get(f"{cluster.url}/readyz")[0] == 200  # visitors are on the other web
    cluster.bucket.put_object(Bucket=BUCKET, Key=newest, Body=good)
    web.ready()
    cluster.arrives("Filen er hel igen")


def test_webs__are_rolled_while_somebody_looks(cluster: Cluster, visitor: Page) -> None:
    before = shown(visitor)
    failed: list[int] = []
    over = threading.Event()

    def ask() -> None:
        while not over.wait(0.2):
            status = get(f"{cluster.url}/api/v1/")[0]
            if status != 200:
                failed.append(status)

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        for number, web in enumerate(cluster.webs, 1):
            for name in ("pages", "data"):
                cluster.tell_proxy(f"set server {name}/web{number} state drain")
            web.end(signal.SIGTERM)
            web.start().ready()
            for name in ("pages", "data"):
                cluster.tell_proxy(f"set server {name}/web{number} state ready")
            up = f"pages,web{number},"
            until(
                lambda up=up: any(
                    line.startswith(up) and ",UP," in line
                    for line in cluster.tell_proxy("show stat").splitlines()
                ),
                "the proxy sends visitors there",
            )
    finally:
        over.set()
        asking.join()
    assert not failed
    settle(visitor, seconds=60)
    assert shown(visitor) == before
    no_traceback(visitor)
