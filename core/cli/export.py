"""`export`: the tables of the pages, from the local copy or, for some, from the API."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import get_args

from core.analysis.panels import PANELS, panel
from core.analysis.selection import OF_STANDS, Selection, build_table
from core.analysis.subsets import Interval
from core.atomic import replacing
from core.cli.common import OK, Commands, Failed, WrongUse, add_command, prepare, say
from core.cli.export_api import API_TABLES, ask_api
from core.cli.export_periods import read_table
from core.cli.extract import Extract, chosen_filters, several
from core.cli.output import Output, add_arguments, chosen_output
from core.dictionary import TABLES, table_of
from core.export.files import readme_name
from core.export.provenance import Provenance
from core.export.readme import readme_file
from core.filters.engine import Chosen, Filter
from core.filters.scope import SCOPE, selection_of
from core.language import LANGUAGES, Lang, choose
from core.oda.schema.entities import LARGEST_INT
from core.parliament.votes.chamber import Chamber
from core.settings import Settings
from core.store.store import Store, store_root
from core.tables.chosen import PERIOD_TABLES, chosen_votes, unread_sessions
from core.tables.table import Tables
from core.telemetry import Telemetry
from core.times import danish_now, read_day, utc_now

_OF_MEMBERS = "member-agreement"
_USED_BY: dict[str, tuple[tuple[str, ...], Callable[[argparse.Namespace], bool]]] = {
    "include-errors": (
        ("members", *OF_STANDS, _OF_MEMBERS, "cohesion", "rollcall"),
        lambda options: options.include_errors,
    ),
    "lines": (OF_STANDS, lambda options: options.lines != "best" and options.subset != "divided"),
    "min-shared": (("agreement", _OF_MEMBERS), lambda options: options.min_shared is not None),
}


_HELP = {
    "subset": "divided: votes in which not all parties stood alike (default: all)",
    "from": "YYYY-MM-DD",
    "to": "that day included",
    "errors": "members, agreement, member-agreement, cohesion, rollcall: with the ballots that "
    "official notes tell to be mistakes (default: without)",
    "lines": "where it is read where the parties stood, for agreement, winning, coalitions, "
    "party-map and --subset divided; best: the ballots, else the text",
}
"""The help of the options that are also filters of pages, by their names in the address."""


def add_to(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = add_command(
        commands,
        "export",
        run,
        description="Write a table with the columns of the data dictionary, from the local copy\n"
        "alone: `sync` fills it. Only documents (of 30 days) and changes (of 7 days, or since\n"
        "--from) are asked of the API. Beside --out FILE a readme tells what is in it and where\n"
        "from.",
        example="python -m core export votes --session 20251 --subset divided --out votes.csv",
    )
    parser.add_argument("table", choices=tuple(TABLES), metavar="TABLE", help=", ".join(TABLES))
    parser.add_argument(
        "--session",
        nargs="+",
        action="extend",
        default=[],
        metavar="CODE",
        help="only these sessions, such as 20251 (default: all that are stored)",
    )
    for each in SCOPE:
        _add_filter(parser, each)
    parser.add_argument(
        "--min-shared",
        type=_count,
        metavar="N",
        help="agreement, member-agreement: fewest shared votes that give one (default: 1 for "
        "parties, 20 for members)",
    )
    parser.add_argument(
        "--by",
        choices=get_args(Interval),
        help=f"{', '.join(PANELS)}: the figures of each session or month, in one long table whose "
        "last column is the period",
    )
    parser.add_argument(
        "--member",
        type=_count,
        metavar="ID",
        help=f"{_OF_MEMBERS} of this member alone (default: all pairs)",
    )
    parser.add_argument(
        "--committee",
        default="",
        metavar="NAME",
        help="documents of this committee alone: its short name, or a part of its name",
    )
    parser.add_argument("--lang", choices=LANGUAGES, help="language of the readme")
    add_arguments(parser)


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    if options.start and options.end and options.start > options.end:
        raise WrongUse(f"--from {options.start} lies after --to {options.end}")
    if options.member is not None and options.table != _OF_MEMBERS:
        raise WrongUse(f"--member goes with {_OF_MEMBERS} alone")
    if options.by and options.table not in PANELS:
        raise WrongUse(f"--by goes with {', '.join(PANELS)} alone")
    if options.committee and options.table != "documents":
        raise WrongUse("--committee goes with documents alone")
    output = chosen_output(options)
    settings = prepare()
    store = Store(store_root(settings.data_dir, settings.api_url), Telemetry())
    made = _read_table(options, settings, store)
    table = table_of(options.table, options.by)
    quick = output.format == "csv"  # in the other forms a text is a text for every reader
    output.write(table.take(made.rows, demo=made.invented, categories=quick))
    if output.path is not None:
        lang = choose(None, options.lang or settings.lang)
        _write_readme(output, options, made, lang)
        if made.invented and "demo" not in output.path.name:
            say(
                "note: these rows are invented: give the file a name that says so, such as "
                f"demo-{output.path.name}"
            )
    if not options.quiet:
        say(_summary(options.table, made))
    return OK


def _read_table(options: argparse.Namespace, settings: Settings, store: Store) -> Extract:
    """The rows of the table asked for.

    Raises WrongUse, NoSuchThing, NotStored, or ApiError where the API is asked.
    """
    if options.table in API_TABLES:
        return ask_api(options, settings, store)
    if options.table in PERIOD_TABLES:
        return read_table(options, store)
    return _read_votes(options, store)


def _read_votes(options: argparse.Namespace, store: Store) -> Extract:
    """The rows of a table that is made of votes and ballots."""
    votes = chosen_votes(Tables(store), options.table, options.session, danish_now())
    if votes.missing:
        say(f"note: left out, as they are not in the local copy: {' '.join(votes.missing)}")
    chamber = votes.content
    selection = _selection(options)
    if options.by:
        rows = panel(options.table, chamber, selection, options.by)
    else:
        rows = build_table(options.table, chamber, selection)
    _warn(options, chamber)
    where = several(len(chamber.sessions), "session")
    none = f"from {where}"
    if selection.votes(chamber).is_empty():
        none = f": no vote of {where} is among those asked for"
    elif options.member is not None:
        none = f": member {options.member} voted in none of {where}"
    return Extract(
        rows, votes.urls, votes.fetched_at, votes.invented, _filters(options), where, none
    )


def _warn(options: argparse.Namespace, chamber: Chamber) -> None:
    """Report missing ballots and options that have no effect on the table."""
    for name, (tables, used) in _USED_BY.items():
        if used(options) and options.table not in tables:
            say(f"note: --{name} changes nothing in {options.table}, only in {', '.join(tables)}")
    unread = unread_sessions(chamber)
    if unread and options.table not in ("agreement", "deviations"):
        say(
            f"note: the ballots of {' '.join(unread)} are not in the local copy: what is made of "
            "them is empty"
        )


def _summary(table: str, made: Extract) -> str:
    """The number of rows in words; if there are none, with the reason where it is known."""
    n = made.rows.height
    if not n:
        none = made.none or f": nothing of {made.where} is among what was asked for"
        return f"no rows of {table}{none if none.startswith(':') else ' ' + none}"
    made_up = ", which are invented" if made.invented else ""
    return f"{n:,} row{'s' * (n != 1)} of {table} from {made.where}{made_up}"


def _add_filter(parser: argparse.ArgumentParser, each: Filter[Chamber]) -> None:
    """Add the option of a filter, under `Filter.option`."""
    name, words = f"--{each.option}", _HELP[each.key]
    if each.kind == "day":
        parser.add_argument(name, dest=_dest(each), type=_day, metavar="DATE", help=words)
    elif each.kind == "flag":
        parser.add_argument(name, action="store_true", help=words)
    else:
        choices = tuple(each.options) if not callable(each.options) else None
        parser.add_argument(name, choices=choices, default=each.default, help=words)


def _dest(each: Filter[Chamber]) -> str:
    return {"from": "start", "to": "end"}.get(each.option, each.option.replace("-", "_"))


def _chosen(options: argparse.Namespace) -> Chosen:
    """The options that are filters of `SCOPE`, without those that have their default."""
    given = {each.key: getattr(options, _dest(each)) for each in SCOPE}
    return Chosen.of(
        {
            key: ["1" if value is True else str(value)]
            for key, value in given.items()
            if value and value != SCOPE[key].default
        }
    )


def _selection(options: argparse.Namespace) -> Selection:
    return replace(
        selection_of(_chosen(options)), min_shared=options.min_shared, member=options.member
    )


def _filters(options: argparse.Namespace) -> tuple[tuple[str, str], ...]:
    """Name and value of each option that was given, as on the command line."""
    methods = SCOPE.without("from", "to").as_options(_chosen(options))
    others = {"min-shared": options.min_shared, "member": options.member, "by": options.by}
    return (
        *chosen_filters(options),
        *methods,
        *((f"--{name}", str(value)) for name, value in others.items() if value),
    )


def _write_readme(output: Output, options: argparse.Namespace, made: Extract, lang: Lang) -> None:
    assert output.path is not None
    path = output.path.with_name(readme_name(output.path.name))
    form = output.dialect if output.format == "csv" else output.format
    provenance = Provenance(
        table=options.table,
        filters=made.filters,
        page_url="",
        source_urls=made.urls,
        fetched_at=made.fetched_at,
        rows=made.rows.height,
        demo=made.invented,
        made_at=utc_now(),
        by=options.by,
    )
    try:
        with replacing(path) as file:
            file.write(readme_file(provenance, lang, form))
    except OSError as error:
        raise Failed(f"{path} was not written: {error.strerror or error}") from None


def _day(text: str) -> date:
    day = read_day(text)
    if day is None:
        raise argparse.ArgumentTypeError(f"not a date like 2026-11-23: {text!r}")
    return day


def _count(text: str) -> int:
    if text.isascii() and text.isdigit() and 0 < int(text) <= LARGEST_INT:
        return int(text)
    raise argparse.ArgumentTypeError(f"not a whole number above 0: {text!r}")
