"""A chart with the text that stands for it, and below it the ways to take it away."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import streamlit as st

from core.charts.chart import Chart
from core.charts.locale import plot_locale
from core.language import Lang, shortened, text
from core.ui.shell.context import language
from core.ui.shell.served import page_query, routes_served, site_address

_TITLE = 80  # letters of what a frame is called
_PICTURES = ("png", "svg")
_ICONS = {"png": ":material/image:", "svg": ":material/polyline:", "csv": ":material/table:"}


def plot_config(lang: Lang) -> dict[str, Any]:
    """How plotly shows a figure: without its buttons, and in the language."""
    return {"displayModeBar": False, "locale": lang, "locales": {lang: plot_locale(lang)}}


def chart(drawn: Chart, name: str | None = None, **choices: str) -> None:
    """A figure with the text that stands for it.

    `name` is its own in the registry of charts (`core/web/charts/registry.py`), where it has one.
    `choices` are parameters of its address that differ from those of the page.
    """
    st.plotly_chart(drawn.figure, alt=drawn.alt, config=plot_config(language()))
    if name is not None:
        chart_menu(drawn, name, **choices)


def chart_menu(drawn: Chart, name: str, **choices: str) -> None:
    """Pictures, numbers and code of a chart of this page, where the routes that give them are."""
    if not routes_served():
        return
    lang = language()
    menu = st.popover(
        text("embed.take", lang),
        icon=":material/ios_share:",
        type="tertiary",
        key=f"take_{name}",
        on_change="rerun",
    )
    if not menu.open:  # what is in it would be sent again at every change of a filter
        return
    # Imported here: it brings along what draws whole pages of charts, and few open the menu.
    from core.web.embed_pages import frame, frame_height

    own = [pair for pair in page_query(name.partition("/")[0]) if pair[0] not in choices]
    query = [*own, *choices.items(), ("lang", lang)]
    with menu:
        st.caption(text("embed.take_help", lang))
        with st.container(horizontal=True, gap="small"):
            for kind in _PICTURES:
                _link(kind, f"embed/{name}?{urlencode([*query, ('download', kind)])}", lang)
            _link("csv", f"embed/{name}.csv?{urlencode(query)}", lang)
        st.caption(text("embed.code", lang))
        address = f"{site_address()}/embed/{name}?{urlencode(query)}"
        code = frame(address, shortened(drawn.alt, _TITLE), "100%", frame_height(drawn))
        st.code(code, language="html", wrap_lines=True)
        if site_address().startswith("https://"):
            asked = urlencode([*query, ("download", "datawrapper")])
            st.link_button(
                text("embed.datawrapper", lang),
                f"embed/{name}?{asked}",
                icon=":material/open_in_new:",
                type="tertiary",
            )


def _link(kind: str, path: str, lang: Lang) -> None:
    st.link_button(text(f"embed.{kind}", lang), path, icon=_ICONS[kind])
