"""The frame of every page: masthead, banners, the sidebar, errors, and the foot."""

from __future__ import annotations

import logging
import sys
import time
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from core.background.background import begin
from core.errors import NoSuchThing, TingblikError
from core.filters.pages import keys_of
from core.language import Lang, choose, text
from core.tables.titles import SITE
from core.telemetry import log_event
from core.ui.shell import address
from core.ui.shell.address import arrive, corrections, leave, opening
from core.ui.shell.address_check import lost_page, tell_unknown_keys, wrong_path
from core.ui.shell.context import Context, chosen_language, language, seen, service
from core.ui.shell.footer import footer
from core.ui.shell.head import begin_naming, end_naming, first_name, name_page
from core.ui.shell.loading import end_load
from core.ui.shell.masthead import masthead
from core.ui.shell.memory import Tidying
from core.ui.shell.messages import (
    PageEnds,
    asking_box,
    demo_banner,
    error_box,
    tell_fault,
    tell_old_copy,
    tell_unheeded,
    tell_unread,
    waits,
)
from core.ui.shell.router import PAGES, has_page, pages, set_up_page
from core.ui.shell.sidebar import status
from core.ui.shell.turns import Turns
from core.ui.shell.way import correct, note_list, router
from core.ui.shell.words import own_words

_STYLE = Path(__file__).with_name("style.css")
# How long a thread may hold Python's lock while others wait for it: a fifth of the default, so that
# the thread that answers browsers and health checks waits less.
_SWITCH_SECONDS = 0.001
# The page that lists things of a kind, for a link where one of them does not exist.
_LISTS = {"case": "cases", "member": "members", "not_a_person": "members"}


def run() -> None:
    """Draw the page that the address names, with its frame."""
    set_up_page()
    st.session_state["_routed"] = True
    st.html(_STYLE)
    try:
        service()
    except TingblikError as error:
        log_event("not_started", level=logging.ERROR, error=error)
        name_page(SITE)
        lang = choose(st.context.locale, chosen_language())
        st.navigation(pages(lang), position="hidden")
        error_box(error, lang)
        return
    _draw(language())


def _draw(lang: Lang) -> None:
    """Draw the page, and tell on it whatever goes wrong."""
    router()
    own_words(lang)
    masthead(lang)
    first_name(lang)
    page = st.navigation(_offered(lang), position="hidden")
    opening()
    arrive(page.url_path)
    name = page.url_path or PAGES[0].name
    begin_naming(name, lang)
    seen().clear()
    # Each has a place of its own, so that messages drawn after the page do not move it.
    notice, unheeded, banner, body = st.empty(), st.container(), st.container(), st.container()
    complete = False
    try:
        with _turns().take(lang), body:
            with banner:
                demo_banner()
            if has_page(name):
                tell_unknown_keys(name, lang)
            begun = time.monotonic()
            page.run()
    except PageEnds:
        complete = True  # the page itself says why it ends
    except NoSuchThing as error:
        error_box(error, lang)
        _way_on(_LISTS.get(str(error.params.get("what")), "votes"))
    except TingblikError as error:
        error_box(error, lang)
    except Exception as error:
        tell_fault(error, address.page())
    else:
        complete = True
        note = service().note_page if has_page(address.page()) else service().note_well
        note(address.page(), time.monotonic() - begun)
        begin(service())  # where a host runs the page alone; the application has begun it
        end_load()
        _tidying()()
    finally:
        with unheeded:
            _tell_rest(page.url_path, complete=complete)
        leave()
        note_list(page.url_path)
        tell_old_copy(seen().values(), notice, lang)
        footer(lang)
        status()
        end_naming(name, lang)
    correct(page.url_path, corrections())


def _tell_rest(path: str, *, complete: bool) -> None:
    """Report what the page did not use of the address and has not reported itself."""
    name = path or PAGES[0].name
    if not has_page(name):
        return
    tell_unheeded(language())
    if not waits() and complete:  # a page that waits has not read all of its address yet
        tell_unread(path, [key for key in keys_of(name) if key != "lang"], language())


def _offered(lang: Lang) -> list[StreamlitPage]:
    """The pages, with an extra one if the address names a page that does not exist."""
    name = wrong_path(st.context.url)
    return [*pages(lang), *([lost_page(name, lang)] if name else [])]


def _way_on(name: str) -> None:
    """A link to the page of that name, which lists things like the one asked for."""
    entry = next(page for page in PAGES if page.name == name)
    st.page_link(entry.file, label=text(f"page.{name}", language()), icon=entry.icon)


@st.cache_resource(show_spinner=False)
def _tidying() -> Tidying:
    return Tidying()


@st.cache_resource(show_spinner=False)
def _turns() -> Turns:
    sys.setswitchinterval(_SWITCH_SECONDS)
    return Turns()


def open_page() -> Context:
    """The context of a page; ends the page until it is known which source to read."""
    source = service().source
    if source is None:
        begin(service())  # a first copy may be among what it brings
        asking_box(language())
        raise PageEnds
    return Context(service(), source, language())
