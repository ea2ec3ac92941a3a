"""Pages that may end early, opened without a browser, and all that is written on them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from streamlit.config import get_option, set_option
from streamlit.runtime.pages_manager import PagesManager
from streamlit.testing.v1 import AppTest

from core.ui.shell.context import service

ROOT = Path(__file__).resolve().parents[2]
_PATIENCE = 60


class _Routed(PagesManager):
    """Set by AppTest in the place of the real one, which so keeps what is patched."""


def route_as_the_app(patch: pytest.MonkeyPatch) -> None:
    """Has every run of AppTest go through app.py.

    AppTest takes each run for the first of its process, which runs a page's file without app.py and
    so without what app.py does about a page that ends early.
    """
    patch.setattr(PagesManager, "uses_pages_directory", False)
    patch.setattr("streamlit.testing.v1.app_test.PagesManager", _Routed)


@contextmanager
def types_told() -> Iterator[None]:
    """Has an exception say its type: only so can a page that ended be told from one that failed."""
    hidden = get_option("client.showErrorDetails")
    set_option("client.showErrorDetails", "type")
    try:
        yield
    finally:
        set_option("client.showErrorDetails", hidden)


def open_page(page: str, **params: str) -> AppTest:
    """A page opened by its address, when all of it has loaded; it must not have failed."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=_PATIENCE)
    app.query_params["lang"] = "da"
    app.run()
    for name, value in params.items():
        app.query_params[name] = value
    app.switch_page(f"pages/{page}.py").run()
    return whole(loaded(app))


def loaded(app: AppTest) -> AppTest:
    """The page once nothing is being loaded any more."""
    for _ in range(_PATIENCE):
        if not (service().jobs.active() or any(button.key == "stop" for button in app.button)):
            break
        while service().jobs.active():
            threading.Event().wait(0.02)
        app.run()
    return app


def whole(app: AppTest) -> AppTest:
    """The same page, after asserting that it ran to its end, or ended as a page may."""
    wrong = [e.proto for e in app.exception if not e.proto.type.endswith(".PageEnds")]
    assert not wrong
    return app


def with_menus_open(app: AppTest) -> AppTest:
    """The same page with all menus open that are filled only then."""
    for menu in app.get("popover"):
        identity = menu.proto.popover.id
        if identity:  # others are always filled
            app.session_state[identity.split("-", 2)[2]] = True
    return loaded(app.run())
