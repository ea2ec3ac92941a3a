"""The app over the demo parliament with everything stored, for tests of whole pages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.config import get_option, set_option
from streamlit.testing.v1 import AppTest

from core.standin.demo import build_demo
from core.standin.serve import Standin
from core.store.sync import Scope
from core.ui.context import service
from core.ui.service import Source

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def stored_demo(folder: Path, scope: Scope | None = None) -> Iterator[Source]:
    """The process's service over the demo parliament, with the ballots that `scope` says stored."""
    with Standin(build_demo("small")) as server, pytest.MonkeyPatch.context() as patch:
        for name, value in {
            "API_URL": server.url, "DATA_DIR": folder, "DEMO": "never", "MAX_RPS": "1000",
            "SYNC_MINUTES": "0", "LANG": "da",
        }.items():  # fmt: skip
            patch.setenv(f"TINGBLIK_{name}", str(value))
        # Only so can a test tell a page that ended early from one that failed.
        hidden = get_option("client.showErrorDetails")
        set_option("client.showErrorDetails", "type")
        st.cache_resource.clear()
        source = service().source
        assert source is not None
        source.syncer.sync(scope or Scope(all_ballots=True))
        try:
            yield source
        finally:
            service().close()
            st.cache_resource.clear()
            set_option("client.showErrorDetails", hidden)


def open_page(page: str, **params: str) -> AppTest:
    """A page opened by its address, without what stands around it; it must not have failed."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    for name, value in params.items():
        app.query_params[name] = value
    app.run()
    app.switch_page(f"pages/{page}.py")
    for name, value in params.items():
        app.query_params[name] = value
    app.run()
    return whole(app)


def whole(app: AppTest) -> AppTest:
    """The same page, after asserting that it ran to its end, or ended as a page may."""
    wrong = [error.proto for error in app.exception if not error.proto.type.endswith(".PageEnds")]
    assert not wrong
    return app


def words(app: AppTest) -> str:
    """Everything that is written on the page, boxes and tables included."""
    parts: list[Any] = [
        *app.title, *app.header, *app.subheader, *app.markdown, *app.caption, *app.info,
        *app.warning,
    ]  # fmt: skip
    shown = [str(part.value).replace("\\", "") for part in parts]
    shown += [f"{metric.label}: {metric.value}" for metric in app.metric]
    shown += [table.value.to_string() for table in app.table]
    return "\n".join(shown)
