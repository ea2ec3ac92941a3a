"""The front page: every number leads to as many rows, every list to its things."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl

import pytest
from streamlit.testing.v1 import AppTest

from core.service import Source
from core.standin.serve import Standin
from core.times import danish_now
from core.ui.shell.router import PAGES
from core.web.parameter_names import parameters
from core.web.table_requests import ask
from tests.ui.conftest import Visit, listed, words

LINK = re.compile(r"\[([^\]]+)\]\(([^)?]*)\??([^)]*)\)")
COUNTED = re.compile(
    r"\d+ (?:afstemning|endelig|af de|vedtaget|lovforslag|stemmer? *$)|\d+ af \d+|\d+$"
)
ADDRESS, TEXT, CELLS = 0, 8, 7


@pytest.fixture(scope="module")
def front(source: Source) -> list[AppTest]:
    """The front page, once it was drawn."""
    return []


@pytest.fixture
def page(front: list[AppTest], visit: Visit, parliament: Standin) -> AppTest:
    if not front:
        asked = len(parliament.requests)
        front.append(visit("overview"))
        assert len(parliament.requests) == asked, (
            "what is stored is shown, and no more is asked for"
        )
    return front[0]


def links(page: AppTest) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """The links in sentences: their words, page and parameters."""
    return [(word, path, parse_qsl(query)) for word, path, query in LINK.findall(words(page))]


def test_numbers__lead_to_as_many_votes(page: AppTest, source: Source) -> None:
    seen = 0
    for word, path, asked in links(page):
        if path == "votes" and COUNTED.match(word):
            seen += 1
            rows = ask(source, "votes", _given(asked), "da", danish_now()).rows
            assert rows.height == int(re.sub(r"\D.*", "", word)), word
    assert seen >= 8


def _given(asked: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [pair for pair in asked if pair[0] in parameters("votes")]


def test_links__lead_to_pages(page: AppTest) -> None:
    led = {path for _, path, _ in links(page)}
    assert led <= {entry.name for entry in PAGES}
    assert {"meetings", "members", "compare", "questions", "committees"} <= led
    assert {"search", "deviations", "parties", "quality"} <= led


def test_lists__have_five_rows_at_most_and_say_why_each_is_there(page: AppTest) -> None:
    # Meetings stand before them where another page's test has loaded them.
    latest, closest, departures, laws, mistakes = (listed(page, place) for place in range(-5, 0))
    for each in (latest, closest, departures, laws, mistakes):
        assert 0 < len(each["rows"]) <= 5
    margins = [
        abs(int(one) - int(other))
        for row in closest["rows"]
        for one, other in [row[CELLS][1].split("–")]
    ]
    assert margins == sorted(margins)
    assert all(
        re.search(r"\) stemte .+, partiet .+; ingen note", row[TEXT]) for row in departures["rows"]
    )
    assert all(row[TEXT] for row in mistakes["rows"])
    assert all(row[ADDRESS].startswith("case?id=") for row in laws["rows"])


def test_parties__that_stood_alike_are_told_before_the_map(page: AppTest) -> None:
    said = words(page)
    assert re.search(r"Oftest stod .+ % af \d+ afstemninger\)", said)
    assert len(page.get("plotly_chart")) == 2
