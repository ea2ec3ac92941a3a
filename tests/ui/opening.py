"""Pages that may end early, opened without a browser, and all that is written on them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from streamlit.config import get_option, set_option
from streamlit.testing.v1 import AppTest

from core.ui.shell.context import service

ROOT = Path(__file__).resolve().parents[2]
_PATIENCE = 60


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
    for _ in range(_PATIENCE):
        if not (service().jobs.active() or any(button.key == "stop" for button in app.button)):
            break
        while service().jobs.active():
            threading.Event().wait(0.02)
        app.run()
    return whole(app)


def whole(app: AppTest) -> AppTest:
    """The same page, after asserting that it ran to its end, or ended as a page may."""
    wrong = [e.proto for e in app.exception if not e.proto.type.endswith(".PageEnds")]
    assert not wrong
    return app


def words(app: AppTest) -> str:
    """Everything that is written on the page, boxes, metrics and tables included."""
    parts: list[Any] = [
        *app.title, *app.header, *app.subheader, *app.markdown, *app.caption, *app.info,
        *app.warning,
    ]  # fmt: skip
    shown = [str(part.value).replace("\\", "") for part in parts]
    shown += [f"{metric.label}: {metric.value}" for metric in app.metric]
    shown += [table.value.to_string() for table in app.table]
    return "\n".join(shown)
