"""The foot of every page: whose the data is, how figures are made, where to report a mistake."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from core.export.readme import TERMS_URL
from core.language import Lang, text
from core.ui.shell.context import service
from core.ui.shell.served import routes_served
from core.version import code_version

_HERE = Path(__file__).parent
_FOOTER = st.components.v2.component(
    "tingblik_footer",
    html="<footer></footer>",
    css=(_HERE / "footer.css").read_text(encoding="utf-8"),
    js=(_HERE / "footer.js").read_text(encoding="utf-8"),
)
_WORDS = ("about", "data", "figures", "code", "mistake", "mistake_about", "copy", "copied")


def footer(lang: Lang) -> None:
    """Draw the foot; its data is the same on every page, and footer.js reads the address."""
    running = service()
    source = running.source
    demo = source is not None and source.tables.invented
    data = "demo" if demo else "source"
    settings = running.settings
    with st.container(key="footer"):
        _FOOTER(
            key="footer_parts",
            data={
                "words": tuple((name, text(f"footer.{name}", lang)) for name in _WORDS),
                "told": text(f"footer.{data}_text", lang),
                "links": tuple(_links(lang, demo=demo)),
                "code": settings.code_url,
                "report": settings.report_url,
                "version": code_version(),
                "form": _form(lang),
                "title": text("footer.report_title", lang, page="{page}"),
            },
        )


def _form(lang: Lang) -> str:
    """What a report begins with; the address of the page is filled in where it is written."""
    page = text("footer.report_page", lang, address="{address}")
    version = text("footer.report_version", lang, version=code_version())
    return f"{text('footer.report', lang)}\n\n\n{page}\n{version}"


def _links(lang: Lang, *, demo: bool) -> list[tuple[str, str, str]]:
    """The group of a link, its text, and where it leads."""
    found = [] if demo else [("data", text("footer.terms", lang), TERMS_URL)]
    if routes_served():
        found.append(("data", text("footer.addresses", lang), f"./api/v1/?lang={lang}"))
    return [
        *found,
        ("figures", text("footer.methods", lang), "./methods"),
        ("figures", text("footer.quality", lang), "./quality"),
    ]
