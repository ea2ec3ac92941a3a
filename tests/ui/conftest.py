"""Pages run without a browser, over the demo parliament with everything synced."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from core.filters.pages import keys_of
from core.language import Lang
from core.oda.client import ODataClient
from core.oda.http.page_cache import open_page_cache
from core.service import Source, close_service
from core.settings import Settings
from core.standin.serve import Standin
from core.store.store import Store, store_root
from core.store.sync.syncer import Syncer, SyncScope
from core.telemetry import Telemetry
from core.ui.shell import served
from core.ui.shell.context import Context, service
from core.ui.shell.router import PAGES
from tests.ui.opening import loaded, route_as_the_app, types_told

ROOT = Path(__file__).resolve().parents[2]
_PATIENCE = 60

Visit = Callable[..., AppTest]


@pytest.fixture(scope="session")
def synced_folder(parliament: Standin, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with every vote and every ballot."""
    folder = tmp_path_factory.mktemp("synced")
    settings = Settings(api_url=parliament.url, data_dir=folder, max_rps=10_000.0)
    telemetry = Telemetry()
    client = ODataClient(settings, telemetry, open_page_cache(settings, telemetry))
    Syncer(client, Store(store_root(folder, settings.api_url), telemetry)).sync(
        SyncScope(all_ballots=True)
    )
    client.close()
    return folder


@pytest.fixture(scope="session")
def running(parliament: Standin, synced_folder: Path) -> Iterator[None]:
    """The app's one service of this process, on that folder and without a sync of its own."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {
            "API_URL": parliament.url,
            "DATA_DIR": str(synced_folder),
            "DEMO": "never",
            "MAX_RPS": "10000",
            "SYNC_MINUTES": "0",
            "LANG": "da",
            "LOG_LEVEL": "ERROR",
        }.items():
            patch.setenv(f"TINGBLIK_{name}", value)
        route_as_the_app(patch)
        close_service()
        yield
        close_service()


@pytest.fixture(scope="module")
def source(running: None) -> Iterator[Source]:
    """What the running app reads from; a page that fails says the type of its error."""
    found = service().source
    assert found is not None
    with types_told():
        yield found


@pytest.fixture(autouse=True)
def no_routes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages run as a plain script does, whatever other tests of this process have imported."""
    monkeypatch.setattr(served, "_served", False)


@pytest.fixture(autouse=True)
def modest_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the process takes that runs a thousand tests raises no alert of the product's."""
    monkeypatch.setattr("core.service.resident_bytes", lambda: 200_000_000)


@pytest.fixture
def visit(running: None) -> Visit:
    """`visit("votes", type="final")`: the page with that address, when all of it has loaded.

    The page's file is named, the address's parameters are given by name; a list gives a parameter
    several times. Fails where the page shows an exception.
    """

    def visit(page: str, /, **query: str | list[str]) -> AppTest:
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=_PATIENCE)
        app.query_params["lang"] = "da"
        app.session_state["_panel_open"] = True  # as where somebody has opened the sidebar
        app.run()
        for name, value in query.items():
            app.query_params[name] = value
        if page != "overview":
            app.switch_page(f"pages/{page}.py")
        drawn = settled(app.run())
        _holds_to_its_keys(page, drawn)
        return drawn

    return visit


def _holds_to_its_keys(page: str, app: AppTest) -> None:
    """Assert that every widget of the page that keeps its choice in the address is declared."""
    every = {key for entry in PAGES for key in keys_of(entry.name)}
    kept = {key for key in every if f"_address_{key}" in app.session_state}
    assert kept <= set(keys_of(page)), f"core.filters.pages declares too little for {page}"


def settled(app: AppTest) -> AppTest:
    """The page once nothing is being loaded any more; it must not show an exception."""
    loaded(app)
    assert not app.exception, [box.value for box in app.exception]
    return app


def words(app: AppTest) -> str:
    """Everything that the page says in words: titles, texts, captions, boxes, metrics."""
    said = [
        element.value
        for kind in (
            "title",
            "header",
            "subheader",
            "markdown",
            "caption",
            "info",
            "warning",
            "success",
            "error",
            "text",
        )
        for element in app.get(kind)
    ]
    said += [f"{metric.label} {metric.value}" for metric in app.metric]
    return "\n".join(str(value) for value in said)


def written(app: AppTest) -> str:
    """The same as it is read on screen, and what stands in small tables."""
    tables = [table.value.to_string() for table in app.table]
    return "\n".join([words(app).replace("\\", ""), *tables])


def records(app: AppTest, place: int = 0) -> list[dict[str, Any]]:
    """The rows of one of the page's large tables."""
    found: list[dict[str, Any]] = app.dataframe[place].value.to_dict("records")
    return found


def listed(app: AppTest, place: int = 0) -> dict[str, Any]:
    """What one of the page's lists of links was given; its rows as `core.ui.parts.links.Row`."""
    sent = [json.loads(part.proto.json or "{}") for part in app.get("bidi_component")]
    found: dict[str, Any] = [each for each in sent if isinstance(each, dict) and "rows" in each][
        place
    ]
    return found


def tags(app: AppTest) -> list[list[str]]:
    """The choices that can be taken off: words, and the address without each."""
    sent = [json.loads(part.proto.json or "{}") for part in app.get("bidi_component")]
    return next((each["links"] for each in sent if "remove" in each), [])


def bare_context(lang: Lang) -> Context:
    """What a part of a page needs that asks neither the service nor a source."""
    nothing = cast("Any", None)
    return Context(nothing, nothing, lang)


def a_member(parliament: Standin) -> tuple[int, str]:
    """Somebody who voted often: id and name."""
    ballots = parliament.tables["Stemme"]
    often = ballots.filter(pl.col("typeid") == 1)["aktørid"].value_counts(sort=True)
    member = int(often["aktørid"][0])
    people = parliament.tables["Aktør"].filter(pl.col("id") == member)
    return member, str(people["navn"][0])
