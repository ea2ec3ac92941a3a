"""Routes that are imported at the first request for one of their addresses."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.testclient import TestClient

from core.web.deferred import DeferredRoutes
from core.web.traffic import Counted, Traffic

_ROOT = Path(__file__).resolve().parents[2]
# What answers programs alone, and the libraries that only it needs.
_UNNEEDED = (
    *(
        "core.web.table_requests",
        "core.web.feeds",
        "core.web.calendars",
        "core.web.charts.registry",
    ),
    *("core.web.metrics", "core.web.openapi", "icalendar", "prometheus_client"),
    # What asks Parliament's server, and what figures of agreement are reckoned with.
    *("core.oda.http.page_cache", "requests", "requests_cache", "sqlite3", "numpy"),
)


async def _answer(request: Request) -> Response:
    return PlainTextResponse(request.url.path)


def test_start__imports_nothing_that_only_programs_ask_for() -> None:
    code = (
        "import json, sys, core.ui.shell.application, core.ui.parts.chart, core.ui.parts.offers\n"
        "from core.web.application import routes, middleware\n"
        "from core.ui.shell.application import SITE\n"
        "routes(SITE), middleware(SITE)\n"
        "print(json.dumps(sorted(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=_ROOT, capture_output=True, text=True, check=True
    )
    assert not set(json.loads(done.stdout)).intersection(_UNNEEDED)


def test_routes__are_loaded_once_and_answer_in_their_place() -> None:
    loads: list[int] = []

    def load() -> Sequence[BaseRoute]:
        loads.append(1)
        return [Route("/later/{name}", _answer)]

    traffic = Traffic()
    behind = Route("/{path:path}", lambda request: PlainTextResponse("behind"))
    app = Starlette(routes=[DeferredRoutes(("/later/",), load), behind])
    client = TestClient(Counted(app, traffic, ""))
    assert client.get("/other").text == "behind"
    assert not loads
    assert [client.get(f"/later/{name}").text for name in "ab"] == ["/later/a", "/later/b"]
    assert client.get("/later/a/b").text == "behind"
    assert client.post("/later/a").status_code == 405
    assert len(loads) == 1
    assert traffic.totals()[0] == {
        ("/{path:path}", 200): 2,
        ("/later/{name}", 200): 2,
        ("/later/{name}", 405): 1,
    }


def test_routes__that_could_not_be_loaded_are_loaded_by_the_next_request() -> None:
    loads: list[int] = []

    def load() -> Sequence[BaseRoute]:
        loads.append(1)
        if len(loads) == 1:
            raise OSError("no file may be opened now")
        return [Route("/later/{name}", _answer)]

    app = Starlette(routes=[DeferredRoutes(("/later/",), load)])
    client = TestClient(app, raise_server_exceptions=False)
    assert [client.get("/later/a").status_code for _ in range(3)] == [500, 200, 200]
