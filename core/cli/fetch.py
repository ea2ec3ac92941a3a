"""`fetch`: the rows of an entity set or of a query, with the names of the API."""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Iterable
from datetime import datetime

from core.cli.common import (
    FAILED,
    OK,
    Commands,
    Failed,
    WrongUse,
    add_command,
    connected,
    explained,
    leave_at_once_next_time,
    one_line,
    prepare,
    say,
)
from core.cli.output import add_arguments, chosen_output
from core.cli.progress import Display, display
from core.errors import FormChanged
from core.language import age, duration, moment
from core.oda.client import Answer, ODataClient, Progress
from core.oda.paging import PAGE_ROWS
from core.oda.query.flat import flat, link, with_keys
from core.oda.query.parser import parse_filter
from core.oda.query.query import DEEPEST, Query
from core.settings import Settings

MANY_ROWS = 100_000


def add_to(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = add_command(
        commands,
        "fetch",
        run,
        description="Fetch all rows of an entity set, or of a query, through the page cache.\n"
        "Columns have the API's own names; those of an expanded row are written Møde/dato.",
        example="python -m core fetch Afstemning --filter \"Møde/dato gt datetime'2026-10-01'\" "
        "--expand Møde --out votes.csv",
    )
    parser.add_argument(
        "entity",
        metavar="ENTITY",
        help="an entity set such as Afstemning, a query such as 'Sag?$top=5', or its address",
    )
    parser.add_argument("--filter", metavar="F", help='an OData filter: "typeid eq 1"')
    parser.add_argument("--select", action="append", metavar="A,B", help="only these fields")
    parser.add_argument("--expand", action="append", metavar="X", help="rows that these lead to")
    parser.add_argument("--orderby", action="append", metavar="O", help='"dato desc,id"')
    parser.add_argument("--top", type=int, metavar="N", help="at most so many rows")
    add_arguments(parser)
    parser.add_argument(
        "--refresh", action="store_true", help="ask the API also for pages that are fresh"
    )
    parser.add_argument(
        "--yes", action="store_true", help=f"do not ask before more than {MANY_ROWS:,} rows"
    )


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    query = build_query(options)
    output = chosen_output(options)
    settings = prepare()
    with connected(settings, "fetch") as client:
        shown = display(query.name, quiet=options.quiet)
        watch = _Watch(query, settings, shown, asked=options.yes)
        try:
            with shown:
                answer = client.fetch(with_keys(query), progress=watch, refresh=options.refresh)
        except KeyboardInterrupt:
            leave_at_once_next_time()
            say(_how_to_resume(watch.state, client, options.refresh))
            return FAILED
    output.write(flat(answer, query))
    tell(answer, quiet=options.quiet)
    return FAILED if isinstance(answer.error, FormChanged) else OK


def build_query(options: argparse.Namespace) -> Query:
    """The query given by the arguments. Raises QueryError, WrongUse."""
    query = Query.parse(options.entity)
    if options.filter is not None:
        query = query.where(parse_filter(options.filter, query.name))
    query = query.expand(*_items(options.expand)).select(*_items(options.select))
    if options.orderby:
        query = query.order_by(*_items(options.orderby))
    if options.top is not None:
        query = query.top(options.top)
    for path in query.expanded:
        step = link(query, path)
        if step.many:
            raise WrongUse(
                f"{path} is a collection, which the API cuts at {PAGE_ROWS} rows: fetch the set "
                f'itself, such as fetch {step.target} --filter "{step.key} eq 1"'
            )
    if query.too_deep:
        say(
            f"warning: {', '.join(query.too_deep)} is expanded deeper than {DEEPEST} levels, which "
            "the API may refuse: fetch the sets one by one if it does"
        )
    query.path_and_query()  # raises QueryError where the selection does not fit the expanded paths
    return query


class _Watch:
    """Receives the progress of a fetch: asks before a large one, then shows the progress."""

    def __init__(self, query: Query, settings: Settings, shown: Display, *, asked: bool) -> None:
        self._query = query
        self._settings = settings
        self._shown = shown
        self._asked = asked
        self.state = Progress(0, 0, None)

    def __call__(self, state: Progress) -> None:
        total = None if state.total is None else self._query.rows_of(state.total)
        self.state = Progress(state.pages, state.rows, total)
        if not self._asked:
            # The first page is fetched alone and in this thread, so the user is asked only once.
            self._asked = True
            if total is not None and total > MANY_ROWS:
                _confirm(total, self._settings.max_rps)
        self._shown(self.state)


def _confirm(rows: int, rate: float) -> None:
    pages = math.ceil(rows / PAGE_ROWS)
    size = (
        f"{rows:,} rows in {pages:,} pages take at least {duration(pages / rate, 'en')} "
        f"at {rate:g} requests a second"
    )
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise WrongUse(f"{size}; --yes fetches them, --filter or --top asks for fewer")
    sys.stderr.write(f"{size}.\nFetch them? [y/N] ")
    sys.stderr.flush()
    if sys.stdin.readline().strip().lower() not in ("y", "yes"):
        raise Failed("nothing was fetched")


def _how_to_resume(state: Progress, client: ODataClient, refresh: bool) -> str:
    total = "" if state.total is None else f" of {state.total:,}"
    stopped = f"Stopped after {state.rows:,}{total} rows; nothing was written."
    if not client.pages.writable:
        return f"{stopped} They are not kept, as the data folder cannot be written."
    command = "the same command without --refresh" if refresh else "the same command"
    return (
        f"{stopped} Their pages are kept in the page cache: {command} goes on from there.\n"
        "Waiting for the requests under way; Ctrl-C again leaves at once."
    )


def tell(answer: Answer, *, quiet: bool) -> None:
    """Report the number of rows, and problems with them."""
    at: datetime = answer.fetched_at
    if isinstance(answer.error, FormChanged):
        say(
            f"error: {explained(answer.error)}\n"
            f"These rows are the copy of {moment(at, 'en')} ({age(at, 'en')})."
        )
    elif answer.stale:
        why = f" {explained(answer.error)}" if answer.error else ""
        say(
            f"warning: the API failed, this is a copy from {moment(at, 'en')} "
            f"({age(at, 'en')}).{why}"
        )
    for kind, where in (
        ("that the registry does not know", answer.drift.unknown),
        ("that the API left out", answer.drift.missing),
        ("with values that cannot be read, left empty", answer.drift.wrong_type),
        ("with values of another form, read all the same", answer.drift.converted),
    ):
        if where:
            say(f"warning: fields {kind}: {one_line(', '.join(sorted(where)))}")
    if not quiet:
        pages = f"{answer.pages:,} page{'' if answer.pages == 1 else 's'}"
        say(
            f"{answer.frame.height:,} rows of {answer.query.name} in {pages}, "
            f"fetched {moment(at, 'en')}"
        )


def _items(options: Iterable[str] | None) -> list[str]:
    """The items of an option that takes a list and can be repeated."""
    return [item.strip() for option in options or () for item in option.split(",")]
