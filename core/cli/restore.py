"""`restore`: a local copy of a moment that the shared store keeps."""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from core.cli.common import OK, Commands, Failed, add_command, prepare, say, show
from core.settings import Settings
from core.store.lake.opening import open_tables
from core.store.store import Store, store_root
from core.tables.marks import MARKS
from core.telemetry import Telemetry
from core.times import utc_now


def add_to(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = add_command(
        commands,
        "restore",
        run,
        description="Make a local copy of what the shared store (TINGBLIK_STORE_URL) held at a\n"
        "time of the last 7 days. Nothing is asked of the API, and the shared store stays\n"
        "as it is.",
        example="python -m core restore --at 2026-11-27T12:00 --to /var/lib/tingblik-before",
    )
    parser.add_argument(
        "--at",
        type=_time,
        metavar="TIME",
        help="ISO time, of this machine's zone if it names none (default: the newest moment)",
    )
    parser.add_argument(
        "--to", type=Path, metavar="FOLDER", help="data folder (default: TINGBLIK_DATA_DIR)"
    )
    parser.add_argument("--list", action="store_true", help="the moments that are kept (UTC)")
    parser.add_argument("--json", action="store_true", help="the same for machines")


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    settings = prepare()
    tables = open_tables(settings)
    from core.store.lake import restore

    now = utc_now()
    if options.list:
        found = restore.kept_moments(tables, now)
        kept = [each.at.isoformat(timespec="milliseconds") for each in found]
        show(json.dumps(kept) if options.json else "\n".join(kept))
        return OK
    store = _empty_store(settings, options.to)
    moment = restore.restore(tables, store, MARKS, now, options.at)
    rows = sum(part.meta.rows for part in moment.parts.values() if part.meta.entity)
    made_at = moment.made_at.isoformat(timespec="seconds")
    if options.json:
        show(json.dumps({"made_at": made_at, "rows": rows, "folder": str(store.root)}))
    else:
        say(f"{rows:,} rows of {made_at} are in {store.root}")
    return OK


def _empty_store(settings: Settings, folder: Path | None) -> Store:
    """The store to fill. Raises Failed where something is in it, which is not to be lost."""
    if folder is not None:
        settings = replace(settings, data_dir=folder.expanduser().absolute())
    store = Store(store_root(settings.data_dir, settings.api_url), Telemetry())
    if not store.is_empty():
        raise Failed(f"{store.root} is not empty: name another folder with --to")
    return store


def _time(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except ValueError:
        raise argparse.ArgumentTypeError(f"not a time: {text}") from None
