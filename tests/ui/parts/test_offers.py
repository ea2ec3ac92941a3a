"""What a page offers to programs: addresses that answer, with as many rows as the page says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import polars as pl
import pytest
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from core.service import Source
from core.standin.demo.topics import MINISTRIES
from core.standin.serve import Standin
from core.ui.shell import served
from core.ui.shell.context import service
from core.web.site import Site
from tests.ui.conftest import ROOT, Visit
from tests.ui.opening import with_menus_open
from tests.web import sites

FORMS = ("csv", "json", "parquet", "metadata.json")
_ROWS = re.compile(r"CSV med ([\d.]+) række")


@pytest.fixture(autouse=True)
def with_routes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The routes stand beside the pages."""
    monkeypatch.setattr(served, "_served", True)


@pytest.fixture(scope="module")
def client(source: Source) -> TestClient:
    """Asks the routes of the service that the pages are drawn from."""
    return sites.served(Site(service, "", (), ""))


@pytest.fixture(scope="module")
def known(source: Source, parliament: Standin) -> Mapping[str, str]:
    """Somebody and something of the copy."""
    cast = source.store.read("Stemme", "20261")
    assert cast is not None
    row = cast.frame.filter(pl.col("afstemningid").is_not_null()).row(0, named=True)
    case = parliament.tables["Sag"].filter(pl.col("typeid") == 3)["id"][0]
    return {
        "vote": str(row["afstemningid"]),
        "member": str(row["aktørid"]),
        "case": str(case),
    }


def paths(page: AppTest) -> list[str]:
    """Where the links of the page lead that are no pages and no charts."""
    found = [each.proto.url for each in page.get("link_button")]
    return [url for url in found if url.startswith(("api/", "feeds/", "calendar/"))]


def rows_said(page: AppTest) -> list[int]:
    """How many rows each download of the page says that it has."""
    found = [_ROWS.match(each.proto.label) for each in page.get("download_button")]
    return [int(each[1].replace(".", "")) for each in found if each]


def answered(client: TestClient, path: str) -> Any:
    """The answer, once all that it needs is loaded."""
    for _ in range(12):
        answer = client.get(f"/{path}")
        if answer.status_code not in (202, 503):
            break
        for job in service().jobs.active():
            job.wait(30)
    assert answer.status_code == 200, (path, answer.text)
    return answer


Shown = tuple[str, dict[str, str], list[str]]

WITH_ROWS: list[Shown] = [
    ("votes", {}, ["votes"]),
    ("votes", {"session": "all", "type": "final", "q": "lov"}, ["votes"]),
    ("vote", {"id": "{vote}"}, ["vote-parties", "ballots"]),
    ("vote", {"id": "{vote}", "party": "HL", "view": "hemicycle"}, ["vote-parties", "ballots"]),
    ("deviations", {"session": "all", "sort": "oldest"}, ["deviations"]),
    ("deviations", {"session": "20251", "what": "mistakes"}, ["deviations"]),
    ("parties", {"min": "30"}, ["agreement"]),
    ("parties", {"show": "cohesion", "subset": "final"}, ["cohesion"]),
    ("parties", {"show": "winning"}, ["winning"]),
    ("parties", {"show": "majorities"}, ["coalitions"]),
    ("parties", {"show": "map"}, ["party-map"]),
    ("members", {"party": "HL"}, ["members"]),
    ("member", {"id": "{member}", "position": "for"}, ["ballots", "member-agreement"]),
    ("grid", {"votes": "{vote}", "members": "{member}"}, ["votes", "rollcall"]),
    ("cases", {"order": "oldest"}, ["cases"]),
    ("topic", {"id": MINISTRIES[0].area}, ["cases"]),
    ("questions", {"kind": "committee"}, ["questions"]),
    ("committees", {}, ["committees"]),
    ("committees", {"committee": "BEU"}, ["committees"]),
    ("meetings", {"type": "committee"}, ["meetings"]),
    ("meetings", {"week": "next"}, ["meetings"]),
    ("documents", {}, ["documents"]),
    ("changes", {"since": "2026-10-01"}, ["changes"]),
    ("quality", {}, ["quality"]),
]


@pytest.mark.parametrize(("page", "query", "offered"), WITH_ROWS)
def test_rows__at_the_address_are_as_many_as_the_page_says(
    visit: Visit,
    client: TestClient,
    known: Mapping[str, str],
    page: str,
    query: Mapping[str, str],
    offered: list[str],
) -> None:
    drawn = with_menus_open(
        visit(page, **{name: value.format_map(known) for name, value in query.items()})
    )
    found = [path for path in paths(drawn) if path.startswith("api/v1/")]
    of_rows = [path for path in found if path.count("/") == 2]
    assert [urlsplit(path).path for path in of_rows] == [
        f"api/v1/{table}.{form}" for table in offered for form in FORMS
    ]
    totals = [
        answered(client, path + ("&" if "?" in path else "?") + "limit=1").json()["total"]
        for path in of_rows[1 :: len(FORMS)]
    ]
    assert totals == rows_said(drawn)
    for path in set(found) - set(of_rows):
        answered(client, path)
    for path in of_rows:
        told = ["da"] if "metadata" in path else []
        assert [value for name, value in parse_qsl(urlsplit(path).query) if name == "lang"] == told


def test_rows__are_offered_by_every_page_that_has_files() -> None:
    scripts = [*ROOT.glob("pages/*.py"), *ROOT.glob("core/ui/pages/*/*.py")]
    having = {
        path.stem if path.parent.name == "pages" else path.parent.name
        for path in scripts
        if re.search(r"\bdownloads\(", path.read_text(encoding="utf-8"))
    }
    # What is compared is a choice that no table has; a case's steps are at the address of the case.
    assert having - {"compare", "case"} == {page for page, _, _ in WITH_ROWS}


def test_rows__of_a_comparison_have_no_address(visit: Visit) -> None:
    drawn = with_menus_open(visit("compare"))
    assert rows_said(drawn)
    assert not paths(drawn)


def test_offers__are_not_there_where_the_routes_are_not(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(served, "_served", False)
    drawn = with_menus_open(visit("votes"))
    assert rows_said(drawn)
    assert not paths(drawn)


def test_rows__of_an_address_that_is_put_right_are_asked_for_as_it_will_stand(visit: Visit) -> None:
    drawn = with_menus_open(visit("votes", result=["nothing", "rejected"], type="wrong"))
    assert paths(drawn)[0] == "api/v1/votes.csv?result=rejected"


def test_menus__are_filled_once_they_are_open(visit: Visit) -> None:
    drawn = visit("votes")
    assert len(drawn.get("popover")) > len(drawn.get("code")) == len(drawn.get("link_button")) == 0
    drawn.session_state["offer_data_votes"] = True
    assert {path.partition(".")[0] for path in paths(drawn.run())} == {"api/v1/votes"}


@pytest.mark.parametrize(
    ("page", "query", "offered"),
    [
        ("overview", {}, ["feeds/votes.atom"]),
        ("votes", {"result": "rejected"}, ["feeds/votes.atom?result=rejected"]),
        ("vote", {"id": "{vote}"}, ["feeds/case/"]),
        ("case", {"id": "{case}"}, ["feeds/case/{case}.atom", "calendar/case/{case}.ics"]),
        ("members", {"q": "a", "subset": "final"}, ["feeds/deviations.atom?subset=final"]),
        (
            "deviations",
            {"what": "dissent", "sort": "party"},
            ["feeds/deviations.atom?what=dissent"],
        ),
        ("party", {"party": "HL"}, ["feeds/deviations.atom?party=HL"]),
        (
            "member",
            {"id": "{member}", "position": "for"},
            ["feeds/member/{member}.atom?position=for", "feeds/deviations.atom?member={member}"],
        ),
        (
            "topic",
            {"id": MINISTRIES[0].area},
            ["feeds/cases.atom?session=all&ministry=", "feeds/votes.atom?session=all&topic="],
        ),
        ("cases", {"type": "bill"}, ["feeds/cases.atom?type=bill"]),
        ("committees", {"committee": "BEU"}, ["feeds/committee/BEU.atom", "calendar/meetings.ics"]),
        ("meetings", {"type": "committee"}, ["calendar/meetings.ics?type=committee"]),
        (
            "questions",
            {"kind": "s20"},
            ["feeds/questions.atom", "calendar/deadlines.ics"],
        ),
        ("changes", {"kind": "vote", "since": "2026-10-01"}, ["feeds/changes.atom?kind=vote"]),
    ],
)
def test_following__of_what_the_page_shows(
    visit: Visit,
    client: TestClient,
    known: Mapping[str, str],
    page: str,
    query: Mapping[str, str],
    offered: list[str],
) -> None:
    drawn = with_menus_open(
        visit(page, **{name: value.format_map(known) for name, value in query.items()})
    )
    found = [path for path in paths(drawn) if not path.startswith("api/")]
    assert len(found) == len(offered)
    for path, begins in zip(found, offered, strict=True):
        assert path.startswith(begins.format_map(known))
        assert path.endswith("lang=da")
        kind = "calendar" if path.startswith("calendar/") else "atom+xml"
        assert kind in answered(client, path).headers["content-type"]
        assert any(code.value.endswith(f"/{path}") for code in drawn.code)
