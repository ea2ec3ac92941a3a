"""Feeds at addresses: the rows of the pages, as readers of feeds ask for them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http import HTTPStatus
from urllib.parse import urlsplit

import pytest
from starlette.testclient import TestClient

from core.standin.serve import Standin
from core.web.site import Site
from tests.web.readers import loaded, read_feed, rows
from tests.web.sites import ELSEWHERE, opened, served


@pytest.fixture(scope="module")
def asking(parliament: Standin, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site on an empty folder, with an API that answers."""
    folder = tmp_path_factory.mktemp("asking")
    with opened(folder, api_url=parliament.url, max_rps=10_000.0) as found:
        yield found


@contextmanager
def with_pages(site: Site, public: str | None = None) -> Iterator[Site]:
    """The site with pages beside its routes, and with a public address if one is given."""
    service = site.service()
    before = service.settings
    service.settings = replace(before, public_url=public)
    try:
        yield replace(site, pages=("overview", "votes", "vote"))
    finally:
        service.settings = before


def test_votes__those_of_the_page_newest_first(site: Site, client: TestClient) -> None:
    read = read_feed(client.get("/feeds/votes.atom?lang=da").content)
    asked = rows(site, "votes").rows
    assert len(read.entries) == min(100, asked.height)
    assert read.feed.title == "Tingblik: Afstemninger i Folketinget"
    assert f"{asked.height} i alt" in read.feed.subtitle
    newest = asked.row(0, named=True)
    assert newest["case_number"] in read.entries[0].title
    ordered = read_feed(client.get("/feeds/votes.atom?lang=da&sort=closest").content)
    assert [each.id for each in ordered.entries] == [each.id for each in read.entries]
    rejected = read_feed(client.get("/feeds/votes.atom?lang=da&result=rejected").content)
    assert all("forkastet" in entry.title for entry in rejected.entries)
    assert len(rejected.entries) == rows(site, "votes", result="rejected").rows.height
    assert rejected.feed.id != read.feed.id
    assert "Forkastet" in rejected.feed.subtitle


def test_votes__the_pages_of_the_feed_hold_every_vote_once(site: Site, client: TestClient) -> None:
    address, found = "/feeds/votes.atom?session=all", []
    while address:
        read = read_feed(client.get(address).content)
        assert len(read.entries) <= 100
        found += [entry.id for entry in read.entries]
        following = [link.href for link in read.feed.links if link.rel == "next"]
        address = f"/feeds/votes.atom{following[0]}" if following else ""
    assert len(found) == len(set(found)) == rows(site, "votes", session="all").rows.height > 100


def test_votes__danish_and_english(client: TestClient) -> None:
    danish = client.get("/feeds/votes.atom?lang=da")
    english = client.get("/feeds/votes.atom", headers={"Accept-Language": "en-GB,en;q=0.9"})
    assert danish.headers["content-language"] == "da"
    assert english.headers["content-language"] == "en"
    assert "Accept-Language" in english.headers["vary"]
    assert read_feed(english.content).feed.title == "Tingblik: Votes in the Danish Parliament"
    ids = [[entry.id for entry in read_feed(each.content).entries] for each in (danish, english)]
    assert ids[0] == ids[1]
    assert client.get("/feeds/votes.atom").headers["content-language"] == "da"


def test_votes__conditional_requests(client: TestClient) -> None:
    first = client.get("/feeds/votes.atom?lang=da")
    tag = first.headers["etag"]
    assert tag.startswith('W/"')
    asked = [{"If-None-Match": tag}, {"If-Modified-Since": first.headers["last-modified"]}]
    for headers in asked:
        same = client.get("/feeds/votes.atom?lang=da", headers=headers)
        assert same.status_code == HTTPStatus.NOT_MODIFIED
        assert same.content == b""
        assert same.headers["etag"] == tag
    other = client.get("/feeds/votes.atom?lang=en", headers={"If-None-Match": tag})
    assert other.status_code == HTTPStatus.OK
    head = client.head("/feeds/votes.atom?lang=da")
    assert (head.status_code, head.content) == (HTTPStatus.OK, b"")
    assert head.headers["etag"] == tag
    assert head.headers["content-type"] == "application/atom+xml; charset=utf-8"
    assert "content-length" not in head.headers
    assert client.get("/feeds/votes.atom?lang=da").content == first.content


def test_feeds__say_that_invented_rows_are(client: TestClient) -> None:
    answer = client.get("/feeds/votes.atom?lang=da")
    assert answer.headers["tingblik-data"] == "invented"
    assert 'filename="tingblik-demo-votes.atom"' in answer.headers["content-disposition"]
    read = read_feed(answer.content)
    assert read.feed.subtitle.startswith("OPFUNDNE DATA")
    assert "Opdigtet" in read.feed.author


def test_feeds__without_an_address_of_ours_hold_no_link_to_us(site: Site) -> None:
    with with_pages(site) as own:
        answer = served(own, client=ELSEWHERE).get(
            "/feeds/votes.atom?session=all", headers={"Host": "evil.example"}
        )
        assert b"evil" not in answer.content
        read = read_feed(answer.content)
        assert [link.rel for link in read.feed.links] == ["next"]
        assert all(not entry.get("links") for entry in read.entries)


def test_feeds__with_a_public_address_lead_to_its_pages(site: Site) -> None:
    with with_pages(site, "https://ting.example/app") as own:
        asked = "/feeds/votes.atom?type=final&lang=da"
        read = read_feed(served(own, client=ELSEWHERE).get(asked).content)
        links = {link.rel: link.href for link in read.feed.links}
        assert links["self"] == f"https://ting.example/app{asked}"
        assert links["alternate"] == "https://ting.example/app/votes?type=final&lang=da"
        for entry in read.entries:
            assert urlsplit(entry.link).path == "/app/vote"
            assert "ting.example" not in entry.id


def test_deviations__one_entry_a_vote_with_everybody_in_it(site: Site, client: TestClient) -> None:
    read = read_feed(client.get("/feeds/deviations.atom?lang=da").content)
    asked = rows(site, "deviations").rows
    assert len(read.entries) == asked["vote_id"].n_unique() > 0
    told = " ".join(entry.content[0].value for entry in read.entries)
    assert all(name in told for name in asked["member"].unique())
    assert told.count("noteret som medlemmets fejl") == asked.filter(kind="individual_error").height
    assert "Tæl noterede fejl" not in read.feed.subtitle


def test_deviations__come_newest_first_whatever_the_order_of_the_list(client: TestClient) -> None:
    usual, turned = (
        read_feed(client.get(f"/feeds/deviations.atom{query}").content)
        for query in ("", "?sort=oldest")
    )
    assert [each.id for each in turned.entries] == [each.id for each in usual.entries]


def test_deviations__of_a_member_without_any_are_none_yet(client: TestClient) -> None:
    answer = client.get("/feeds/deviations.atom?member=1")
    assert answer.status_code == HTTPStatus.OK
    assert not read_feed(answer.content).entries


def test_questions__of_a_minister(site: Site, client: TestClient) -> None:
    asked = rows(site, "questions").rows
    minister = asked["minister"].drop_nulls().mode().sort()[0]
    answer = client.get("/feeds/questions.atom", params={"lang": "da", "minister": minister})
    read = read_feed(answer.content)
    of_minister = rows(site, "questions", minister=minister).rows
    assert f"{of_minister.height} i alt" in read.feed.subtitle
    assert all(minister in entry.title for entry in read.entries)
    updated = [entry.updated_parsed for entry in read.entries]
    assert updated == sorted(updated, reverse=True)


def test_member__how_somebody_voted(site: Site, client: TestClient) -> None:
    member, name = rows(site, "members").rows.select("member_id", "member").row(0)
    read = read_feed(client.get(f"/feeds/member/{member}.atom?lang=da").content)
    assert read.feed.title == f"Tingblik: Sådan stemmer {name}"
    assert all(name in entry.title for entry in read.entries)
    own = rows(site, "ballots", member=str(member)).rows
    assert f"{own.height} i alt" in read.feed.subtitle
    against = client.get(f"/feeds/member/{member}.atom?lang=da&position=against")
    told = [entry.title for entry in read_feed(against.content).entries]
    assert len(told) == own.filter(position="against").height
    assert all("stemte imod" in title for title in told)


def test_member__of_the_session_before_where_there_is_nothing_yet(
    site: Site, client: TestClient
) -> None:
    latest, before = sorted(set(rows(site, "votes", session="all").rows["session"]))[-1:-3:-1]
    now, then = (rows(site, "members", session=code).rows for code in (latest, before))
    member = then.join(now, on="member_id", how="anti")["member_id"][0]
    own = rows(site, "ballots", session=before, member=str(member)).rows
    read = read_feed(client.get(f"/feeds/member/{member}.atom?lang=da").content)
    assert f"{own.height} i alt" in read.feed.subtitle
    asked = client.get(f"/feeds/member/{member}.atom?session={latest}")
    assert asked.status_code == HTTPStatus.NOT_FOUND


def test_committee__by_its_short_name(site: Site, client: TestClient) -> None:
    short, name = rows(site, "committees").rows.select("code", "committee").row(0)
    read = read_feed(client.get(f"/feeds/committee/{short.lower()}.atom?lang=da").content)
    assert name in read.feed.title
    assert read.entries
    assert all(name in entry.title for entry in read.entries)
    lost = client.get("/feeds/committee/QQQ.atom")
    assert lost.status_code == HTTPStatus.NOT_FOUND
    assert lost.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("votes.atom?tpye=final", HTTPStatus.BAD_REQUEST),
        ("votes.atom?type=finla", HTTPStatus.BAD_REQUEST),
        ("votes.atom?page=0", HTTPStatus.BAD_REQUEST),
        ("votes.atom?page=1&page=2", HTTPStatus.BAD_REQUEST),
        ("votes.atom?q=%00", HTTPStatus.BAD_REQUEST),
        (f"votes.atom?q={'a' * 10_000}", HTTPStatus.BAD_REQUEST),
        ("questions.atom?minister=", HTTPStatus.BAD_REQUEST),
        ("case/abc.atom", HTTPStatus.BAD_REQUEST),
        ("case/1.atom?x=1", HTTPStatus.BAD_REQUEST),
        ("member/999999.atom", HTTPStatus.NOT_FOUND),
        (f"committee/{'q' * 3_000}.atom", HTTPStatus.NOT_FOUND),
        ("committee/%00.atom", HTTPStatus.NOT_FOUND),
        ("nothing.atom", HTTPStatus.NOT_FOUND),
        ("votes.rss", HTTPStatus.NOT_FOUND),
    ],
)
def test_feeds__bad_input(client: TestClient, path: str, status: HTTPStatus) -> None:
    answer = client.get(f"/feeds/{path}")
    assert answer.status_code == status
    assert len(answer.content) < 1_000


def test_feeds__a_page_after_the_last_has_no_entries(client: TestClient) -> None:
    read = read_feed(client.get("/feeds/votes.atom?page=9999").content)
    assert read.entries == []
    assert "next" not in [link.rel for link in read.feed.links]


def test_feeds__what_is_not_loaded_is_asked_for_again(asking: Site, parliament: Standin) -> None:
    """Not an empty feed: a reader would take it for all that there is."""
    case = int(parliament.tables["Sag"]["id"][0])
    first = served(asking).get(f"/feeds/case/{case}.atom")
    assert first.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    read = read_feed(loaded(asking, f"/feeds/case/{case}.atom?lang=da").content)
    steps = parliament.tables["Sagstrin"].filter(sagid=case)
    documents = parliament.tables["SagDokument"].filter(sagid=case)["dokumentid"].n_unique()
    assert len(read.entries) >= steps.height + documents
    assert served(asking).get("/feeds/case/999999.atom").status_code == 503
    lost = served(asking)
    for job in asking.service().jobs.active():
        job.wait(30)
    assert lost.get("/feeds/case/999999.atom").status_code == HTTPStatus.NOT_FOUND


def test_changes__of_two_weeks_unless_it_says_since(asking: Site) -> None:
    since = "2026-11-10"
    read = read_feed(loaded(asking, f"/feeds/changes.atom?lang=da&since={since}").content)
    asked = rows(asking, "changes", since=since).rows
    assert f"{asked.height} i alt" in read.feed.subtitle
    votes = loaded(asking, f"/feeds/changes.atom?lang=da&since={since}&kind=vote")
    found = read_feed(votes.content).entries
    assert {entry.tags[0].label for entry in found} == {"Afstemning"}
    of_votes = read_feed(loaded(asking, "/feeds/votes.atom").content).entries
    assert {entry.id for entry in found} & {entry.id for entry in of_votes}  # the same in both
    recent = loaded(asking, "/feeds/changes.atom?lang=da")
    assert "Siden" in read_feed(recent.content).feed.subtitle


def test_feeds__stand_below_the_base(site: Site) -> None:
    client = served(replace(site, base="/ting"))
    assert client.get("/feeds/votes.atom").status_code == HTTPStatus.NOT_FOUND
    read = read_feed(client.get("/ting/feeds/votes.atom?lang=da").content)
    links = {link.rel: link.href for link in read.feed.links}
    assert links["self"] == "http://127.0.0.1:8501/ting/feeds/votes.atom?lang=da"


def test_committee__begins_to_load_its_cases(asking: Site) -> None:
    loaded(asking, "/feeds/committee/SUU.atom")
    for job in asking.service().jobs.active():
        job.wait(60)
    told = read_feed(loaded(asking, "/feeds/committee/SUU.atom?lang=da").content).entries
    assert {entry.tags[0].term for entry in told} == {"meeting", "case"}
    assert any("er henvist til" in entry.title for entry in told)


def test_cases__those_of_the_list_with_its_filters(site: Site) -> None:
    word = str(rows(site, "cases").rows["ministry"].drop_nulls()[0]).partition("; ")[0]
    read = read_feed(loaded(site, f"/feeds/cases.atom?lang=da&ministry={word}").content)
    asked = rows(site, "cases", ministry=word).rows
    assert len(read.entries) == min(100, asked.height) > 0
    assert word in read.feed.subtitle
    newest = asked.sort("updated", "case_id", descending=True).row(0, named=True)
    assert newest["number"] in read.entries[0].title
    assert [each.updated for each in read.entries] == sorted(
        (each.updated for each in read.entries), reverse=True
    )


def test_votes__of_a_topic(site: Site, client: TestClient) -> None:
    votes = rows(site, "votes").tables[0].content
    topic = votes.topic_names[0]
    read = read_feed(client.get("/feeds/votes.atom", params={"topic": topic}).content)
    assert len(read.entries) == rows(site, "votes", topic=topic).rows.height > 0
    assert topic in read.feed.subtitle
