"""The Atom feed is well-formed whatever is in it, and its entries keep their ids."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from datetime import UTC, datetime, timedelta, timezone

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.export.feed import Entry, Head, atom_feed, stable_id, xml_text

NOW = datetime(2026, 11, 25, 13, 5, tzinfo=UTC)
ATOM = "{http://www.w3.org/2005/Atom}"
# Any text at all, also halves of surrogate pairs and what XML cannot hold.
ANY = st.text(st.characters(), max_size=40)


def entry(**values: object) -> Entry:
    made: dict[str, object] = {
        "key": "oda.ft.dk/vote/7",
        "title": "Afstemning",
        "updated": NOW,
        "summary": "Vedtaget",
        "category": "vote",
        "link": "https://example.org/vote?id=7",
    }
    return Entry(**(made | values))  # type: ignore[arg-type]


def feed(*entries: Entry, **values: object) -> ET.Element:
    made: dict[str, object] = {
        "key": "changes?since=week",
        "title": "Nyt",
        "subtitle": "2 ændringer",
        "updated": NOW,
        "link": "https://example.org/changes?since=week&kind=vote",
        "lang": "da",
        "author": "Kilde",
    }
    return ET.fromstring(atom_feed(Head(**(made | values)), entries))  # type: ignore[arg-type]


def said(element: ET.Element, name: str) -> str | None:
    found = element.find(f"{ATOM}{name}")
    return None if found is None else found.text


def test_atom_feed__has_all_that_the_standard_asks_for() -> None:
    root = feed(entry(updated=NOW - timedelta(days=1)), entry(key="oda.ft.dk/case/8"))
    assert root.tag == f"{ATOM}feed"
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "da"
    assert root.find(f"{ATOM}author/{ATOM}name").text == "Kilde"  # type: ignore[union-attr]
    for element in (root, *root.findall(f"{ATOM}entry")):
        assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", said(element, "id") or "")
        assert said(element, "title")
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", said(element, "updated") or "")
    ids = [said(item, "id") for item in root.findall(f"{ATOM}entry")]
    assert len({*ids, said(root, "id")}) == 3
    assert said(root, "updated") == "2026-11-25T13:05:00Z"  # that of the newest entry
    link = root.find(f"{ATOM}link")
    assert link is not None
    assert link.get("href") == "https://example.org/changes?since=week&kind=vote"


def test_atom_feed__without_entries_is_of_the_time_of_its_source() -> None:
    assert said(feed(), "updated") == "2026-11-25T13:05:00Z"


def test_atom_feed__times_are_in_utc() -> None:
    danish = datetime(2026, 7, 1, 1, 30, tzinfo=timezone(timedelta(hours=2)))
    (item,) = feed(entry(updated=danish)).findall(f"{ATOM}entry")
    assert said(item, "updated") == "2026-06-30T23:30:00Z"
    with pytest.raises(ValueError, match="without a zone"):
        feed(entry(updated=datetime(2026, 7, 1)))


@pytest.mark.parametrize("link", [None, "", "javascript:alert(1)", "data:text/html,x", "/vote"])
def test_atom_feed__only_addresses_of_the_web_are_links(link: str | None) -> None:
    (item,) = feed(entry(link=link)).findall(f"{ATOM}entry")
    assert item.find(f"{ATOM}link") is None
    assert said(item, "summary") is None
    assert said(item, "content") == "Vedtaget"  # one of the two an entry must have


def test_atom_feed__says_where_it_is_and_what_comes_after() -> None:
    address = "https://example.org/feeds/votes.atom?type=final"
    root = feed(entry(), link=None, address=address, following="?type=final&page=2")
    links = {link.get("rel"): link for link in root.findall(f"{ATOM}link")}
    assert links.keys() == {"self", "next"}
    assert links["self"].get("href") == address
    assert links["next"].get("href") == "?type=final&page=2"
    assert {link.get("type") for link in links.values()} == {"application/atom+xml"}
    (item,) = root.findall(f"{ATOM}entry")
    (alternate,) = item.findall(f"{ATOM}link")
    assert (alternate.get("rel"), alternate.get("type")) == ("alternate", "text/html")


def test_atom_feed__a_kind_has_a_code_and_words() -> None:
    (item,) = feed(entry(label="Afstemning")).findall(f"{ATOM}entry")
    category = item.find(f"{ATOM}category")
    assert category is not None
    assert (category.get("term"), category.get("label")) == ("vote", "Afstemning")


def test_atom_feed__a_reader_of_feeds_reads_it() -> None:
    hostile = "]]> \x00 \ud800 <script>alert(1)</script> &amp;"
    made = entry(title=hostile, summary=hostile, link="javascript:alert(1)")
    head = Head("k", hostile, hostile, NOW, "da", hostile, "https://x/", "https://x/f", "?page=2")
    read = feedparser.parse(atom_feed(head, [made, entry()]))
    assert not read.bozo
    assert read.version == "atom10"
    assert [link.rel for link in read.feed.links] == ["alternate", "self", "next"]
    first, second = read.entries
    assert first.title == xml_text(hostile)
    assert not first.get("links")
    assert first.content[0].type == "text/plain"
    assert second.link == "https://example.org/vote?id=7"
    assert len({first.id, read.feed.id}) == 2


@given(title=ANY, summary=ANY, category=ANY, key=ANY)
def test_atom_feed__any_text_comes_back_as_text(
    title: str, summary: str, category: str, key: str
) -> None:
    made = entry(title=title, summary=summary, category=category, key=key, link=f"https://x/{key}")
    root = feed(made, title=title, subtitle=summary, author=title, link=f"https://x/{key}")
    (item,) = root.findall(f"{ATOM}entry")
    assert [child.tag.removeprefix(ATOM) for child in item] == [
        "id",
        "title",
        "updated",
        "category",
        "summary",
        "link",
    ]

    def read(text: str | None) -> str:  # a parser reads a carriage return as a line feed
        return (text or "").replace("\r\n", "\n").replace("\r", "\n")

    assert read(said(item, "title")) == read(xml_text(title))
    assert read(said(item, "summary")) == read(xml_text(summary))


@given(ANY)
def test_stable_id__is_the_same_for_the_same_key(key: str) -> None:
    assert stable_id(key) == stable_id(key) != stable_id(f"{key}x")


def test_stable_id__never_changes() -> None:
    assert stable_id("oda.ft.dk/vote/7") == "urn:uuid:39deeb73-a56f-58a6-82ad-0711261ac32f"
