"""The index, the description of the routes and the data dictionary."""

from __future__ import annotations

from html import escape
from html.parser import HTMLParser
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator
from starlette.testclient import TestClient

from core.dictionary import PANEL_TABLES, TABLES
from core.export.readme import TERMS_URL
from core.language import LANGUAGES, Lang, text
from core.web.charts.registry import CHARTS
from core.web.openapi import FORMATS, openapi
from core.web.parameter_names import parameters
from core.web.things import THINGS

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def read(client: TestClient, path: str, **headers: str) -> Any:
    answer = client.get(path, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.parametrize("path", ["/api/v1/", "/api/v1"])
def test_index__lists_every_table_and_thing_with_links(client: TestClient, path: str) -> None:
    found = read(client, path)
    assert [table["name"] for table in found["tables"]] == list(TABLES)
    assert [thing["name"] for thing in found["things"]] == list(THINGS)
    files = found["tables"][0]["files"]
    assert list(files) == list(FORMATS)
    assert files["csv"] == "http://127.0.0.1:8501/api/v1/votes.csv"
    assert {table["name"] for table in found["tables"] if table["by"]} == set(PANEL_TABLES)
    assert "http://127.0.0.1:8501/healthz" in found["beside"]


def test_index__lists_every_chart_by_its_name_and_address(client: TestClient) -> None:
    found = {each["name"]: each["address"] for each in read(client, "/api/v1/")["charts"]}
    assert found == {name: f"http://127.0.0.1:8501/embed/{name}" for name in CHARTS}
    page = client.get("/api/v1/", headers={"Accept": BROWSER})
    assert set(found.values()) <= set(Page(page.text).links)


def test_index__of_invented_rows_names_no_terms_as_if_they_were_parliaments(
    client: TestClient,
) -> None:
    assert not read(client, "/api/v1/")["terms"]
    page = client.get("/api/v1/?lang=en", headers={"Accept": BROWSER}).text
    description = read(client, "/api/v1/openapi.json")["info"]
    for told in (page, read(client, "/api/v1/")["about"], str(description)):
        assert "Danish Parliament" not in told.replace(text("demo.in_file", "en"), "")
        assert "ft.dk" not in told
    assert openapi("en", "", THINGS, invented=False)["info"]["license"]["url"] == TERMS_URL


@pytest.mark.parametrize("lang", LANGUAGES)
def test_index__says_which_questions_a_file_has_without_a_kind(
    client: TestClient, lang: Lang
) -> None:
    notes = {t["name"]: t["note"] for t in read(client, f"/api/v1/?lang={lang}")["tables"]}
    assert {name for name, note in notes.items() if note} == {"questions"}
    assert "kind=committee" in notes["questions"]
    page = client.get(f"/api/v1/?lang={lang}", headers={"Accept": BROWSER}).text
    assert escape(notes["questions"]) in page


@pytest.mark.parametrize(
    ("accept", "html"),
    [
        (BROWSER, True),
        ("", False),
        ("*/*", False),
        ("application/json, text/html;q=0.5", False),
        ("text/html;q=0", False),
        ("text/html;q=much, image/png", False),
        ("application/vnd.no-such-thing", False),
    ],
)
def test_index__is_html_for_who_likes_it_better(
    client: TestClient, accept: str, html: bool
) -> None:
    answer = client.get("/api/v1/", headers={"Accept": accept})
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html" if html else "application/json")
    assert "Accept" in answer.headers["vary"]


class Page(HTMLParser):
    """What a page holds: its tags, links and language."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.lang = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        named = dict(attrs)
        self.links += [named["href"] or ""] if "href" in named else []
        self.lang = named["lang"] or "" if tag == "html" else self.lang


@pytest.mark.parametrize("lang", LANGUAGES)
def test_index__reads_in_both_languages_without_a_script(client: TestClient, lang: Lang) -> None:
    answer = client.get("/api/v1/", headers={"Accept": BROWSER}, params={"lang": lang})
    page = Page(answer.text)
    assert page.lang == lang
    assert not {"script", "img", "link", "iframe"} & set(page.tags)
    assert "http://127.0.0.1:8501/api/v1/ballots.parquet" in page.links
    assert escape(text("demo.in_file", lang)) in answer.text


def test_index__no_address_is_made_of_a_host_from_elsewhere(client: TestClient) -> None:
    found = client.get("/api/v1/", headers={"Host": "evil.example"})
    assert "evil" not in found.text
    assert found.json()["openapi"] == "/api/v1/openapi.json"


@pytest.mark.parametrize("path", ["/api/v1/", "/api/v1/openapi.json", "/api/v1/dictionary.json"])
def test_descriptions__can_be_asked_for_again(client: TestClient, path: str) -> None:
    first = client.get(path)
    assert first.headers["tingblik-data"] == "invented"
    tag = first.headers["etag"]
    again = client.get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    danish, english = (client.get(path, params={"lang": lang}) for lang in LANGUAGES)
    assert danish.headers["etag"] != english.headers["etag"]
    since = {"If-Modified-Since": "Mon, 23 Nov 2026 12:00:00 GMT"}
    assert client.get(path, headers=since).status_code == 200


def test_openapi__is_valid_by_its_own_validator(client: TestClient) -> None:
    found = read(client, "/api/v1/openapi.json")
    errors = list(OpenAPIV31SpecValidator(found).iter_errors())
    assert not errors, errors[:3]


def test_openapi__the_validator_finds_a_fault(client: TestClient) -> None:
    found = read(client, "/api/v1/openapi.json")
    found["paths"] = {path: found["paths"][path] for path in ("/api/v1/", "/api/v1/votes.csv")}
    del found["paths"]["/api/v1/votes.csv"]["get"]["responses"]["200"]["description"]
    assert list(OpenAPIV31SpecValidator(found).iter_errors())


def test_openapi__has_every_table_form_and_parameter(client: TestClient) -> None:
    found = read(client, "/api/v1/openapi.json")
    paths, told = found["paths"], found["components"]["parameters"]
    for name in TABLES:
        for form in FORMATS:
            asked = paths[f"/api/v1/{name}.{form}"]["get"]
            given = {told[each["$ref"].rpartition("/")[2]]["name"] for each in asked["parameters"]}
            assert given <= set(parameters(name))
            assert set(parameters(name)) - given <= {"limit", "after", "excel"}
            statuses = set(asked["responses"])
            assert statuses >= {"200", "202", "304", "400", "404", "429", "503"}
            assert ("413" in statuses) == (form == "xlsx")
    for thing in THINGS:
        assert f"/api/v1/{thing}/{{id}}.json" in paths
    row = found["components"]["schemas"]["cohesion-by-period"]["properties"]
    assert list(row)[-2:] == ["period", "demo"]
    assert told["votes.result"]["schema"]["enum"] == ["adopted", "rejected"]


def test_openapi__every_route_that_it_names_is_there(client: TestClient) -> None:
    """Asked for wrongly, so that nothing has to be made."""
    for path in read(client, "/api/v1/openapi.json")["paths"]:
        answer = client.get(path.replace("{id}", "x"), params={"no_such_name": "1"})
        assert answer.status_code in (200, 400, 404), path
        if answer.status_code == 404:
            assert "no party" in answer.json()["title"]


def test_dictionary__has_every_column_with_type_unit_and_meaning(client: TestClient) -> None:
    found = read(client, "/api/v1/dictionary.json?lang=en")
    tables = {table["name"]: table for table in found["tables"]}
    assert list(tables) == list(TABLES)
    for name, table in tables.items():
        assert [column["name"] for column in table["columns"]][: len(TABLES[name].schema)] == list(
            TABLES[name].schema
        )
        assert all(column["description"] for column in table["columns"])
    turnout = next(c for c in tables["votes"]["columns"] if c["name"] == "turnout")
    assert (turnout["type"], turnout["unit"]) == ("number", "share")
    assert [table["columns"][-1]["name"] for table in found["panels"]] == ["period"] * 4
