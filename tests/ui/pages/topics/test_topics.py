"""The list of topics, the page of one, and the choice of a topic elsewhere."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from core.service import Source
from core.tables.cases import period_cases, periods
from core.tables.topics import cases_on, topics_of
from core.tables.votes import session_votes
from core.times import danish_now
from tests.ui.conftest import Visit, listed, words

SESSION = "20251"


def test_topics__the_list_leads_to_a_topic_with_its_cases_and_votes(
    visit: Visit, source: Source
) -> None:
    page = visit("topics", session=SESSION, kind="ministry")
    rows = listed(page)["rows"]
    now = danish_now()
    session = next(each for each in source.tables.read(periods()).content if each.code == SESSION)
    book = source.tables.read(period_cases(session, now))
    expected = topics_of(book).filter(kind="ministry")
    assert [row[1] for row in rows] == expected["topic"].head(50).to_list()
    assert f"{expected.height} af {expected.height} ministerområder" in words(page)
    address, name = rows[0][0], rows[0][1]
    assert parse_qs(urlsplit(address).query) == {"id": [name]}

    one = visit("topic", id=name)
    said = words(one).replace("\\", "")
    assert one.title[0].value.replace("\\", "") == name
    assert "Ministerområde" in said
    held = session_votes(session, now)
    votes = source.tables.read(held).content
    on_it = set(votes.topics.filter(topic=name)["case_id"])
    mine = votes.votes.filter(votes.votes["case_id"].is_in(list(on_it)))
    shown = {row[0] for row in listed(one)["rows"]}
    assert {f"vote?id={vote}" for vote in mine["vote_id"].head(10)} & shown
    assert cases_on(book, name).height >= expected["cases"][0]

    filtered = visit("votes", session=SESSION, topic=name)
    assert f"{mine.height} af {votes.votes.height} afstemninger" in words(filtered)
    figures = visit("members", session=SESSION, topic=name)
    assert f"om {name}" in words(figures).replace("\\", "")


@pytest.mark.parametrize("asked", ["Ministeriet for intet", "<b>x</b>", "[a](http://x)"])
def test_topic__one_that_no_case_has_is_said_and_can_be_searched_for(
    visit: Visit, asked: str
) -> None:
    page = visit("topic", id=asked)
    assert "Ingen af de hentede sager har emnet" in words(page)
    assert "<b>" not in words(page)


def test_topic__without_one_the_list_is_offered(visit: Visit) -> None:
    assert "Adressen siger ikke" in words(visit("topic"))


def test_topics__words_that_no_topic_has(visit: Visit) -> None:
    assert "Ingen emner har de ord." in words(visit("topics", session=SESSION, q="zzzz"))
