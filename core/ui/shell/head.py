"""The head of the page in the browser: the tab's title, and the addresses that the page names.

The server wrote them for the page that was opened; after a move to another page they are put right
here. The language is, too: see masthead.js.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

import streamlit as st

from core.language import Lang, text
from core.tables.titles import page_title, titled
from core.ui.shell.context import chosen_language, service
from core.ui.shell.router import PAGES, has_page
from core.web.page_addresses import other_forms, other_languages, own_address
from core.web.summaries import title_of

OF_THEIR_OWN = frozenset(
    {
        "votes",
        "vote",
        "deviations",
        "party",
        "case",
        "member",
        "compare",
        "committees",
        "meetings",
        "documents",
    }
)
"""The pages whose title hangs on what they show, which they tell when they know it."""

_TITLED, _FIRST_RUN = "_titled", "_first_titled"
_HEAD = st.components.v2.component(
    "tingblik_head", js=Path(__file__).with_name("head.js").read_text(encoding="utf-8")
)


def name_page(title: str) -> None:
    """Put what the page shows into the tab's title; see `core.tables.titles`."""
    st.session_state[_TITLED] = True
    st.set_page_config(page_title=title)


def first_name(lang: Lang) -> None:
    """Keep the title that the server wrote until the page names itself, in a session's first run.

    Comes before the menu, which else puts the name of the page there.
    """
    source = service().source
    if _FIRST_RUN in st.session_state or source is None:
        return
    st.session_state[_FIRST_RUN] = True
    asked = unquote(urlsplit(st.context.url or "").path.rpartition("/")[2])
    page = asked or PAGES[0].name
    if has_page(page):
        st.set_page_config(page_title=title_of(page, st.query_params.get_all, source, lang))


def begin_naming(page: str, lang: Lang) -> None:
    """Name a page by its name alone, where it does not do so itself."""
    st.session_state[_TITLED] = False
    if page not in OF_THEIR_OWN and has_page(page):
        name_page(page_title(page, lang))


def end_naming(page: str, lang: Lang) -> None:
    """Name a page that came to show nothing in particular, and put its addresses right.

    The data is of tuples and text, as that of the router is.
    """
    if not has_page(page):
        name_page(titled(text("address.lost_title", lang)))
        return
    if not st.session_state[_TITLED]:
        name_page(page_title(page, lang))
    asked = {name: st.query_params.get_all(name) for name in st.query_params}  # read once

    def values(name: str) -> list[str]:
        return asked.get(name, [])

    base = service().settings.public_url
    with st.container(key="head"):
        _HEAD(
            key="head_links",
            data={
                "base": f"{base}/" if base else "",
                "own": f"./{own_address(page, values, chosen_language())}",
                "others": tuple(
                    (link.href, link.kind, link.language)
                    for link in (*other_languages(page, values), *other_forms(page, values))
                ),
            },
        )
