"""Nothing found: what is told to undo was done, and other sessions are counted and led to."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlencode

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from benchmarks.rows import all_votes
from core.standin.serve import Standin
from core.ui.parts.links import Row
from core.ui.shell.context import service
from tests.ui.conftest import Visit, listed, settled, words

REMOVE, WORDS = "Fjern et filter", "færre eller andre ord"


def lists_of(page: AppTest) -> list[dict[str, Any]]:
    sent = [json.loads(part.proto.json or "{}") for part in page.get("bidi_component")]
    return [each for each in sent if isinstance(each, dict) and "rows" in each]


def offered(page: AppTest) -> dict[str, tuple[int, dict[str, list[str]]]]:
    """The links to other sessions by code: the number there, and the parameters of the address."""
    found = {}
    for each in lists_of(page):
        if each["label"].startswith("Andre samlinger"):
            for row in (Row(*sent) for sent in each["rows"]):
                asked = parse_qs(row.address.partition("?")[2])
                found[asked["session"][0]] = (int(row.cells[0]), asked)
    return found


def everywhere(page: AppTest) -> list[str]:
    """Where the link leads that offers a search in everything."""
    return [row[0] for each in lists_of(page) if each["label"] == "Søg" for row in each["rows"]]


def only_before(parliament: Standin) -> tuple[str, str]:
    """Number and title of a case that only an older session voted on, and that session."""
    votes = all_votes(parliament.tables)
    newest = votes["session"].max()
    cases = votes.group_by("case_number", "case_title").agg(pl.col("session").unique())
    alone = cases.drop_nulls().filter(pl.col("session").list.len() == 1)
    older = alone.filter(~pl.col("session").list.contains(newest))
    new = votes.filter(pl.col("session") == newest)
    looked_in = " ".join(new["case_number"].drop_nulls()) + " ".join(new["case_title"].drop_nulls())
    for number, title, (session,) in older.sort("case_title", "case_number").iter_rows():
        if any(word not in looked_in for word in title.split()):
            return f"{number} {title}", session
    raise AssertionError("no such case")


def test_votes__other_sessions_are_counted_and_led_to(visit: Visit, parliament: Standin) -> None:
    number, session = only_before(parliament)
    page = visit("votes", q=number, **{"from": "2026-10-06"})
    said = words(page)
    assert WORDS in said
    assert REMOVE in said  # a day was chosen
    n, asked = offered(page)[session]
    assert "from" not in asked
    assert everywhere(page) == [f"search?{urlencode({'q': number})}"]
    assert len(listed(visit("votes", **asked))["rows"]) == n


def test_votes__no_filter_is_to_be_removed_where_none_is_set(visit: Visit) -> None:
    page = visit("votes", q="zzzzz")
    said = words(page)
    assert "Ingen afstemninger passer" in said
    assert WORDS in said
    assert REMOVE not in said
    assert "Heller ikke de andre samlinger" in said
    assert offered(page) == {}


def test_changes__no_filter_is_to_be_removed_where_none_is_set(visit: Visit) -> None:
    searched = words(visit("changes", q="zzzzz", since="2026-11-01"))
    assert WORDS in searched
    assert REMOVE not in searched
    both = words(visit("changes", q="zzzzz", since="2026-11-01", kind="vote"))
    assert WORDS in both
    assert REMOVE in both


def test_changes_and_documents__an_earlier_day_is_a_click_away(visit: Visit) -> None:
    page = visit("changes", since="2026-11-21")
    page.button(key="nothing_earlier").click()
    page = settled(page.run())
    assert "2026-10-22" in page.query_params["since"]
    assert listed(page)["rows"]
    page = visit("documents", q="zzzz", **{"from": "2026-11-01"})
    page.button(key="nothing_earlier").click()
    assert "2025-11-01" in settled(page.run()).query_params["from"]


def test_cases__other_periods_are_counted_and_led_to(visit: Visit, parliament: Standin) -> None:
    number, session = only_before(parliament)
    older = visit("cases", session=session, q=number)
    n = len(listed(older)["rows"])
    page = visit("cases", q=number)
    assert REMOVE not in words(page)
    assert offered(page)[session][0] == n
    assert len(listed(visit("cases", **offered(page)[session][1]))["rows"]) == n


def test_questions__other_sessions_are_counted_and_led_to(visit: Visit) -> None:
    visit("questions", session="20251")
    page = visit("questions", q="S 514")
    assert REMOVE not in words(page)
    n, asked = offered(page)["20251"]
    assert n == 1
    page = visit("questions", **asked)
    assert [row[2] for row in listed(page, -1)["rows"]] == ["S 514"]


def test_members__other_sessions_are_counted_and_led_to(visit: Visit, parliament: Standin) -> None:
    votes, ballots = all_votes(parliament.tables), parliament.tables["Stemme"]
    voted = ballots.join(
        votes.select("vote_id", "session"), left_on="afstemningid", right_on="vote_id"
    )
    those = {
        code: set(voted.filter(session=code)["aktørid"])
        for code in ("20251", votes["session"].max())
    }
    older, newest = those.values()
    actors = parliament.tables["Aktør"].filter(pl.col("id").is_in(sorted(older - newest)))
    name = str(actors.filter(typeid=5)["navn"].sort()[0])
    page = visit("members", q=name)
    assert REMOVE not in words(page)
    assert offered(page)["20251"][0] == 1
    there = listed(visit("members", **offered(page)["20251"][1]))
    assert {Row(*row).title for row in there["rows"]} == {name}


def test_meetings__other_sessions_are_counted_and_led_to(visit: Visit, parliament: Standin) -> None:
    meetings = parliament.tables["Møde"]
    newest = meetings["periodeid"].max()
    rooms = meetings.select(pl.col("lokale").str.strip_chars(), "periodeid").drop_nulls()
    new = rooms.filter(periodeid=newest)["lokale"].unique().to_list()
    alone = next(
        room
        for room in rooms.filter(periodeid=190)["lokale"].sort()
        if not any(room in other for other in new)
    )
    n = len(listed(visit("meetings", session="20251", q=alone))["rows"])
    page = visit("meetings", q=alone)
    assert REMOVE not in words(page)
    assert n
    assert offered(page)["20251"][0] == n
    assert len(listed(visit("meetings", **offered(page)["20251"][1]))["rows"]) == n


@pytest.fixture
def committee_of_before(visit: Visit) -> Iterator[str]:
    """The code of a committee that the copy has in the session before alone."""
    visit("committees", session="20251")
    source = service().source
    assert source is not None
    stored = source.store.read("Aktør", "committees-20251")
    assert stored is not None
    one = stored.frame.head(1).with_columns(
        id=pl.lit(999_999, pl.Int32), gruppenavnkort=pl.lit("FÆU")
    )
    told = {"fetched_at": stored.meta.fetched_at, "url": stored.meta.url}
    both = pl.concat([stored.frame, one])
    source.store.write("Aktør", "committees-20251", both, **told)  # type: ignore[arg-type]
    yield "FÆU"
    source.store.write("Aktør", "committees-20251", stored.frame, **told)  # type: ignore[arg-type]


def test_committees__other_sessions_are_looked_into_and_led_to(
    visit: Visit, committee_of_before: str
) -> None:
    page = visit("committees", committee="fæu")
    assert "committee=fæu, siden vises uden" in words(page).replace("\\", "")
    assert list(offered(page)) == ["20251"]
    n, asked = offered(page)["20251"]
    assert n == 1
    page = visit("committees", **asked)
    assert committee_of_before in words(page)
    assert page.selectbox(key="committee").value == committee_of_before


def test_committees__one_that_is_nowhere_is_said(visit: Visit) -> None:
    page = visit("committees", committee="ZZZ")
    assert "Heller ikke de andre samlinger" in words(page)
    assert offered(page) == {}
