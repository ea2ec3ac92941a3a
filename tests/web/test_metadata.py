"""The description of a table at an address, and the zip that holds it."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from frictionless import Package
from starlette.testclient import TestClient

from core.analysis.panels import PANELS
from core.dictionary import TABLES
from core.times import danish_now
from core.web.site import Site
from core.web.table_requests import ask

CHOICES = "session=20251&result=rejected"


@pytest.mark.parametrize("table", ["votes", "ballots", "members", "rollcall", "cases", "steps"])
def test_zip__is_a_valid_package_of_the_rows(
    client: TestClient, table: str, tmp_path: Path
) -> None:
    answer = client.get(f"/api/v1/{table}.zip?session=20251&lang=en")
    assert answer.status_code == 200, answer.text
    assert answer.headers["tingblik-data"] == "invented"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        archive.extractall(tmp_path)
        file, readme, package = archive.namelist()
    assert (package, readme.endswith("-readme.txt")) == ("datapackage.json", True)
    assert file.startswith(f"tingblik-demo-{table}-20251-")
    found = Package(str(tmp_path / package))
    report = found.validate(limit_rows=2_000)
    assert report.valid, report.flatten(["rowNumber", "fieldName", "type", "message"])[:3]
    rows = list(csv.reader(io.StringIO((tmp_path / file).read_text())))
    assert list(found.resources[0].schema.field_names) == rows[0]
    assert found.to_dict()["n"] == len(rows) - 1 > 0


def test_metadata__tells_the_same_rows_in_words(client: TestClient, site: Site) -> None:
    answer = client.get(f"/api/v1/votes.metadata.json?{CHOICES}&lang=da&view=table")
    told: dict[str, Any] = answer.json()
    source = site.service().source
    assert source is not None
    params = [tuple(each.split("=")) for each in CHOICES.split("&")]
    asked = ask(source, "votes", params, "da", danish_now())  # type: ignore[arg-type]
    assert told["n"] == asked.rows.height > 0
    assert [(each["label"], each["value"]) for each in told["filters"]] == list(asked.filters)
    assert told["version"] == asked.key
    (resource,) = told["resources"]
    assert resource["path"] == f"http://127.0.0.1:8501/api/v1/votes.csv?{CHOICES}&view=table"
    assert [field["name"] for field in resource["schema"]["fields"]] == [
        *TABLES["votes"].schema,
        "demo",
    ]


def test_metadata__of_excel_is_of_the_excel_file(client: TestClient) -> None:
    told = client.get("/api/v1/agreement.metadata.json?excel=1").json()
    assert told["resources"][0]["dialect"]["delimiter"] == ";"
    assert told["resources"][0]["path"].endswith("/api/v1/agreement.csv?excel=1")


@pytest.mark.parametrize("table", PANELS)
@pytest.mark.parametrize("by", ["session", "month"])
def test_by__the_figures_of_each_period_stand_in_one_table(
    client: TestClient, table: str, by: str
) -> None:
    told = client.get(f"/api/v1/{table}.metadata.json?session=all&by={by}&lang=en").json()
    names = [field["name"] for field in told["resources"][0]["schema"]["fields"]]
    assert names[-2:] == ["period", "demo"]
    assert names[: len(TABLES[table].schema)] == list(TABLES[table].schema)
    assert ("By", by.capitalize()) in [(f["label"], f["value"]) for f in told["filters"]]
    whole = client.get(f"/api/v1/{table}.metadata.json?session=all").json()
    assert told["n"] > whole["n"] > 0
    assert told["version"] != whole["version"]


def test_by__is_of_figures_alone(client: TestClient) -> None:
    for query in ("votes.metadata.json?by=month", "agreement.metadata.json?by=year"):
        answer = client.get(f"/api/v1/{query}")
        assert answer.status_code == 400
        assert answer.json()["parameter"] == "by"


def test_by__filters_of_members_hold_in_every_period(client: TestClient) -> None:
    path = "/api/v1/members.zip?session=all&by=session&excel=1"
    with zipfile.ZipFile(io.BytesIO(client.get(path).content)) as archive:
        text = archive.read(archive.namelist()[0]).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    party = rows[0]["party"]
    with zipfile.ZipFile(io.BytesIO(client.get(f"{path}&party={party}").content)) as archive:
        text = archive.read(archive.namelist()[0]).decode("utf-8-sig")
    kept = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert kept == [row for row in rows if row["party"] == party]
    assert len({row["period"] for row in kept}) > 1


@pytest.mark.parametrize("form", ["metadata.json", "zip"])
def test_metadata__can_be_asked_for_again(client: TestClient, form: str) -> None:
    path = f"/api/v1/votes.{form}?{CHOICES}"
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = client.get(path.replace("rejected", "adopted"))
    assert other.headers["etag"] != first.headers["etag"]
    assert client.get(f"{path}&excel=1").headers["etag"] != first.headers["etag"]


@pytest.mark.parametrize("form", ["metadata.json", "zip"])
def test_metadata__what_cannot_be_asked_for_is_a_problem(client: TestClient, form: str) -> None:
    for name, status in (
        (f"votse.{form}", 404),
        (f"votes.{form}?reslut=adopted", 400),
        (f"votes.{form}?result=", 400),
        (f"votes.{form}?excel=2", 400),
    ):
        answer = client.get(f"/api/v1/{name}")
        assert (answer.status_code, answer.headers["cache-control"]) == (status, "no-store")
        assert answer.headers["content-type"] == "application/problem+json"


def test_metadata__a_host_from_elsewhere_makes_no_address(client: TestClient) -> None:
    answer = client.get("/api/v1/votes.metadata.json", headers={"Host": "evil.example"})
    assert "evil" not in answer.text
    assert answer.json()["resources"][0]["path"] == "votes.csv"
