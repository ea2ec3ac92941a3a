"""`writer`: keep the copy up to date by the clock, without pages."""

from __future__ import annotations

import argparse
import os
import signal
import socket
import sys
import threading
from contextlib import ExitStack
from dataclasses import replace
from types import FrameType

from core.background.background import begin
from core.cli.common import OK, Commands, Failed, WrongUse, add_command, prepare, say
from core.cli.serve import address, listening
from core.service import Service
from core.store.lock import exclusive

LOCK_FILE = "writer.lock"
_END_SECONDS = 3.0


def add_to(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = add_command(
        commands,
        "writer",
        run,
        description="Keep up all that pages show, by the clock, until the process is to end:\n"
        "every few minutes, more often while the chamber sits, and seldom at night.\n"
        "One process a data folder does so.",
        example="python -m core writer --port 8601",
    )
    parser.add_argument(
        "--port", type=int, metavar="N", help="answer /healthz, /readyz and /metrics there"
    )
    parser.add_argument("--host", default="127.0.0.1", metavar="ADDRESS", help="default 127.0.0.1")


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    settings = replace(prepare(), role="writer")
    if not settings.sync_minutes:
        raise WrongUse("TINGBLIK_SYNC_MINUTES is 0, so that a writer has nothing to do")
    with ExitStack() as held:
        if not held.enter_context(exclusive(settings.data_dir / LOCK_FILE)):
            raise Failed(f"another writer keeps {settings.data_dir} up to date")
        if options.port is None:
            _work(Service(settings))
        else:
            _serve(Service(settings), held.enter_context(listening(options.host, options.port)))
    return OK


def _work(service: Service) -> None:
    """Work until a signal comes."""
    ending = threading.Event()

    def end(number: int, frame: FrameType | None) -> None:
        ending.set()

    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, end)
    begin(service)
    ending.wait()
    _leave(service)


def _leave(service: Service) -> None:
    """Close the service, and leave at once where a request that gets no answer is in the way.

    What is not done then is begun anew by the next process: a file is replaced in one step.
    """
    closing = threading.Thread(target=service.close, daemon=True)
    closing.start()
    closing.join(_END_SECONDS)
    if closing.is_alive():
        say("Left while a request was under way.")
        sys.stderr.flush()
        os._exit(OK)


def _serve(service: Service, heard: socket.socket) -> None:
    # No other way of this command needs a web server, and it takes long to import.
    from core.web.server import serve_figures
    from core.web.site import Site

    say(f"Figures of the writer: http://{address(heard)}/metrics")
    serve_figures(heard, Site(lambda: service, close=service.close))
