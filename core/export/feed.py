"""An Atom feed (RFC 4287): its content is escaped text, and the ids of entries are stable."""

from __future__ import annotations

import re
import uuid
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from core.language import Lang

_ATOM = "http://www.w3.org/2005/Atom"
_XML = "http://www.w3.org/XML/1998/namespace"
# Characters that XML 1.0 cannot contain, not even escaped.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. `key` identifies it permanently, `updated` has a time zone, `link` is a URL."""

    key: str
    title: str
    updated: datetime
    summary: str
    category: str
    link: str | None = None


def atom_feed(
    entries: Sequence[Entry],
    *,
    key: str,
    title: str,
    subtitle: str,
    updated: datetime,
    link: str,
    lang: Lang,
    author: str,
) -> bytes:
    """The feed as a file. The id of the feed is derived from `key`, which names the selection.

    `updated` (with a time zone) is the time of the source, used where there are no entries.
    """
    ET.register_namespace("", _ATOM)
    feed = ET.Element(f"{{{_ATOM}}}feed", {f"{{{_XML}}}lang": lang})
    _text(feed, "id", stable_id(key))
    _text(feed, "title", title)
    _text(feed, "subtitle", subtitle)
    _text(feed, "updated", _time(max((entry.updated for entry in entries), default=updated)))
    _text(_below(feed, "author"), "name", author)
    _text(feed, "generator", "Tingblik")
    _link(feed, link)
    for entry in entries:
        item = _below(feed, "entry")
        _text(item, "id", stable_id(entry.key))
        _text(item, "title", entry.title)
        _text(item, "updated", _time(entry.updated))
        _below(item, "category").set("term", xml_text(entry.category))
        _text(item, "summary", entry.summary)
        _link(item, entry.link)
    content: bytes = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return content


def stable_id(key: str) -> str:
    """A URN that depends on the key alone."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"tingblik:{xml_text(key)}").urn


def xml_text(text: str) -> str:
    """Text without the characters that XML cannot contain."""
    return _NOT_XML.sub("", text)


def _below(parent: ET.Element, name: str) -> ET.Element:
    return ET.SubElement(parent, f"{{{_ATOM}}}{name}")


def _text(parent: ET.Element, name: str, text: str) -> None:
    _below(parent, name).text = xml_text(text)


def _link(parent: ET.Element, address: str | None) -> None:
    if address and address.startswith(("http://", "https://")):
        link = _below(parent, "link")
        link.set("rel", "alternate")
        link.set("href", xml_text(address))


def _time(at: datetime) -> str:
    """RFC 3339, in UTC, to the second. Raises ValueError for a time without a zone."""
    if at.tzinfo is None:
        raise ValueError(f"a time without a zone: {at}")
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
