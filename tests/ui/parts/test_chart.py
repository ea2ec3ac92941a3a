"""A chart of a page and the same chart at its own address are one; the menu leads to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import orjson
import polars as pl
import pytest

from core.service import Source
from core.ui.shell import served
from core.web.embeds import drawing_of
from tests.ui.conftest import Visit
from tests.ui.opening import with_menus_open

MENU = {
    "votes": ["votes/over-time", "votes/kinds"],
    "overview": ["overview/over-time"],
    "quality": ["quality/checks"],
    "questions": ["questions/months", "questions/days"],
    "meetings": ["meetings/calendar"],
}


@pytest.fixture
def known(source: Source) -> Mapping[str, str]:
    """Somebody and something of the copy."""
    cast = source.store.read("Stemme", "20261")
    assert cast is not None
    row = cast.frame.filter(pl.col("afstemningid").is_not_null()).row(0, named=True)
    return {"vote": str(row["afstemningid"]), "member": str(row["aktørid"])}


@pytest.mark.parametrize(
    ("page", "query", "charts"),
    [
        ("overview", {}, ["overview/over-time"]),
        ("votes", {"result": "adopted"}, ["votes/over-time", "votes/kinds"]),
        ("vote", {"id": "{vote}"}, ["vote/ballots"]),
        ("vote", {"id": "{vote}", "view": "hemicycle"}, ["vote/ballots"]),
        ("parties", {"order": "alphabetical"}, ["parties/agreement"]),
        ("parties", {"show": "pair", "a": "HL", "b": "FK", "session": "all"}, ["parties/pair"]),
        (
            "parties",
            {"show": "cohesion", "index": "rice", "session": "all", "every": "session"},
            ["parties/departures", "parties/cohesion", "parties/cohesion-over-time"],
        ),
        ("party", {"party": "HL"}, ["party/seats", "party/agreement"]),
        (
            "party",
            {"party": "HL", "session": "20251"},
            ["party/seats", "party/agreement", "party/departures"],
        ),
        ("parties", {"show": "winning", "subset": "final"}, ["parties/winning"]),
        ("parties", {"show": "majorities"}, ["parties/majorities", "parties/seats"]),
        ("parties", {"show": "map"}, ["parties/map"]),
        ("parties", {"show": "map", "who": "members"}, ["parties/map"]),
        ("member", {"id": "{member}", "session": "all"}, ["member/sessions", "member/parties"]),
        ("compare", {"session": "20251"}, ["compare/over-time"]),
        (
            "cases",
            {"show": "process", "whose": "government", "by": "proposer_parties"},
            ["cases/stages", "cases/groups", "cases/days"],
        ),
        ("questions", {"kind": "committee"}, ["questions/months", "questions/days"]),
        ("committees", {"committee": "BEU"}, ["committees/work"]),
        ("cases", {}, ["cases/stages"]),
        ("quality", {}, ["quality/checks"]),
    ],
)
def test_chart__of_a_page_is_that_of_its_address(
    visit: Visit,
    source: Source,
    known: Mapping[str, str],
    page: str,
    query: Mapping[str, str],
    charts: list[str],
) -> None:
    chosen = {name: value.format_map(known) for name, value in query.items()}
    drawn = [orjson.loads(each.proto.spec) for each in visit(page, **chosen).get("plotly_chart")]
    params = list(chosen.items())
    if page == "cases" and chosen and len(drawn) > len(charts):
        charts = [*charts, "cases/sessions"]  # other tests have loaded the cases of more sessions
    assert len(drawn) == len(charts)
    for shown, name in zip(drawn, charts, strict=True):
        alone = orjson.loads(drawing_of(name, params, source, "da").chart.figure.to_json())
        assert shown["data"] == alone["data"], name


def links(page: Any) -> list[str]:
    return [each.proto.url for each in page.get("link_button") if "embed/" in each.proto.url]


def test_menu__leads_to_the_chart_with_the_choices_of_the_page(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(served, "_served", True)
    page = with_menus_open(visit("votes", result="adopted"))
    found = [urlsplit(link) for link in links(page)]
    assert [each.path for each in found] == [
        f"embed/votes/{name}"
        for chart in ("over-time", "kinds")
        for name in (chart, chart, f"{chart}.csv")
    ]
    asked = [dict(parse_qsl(each.query)) for each in found]
    assert [each.get("download") for each in asked[:3]] == ["png", "svg", None]
    assert all(each["result"] == "adopted" and each["lang"] == "da" for each in asked)
    code = next(each.value for each in page.code if "iframe" in each.value)
    assert "/embed/votes/over-time?result=adopted&amp;lang=da" in code


def test_menu__is_not_there_where_the_routes_are_not(visit: Visit) -> None:
    assert not served.routes_served()
    assert not links(with_menus_open(visit("votes")))


@pytest.mark.parametrize("page", MENU)
def test_menu__of_every_chart_of_a_page(
    visit: Visit, source: Source, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    monkeypatch.setattr(served, "_served", True)
    found = {
        urlsplit(link).path.removeprefix("embed/") for link in links(with_menus_open(visit(page)))
    }
    assert {name for name in found if not name.endswith(".csv")} == set(MENU[page])
