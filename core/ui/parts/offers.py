"""Addresses of what a page shows, for programs: its rows as data, feeds, and calendars."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Literal
from urllib.parse import urlencode

import streamlit as st
from streamlit.elements.lib.mutable_popover_container import PopoverContainer

from core.export.reading import Query, reading_code, table_path
from core.filters.orders import KEY
from core.filters.scope import SCOPE
from core.ui.shell import address
from core.ui.shell.context import Context, escape
from core.ui.shell.served import page_query, routes_served, site_address
from core.web.parameter_names import OF_PAGES, parameters

Kind = Literal["feed", "calendar"]

_FORMS: Mapping[str, str] = {
    "csv": ":material/table:",
    "json": ":material/data_object:",
    "parquet": ":material/view_column:",
    "metadata.json": ":material/info:",
}
_HIGHLIGHTED: Mapping[str, str | None] = {
    "r": "r",
    "pandas": "python",
    "curl": "bash",
    "excel": None,
}
_MENU_ICONS: Mapping[str, str] = {
    "data": ":material/data_object:",
    "feed": ":material/rss_feed:",
    "calendar": ":material/calendar_add_on:",
}


@dataclass(frozen=True, slots=True)
class Offer:
    """Something to follow: a feed or a calendar, its path below the site, and what it is called."""

    kind: Kind
    path: str
    title: str
    query: Query = ()


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where what is shown is found by programs.

    `rows` are the parameters that the address of the rows has beside the choices of the page; it is
    None where they have none. `thing` is the path of what the page is about, such as `votes/10564`,
    and `follow` are the feeds and calendars of what is shown.
    """

    rows: Mapping[str, str] | None = field(default_factory=dict)
    follow: Sequence[Offer] = ()
    thing: str = ""


def choices(table: str, without: Collection[str] = (), **added: str) -> Query:
    """The choices of the open page that a table takes too, and before them what is `added`.

    Those named in `without` are left out.
    """
    known = set(parameters(table)).difference(OF_PAGES, without, added)
    own = page_query(address.page())
    return (*added.items(), *(pair for pair in own if pair[0] in known))


def feed(
    name: str, title: str, table: str = "", without: Collection[str] = (), **added: str
) -> Offer:
    """A feed by its path below `feeds/`, with the choices of the page that `table` takes too."""
    query = choices(table, (*without, KEY), **added) if table else ()
    return Offer("feed", f"feeds/{name}.atom", title, query)


def deviations_feed(title: str, **added: str) -> Offer:
    """The feed of deviations in the votes that are meant by a page with a selection of votes."""
    others = set(parameters("deviations")).difference(("session", *SCOPE.keys))
    return feed("deviations", title, "deviations", others, **added)


def calendar(name: str, title: str, table: str, without: Collection[str] = ()) -> Offer:
    """A calendar by its name, with the choices of the page that `table` takes too."""
    return Offer("calendar", f"calendar/{name}.ics", title, choices(table, without))


def case_feed(context: Context, case_id: int | None, name: str | None) -> list[Offer]:
    """The feed of a case, where it is known."""
    if case_id is None:
        return []
    title = context.t("offer.case", name=name or str(case_id))
    return [feed(f"case/{case_id}", title)]


def case_calendar(context: Context, case_id: int) -> Offer:
    """The calendar of the steps of a case."""
    return Offer("calendar", f"calendar/case/{case_id}.ics", context.t("offer.case_calendar"))


def following(context: Context, subject: str, offers: Sequence[Offer]) -> None:
    """Menus of what can be followed in one line, where there are routes that answer."""
    if routes_served():
        with st.container(horizontal=True, gap="small"):
            _menus(context, subject, offers)


def offer(context: Context, table: str, at: Addresses) -> None:
    """Menus with the addresses, where there are routes that answer at them."""
    if not routes_served():
        return
    if at.rows is not None or at.thing:
        menu = _menu(context, "data", table)
        if menu.open:
            with menu:
                if at.rows is not None:
                    _data(context, table, choices(table, **at.rows))
                if at.thing:
                    _thing(context, at.thing)
    _menus(context, table, at.follow)


def _menus(context: Context, subject: str, follow: Sequence[Offer]) -> None:
    for kind, offers in groupby(follow, lambda one: one.kind):
        menu = _menu(context, kind, subject)
        if menu.open:
            with menu:
                _following(context, kind, offers)


def _menu(context: Context, kind: str, table: str) -> PopoverContainer:
    """A menu that is filled once it is open: else all of it is sent at every change of a filter."""
    return st.popover(
        context.t(f"offer.{kind}"),
        icon=_MENU_ICONS[kind],
        key=f"offer_{kind}_{table}",
        on_change="rerun",
    )


def _following(context: Context, kind: Kind, offers: Iterable[Offer]) -> None:
    """What there is to follow, as links for a program of this machine and as text to copy."""
    st.caption(context.t(f"offer.{kind}_help"))
    for one in offers:
        path = f"{one.path}?{urlencode([*one.query, ('lang', context.lang)])}"
        st.link_button(escape(one.title), path, icon=_MENU_ICONS[kind])
        st.code(f"{site_address()}/{path}", language=None, wrap_lines=True)


def _thing(context: Context, thing: str) -> None:
    """All that is known of what the page is about."""
    st.caption(context.t("offer.thing_help"))
    st.link_button(context.t("offer.json"), f"api/v1/{thing}.json", icon=_FORMS["json"])


def _data(context: Context, table: str, query: Query) -> None:
    """The rows at their address, in every form, and code that reads them from there."""
    t = context.t
    st.caption(t("offer.data_help"))
    with st.container(horizontal=True, gap="small"):
        for form, icon in _FORMS.items():
            # The words of metadata are the visitor's; headings of rows are those of programs.
            more = (("lang", context.lang),) if form == "metadata.json" else ()
            path = table_path(table, form, (*query, *more))
            st.link_button(t(f"offer.{form.partition('.')[0]}"), path, icon=icon)
    st.caption(t("offer.code_help"))
    code = reading_code(site_address(), table, query)
    tabs = st.tabs([t(f"offer.{language}") for language in code])
    for tab, (language, lines) in zip(tabs, code.items(), strict=True):
        with tab:
            if language == "excel":
                _for_excel(context, table, query)
            st.code(lines, language=_HIGHLIGHTED[language], wrap_lines=True)


def _for_excel(context: Context, table: str, query: Query) -> None:
    """The simple way, which takes what is unknown for empty, before the one that does not."""
    st.caption(context.t("offer.excel_help"))
    plain = table_path(table, "csv", (*query, ("excel", "1")))
    st.code(f"{site_address()}/{plain}", language=None, wrap_lines=True)
    st.caption(context.t("offer.excel_code_help"))
