"""Readers of feeds and calendars: they come again until all is loaded, and hold it to the rules."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from http import HTTPStatus
from typing import Any

import feedparser
from httpx2 import Response

from core.times import danish_now
from core.web.site import Site
from core.web.table_requests import Asked, ask
from tests.web.sites import served

ATOM = "{http://www.w3.org/2005/Atom}"
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
_HOSTS = ("127.0.0.1", "localhost", "testserver", "example")


def loaded(site: Site, path: str) -> Response:
    """The answer once all that it needs is loaded."""
    client = served(site)
    for _ in range(12):
        answer = client.get(path)
        if answer.status_code not in (HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.ACCEPTED):
            break
        assert answer.headers["retry-after"]
        assert answer.headers["cache-control"] == "no-store"
        for job in site.service().jobs.active():
            job.wait(30)
    assert answer.status_code == HTTPStatus.OK, answer.text
    return answer


def rows(site: Site, name: str, **params: str) -> Asked:
    """What the table of the same parameters holds."""
    source = site.service().source
    assert source is not None
    return ask(source, name, params.items(), "da", danish_now())


def read_feed(content: bytes) -> Any:
    """The feed as a reader of feeds reads it; fails where it is not what RFC 4287 asks for."""
    root = ET.fromstring(content)
    assert root.tag == f"{ATOM}feed"
    _holds_once(root, "id", "title", "updated", "subtitle")
    assert root.findtext(f"{ATOM}author/{ATOM}name")
    links = [link.get("rel") for link in root.findall(f"{ATOM}link")]
    assert len(links) == len(set(links))
    entries = root.findall(f"{ATOM}entry")
    for entry in entries:
        _holds_once(entry, "id", "title", "updated")
        alternates = entry.findall(f"{ATOM}link[@rel='alternate']")
        contents = entry.findall(f"{ATOM}content")
        assert len(alternates) + len(contents) == 1
        assert all(found.get("term") for found in entry.findall(f"{ATOM}category"))
    ids = [found.text or "" for found in root.iter(f"{ATOM}id")]
    assert len(ids) == len(set(ids))
    for found in ids:
        assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", found)
        assert not any(host in found for host in _HOSTS)
    assert all(_TIME.fullmatch(found.text or "") for found in root.iter(f"{ATOM}updated"))
    assert all(
        re.match(r"https?://|\?", link.get("href") or "") for link in root.iter(f"{ATOM}link")
    )
    read = feedparser.parse(content)
    assert not read.bozo
    assert read.version == "atom10"
    assert len(read.entries) == len(entries)
    return read


def _holds_once(element: ET.Element, *names: str) -> None:
    for name in names:
        (found,) = element.findall(f"{ATOM}{name}")
        assert (found.text or "").strip(), name
