"""`serve`: the routes alone, for who wants only the data."""

from __future__ import annotations

import argparse
import socket

from core.cli.common import OK, Commands, Failed, WrongUse, add_command, prepare, say

_HOST, _PORT, _PORTS = "127.0.0.1", 8501, 65_535


def add_to(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = add_command(
        commands,
        "serve",
        run,
        description="Serve tables, feeds, calendars and charts at the addresses that they have\n"
        "beside the pages, without the pages. Others reach it with --host 0.0.0.0.",
        example="python -m core serve --port 8600",
    )
    parser.add_argument("--port", type=int, default=_PORT, metavar="N", help=f"default {_PORT}")
    parser.add_argument("--host", default=_HOST, metavar="ADDRESS", help=f"default {_HOST}")
    parser.add_argument(
        "--base", default="", metavar="PATH", help="path that all stands below, such as tingblik"
    )


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    # No other command needs a web server, and it takes longer to import than most of them run.
    from core.web.server import serve

    prepare()
    base = options.base.strip("/")
    with listening(options.host, options.port) as heard:
        say(f"Tingblik's data: http://{address(heard)}{f'/{base}' if base else ''}/api/v1/")
        serve(heard, f"/{base}" if base else "")
    return OK


def address(heard: socket.socket) -> str:
    """Host and port of a socket that listens."""
    host, port = heard.getsockname()[:2]
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens there. Raises WrongUse or Failed."""
    if not 0 <= port <= _PORTS:
        raise WrongUse(f"--port must be 0 to {_PORTS}, not {port}")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        why = str(error.strerror).partition(" (")[0]
        raise Failed(f"nothing can listen at {host}, port {port}: {why}") from None
