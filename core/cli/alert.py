"""`alert`: find what is wrong, and tell what is new of it."""

from __future__ import annotations

import argparse

from core.alerts.watch import language_of, watch
from core.alerts.ways import NotTold, ways
from core.alerts.words import Event, message
from core.cli.common import FAILED, OK, Commands, Failed, WrongUse, add_command, prepare, say, show
from core.language import text
from core.settings import Settings
from core.store.store import Store, store_root
from core.tables.table import Tables
from core.telemetry import Telemetry
from core.times import utc_now


def add_to(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = add_command(
        commands,
        "alert",
        run,
        description="Say what is wrong with the source, the copy or this machine, and tell each\n"
        "fault once when it begins and once when it ends, where TINGBLIK_ALERT_ settings say.\n"
        "Only the certificate of the API is looked at, once a day. Exits 1 while anything is\n"
        "wrong.",
        example="python -m core alert --test",
    )
    parser.add_argument(
        "--test", action="store_true", help="send one message that says it is a test"
    )


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    settings = prepare()
    if options.test:
        return _test(settings)
    store = Store(store_root(settings.data_dir, settings.api_url), Telemetry(), read_only=True)
    told = watch(settings, Tables(store), utc_now())
    standing = list(told.standing.values())
    show(message(standing, language_of(settings)) or text("told.nothing", language_of(settings)))
    return FAILED if standing else OK


def _test(settings: Settings) -> int:
    """Send on every way. Raises WrongUse without one, Failed where one does not take it."""
    lang, found = language_of(settings), ways(settings)
    if not found:
        raise WrongUse("set TINGBLIK_ALERT_WEBHOOK, TINGBLIK_ALERT_SMTP or TINGBLIK_ALERT_COMMAND")
    event = Event("test", "test", "test", utc_now().isoformat(), text("told.test_title", lang))
    failed = []
    for way in found:
        try:
            way.send([event], lang)
        except NotTold as error:
            failed.append(error.detail)
        else:
            say(f"{way.name}: sent")
    if failed:
        raise Failed("; ".join(failed))
    return OK
