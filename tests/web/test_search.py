"""The search over everything by its address."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from starlette.testclient import TestClient

from core.standin.demo.topics import MINISTRIES
from core.standin.serve import Standin
from core.web.site import Site
from tests.conftest import DemoCopy
from tests.web.sites import opened, served


def search(client: TestClient, site: Site, q: str, **params: Any) -> dict[str, Any]:
    """The answer to a search, when everything is ready."""
    while True:
        answer = client.get("/api/v1/search.json", params={"q": q, **params})
        if answer.status_code != 202:
            assert answer.status_code == 200, answer.text
            found: dict[str, Any] = answer.json()
            return found
        for job in site.service().jobs.active():
            job.wait(60)


def rows_of(found: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = found["hits"][kind]["rows"]
    return rows


def test_search__a_number_is_told_of_every_session(client: TestClient, site: Site) -> None:
    found = search(client, site, "lovforslag nr. l 1")
    assert found["missing"] == []
    assert found["asked_parliament"] is False
    cases = rows_of(found, "case")
    assert {case["number"] for case in cases} == {"L 1"}
    sessions = [case["session"] for case in cases]
    assert sessions == sorted(set(sessions), reverse=True)
    assert len(sessions) > 1
    assert found["exact"] is None
    one = search(client, site, f"L 1 {sessions[-1]}")["exact"]
    assert one["id"] == cases[-1]["id"]
    assert one["address"].endswith(f"/api/v1/cases/{one['id']}.json")
    assert client.get(one["address"]).status_code in (200, 202)


def test_search__every_kind_is_found(client: TestClient, site: Site) -> None:
    votes = rows_of(search(client, site, "lov"), "vote")
    assert [vote["day"] for vote in votes] == sorted((v["day"] for v in votes), reverse=True)
    assert set(votes[0]["outcome"]) & {"Vedtaget", "Forkastet"}
    party = search(client, site, "Hedelisten")
    assert party["exact"]["id"] == "HL"
    ministry = next(each for each in MINISTRIES if each.title)
    found = search(client, site, ministry.title)
    assert ministry.area in {row["title"] for row in rows_of(found, "ministry")}
    committee = rows_of(search(client, site, "udvalg"), "committee")[0]
    assert committee["title"]
    assert search(client, site, "udvalg", limit=1)["hits"]["committee"]["total"] > 1


def test_search__what_is_not_stored_is_asked_of_parliament(
    parliament: Standin, tmp_path_factory: pytest.TempPathFactory
) -> None:
    cases = parliament.tables["Sag"]
    codes = dict(parliament.tables["Periode"].select("id", "kode").iter_rows())
    with opened(tmp_path_factory.mktemp("empty"), api_url=parliament.url, max_rps=10_000.0) as site:
        reader = served(site)
        search(reader, site, "l 9")
        before = len(parliament.requests)
        found = search(reader, site, "l 1")
        assert len(parliament.requests) <= before + 3
        assert found["asked_parliament"] is True
        assert found["searched"] == {"cases": [], "votes": []}
        expected = cases.filter(pl.col("nummer") == "L 1")
        assert {row["id"] for row in rows_of(found, "case")} == set(expected["id"].cast(pl.String))
        row = expected.row(0, named=True)
        one = search(reader, site, f"L 1 {codes[row['periodeid']]}")
        assert one["exact"]["id"] == str(row["id"])
        answer = reader.get(f"/api/v1/cases/L1.json?session={codes[row['periodeid']]}")
        while answer.status_code == 202:
            for job in site.service().jobs.active():
                job.wait(60)
            answer = reader.get(f"/api/v1/cases/L1.json?session={codes[row['periodeid']]}")
        assert answer.json()["case"]["case_id"] == row["id"]
        several = reader.get("/api/v1/cases/L1.json")
        assert several.status_code == 400
        assert codes[row["periodeid"]] in several.json()["like"]
        assert reader.get("/api/v1/cases/L9999.json?session=20251").status_code in (202, 404)


def test_search__goes_on_without_parliament_and_says_so(
    demo_copy: DemoCopy, tmp_path: Path
) -> None:
    folder = tmp_path / "data"
    shutil.copytree(demo_copy.folder, folder)
    (gone,) = folder.glob("store/*/Sag/period-20251.parquet")
    gone.unlink()
    with opened(folder, api_url=demo_copy.url, retries=0) as site:
        found = search(served(site), site, "l 1")
    assert found["missing"] == ["20251"]
    assert found["asked_parliament"] is False
    assert found["exact"] is None
    assert rows_of(found, "case")


def test_search__is_answered_once_where_nothing_changed(client: TestClient, site: Site) -> None:
    search(client, site, "lov")
    answer = client.get("/api/v1/search.json?q=lov")
    again = client.get(
        "/api/v1/search.json?q=lov", headers={"If-None-Match": answer.headers["etag"]}
    )
    assert again.status_code == 304
    assert answer.headers["tingblik-data"] == "invented"


@pytest.mark.parametrize("query", ["", "q=", f"q={'x' * 201}", "q=a&limit=201", "q=a&what=b"])
def test_search__what_cannot_be_asked_is_a_problem(client: TestClient, query: str) -> None:
    answer = client.get(f"/api/v1/search.json?{query}")
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("text", ["%", "'; drop", "[a-z]+(", "<script>", "\N{PILE OF POO}", "L"])
def test_search__any_text_can_be_searched_for(client: TestClient, site: Site, text: str) -> None:
    assert search(client, site, text)["q"] == text
