"""The dashboard's HTML document with the head of a page: what is read without running it.

The document is Streamlit's own. Where it has another form than is known it stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape as escaped

from core.filters.values import printable
from core.language import Lang, text
from core.tables.titles import SITE
from core.web.page_addresses import Link
from core.web.summaries import Summary

PICTURE_SIZE = (1200, 630)

_LANGUAGE = re.compile(r'<html lang="[^"]*">')
_TITLE = re.compile(r"<title>[^<]*</title>")
_NO_SCRIPT = re.compile(r"<noscript>.*?</noscript>", re.DOTALL)
# Streamlit's own address for programs, which is switched off here, with the comment that tells it.
_SERVICE = re.compile(r'(?:<!--(?:(?!-->).)*-->\s*)?<link rel="service-desc"[^>]*>', re.DOTALL)
_ICON = re.compile(r'<link rel="shortcut icon"[^>]*>')
_OWN_ICON = '<link rel="shortcut icon" href="./favicon.ico" />'  # the page finds it by this name


@dataclass(frozen=True, slots=True)
class Document:
    """The parts of the document around what differs from page to page."""

    start: str
    opened: str
    headed: str
    end: str


@dataclass(frozen=True, slots=True)
class Head:
    """What differs from page to page.

    `address` is the page's own absolute address and `image` that of its picture, where there are
    any; `links` lead on from it. `invented` says that its rows are.
    """

    lang: Lang
    summary: Summary
    links: Sequence[Link] = ()
    address: str = ""
    image: str = ""
    invented: bool = False


def read_document(index: str) -> Document | None:
    """The document taken apart; None where it has not the form that is known."""
    bare = _ICON.sub(_OWN_ICON, _SERVICE.sub("", index))
    found = [pattern.search(bare) for pattern in (_LANGUAGE, _TITLE, _NO_SCRIPT)]
    language, title, no_script = found
    if language is None or title is None or no_script is None:
        return None
    if not language.end() <= title.start() <= title.end() <= no_script.start():
        return None
    return Document(
        bare[: language.start()],
        bare[language.end() : title.start()],
        bare[title.end() : no_script.start()],
        bare[no_script.end() :],
    )


def written(document: Document, head: Head) -> bytes:
    """The document of a page."""
    parts = (
        document.start,
        f'<html lang="{head.lang}">',
        document.opened,
        "\n    ".join(_tags(head)),
        document.headed,
        f"<noscript>\n{_body(head)}\n    </noscript>",
        document.end,
    )
    return "".join(parts).encode("utf-8", "replace")


def safe(words: str) -> str:
    """Text from anywhere as the text or the quoted attribute of a document."""
    return escaped(printable(" ".join(words.split())))


def _tags(head: Head) -> Iterable[str]:
    summary, description = head.summary, _told(head)
    yield f"<title>{safe(summary.title)}</title>"
    yield _meta("name", "description", description)
    if head.invented:
        yield _meta("name", "robots", "noindex, nofollow")
    properties = {
        "og:title": summary.name,
        "og:description": description,
        "og:type": "website",
        "og:site_name": SITE,
        "og:locale": text("preview.locale", head.lang),
        "og:url": head.address,
    }
    if head.image:
        width, height = map(str, PICTURE_SIZE)
        properties |= {
            "og:image": head.image,
            "og:image:type": "image/png",
            "og:image:width": width,
            "og:image:height": height,
            "og:image:alt": text("preview.picture", head.lang, result=summary.name),
        }
    for name, content in properties.items():
        if content:
            yield _meta("property", name, content)
    yield _meta("name", "twitter:card", "summary_large_image" if head.image else "summary")
    yield _meta("name", "twitter:title", summary.name)
    yield _meta("name", "twitter:description", description)
    if head.image:
        yield _meta("name", "twitter:image", head.image)
    if head.address:
        yield f'<link rel="canonical" href="{safe(head.address)}">'
    yield '<link rel="manifest" href="./manifest.webmanifest">'
    yield from map(_link, head.links)


def _told(head: Head) -> str:
    """The description, which says of invented rows that they are."""
    words = head.summary.description
    if not head.invented:
        return words
    return ". ".join(filter(None, [text("demo.title", head.lang), words]))


def _meta(kind: str, name: str, content: str) -> str:
    return f'<meta {kind}="{name}" content="{safe(content)}">'


def _link(link: Link) -> str:
    more = [("type", link.kind), ("hreflang", link.language), ("title", link.title)]
    said = "".join(f' {name}="{safe(value)}"' for name, value in more if value)
    return f'<link rel="{link.rel}" href="{safe(link.href)}"{said}>'


def _body(head: Head) -> str:
    summary, lines = head.summary, []
    lines.append(f"<h1>{safe(summary.name)}</h1>")
    lines += [f"<p>{safe(words)}</p>" for words in (_told(head), *summary.facts) if words]
    if summary.links:
        listed = "".join(
            f'<li><a href="./{safe(href)}">{safe(words)}</a></li>' for href, words in summary.links
        )
        lines.append(f"<h2>{safe(text('preview.read_on', head.lang))}</h2>\n<ul>{listed}</ul>")
    lines.append(f"<p>{safe(text('preview.script', head.lang))}</p>")
    return "\n".join(lines)
