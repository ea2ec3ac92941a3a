"""`export`: the tables of the pages, made from the local copy alone."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from typing import get_args

from core.analysis.selection import NEED_BALLOTS, OF_LINES, Selection, build_table
from core.analysis.subsets import SUBSETS
from core.atomic import replacing
from core.cli.common import OK, Commands, Failed, WrongUse, add_command, prepare, say
from core.cli.output import Output, add_arguments, chosen_output
from core.cli.questiontables import QUESTION_TABLES, check_question_options, read_questions
from core.export.files import readme_name
from core.export.provenance import Provenance
from core.export.readme import readme_file
from core.export.tables import TABLES
from core.language import LANGUAGES, Lang, choose
from core.parliament.chamber import Chamber, session_chamber, stored_sessions, together
from core.parliament.lines import LinesFrom
from core.parliament.questionstore import Questions
from core.parliament.sessions import Session, find_session
from core.store.files import Store, store_root
from core.telemetry import Telemetry

_OF_MEMBERS = "member-agreement"
_USED_BY: dict[str, tuple[tuple[str, ...], Callable[[argparse.Namespace], bool]]] = {
    "include-errors": (
        ("members", *OF_LINES, _OF_MEMBERS, "cohesion"), lambda options: options.include_errors
    ),
    "lines": (OF_LINES, lambda options: options.lines != "best"),
    "min-shared": (("agreement", _OF_MEMBERS), lambda options: options.min_shared is not None),
}  # fmt: skip


def add_to(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = add_command(
        commands,
        "export",
        run,
        help="votes, ballots, figures and questions as CSV, JSON or Parquet, from the local copy",
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
        "--subset", choices=SUBSETS, default="all",
        help="divided: votes in which party lines differ (default: all)",
    )  # fmt: skip
    parser.add_argument(
        "--include-errors", action="store_true",
        help="members, agreement, member-agreement, cohesion: with the ballots that official notes "
        "tell to be mistakes (default: without)",
    )  # fmt: skip
    parser.add_argument(
        "--lines", choices=get_args(LinesFrom), default="best",
        help="where the party lines of agreement, winning, coalitions and party-map are read; "
        "best: the ballots, else the text",
    )  # fmt: skip
    parser.add_argument(
        "--min-shared", type=_count, metavar="N",
        help="agreement, member-agreement: fewest shared votes that give one (default: 1 for "
        "parties, 20 for members)",
    )  # fmt: skip
    parser.add_argument(
        "--member", type=_count, metavar="ID",
        help=f"{_OF_MEMBERS} of this member alone (default: all pairs)",
    )  # fmt: skip
    parser.add_argument("--lang", choices=LANGUAGES, help="language of the readme")
    add_arguments(parser)


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    if options.start and options.end and options.start > options.end:
        raise WrongUse(f"--from {options.start} lies after --to {options.end}")
    if options.member is not None and options.table != _OF_MEMBERS:
        raise WrongUse(f"--member goes with {_OF_MEMBERS} alone")
    output = chosen_output(options)
    settings = prepare()
    store = Store(store_root(settings.data_dir, settings.api_url), Telemetry())
    if options.table in QUESTION_TABLES:
        return _export_questions(
            options, output, store, choose(None, options.lang or settings.lang)
        )
    chamber = _read(store, options.table, options.session)
    rows = build_table(options.table, chamber, _selection(options))
    output.write(TABLES[options.table].take(rows, demo=chamber.invented))
    if output.path is not None:
        lang = choose(None, options.lang or settings.lang)
        _write_readme(output, _provenance(options, chamber, rows.height), lang)
    _warn(options, chamber, output)
    if not options.quiet:
        say(_told(options, chamber, rows.height))
    return OK


def _export_questions(options: argparse.Namespace, output: Output, store: Store, lang: Lang) -> int:
    """Write the table of questions."""
    check_question_options(options)
    made = read_questions(store, options.session, options.start, options.end)
    output.write(TABLES[options.table].take(made.rows, demo=made.invented))
    if output.path is not None:
        _write_readme(output, _provenance(options, made, made.rows.height), lang)
    _warn_invented(made, output)
    if not options.quiet:
        number, rows = len(made.sessions), made.rows.height
        where = f"{number} session{'s' * (number != 1)}"
        made_up = ", which are invented" if made.invented and rows else ""
        told = f"{rows:,} row{'s' * (rows != 1)} of {options.table} from {where}{made_up}"
        none = f"no rows of {options.table}: no question of {where} is among those asked for"
        say(told if rows else none)
    return OK


def _warn(options: argparse.Namespace, chamber: Chamber, output: Output) -> None:
    """Say what the rows lack or what was asked for in vain."""
    for name, (tables, used) in _USED_BY.items():
        if used(options) and options.table not in tables:
            say(f"note: --{name} changes nothing in {options.table}, only in {', '.join(tables)}")
    voted = chamber.votes["session"].unique()
    unread = [session.code for session in chamber.unread if session.code in voted]
    if unread and options.table not in ("agreement", "deviations"):
        say(f"note: the ballots of {' '.join(unread)} are not in the local copy: what is made of "
            "them is empty")  # fmt: skip
    _warn_invented(chamber, output)


def _warn_invented(made: Chamber | Questions, output: Output) -> None:
    if made.invented and output.path is not None and "demo" not in output.path.name:
        say("note: these rows are invented: give the file a name that says so, such as "
            f"demo-{output.path.name}")  # fmt: skip


def _told(options: argparse.Namespace, chamber: Chamber, rows: int) -> str:
    """How many rows there are; where there are none, why that is if it is known."""
    number = len(chamber.sessions)
    where = f"{number} session{'s' * (number != 1)}"
    made_up = ", which are invented" if chamber.invented and rows else ""
    if rows:
        return f"{rows:,} row{'s' * (rows != 1)} of {options.table} from {where}{made_up}"
    if _selection(options).votes(chamber).is_empty():
        return f"no rows of {options.table}: no vote of {where} is among those asked for"
    if options.member is not None:
        return f"no rows of {options.table}: member {options.member} voted in none of {where}"
    return f"no rows of {options.table} from {where}"


def _selection(options: argparse.Namespace) -> Selection:
    return Selection(
        subset=options.subset,
        start=options.start,
        end=options.end,
        include_errors=options.include_errors,
        lines=options.lines,
        min_shared=options.min_shared,
        member=options.member,
    )


def _read(store: Store, table: str, codes: list[str]) -> Chamber:
    """The sessions asked for, or all that are stored, the newest first. Raises Failed."""
    known = stored_sessions(store)
    if not known:
        raise Failed("the local copy is empty: fill it with python -m core sync")
    wanted = [find_session(known, code) for code in dict.fromkeys(codes)] or known
    found = [c for session in wanted if (c := session_chamber(store, session)) is not None]
    if table in NEED_BALLOTS:
        found = [chamber for chamber in found if chamber.marked is not None]
    there = {session.code for chamber in found for session in chamber.sessions}
    absent = [session for session in wanted if session.code not in there]
    parts = {session.code: store.meta("Afstemning", session.code) for session in absent}
    voted = {code for code, part in parts.items() if part is None or part.rows}
    if voted and found and not codes:
        left_out = " ".join(session.code for session in absent if session.code in voted)
        say(f"note: left out, as they are not in the local copy: {left_out}")
    if absent and (codes or not found):
        some = " ".join(session.code for session in absent) if codes else wanted[0].code
        raise Failed(
            f"the {table} of {some} are not in the local copy: "
            f"first run python -m core sync --session {some}"
        )
    return together(found)


def _provenance(options: argparse.Namespace, made: Chamber | Questions, rows: int) -> Provenance:
    """Where the rows are from; the filters are named as on the command line."""
    chosen = {
        "session": _names(made.sessions) if options.session else None,
        "from": options.start,
        "to": options.end,
        "subset": options.subset if options.subset != "all" else None,
        "include-errors": "yes" if options.include_errors else None,
        "lines": options.lines if options.lines != "best" else None,
        "min-shared": options.min_shared,
        "member": options.member,
    }
    return Provenance(
        table=options.table,
        filters=tuple((f"--{name}", str(value)) for name, value in chosen.items() if value),
        page_url="",
        source_urls=made.urls,
        fetched_at=made.fetched_at,
        rows=rows,
        demo=made.invented,
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


def _count(text: str) -> int:
    if text.isascii() and text.isdigit() and 0 < int(text) < 2**31:
        return int(text)
    raise argparse.ArgumentTypeError(f"not a whole number above 0: {text!r}")
