"""How a route answers: in a worker thread, from the source that is read, and with a clear problem.

A route's function is plain code that gives a `Response` or raises a `Problem`.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from typing import Any

import orjson
from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from core.errors import NoSuchThing, NotStored, QueryError, TingblikError
from core.language import error_words
from core.service import Service, Source
from core.telemetry import log_event
from core.version import code_version
from core.web.file_turns import Busy
from core.web.site import Site

CACHED = "public, max-age=300, stale-while-revalidate=3600, stale-if-error=86400"
_ASKING_SECONDS = 2
_LOADING_SECONDS = 5
_MAKING_SECONDS = 10
_DIGITS = 9
# A pool of its own: that of the server also reads the pages' scripts from the disk.
_WORKERS = CapacityLimiter(12)

Make = Callable[[Request, Source], Response]
Tell = Callable[[Request, "Problem"], Response]


class Problem(Exception):
    """What is wrong with a request or with us, as RFC 9457 has it.

    `title` is one sentence, `detail` says what to do; `members` are further fields of the answer.
    """

    def __init__(
        self,
        status: int,
        title: str,
        detail: str = "",
        *,
        headers: Mapping[str, str] | None = None,
        **members: Any,
    ) -> None:
        super().__init__(title)
        self.status, self.title, self.detail = status, title, detail
        self.headers, self.members = dict(headers or {}), members

    def answer(self) -> Response:
        """The problem as `application/problem+json`, which nobody may store."""
        content = {"type": "about:blank", "title": self.title, "status": self.status}
        if self.detail:
            content["detail"] = self.detail
        return Response(
            orjson.dumps(content | self.members),
            self.status,
            {"Cache-Control": "no-store", **self.headers},
            media_type="application/problem+json",
        )


class NotLoaded(Problem):
    """What was asked for is not in the copy yet: it is being loaded, and is to be asked for again.

    `ballots` are the codes of sessions whose ballots the answering route has to have loaded.
    """

    def __init__(self, title: str, *, ballots: Sequence[str] = ()) -> None:
        super().__init__(
            HTTPStatus.ACCEPTED,
            title,
            "Ask again after the seconds of Retry-After.",
            headers={"Retry-After": str(_LOADING_SECONDS)},
        )
        self.ballots = tuple(ballots)


def as_json(request: Request, problem: Problem) -> Response:
    """A problem as a program reads it."""
    return problem.answer()


def route(
    site: Site,
    path: str,
    make: Make,
    methods: tuple[str, ...] = ("GET",),
    tell: Tell = as_json,
) -> Route:
    """A route below the site's base, answered in a worker thread from the source that is read.

    `tell` makes the answer of a problem.
    """

    def answer(request: Request) -> Response:
        source = None
        try:
            source = site.service().source
            if source is None:
                raise Problem(
                    HTTPStatus.SERVICE_UNAVAILABLE,
                    "The copy is being brought over from the shared store."
                    if site.service().copying
                    else "It is being found out whether Parliament's server answers.",
                    "Try again in a few seconds.",
                    headers={"Retry-After": str(_ASKING_SECONDS)},
                )
            return make(request, source)
        except NotLoaded as problem:
            return tell(request, _loading(site.service(), source, problem))
        except Problem as problem:
            return tell(request, problem)
        except Busy:
            return tell(request, _busy())
        except TingblikError as error:
            return tell(request, problem_of(error))
        except Exception as error:
            log_event("route_failed", level=logging.ERROR, path=path, error=repr(error))
            failed = "Tingblik failed; the log says how."
            return tell(request, Problem(HTTPStatus.INTERNAL_SERVER_ERROR, failed))

    async def endpoint(request: Request) -> Response:
        found = await to_thread.run_sync(answer, request, limiter=_WORKERS)
        found.headers["Accept-Ranges"] = "none"  # whoever asks for a part gets the whole
        return found

    return Route(site.path(path), endpoint, methods=list(methods))


def _loading(service: Service, source: Source | None, problem: NotLoaded) -> Problem:
    """The problem of data that is not loaded: ballots begin to load, or it says why they cannot."""
    if not problem.ballots or source is None:
        return problem
    failed = service.loading_failed()
    if failed is not None:
        return problem_of(failed)
    service.load_ballots(source, problem.ballots)
    return problem


def _busy() -> Problem:
    return Problem(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "Too many large files are being made at this moment.",
        "Try again in some seconds, or ask for fewer rows.",
        headers={"Retry-After": str(_MAKING_SECONDS)},
    )


def problem_of(error: TingblikError) -> Problem:
    """The problem to answer with for one of our own errors."""
    title, advice = error_words(error, "en")
    if isinstance(error, NoSuchThing):
        return Problem(HTTPStatus.NOT_FOUND, title, error.detail or advice)
    if isinstance(error, QueryError):
        return Problem(HTTPStatus.BAD_REQUEST, title, error.detail or advice)
    retry = {"Retry-After": "60"}
    if isinstance(error, NotStored):
        return Problem(HTTPStatus.SERVICE_UNAVAILABLE, title, error.detail or advice, headers=retry)
    return Problem(HTTPStatus.SERVICE_UNAVAILABLE, title, advice, headers=retry)


def tag_of(*parts: object) -> str:
    """An ETag that changes with any part and with the code, and is equal on every machine."""
    return hashlib.sha256(repr((code_version(), parts)).encode()).hexdigest()[:32]


def validators(etag: str, modified: datetime) -> dict[str, str]:
    """The headers that let a reader ask whether something changed; `etag` is the bare tag."""
    return {
        "ETag": f'W/"{etag}"',
        "Last-Modified": format_datetime(modified.astimezone(UTC), usegmt=True),
        "Cache-Control": CACHED,
    }


def unchanged(request: Request, headers: Mapping[str, str]) -> Response | None:
    """304 where the reader already has the answer that these headers describe, else None.

    What has no time of its own has no Last-Modified.
    """
    tags = _tags(request)
    if tags:
        same = "*" in tags or has_tag(request, headers)
    else:
        since = _time(request.headers.get("if-modified-since"))
        told = _time(headers.get("Last-Modified"))
        same = since is not None and told is not None and since >= told
    return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=dict(headers)) if same else None


def has_tag(request: Request, headers: Mapping[str, str]) -> bool:
    """Whether the reader has an answer with the tag of these headers, so that it was right once."""
    return headers.get("ETag", "").removeprefix("W/") in _tags(request)


def _tags(request: Request) -> set[str]:
    """The tags of the answers that a reader has; empty where none are named."""
    asked = request.headers.get("if-none-match")
    tags = {tag.strip().removeprefix("W/") for tag in (asked or "").split(",")}
    return tags - {""}


def number(request: Request, name: str) -> int:
    """The whole number in a path; 0, which no row has, where it is not a number."""
    written = str(request.path_params[name])
    fits = written.isascii() and written.isdigit() and len(written) <= _DIGITS
    return int(written) if fits else 0


def without_body(request: Request, headers: Mapping[str, str]) -> Response | None:
    """The answer without a body: 304 where the reader has it, headers alone for HEAD; else None."""
    answer = unchanged(request, headers)
    if answer is None and request.method == "HEAD":
        answer = Response(headers=headers)
        del answer.headers["content-length"]
    return answer


def _time(text: str | None) -> datetime | None:
    """A time of a header; None where there is none that can be read."""
    try:
        found = parsedate_to_datetime(text or "")
    except ValueError:
        return None
    return found.replace(tzinfo=found.tzinfo or UTC)
