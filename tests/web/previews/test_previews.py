"""The pages' heads: what is read of a page without running it."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import streamlit
from starlette.applications import Starlette
from starlette.testclient import TestClient

from core.charts.shares import share_words
from core.errors import SettingsError
from core.service import Service
from core.tables.table import Tables
from core.tables.votes import session_votes, sessions
from core.times import danish_now
from core.ui.shell.address_check import keys_of
from core.ui.shell.router import PAGES
from core.web import previews, stored_rows
from core.web.page_addresses import own_address, saying
from core.web.page_head import Head, read_document, written
from core.web.site import Site
from core.web.styled_document import in_language
from core.web.summaries import Summary, result_words
from tests.web.previews.conftest import PUBLIC, client_of

INDEX = (Path(streamlit.__file__).parent / "static" / "index.html").read_text("utf-8")
PLAIN = in_language(INDEX, "da")
"""The document without a head of its own, for a reader who names no language."""
HOSTILE = "\x00</title>\x1b<script>alert(1)</script>\u202e\"'&\ud800"


@dataclass
class Read(HTMLParser):
    """What a reader of the head finds."""

    document: str
    lang: str = ""
    title: str = ""
    metas: dict[str, str] = field(default_factory=dict)
    links: list[dict[str, str]] = field(default_factory=list)
    scripts: int = 0
    text: str = ""
    _in: str = ""

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.document)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._in = tag
        if tag == "html":
            self.lang = given["lang"]
        elif tag == "meta":
            self.metas[given.get("property") or given.get("name", "")] = given.get("content", "")
        elif tag == "link":
            self.links.append(given)
        elif tag == "script":
            self.scripts += 1

    def handle_data(self, data: str) -> None:
        if self._in == "title":
            self.title += data
            self._in = ""
        self.text += data

    def named(self, rel: str) -> list[str]:
        return [link["href"] for link in self.links if link["rel"] == rel]


@pytest.fixture(scope="module")
def dashboard(site: Site) -> Site:
    return replace(site, index=INDEX)


@pytest.fixture(scope="module")
def pages(dashboard: Site) -> Iterator[TestClient]:
    with client_of(dashboard) as client:
        yield client


@pytest.fixture(scope="module")
def vote(service: Service) -> Mapping[str, object]:
    """A vote of the latest session."""
    tables = tables_of(service)
    found = tables.read(sessions())
    assert found is not None
    votes = tables.read(session_votes(found.content[0], danish_now()))
    assert votes is not None
    return votes.content.votes.drop_nulls("case_number").row(0, named=True)


def tables_of(service: Service) -> Tables:
    assert service.source is not None
    return service.source.tables


def read(pages: TestClient, path: str, lang: str = "da", **headers: str) -> Read:
    answer = pages.get(path, headers={"Accept-Language": lang, **headers})
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    return Read(answer.text)


def test_document__has_the_form_that_is_known() -> None:
    document = read_document(INDEX)
    assert document is not None
    plain = written(document, Head("da", Summary("T", "D"))).decode()
    assert "service-desc" not in plain
    assert "_stcore/agent" not in plain
    assert "favicon.png" not in plain
    # All that the browser runs is left as it is.
    of_theirs = re.findall(r"<(?:script|link)[^>]*(?:src|href)=\"\./static[^>]*>", INDEX)
    assert len(of_theirs) > 20
    assert all(tag in plain for tag in of_theirs)
    assert '<div id="root"></div>' in plain


@pytest.mark.parametrize(
    "index", ["<html><title>x</title></html>", "no document", "<html lang='a'>"]
)
def test_document__of_another_form_stays_as_it_is(dashboard: Site, index: str) -> None:
    assert read_document(index) is None
    with client_of(replace(dashboard, index=index)) as client:
        assert client.get("/vote?id=1").text == index


@pytest.mark.parametrize("lang", ["da", "en"])
def test_vote__says_its_result(pages: TestClient, vote: Mapping[str, object], lang: str) -> None:
    found = read(pages, f"/vote?id={vote['vote_id']}", lang)
    word = {"da": ("Forkastet", "Vedtaget"), "en": ("Rejected", "Adopted")}[lang]
    result = f"{word[bool(vote['adopted'])]} {vote['official_for']}–{vote['official_against']}"
    assert found.lang == lang
    assert found.title == f"{vote['case_number']} · {result} · Tingblik"
    assert found.metas["og:title"] == f"{vote['case_number']} · {result}"
    assert str(vote["case_title"])[:60] in found.metas["og:description"]
    own = f"{PUBLIC}/vote?id={vote['vote_id']}"
    assert found.named("canonical") == [own] == [found.metas["og:url"]]
    image = f"{PUBLIC}/pictures/vote/{vote['vote_id']}.png?lang={lang}"
    assert found.metas["og:image"] == image == found.metas["twitter:image"]
    assert found.metas["twitter:card"] == "summary_large_image"
    others = {link["hreflang"]: link["href"] for link in found.links if "hreflang" in link}
    assert others == {"da": f"{own}&lang=da", "en": f"{own}&lang=en", "x-default": own}
    assert pages.get(image.removeprefix(PUBLIC)).headers["content-type"] == "image/png"


def test_language__that_the_address_names_is_in_its_own_address(pages: TestClient) -> None:
    found = read(pages, "/votes?lang=en&view=x&fbclid=1", "da")
    assert found.lang == "en"
    assert found.named("canonical") == [f"{PUBLIC}/votes?lang=en"]


def test_votes__are_those_of_the_filters(pages: TestClient, service: Service) -> None:
    tables = tables_of(service)
    known = tables.read(sessions())
    assert known is not None
    votes = tables.read(session_votes(known.content[0], danish_now()))
    assert votes is not None
    rejected = votes.content.votes.filter(~pl.col("adopted"))
    query = f"session={known.content[0].code}&result=rejected"
    found = read(pages, f"/votes?utm_source=x&result=rejected&session={known.content[0].code}")
    assert found.title == f"Afstemninger · {known.content[0].title} · Forkastet · Tingblik"
    assert (
        f"{rejected.height} af {votes.content.votes.height} afstemninger"
        in (found.metas["description"])
    )
    assert found.named("canonical") == [f"{PUBLIC}/votes?{query}"]
    assert f"{PUBLIC}/api/v1/votes.csv?{query}" in found.named("alternate")
    assert f"{PUBLIC}/feeds/votes.atom?{query}" in found.named("alternate")
    first = rejected.row(0, named=True)
    assert result_words(first, "da") in found.text


def test_case_member_and_pair__say_what_they_are(
    pages: TestClient, vote: Mapping[str, object], service: Service
) -> None:
    case = read(pages, f"/case?id={vote['case_id']}")
    assert case.title.startswith(f"{vote['case_number']} · ")
    assert case.title.endswith(" · Tingblik")
    source = service.source
    assert source is not None
    people = source.store.read("Aktør", "people")
    assert people is not None
    number, name = people.frame.select("id", "navn").row(0)
    member = read(pages, f"/member?id={number}")
    assert member.title == f"{name} · Tingblik"
    parties = sorted(
        set(str(vote["parties_for"]).split()) | set(str(vote["parties_against"]).split())
    )
    a, b = [party for party in parties if party != "None"][:2]
    pair = read(pages, f"/compare?a={a}&b={b}", "en")
    assert pair.title == f"{a} – {b} · Compare · Tingblik"
    assert re.search(rf"{a} and {b}|{b} and {a}", pair.metas["description"])
    party = read(pages, f"/party?party={a.lower()}")
    assert re.fullmatch(rf".+ \({a}\) · Tingblik", party.title)
    assert "Vindende side" in party.metas["description"]
    broke = read(pages, f"/deviations?party={a}&what=mistakes", "en")
    assert broke.title.endswith(f"Recorded mistakes · {a} · Tingblik")


def rows(pages: TestClient, path: str) -> list[dict[str, Any]]:
    answer = pages.get(f"/api/v1/{path}")
    assert answer.status_code == 200, answer.text
    return list(answer.json()["rows"])


def test_compare__of_members_tells_their_agreement(pages: TestClient) -> None:
    pair = max(rows(pages, "member-agreement.json?limit=5000"), key=lambda each: each["shared"])
    a, b = pair["member_a"], pair["member_b"]
    found = read(pages, f"/compare?what=members&a={a}&b={b}", "en")
    names = {row["member_id"]: row["member"] for row in rows(pages, "members.json")}
    assert found.title.startswith(f"{names[a]} (")
    assert f"alike in {pair['same']} of the {pair['shared']:,} votes" in found.metas["description"]
    assert found.metas["og:url"].endswith(f"/compare?what=members&a={a}&b={b}")
    for wrong in (f"a={a}&b={a}", f"a={a}&b=999999", f"a={a}&b=HL"):
        assert read(pages, f"/compare?what=members&{wrong}", "en").title == "Compare · Tingblik"


def test_compare__of_periods_tells_the_figure_of_each(pages: TestClient) -> None:
    (now, before) = (
        next(row for row in rows(pages, f"winning.json?session={code}") if row["votes"] >= 20)
        for code in ("20261", "20251")
    )
    party = now["party"]
    before = next(r for r in rows(pages, "winning.json?session=20251") if r["party"] == party)
    said = read(pages, f"/compare?what=periods&a={party}&session=20261&session2=20251", "en")
    assert said.title == f"{party} · Compare · Tingblik"
    for row in (now, before):
        words = share_words(row["won_share"], row["votes"], "en", 1)
        assert f"{words} (n = {row['votes']})" in said.metas["description"]
    path = f"/compare?what=periods&a=HL&b={'FK' if party == 'HL' else party}"
    assert "Agreement · " in read(pages, path, "en").metas["description"]


def test_prepare__the_first_readers_find_all_at_hand(
    dashboard: Site, service: Service, vote: Mapping[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh = Service(service.settings)
    site = replace(dashboard, service=lambda: fresh)
    assert previews.prepare(site)
    assert previews.prepare(replace(site, index=""))
    monkeypatch.setattr("core.store.store.read_file", None)  # whoever calls it fails
    with client_of(site) as client:
        for path in ("/", "/votes", f"/vote?id={vote['vote_id']}", "/compare?a=HL&b=FK"):
            found = read(client, path)
            assert found.metas["og:title"] + " · Tingblik" == found.title
    fresh.close()


@pytest.mark.parametrize("entry", PAGES, ids=lambda entry: entry.name)
def test_page__has_a_title_and_a_description(pages: TestClient, entry: object) -> None:
    name = str(getattr(entry, "name", ""))
    path = "/" if name == "overview" else f"/{name}"
    titles = set()
    for lang in ("da", "en"):
        found = read(pages, path, lang)
        assert found.title.endswith(" · Tingblik")
        assert len(found.metas["description"]) > 40
        assert found.metas["og:site_name"] == "Tingblik"
        titles.add(found.metas["description"])
    assert len(titles) == 2
    assert f"/{own_address(name, lambda key: ())}" == path


def test_parameters__are_ones_that_the_page_reads() -> None:
    for entry in PAGES:
        assert set(saying(entry.name)) <= set(keys_of(entry.name)), entry.name


@pytest.mark.parametrize(
    "query",
    ["id=", "id=abc", "id=99999999999999999999", "id=1&id=2", "id=%00", "id=-1",
     "id=" + "9" * 10_000, "session=%3Cscript%3E", "q=" + "x" * 10_000, "lang=%00",
     "a=S&b=%22%3E%3Cscript%3E"],
)  # fmt: skip
def test_bad_input__gives_the_page(pages: TestClient, query: str) -> None:
    before = Read(INDEX).scripts
    for page in ("vote", "case", "member", "votes", "compare"):
        found = read(pages, f"/{page}?{query}")
        assert found.scripts == before
        assert found.title.endswith("Tingblik")


def test_hostile_texts__are_escaped_and_cleaned() -> None:
    document = read_document(INDEX)
    assert document is not None
    summary = Summary(HOSTILE, HOSTILE, (HOSTILE,), ((f"vote?id={HOSTILE}", HOSTILE),), 1)
    body = written(document, Head("da", summary, (), f"https://x/{HOSTILE}", HOSTILE))
    found = Read(body.decode())
    assert found.scripts == Read(INDEX).scripts
    cleaned = "</title><script>alert(1)</script>\"'&"
    assert found.metas["og:title"] == cleaned
    assert not {"\x00", "\x1b", "\u202e", "\ud800"} & set(body.decode())


def test_unchanged__is_304(pages: TestClient) -> None:
    first = pages.get("/votes", headers={"Accept-Language": "da"})
    assert "Accept-Language" in first.headers["vary"]
    again = {"Accept-Language": "da", "If-None-Match": first.headers["etag"]}
    assert pages.get("/votes", headers=again).status_code == 304
    assert pages.get("/votes", headers=again | {"Accept-Language": "en"}).status_code == 200
    assert pages.head("/votes").content == b""


def test_invented__says_so_and_stays_out_of_search(pages: TestClient) -> None:
    answer = pages.get("/votes", headers={"Accept-Language": "en"})
    found = Read(answer.text)
    assert found.metas["robots"] == "noindex, nofollow"
    assert found.metas["og:description"].startswith("Invented data. ")
    assert answer.headers["tingblik-data"] == "invented"


def test_no_public_address__gives_no_absolute_one(dashboard: Site, private: Service) -> None:
    site = replace(dashboard, service=lambda: private)
    with client_of(site) as client:
        found = read(client, "/votes", Host="evil.example")
        body = client.get("/votes", headers={"Host": "evil.example"}).text
    assert not found.named("canonical")
    assert not {"og:url", "og:image"} & set(found.metas)
    assert "evil.example" not in body
    assert "./votes?lang=en" in found.named("alternate")


def test_settings_that_cannot_be__leave_the_page(dashboard: Site) -> None:
    def closed() -> Service:
        raise SettingsError("no")

    with client_of(replace(dashboard, service=closed)) as client:
        assert client.get("/vote?id=1").text == PLAIN


def test_without_dashboard__there_are_no_pages(client: TestClient) -> None:
    assert client.get("/votes").status_code == 404


def test_base__stands_before_the_paths(dashboard: Site) -> None:
    with client_of(replace(dashboard, base="/ting")) as client:
        assert Read(client.get("/ting/votes").text).title.endswith("Tingblik")
        assert client.get("/votes").status_code == 404


def test_head_that_takes_long__leaves_the_page(dashboard: Site) -> None:
    gate = threading.Event()

    def late() -> Service:
        gate.wait(60)
        raise SettingsError("no")

    alone = Starlette(routes=previews.routes(replace(dashboard, service=late)))
    with TestClient(alone) as client:
        assert client.get("/vote?id=1").text == PLAIN
        gate.set()


def test_case_of_a_period_not_read_yet__is_named_to_whoever_asks_next(
    dashboard: Site, service: Service, vote: Mapping[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stored_rows, "_AT_ONCE", 0)
    fresh = Service(service.settings)
    with client_of(replace(dashboard, service=lambda: fresh)) as client:
        path = f"/case?id={vote['case_id']}"
        assert read(client, path).title == "Sag · Tingblik"
        job = fresh.jobs.get("listed-cases")
        assert job is not None
        job.wait(30)
        assert read(client, path).title.startswith(f"{vote['case_number']} · ")
    fresh.close()
