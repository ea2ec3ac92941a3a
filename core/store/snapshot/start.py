"""Starts an empty store from a snapshot on the web or on the disk."""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import NoReturn
from urllib.parse import urljoin, urlsplit
from urllib.request import url2pathname

import requests
import urllib3
from requests.adapters import HTTPAdapter

from core.errors import Cancelled, SnapshotRefused, TingblikError
from core.oda.http.transport import USER_AGENT
from core.settings import Settings, is_safe
from core.store.snapshot.archive import (
    LARGEST_FILE,
    SnapshotInfo,
    announce,
    can_start,
    read_snapshot,
    withdraw,
)
from core.store.store import Store
from core.telemetry import log_event
from core.times import utc_now

LONGEST_SECONDS = 600.0
_MOST_REDIRECTS = 5
_CHUNK = 256 * 1024


def start_from_snapshot(
    settings: Settings,
    store: Store,
    *,
    cancel: threading.Event | None = None,
    clock: Callable[[], datetime] = utc_now,
) -> SnapshotInfo | None:
    """Fill an empty store from the snapshot named in the settings; None where none is used.

    Never raises: the log and `store.snapshot_problem` say why a snapshot was not used. Frames that
    are loaded meanwhile stay. Takes as long as the download, so it is not for a page's thread.
    """
    if not settings.snapshot_url or not can_start(store):
        return None
    announced = announce(store)
    try:
        with tempfile.TemporaryDirectory(prefix="tingblik-snapshot-") as folder:
            file = fetch_snapshot(settings.snapshot_url, Path(folder), settings, cancel=cancel)
            info = read_snapshot(file, store, now=clock())
    except Cancelled:
        log_event("snapshot.stopped")
    except Exception as error:  # whatever is wrong with it, the app continues without it
        store.snapshot_problem = _problem(error)
        log_event("snapshot.refused", reason=store.snapshot_problem.detail)
    else:
        store.snapshot_problem = None
        return info
    if announced:
        withdraw(store)
    return None


def fetch_snapshot(
    url: str,
    folder: Path,
    settings: Settings,
    *,
    cancel: threading.Event | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Path:
    """The file of a snapshot: its path on the disk, or downloaded into `folder`.

    From the web only over https, redirects included; plain http is for loopback. No proxy and no
    password of the environment is used. Raises SnapshotRefused, and Cancelled.
    """
    if "://" not in url:
        return Path(url)
    if urlsplit(url).scheme == "file":
        return Path(url2pathname(urlsplit(url).path))
    target = folder / "snapshot.zip"
    adapter = HTTPAdapter()
    try:
        with _answer(adapter, url, settings) as response, target.open("wb") as file:
            deadline, size = clock() + LONGEST_SECONDS, 0
            while chunk := response.raw.read1(_CHUNK, decode_content=False):
                size += len(chunk)
                if size > LARGEST_FILE:
                    _refuse(f"larger than {LARGEST_FILE >> 20} MB")
                if clock() > deadline:
                    _refuse(f"not here after {LONGEST_SECONDS:.0f} s")
                if cancel is not None and cancel.is_set():
                    raise Cancelled("the download was stopped")
                file.write(chunk)
    except (requests.RequestException, urllib3.exceptions.HTTPError, OSError, ValueError) as error:
        _refuse(_cause(error))
    finally:
        adapter.close()
    return target


def _answer(adapter: HTTPAdapter, url: str, settings: Settings) -> requests.Response:
    """The open answer at the end of the redirects. Sends nothing to an address that is not safe."""
    headers = {"User-Agent": USER_AGENT, "Accept-Encoding": "identity"}
    timeout = (settings.connect_timeout, settings.read_timeout)
    secure = False
    for _ in range(1 + _MOST_REDIRECTS):
        if not is_safe(url) or (secure and urlsplit(url).scheme != "https"):
            _refuse("the address, or where it leads, is not https")
        secure = urlsplit(url).scheme == "https"
        request = requests.Request("GET", url, headers=headers).prepare()
        response = adapter.send(request, stream=True, timeout=timeout, verify=True)
        if response.is_redirect:
            response.close()
            url = urljoin(url, response.headers["Location"])
        elif response.status_code == requests.codes.ok:
            return response
        else:
            response.close()
            _refuse(f"the server answers {response.status_code}")
    _refuse("it leads from one address to another without end")


def _problem(error: Exception) -> SnapshotRefused:
    if isinstance(error, SnapshotRefused):
        return error
    words = f"{error.key}: {error}" if isinstance(error, TingblikError) else _cause(error)
    return SnapshotRefused(words, reason=words)


def _cause(error: BaseException) -> str:
    """The innermost error: the outer ones repeat the address, which may contain a secret."""
    while error.__context__ is not None:
        error = error.__context__
    return f"{type(error).__name__}: {error}"[:200]


def _refuse(reason: str) -> NoReturn:
    raise SnapshotRefused(reason, what="unreachable", reason=reason)
