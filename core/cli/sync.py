"""`sync`: update the local copy, and load what it lacks."""

from __future__ import annotations

import argparse
import difflib
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

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
    prepare,
    say,
)
from core.cli.doctor.local import size
from core.cli.output import check_place
from core.cli.progress import Display, display
from core.errors import FormChanged
from core.language import age, duration, moment
from core.oda.client import ODataClient, Progress
from core.settings import Settings
from core.store.estimate import estimate
from core.store.library import load_dataset
from core.store.snapshot.archive import write_snapshot
from core.store.snapshot.start import start_from_snapshot
from core.store.store import Store, store_root
from core.store.sync.state import Step, SyncReport, read_progress, read_report
from core.store.sync.syncer import PARTS, Syncer, SyncScope
from core.tables.cases import case_names, everything_in, periods
from core.tables.marks import mark_sessions
from core.tables.table import Tables
from core.telemetry import Telemetry
from core.times import danish_now, utc_now

_POLL_SECONDS = 1.0


def add_to(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = add_command(
        commands,
        "sync",
        run,
        description="Load votes and memberships of every session and the newest one's ballots,\n"
        "and read what changed of all that is stored. A sync that was stopped goes on where it\n"
        "was; one that is under way in another process is waited for.",
        example="python -m core sync --session 20251",
    )
    parser.add_argument(
        "entities",
        nargs="*",
        metavar="ENTITY",
        help=f"only these sets: {', '.join(PARTS)}",
    )
    parser.add_argument(
        "--session",
        nargs="+",
        action="extend",
        default=[],
        metavar="CODE",
        help="only these sessions, such as 20251, with their ballots",
    )
    parser.add_argument("--all", action="store_true", help="the ballots of every session")
    parser.add_argument(
        "--cases",
        action="store_true",
        help="also the cases, questions, committees and meetings of those sessions (the newest\n"
        "where none is named); with --all of every session and year",
    )
    parser.add_argument(
        "--snapshot-out",
        type=Path,
        metavar="FILE",
        help="then write all that is stored there, for TINGBLIK_SNAPSHOT_URL of an app",
    )
    parser.add_argument("--quiet", action="store_true", help="no progress, only warnings")


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    scope = _scope(options)
    if options.snapshot_out is not None:
        check_place(options.snapshot_out, "--snapshot-out")
    settings = prepare()
    with connected(settings, "sync") as client:
        store = Store(store_root(settings.data_dir, settings.api_url), Telemetry())
        store.try_folder()
        _check_stored(store)
        _start(settings, store, options.quiet)
        if options.snapshot_out is not None and store.snapshot_problem is not None:
            raise Failed(
                f"{options.snapshot_out} was not written: the snapshot to start from was not used, "
                "and one made anew would hold less. Take it away to begin anew"
            )
        shown = display("sync", quiet=options.quiet)
        try:
            with shown:
                watch = _Watch(shown, settings, store, options.quiet)
                report = _sync(client, store, scope, watch)
                read = sync_cases(client, store, scope, watch) if options.cases else 0
            marked = mark_sessions(store)
        except KeyboardInterrupt:
            leave_at_once_next_time()
            say("Stopped. What was read is kept: the same command goes on from there.")
            return FAILED
        except FormChanged as error:
            say(f"error: {explained(error)}")
            _say_stored(store)
            return FAILED
    _check_stored(store)
    if not options.quiet:
        _tell(report)
        if marked:
            say(f"party lines and deviations worked out for {_sessions(marked)}")
        if options.cases:
            say(f"cases, questions, committees and meetings of {read} periods are up to date")
    if options.snapshot_out is not None:
        _write_snapshot(store, options.snapshot_out, options.quiet)
    return OK


def _check_stored(store: Store) -> None:
    if store.problem is not None:
        raise Failed(f"nothing could be kept: {explained(store.problem)}")


def _start(settings: Settings, store: Store, quiet: bool) -> None:
    """Fill an empty copy from the snapshot of the settings, if there is one."""
    info = start_from_snapshot(settings, store)
    if info is not None and not quiet:
        say(f"started from a snapshot of {info.made_at:%Y-%m-%d %H:%M} UTC: {info.rows:,} rows")
    if store.snapshot_problem is not None:
        say(f"warning: {explained(store.snapshot_problem)}")


def _write_snapshot(store: Store, path: Path, quiet: bool) -> None:
    try:
        info = write_snapshot(store, path, utc_now)
    except OSError as error:
        raise Failed(f"{path} was not written: {error.strerror or error}") from None
    if not quiet:
        say(f"{path}: {size(info.size)}, {info.rows:,} rows in {len(info.members)} files")


class _Watch:
    """Shows the steps of a sync, and announces how long a long one takes."""

    def __init__(self, shown: Display, settings: Settings, store: Store, quiet: bool) -> None:
        self._shown = shown
        self._settings = settings
        self._store = store
        self._quiet = quiet
        self._step = ""

    def __call__(self, step: Step) -> None:
        if step.dataset != self._step and not self._quiet and not sys.stderr.isatty():
            kind = step.dataset.partition("/")[0]
            if kind != self._step.partition("/")[0]:
                say(f"reading {kind}")
        self._step = step.dataset
        self._shown(Progress(step.requests, step.rows, step.total))

    def before_ballots(self, codes: Sequence[str]) -> None:
        """Announce the number of ballots, and how long they take."""
        ahead = estimate(self._store, codes, self._settings.max_rps)
        if self._quiet or not ahead.votes:
            return
        say(
            f"ballots of {ahead.votes:,} votes in {_sessions(ahead.sessions)}: about "
            f"{ahead.pages:,} requests, at least {duration(ahead.seconds, 'en')} at "
            f"{self._settings.max_rps:g} a second"
        )


def _sync(client: ODataClient, store: Store, scope: SyncScope, watch: _Watch) -> SyncReport:
    """Sync, waiting for any other process that syncs the same copy."""
    syncer = Syncer(client, store)
    waited = False
    while True:
        report = syncer.sync(scope, watch=watch, before_ballots=watch.before_ballots)
        if report.outcome != "elsewhere":
            return report
        if not waited:
            waited = True
            say("Another process is syncing; this one waits for it and shows how far it is.")
        step = read_progress(store)
        if step is not None:
            watch(step)
        time.sleep(_POLL_SECONDS)


def sync_cases(
    client: ODataClient, store: Store, scope: SyncScope, watch: Callable[[Step], None]
) -> int:
    """Update the cases of the scope's sessions; returns the number of periods."""
    for dataset in (*case_names().needs, *periods().needs):
        load_dataset(client, store, dataset)
    table, now = Tables(store).read(periods()), danish_now()
    assert table is not None
    known = [period for period in table.content if period.begun(now)]
    wanted = known if scope.all_ballots else known[:1]
    if scope.sessions:
        wanted = [period for period in known if period.code in scope.sessions]
    for period in wanted:
        for dataset in everything_in(period, now):
            load_dataset(client, store, dataset, report=partial(_report, dataset.key, watch))
    return len(wanted)


def _report(key: str, watch: Callable[[Step], None], progress: Progress) -> None:
    watch(Step(key, progress.rows, progress.total, progress.pages))


def _scope(options: argparse.Namespace) -> SyncScope:
    if options.all and options.session:
        raise WrongUse("--all and --session do not go together")
    for name in options.entities:
        if name not in PARTS:
            near = difflib.get_close_matches(name, PARTS, n=1)
            hint = f"; did you mean {near[0]}?" if near else f": {', '.join(PARTS)} are"
            raise WrongUse(f"{name} is not synced{hint}")
    return SyncScope(tuple(options.entities), tuple(options.session), options.all)


def _say_stored(store: Store) -> None:
    """Report the age of the local copy, which is left as it is."""
    report = read_report(store)
    if report is not None and report.confirmed is not None:
        at = report.confirmed
        say(f"The local copy of {moment(at, 'en')} ({age(at, 'en')}) is unchanged.")


def _sessions(n: int) -> str:
    return f"{n:,} session{'' if n == 1 else 's'}"


def _tell(report: SyncReport) -> None:
    seconds = (report.ended - report.started).total_seconds()
    changes = ", ".join(f"{n:,} {name}" for name, n in sorted(report.changed.items()))
    say(
        f"{changes or 'nothing changed'}; {report.requests:,} requests in "
        f"{duration(max(seconds, 0.0), 'en')}"
    )
    if report.differences:
        say(f"{report.differences:,} rows had changed or vanished without a newer date")
