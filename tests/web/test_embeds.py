"""Charts at addresses of their own: drawn in both languages, as numbers, and told to others."""

from __future__ import annotations

import ast
import csv
import gzip
import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import orjson
import plotly.graph_objects as go
import plotly.offline
import polars as pl
import pytest
from starlette.testclient import TestClient

from core.charts.chart import Chart
from core.language import LANGUAGES, Lang, text
from core.times import danish_now
from core.web import embeds as embed_routes
from core.web.assets import assets
from core.web.charts.drawing import Drawing
from core.web.charts.registry import CHARTS
from core.web.embed_pages import Place, picture_page
from core.web.site import Site
from tests.conftest import DemoCopy
from tests.makers.sources import trees
from tests.web.sites import opened, served

PUBLIC = "https://tingblik.example"
PAGES = ("overview", "votes", "parties", "cases")
CHOICES = {
    "vote/ballots": "id={vote}",
    "parties/pair": "a=HL&b=FK&every=session",
    "member/sessions": "id={member}&session=all",
    "member/parties": "id={member}",
    **dict.fromkeys(("party/seats", "party/agreement", "party/departures"), "party=HL"),
    "committees/work": "committee=BEU",
}
KNOWN: dict[str, int] = {}
"""A vote and a member of the copy."""


@pytest.fixture(scope="module")
def embeds(site: Site) -> Iterator[TestClient]:
    """Whoever asks the same rows of a site that has pages and a public address."""
    settings = site.service().settings
    folder, url = settings.data_dir, settings.api_url
    with opened(folder, api_url=url, public_url=PUBLIC) as public:
        client = served(replace(public, pages=PAGES))
        for table, column in (("votes", "vote_id"), ("members", "member_id")):
            first = client.get(f"/api/v1/{table}.json?limit=1").json()["rows"][0]
            KNOWN[column.removesuffix("_id")] = first[column]
        yield client


def address(name: str, lang: Lang = "en", more: str = "") -> str:
    chosen = CHOICES.get(name, "").format_map(KNOWN)
    return f"/embed/{name}?{chosen}&lang={lang}{more}".replace("?&", "?")


def told(page: str) -> dict[str, Any]:
    """What the page gives our script."""
    found = re.search(r'<script type="application/json" id="told">(.*?)</script>', page, re.S)
    assert found is not None
    return dict(json.loads(found[1]))


class Tags(HTMLParser):
    """Every element of a page with its attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", CHARTS)
def test_embed__of_every_chart(embeds: TestClient, name: str, lang: Lang) -> None:
    answer = embeds.get(address(name, lang))
    assert answer.status_code == 200, answer.text
    page = answer.text
    given = told(page)
    assert f'<html lang="{lang}">' in page
    assert given["figure"]["data"]
    assert given["title"]
    assert re.search(r"\d", given["said"])
    assert given["source"] == text("embed.source_invented", lang)
    assert page.count("<tr>") > 1
    headings = re.findall(r"<th [^>]*>(.*?)</th>", page)
    assert not [heading for heading in headings if re.fullmatch(r"[a-z_0-9]+", heading)]
    assert text("embed.invented", lang) in page
    assert answer.headers["tingblik-data"] == "invented"
    assert "frame-ancestors *" in answer.headers["content-security-policy"]


@pytest.mark.parametrize("name", CHARTS)
def test_numbers__of_every_chart(
    embeds: TestClient, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = embeds.get(address(name).replace(name, f"{name}.csv"))
    assert answer.status_code == 200, answer.text
    rows = list(csv.DictReader(io.StringIO(answer.text), strict=True))
    assert rows
    assert {row["demo"] for row in rows} == {"true"}
    file = answer.headers["content-disposition"]
    assert file == f'attachment; filename="tingblik-demo-{name.replace("/", "-")}.csv"'
    # For who has it, nothing is drawn.
    monkeypatch.setattr(embed_routes, "CHARTS", {name: replace(CHARTS[name], draw=None)})
    known = {"If-None-Match": answer.headers["etag"]}
    again = embeds.get(address(name).replace(name, f"{name}.csv"), headers=known)
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == answer.headers["etag"]


def test_registry__has_the_charts_of_the_pages_and_no_other() -> None:
    named, alone = set(), set()
    for path, tree in trees():
        if not path.startswith(("core/ui/", "pages/")):
            continue
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                continue
            if node.func.id not in ("chart", "chart_menu"):
                continue
            last = node.args[-1]
            if isinstance(last, ast.Constant):
                named.add(last.value)
            elif path != "core/ui/parts/chart.py":
                alone.add(path)
    assert named == set(CHARTS)
    # What the explorer draws is of rows that were asked for, and no table.
    assert alone == {"core/ui/pages/explore/result.py"}


def test_embed__choices_of_the_page_are_those_of_the_chart(embeds: TestClient) -> None:
    whole = told(embeds.get("/embed/votes/over-time?lang=en").text)
    some = told(embeds.get("/embed/votes/over-time?result=rejected&lang=en").text)
    assert whole["title"] != some["title"]
    assert some["title"].startswith("In 0 of ")


def test_embed__theme_is_the_readers_or_as_asked(embeds: TestClient) -> None:
    free = embeds.get("/embed/parties/agreement").text
    assert "data-theme" not in free
    assert told(free)["figure"] != told(free)["night"]
    dark = embeds.get("/embed/parties/agreement?theme=dark").text
    assert ' data-theme="dark">' in dark
    assert told(dark)["theme"] == "dark"


def test_embed__asks_nobody_else_for_anything(embeds: TestClient) -> None:
    for tag, attributes in Tags(embeds.get(address("parties/winning")).text).found:
        asked = attributes.get("src") or (attributes.get("href") if tag == "link" else "") or ""
        assert asked.startswith(("/embed/", PUBLIC)) or not asked, (tag, attributes)


def test_embed__links_to_page_and_numbers_with_their_choices(embeds: TestClient) -> None:
    page = embeds.get("/embed/votes/kinds?result=adopted&lang=da&theme=dark").text
    links = [attributes.get("href") for tag, attributes in Tags(page).found if tag == "a"]
    assert "/votes?result=adopted&lang=da" in links
    assert "/embed/votes/kinds.csv?result=adopted&lang=da" in links
    first = embeds.get("/embed/overview/over-time?lang=da").text
    assert ("a", "/?lang=da") in [(tag, each.get("href")) for tag, each in Tags(first).found]


def test_embed__unchanged_is_told_by_its_tag(embeds: TestClient) -> None:
    answer = embeds.get(address("parties/winning"))
    assert answer.headers["etag"].startswith('W/"')
    asking = {"If-None-Match": answer.headers["etag"]}
    again = embeds.get(address("parties/winning"), headers=asking)
    assert (again.status_code, again.content) == (304, b"")
    assert embeds.get(address("parties/winning", "da"), headers=asking).status_code == 200


def test_embed__of_a_month_is_another_on_another_day(
    embeds: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def tags() -> list[str]:
        return [
            embeds.get(f"/embed/{n}").headers["etag"] for n in ("meetings/calendar", "votes/kinds")
        ]

    today, now = tags(), danish_now()
    monkeypatch.setattr(embed_routes, "danish_now", lambda: now + timedelta(days=1))
    tomorrow = tags()
    assert (today[0] != tomorrow[0], today[1] == tomorrow[1]) == (True, True)


def test_files__are_kept_for_ever_and_travel_compressed(embeds: TestClient) -> None:
    page = embeds.get(address("parties/winning")).text
    asked = [e.get("src") or e.get("href") for t, e in Tags(page).found if t in ("script", "link")]
    files = [path for path in asked if path and path.startswith("/embed/files/")]
    assert len(files) == 3
    for path in files:
        plain = embeds.get(path, headers={"Accept-Encoding": "identity"})
        packed = embeds.get(path, headers={"Accept-Encoding": "gzip"})
        assert "immutable" in plain.headers["cache-control"]
        assert packed.headers["content-encoding"] == "gzip"
        assert packed.content == plain.content
        assert int(packed.headers["content-length"]) < len(plain.content)
    plotly = next(path for path in files if "plotly" in path)
    assert embeds.get(plotly).text == plotly_script()
    assert embeds.get("/embed/files/embed-0.js").status_code == 404


def plotly_script() -> str:
    return str(plotly.offline.get_plotlyjs())


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("parties/winning?session=2026", 400, "20261"),
        ("parties/winning?sesion=20261", 400, "session"),
        ("parties/winning?theme=blue", 400, "light"),
        ("parties/winning?lang=fr", 400, "da"),
        ("parties/winning?session=20261&session=20251", 400, "twice"),
        ("parties/winning?session=", 400, "empty"),
        ("votes/kinds?q=" + "a" * 10_000, 400, "longer"),
        ("votes/kinds?q=%00", 400, "cannot be seen"),
        ("vote/ballots?id=abc", 400, "whole number"),
        ("vote/ballots", 404, "id"),
        ("member/parties?id=999999", 404, "999999"),
        ("parties/pair", 404, "two parties"),
        ("compare/over-time?what=periods", 404, "table"),
        ("votes/kinds?q=xyzzy", 404, "votes"),
        ("votes/nothing", 404, "parties/winning"),
        ("nothing/kinds", 404, "parties/winning"),
    ],
)
def test_embed__what_cannot_be_shown_is_said_in_words(
    embeds: TestClient, path: str, status: int, words: str
) -> None:
    answer = embeds.get(f"/embed/{path}", headers={"Accept-Language": "en"})
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.headers["cache-control"] == "no-store"
    said = re.sub(r"<[^>]+>", " ", answer.text.partition("<main>")[2])
    assert words in said
    assert embeds.get(f"/embed/{path}".replace("?", ".csv?")).status_code == answer.status_code


def test_embed__while_it_is_loaded_the_page_asks_again(tmp_path: Path) -> None:
    with opened(tmp_path) as site:
        answer = served(site).get("/embed/parties/winning?lang=da")
    assert answer.status_code == 202
    assert answer.headers["cache-control"] == "no-store"
    assert text("embed.loading", "da") in answer.text
    refresh = {"http-equiv": "refresh", "content": "2"}
    assert ("meta", refresh) in Tags(answer.text).found


def test_embed__hostile_words_stay_words() -> None:
    words = "</script></title><script>alert(1)</script>\x00 \" onload='x' & <b>"
    chart = Chart(go.Figure({"data": [{"type": "bar", "y": [words]}]}), words)
    drawing = Drawing(words, chart, pl.DataFrame({words: [words]}), words)
    place = Place(Site(lambda: None), "votes/kinds", [("q", words)], "en", False, PUBLIC)  # type: ignore[arg-type, return-value]
    page = picture_page(place, drawing, datetime(2026, 11, 23, 12, tzinfo=UTC), "", "").decode()
    tags = Tags(page).found
    assert [tag for tag, _ in tags].count("script") == 3
    assert "b" not in {tag for tag, _ in tags}
    assert not [each for _, each in tags if any(name.startswith("on") for name in each)]
    assert "\x00" not in page
    assert told(page)["title"] == words
    assert "fetched 23 Nov 2026" in page


def test_oembed__tells_how_to_frame_a_chart(embeds: TestClient) -> None:
    page = embeds.get("/embed/votes/kinds?result=adopted&lang=da").text
    link = next(
        each for tag, each in Tags(page).found if each.get("type") == "application/json+oembed"
    )
    found = embeds.get((link["href"] or "").removeprefix(PUBLIC))
    assert found.status_code == 200
    content = orjson.loads(found.content)
    assert (content["version"], content["type"], content["width"]) == ("1.0", "rich", 700)
    ((tag, frame),) = Tags(content["html"]).found
    assert (tag, frame["src"]) == ("iframe", f"{PUBLIC}/embed/votes/kinds?result=adopted&lang=da")
    assert frame["title"] == content["title"] == told(page)["title"]
    narrow = embeds.get("/oembed", params={"url": frame["src"], "maxwidth": "320"}).json()
    assert narrow["width"] == 320


@pytest.mark.parametrize(
    ("params", "status"),
    [
        ({}, 400),
        ({"url": f"{PUBLIC}/embed/votes/nothing"}, 404),
        ({"url": "https://evil.example/embed/votes/kinds"}, 404),
        ({"url": f"{PUBLIC}.evil.example/embed/votes/kinds"}, 404),
        ({"url": f"{PUBLIC}/embed/votes/kinds?result=maybe"}, 400),
        ({"url": f"{PUBLIC}/embed/votes/kinds", "format": "xml"}, 501),
        ({"url": f"{PUBLIC}/embed/votes/kinds", "maxwidth": "wide"}, 400),
    ],
)
def test_oembed__of_anything_else_is_a_problem(
    embeds: TestClient, params: dict[str, str], status: int
) -> None:
    answer = embeds.get("/oembed", params=params)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


def test_addresses__are_never_built_from_the_host(demo_copy: DemoCopy, site: Site) -> None:
    client = served(site, client="203.0.113.9")
    page = client.get("/embed/votes/kinds", headers={"Host": "evil.example"}).text
    assert "evil.example" not in page
    assert "oembed" not in page
    asked = client.get("/oembed?url=https://evil.example/embed/votes/kinds")
    assert asked.status_code == 404
    assert "TINGBLIK_PUBLIC_URL" in asked.text


def test_datawrapper__is_offered_where_it_can_read_the_numbers(
    embeds: TestClient, site: Site
) -> None:
    page = embeds.get("/embed/votes/kinds?result=adopted&lang=da&download=datawrapper")
    tags = Tags(page.text).found
    form = next(each for tag, each in tags if tag == "form")
    assert (form["method"], form["action"]) == ("post", "https://app.datawrapper.de/create/")
    fields = {each["name"]: each["value"] for tag, each in tags if tag == "input"}
    assert fields["external_data"] == f"{PUBLIC}/embed/votes/kinds.csv?result=adopted&lang=da"
    assert "https://app.datawrapper.de" in page.headers["content-security-policy"]
    elsewhere = served(site).get("/embed/votes/kinds?download=datawrapper")
    assert elsewhere.status_code == 404


def test_files__are_compressed_once() -> None:
    for each in assets().values():
        assert gzip.decompress(each.zipped) == each.body


def test_embed__stands_below_the_base(site: Site) -> None:
    below = replace(site, base="/tingblik", pages=PAGES)
    page = served(below).get("/tingblik/embed/votes/kinds?lang=da").text
    for tag, attributes in Tags(page).found:
        path = attributes.get("src") or attributes.get("href") or ""
        inside = path.removeprefix("http://127.0.0.1:8501").startswith("/tingblik/")
        assert inside or not path, (tag, path)
