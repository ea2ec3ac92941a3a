"""`export`: the tables of the pages, made from the local copy alone."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime

import polars as pl

from core.atomic import replacing
from core.cli.common import OK, Commands, Failed, WrongUse, add_command, prepare, say
from core.cli.output import Output, add_arguments, chosen_output
from core.export.files import readme_name
from core.export.provenance import Provenance
from core.export.readme import readme_file
from core.export.tables import TABLES
from core.language import LANGUAGES, Lang, choose
from core.parliament.checks import divided
from core.parliament.sessions import Session, find_session
from core.parliament.stored import SessionTables, session_tables, stored_sessions
from core.parliament.votes import AMENDMENT, FINAL, MOTION
from core.store.files import Store, store_root
from core.telemetry import Telemetry

SUBSETS: dict[str, Callable[[pl.DataFrame], pl.DataFrame]] = {
    "all": lambda votes: votes,
    "divided": divided,
    "final": lambda votes: votes.filter(pl.col("type_id") == FINAL),
    "amendment": lambda votes: votes.filter(pl.col("type_id") == AMENDMENT),
    "motion": lambda votes: votes.filter(pl.col("type_id") == MOTION),
}


def add_to(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = add_command(
        commands,
        "export",
        run,
        help="votes or ballots as CSV, JSON or Parquet, from the local copy",
        description="Write a table with the columns of the data dictionary, from the local copy\n"
        "alone: `sync` fills it. Beside --out FILE a readme tells what is in it and where from.",
        example="python -m core export votes --session 20251 --subset divided --out votes.csv",
    )
    parser.add_argument("table", choices=tuple(TABLES), metavar="TABLE", help=", ".join(TABLES))
    parser.add_argument(
        "--session", nargs="+", action="extend", default=[], metavar="CODE",
        help="only these sessions, such as 20251 (default: all that are stored)",
    )  # fmt: skip
    parser.add_argument("--from", dest="start", type=_day, metavar="DATE", help="YYYY-MM-DD")
    parser.add_argument("--to", dest="end", type=_day, metavar="DATE", help="that day included")
    parser.add_argument(
        "--subset", choices=tuple(SUBSETS), default="all",
        help="divided: votes in which party lines differ (default: all)",
    )  # fmt: skip
    parser.add_argument("--lang", choices=LANGUAGES, help="language of the readme")
    add_arguments(parser)


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    if options.start and options.end and options.start > options.end:
        raise WrongUse(f"--from {options.start} lies after --to {options.end}")
    output = chosen_output(options)
    settings = prepare()
    store = Store(store_root(settings.data_dir, settings.api_url), Telemetry())
    read = _read(store, options.table, options.session)
    rows = pl.concat([_rows(tables, options) for tables in read])
    output.write(TABLES[options.table].take(rows))
    if output.path is not None:
        lang = choose(None, options.lang or settings.lang)
        _write_readme(output, _provenance(options, read, rows.height), lang)
    if not options.quiet:
        say(f"{rows.height:,} {options.table} of {len(read)} session{'s' * (len(read) != 1)}")
    return OK


def _read(store: Store, table: str, codes: list[str]) -> list[SessionTables]:
    """The sessions asked for, or all that are stored, the newest first. Raises Failed."""
    known = stored_sessions(store)
    if not known:
        raise Failed("the local copy is empty: fill it with python -m core sync")
    wanted = [find_session(known, code) for code in dict.fromkeys(codes)] or known
    found = [t for session in wanted if (t := session_tables(store, session)) is not None]
    if table == "ballots":
        found = [tables for tables in found if tables.ballots is not None]
    there = {tables.session.code for tables in found}
    absent = [session for session in wanted if session.code not in there]
    if absent and (codes or not found):
        some = " ".join(session.code for session in absent) if codes else wanted[0].code
        raise Failed(
            f"the {table} of {some} are not in the local copy: "
            f"first run python -m core sync --session {some}"
        )
    return found


def _rows(tables: SessionTables, options: argparse.Namespace) -> pl.DataFrame:
    votes = SUBSETS[options.subset](tables.votes)
    if options.start is not None:
        votes = votes.filter(pl.col("date") >= options.start)
    if options.end is not None:
        votes = votes.filter(pl.col("date") <= options.end)
    if options.table == "votes":
        return votes
    assert tables.ballots is not None
    return tables.ballots.join(votes, on="vote_id", how="semi", maintain_order="left")


def _provenance(options: argparse.Namespace, read: list[SessionTables], rows: int) -> Provenance:
    """Where the rows are from; the filters are named as on the command line."""
    filters = [("--session", _names(t.session for t in read))] if options.session else []
    filters += [
        (f"--{name}", str(value))
        for name, value in (("from", options.start), ("to", options.end))
        if value is not None
    ]
    if options.subset != "all":
        filters.append(("--subset", options.subset))
    return Provenance(
        table=options.table,
        filters=tuple(filters),
        page_url="",
        source_urls=tuple(dict.fromkeys(url for tables in read for url in tables.urls)),
        fetched_at=min(tables.fetched_at for tables in read),
        rows=rows,
        demo=False,
        made_at=datetime.now(UTC),
    )


def _write_readme(output: Output, provenance: Provenance, lang: Lang) -> None:
    assert output.path is not None
    path = output.path.with_name(readme_name(output.path.name))
    form = output.dialect if output.format == "csv" else output.format
    try:
        with replacing(path) as file:
            file.write(readme_file(provenance, lang, form))
    except OSError as error:
        raise Failed(f"{path} was not written: {error.strerror or error}") from None


def _names(sessions: Iterable[Session]) -> str:
    return " ".join(session.code for session in sessions)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"not a date like 2026-11-23: {text!r}") from None
