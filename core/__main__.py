"""The command line: `python -m core …`. Data goes to stdout, messages to stderr.

Exit codes: 0 success, 1 failure, 2 wrong usage.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from core.cli import export, fetch, serve, status, sync
from core.cli.common import add_command, guarded
from core.cli.doctor import doctor
from core.standin import serve as standin


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m core",
        description="Tingblik on the command line.",
        epilog="example: python -m core fetch Periode --format json",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for module in (fetch, sync, export, serve, doctor, status):
        module.add_to(commands)
    server = add_command(
        commands,
        "standin",
        standin.run,
        help="serve an API like Parliament's on loopback, to develop against",
        description="Serve an OData API like Parliament's on 127.0.0.1: the rows of a folder, "
        "or an invented parliament.",
        example="python -m core standin --port 8100 --latency-ms 90 --fault 503=0.2",
    )
    standin.add_arguments(server)
    options = parser.parse_args(arguments)
    return guarded(lambda: int(options.run(options)))


if __name__ == "__main__":
    sys.exit(main())
