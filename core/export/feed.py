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
_TYPE = "application/atom+xml"
# Characters that XML 1.0 cannot contain, not even escaped.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry.

    `key` identifies it permanently, `updated` has a time zone, `category` is a code with its
    `label` in words, `link` the address of a page about it.
    """

    key: str
    title: str
    updated: datetime
    summary: str
    category: str
    link: str | None = None
    label: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """What a feed says of itself.

    `key` names the selection: the same selection has the same id. `updated` (with a zone) is the
    time of the source, for a feed without entries. `link` is the page that shows the same,
    `address` that of the feed itself, `following` that of the entries after these; it may begin
    with a question mark, as it is read from where the feed was found.
    """

    key: str
    title: str
    subtitle: str
    updated: datetime
    lang: Lang
    author: str
    link: str | None = None
    address: str | None = None
    following: str | None = None


def atom_feed(head: Head, entries: Sequence[Entry]) -> bytes:
    """The feed as a file.

    An entry without a link has its text as content: it must have one of the two.
    """
    ET.register_namespace("", _ATOM)
    feed = ET.Element(f"{{{_ATOM}}}feed", {f"{{{_XML}}}lang": head.lang})
    _text(feed, "id", stable_id(head.key))
    _text(feed, "title", head.title)
    _text(feed, "subtitle", head.subtitle)
    _text(feed, "updated", _time(max((entry.updated for entry in entries), default=head.updated)))
    _text(_below(feed, "author"), "name", head.author)
    _text(feed, "generator", "Tingblik")
    _link(feed, "alternate", head.link, "text/html")
    _link(feed, "self", head.address, _TYPE)
    _link(feed, "next", head.following, _TYPE)
    for entry in entries:
        item = _below(feed, "entry")
        _text(item, "id", stable_id(entry.key))
        _text(item, "title", entry.title)
        _text(item, "updated", _time(entry.updated))
        category = _below(item, "category")
        category.set("term", xml_text(entry.category))
        if entry.label:
            category.set("label", xml_text(entry.label))
        linked = _is_address(entry.link)
        _text(item, "summary" if linked else "content", entry.summary)
        _link(item, "alternate", entry.link if linked else None, "text/html")
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


def _link(parent: ET.Element, relation: str, address: str | None, kind: str) -> None:
    if address and (_is_address(address) or address.startswith("?")):
        link = _below(parent, "link")
        link.set("rel", relation)
        link.set("type", kind)
        link.set("href", xml_text(address))


def _is_address(address: str | None) -> bool:
    return address is not None and address.startswith(("http://", "https://"))


def _time(at: datetime) -> str:
    """RFC 3339, in UTC, to the second. Raises ValueError for a time without a zone."""
    if at.tzinfo is None:
        raise ValueError(f"a time without a zone: {at}")
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
