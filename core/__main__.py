"""The command line: `python -m core …`. Data goes to stdout, messages to stderr.

Exit codes: 0 success, 1 failure, 2 wrong usage.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.cli.common import Commands

    Adding = Callable[[Commands[argparse.ArgumentParser]], None]

# A command is imported when it is called: all of them together take a second before the first word.


def _fetch(commands: Commands[argparse.ArgumentParser]) -> None:
    from core.cli import fetch

    fetch.add_to(commands)


def _sync(commands: Commands[argparse.ArgumentParser]) -> None:
    from core.cli import sync

    sync.add_to(commands)


def _export(commands: Commands[argparse.ArgumentParser]) -> None:
    from core.cli import export

    export.add_to(commands)


def _restore(commands: Commands[argparse.ArgumentParser]) -> None:
    from core.cli import restore

    restore.add_to(commands)


def _serve(commands: Commands[argparse.ArgumentParser]) -> None:
    from core.cli import serve

    serve.add_to(commands)


def _writer(commands: Commands[argparse.ArgumentParser]) -> None:
    from core.cli import writer

    writer.add_to(commands)


def _doctor(commands: Commands[argparse.ArgumentParser]) -> None:
    from core.cli.doctor import doctor

    doctor.add_to(commands)


def _status(commands: Commands[argparse.ArgumentParser]) -> None:
    from core.cli import status

    status.add_to(commands)


def _alert(commands: Commands[argparse.ArgumentParser]) -> None:
    from core.cli import alert

    alert.add_to(commands)


def _standin(commands: Commands[argparse.ArgumentParser]) -> None:
    from core.cli.common import add_command
    from core.standin import serve as standin

    server = add_command(
        commands,
        "standin",
        standin.run,
        description="Serve an OData API like Parliament's on 127.0.0.1: the rows of a folder, "
        "or an invented parliament.",
        example="python -m core standin --port 8100 --latency-ms 90 --fault 503=0.2",
    )
    standin.add_arguments(server)


@dataclass(frozen=True, slots=True)
class Command:
    """A command: what it does, in a line, and the function that adds its arguments."""

    help: str
    add_to: Adding


COMMANDS: Mapping[str, Command] = {
    "fetch": Command("rows of an entity set as CSV, JSON or Parquet", _fetch),
    "sync": Command("bring the local copy up to date", _sync),
    "restore": Command("a local copy of a moment that the shared store keeps", _restore),
    "export": Command(
        "votes, ballots, figures, cases, questions and more as CSV, JSON or Parquet", _export
    ),
    "serve": Command("serve the data without the pages", _serve),
    "writer": Command("keep the local copy up to date, without pages", _writer),
    "doctor": Command("check settings, connection, API, local copy and versions", _doctor),
    "status": Command("response times, errors, hit rates, freshness, queue, memory", _status),
    "alert": Command("say what is wrong, and tell it where settings say", _alert),
    "standin": Command("serve an API like Parliament's on loopback, to develop against", _standin),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    parser = argparse.ArgumentParser(
        prog="python -m core",
        description="Tingblik on the command line.",
        epilog="example: python -m core fetch Periode --format json",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    name = given[0] if given else ""
    if name not in COMMANDS:
        for each, command in COMMANDS.items():
            commands.add_parser(each, help=command.help)
        parser.parse_args(given)
        parser.error("the command comes first")
    COMMANDS[name].add_to(commands)
    options = parser.parse_args(given)
    from core.cli.common import guarded

    return guarded(lambda: int(options.run(options)))


if __name__ == "__main__":
    sys.exit(main())
