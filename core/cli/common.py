"""Code shared by the commands: messages, settings, the connection to the API, and exit codes."""

from __future__ import annotations

import argparse
import errno
import logging
import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from core.errors import NotStored, QueryError, SettingsError, TingblikError
from core.language import error_words
from core.metrics import FILE_NAME, recall, write_metrics
from core.oda.client import ODataClient
from core.oda.http.page_cache import open_page_cache
from core.settings import Settings, load_settings
from core.store.contents import fields_read
from core.telemetry import Telemetry, configure_log

OK, FAILED, WRONG_USE = 0, 1, 2
Commands = argparse._SubParsersAction  # argparse gives the type no public name


class WrongUse(Exception):
    """The command was called wrongly; the message is shown to the user unchanged."""


class Failed(Exception):
    """The command failed; the message is shown to the user unchanged."""


def add_command(
    commands: Commands[argparse.ArgumentParser],
    name: str,
    run: Callable[[argparse.Namespace], int],
    *,
    description: str,
    example: str,
) -> argparse.ArgumentParser:
    """Add the parser of a command; `run` gets its options and returns the exit code."""
    parser = commands.add_parser(
        name,
        description=description,
        epilog=f"example:\n  {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(run=run)
    return parser


def guarded(run: Callable[[], int]) -> int:
    """Run a command and return its exit code; errors are reported on stderr in a line or two."""
    try:
        code = run()
        sys.stdout.flush()
    except BrokenPipeError:
        _let_stdout_go()  # the reader of the output has ended, such as `head`
        return FAILED
    except KeyboardInterrupt:
        say("Stopped.")
        return FAILED
    except (WrongUse, QueryError, SettingsError) as error:
        say(f"error: {one_line(str(error))}")
        return WRONG_USE
    except (Failed, NotStored) as error:  # the detail says what to do
        say(f"error: {one_line(str(error))}")
        return FAILED
    except TingblikError as error:
        say(f"error: {explained(error)}")
        return FAILED
    except Exception as error:  # the user sees one line; the log has the traceback
        say(f"error: unexpected {type(error).__name__}: {one_line(str(error))}")
        if logging.getLogger("tingblik").isEnabledFor(logging.DEBUG):
            traceback.print_exc()
        else:
            say("TINGBLIK_LOG_LEVEL=DEBUG shows where it happened.")
        return FAILED
    return code


def say(text: str) -> None:
    """Write a message to the user, on stderr."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def show(text: str) -> None:
    """Write data to stdout, as UTF-8 on every system."""
    write_stdout(f"{text}\n".encode())


def write_stdout(content: bytes) -> None:
    """Write data to stdout. Raises Failed where it cannot be written, and BrokenPipeError."""
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        _let_stdout_go()
        raise Failed(f"stdout was not written: {why_not_written(error)}") from None


def why_not_written(error: OSError) -> str:
    """The reason of a failed write, in words."""
    full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    return "the disk is full" if full else error.strerror or str(error)


def _let_stdout_go() -> None:
    """Discard output that is still buffered, or Python would fail again when it closes stdout."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def one_line(text: str) -> str:
    """Text of any origin on one line, without control sequences for a terminal."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def explained(error: TingblikError) -> str:
    """An error in words: what happened, the detail, and what to do."""
    title, advice = error_words(error, "en", one_line)
    detail = one_line(error.detail)
    return f"{title} ({detail}).\n{advice}" if detail else f"{title}.\n{advice}"


def prepare(env: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings and set up the log, with warnings only unless the user has set more.

    Raises SettingsError.
    """
    settings = load_settings(env)
    chosen = env.get("TINGBLIK_LOG_LEVEL", "").strip() or settings.log_file
    try:
        level = settings.log_level if chosen else "WARNING"
        configure_log(level, settings.log_file, settings.log_format)
    except OSError as error:
        raise SettingsError(f"TINGBLIK_LOG_FILE cannot be written: {error}") from None
    return settings


@contextmanager
def connected(settings: Settings, program: str) -> Iterator[ODataClient]:
    """A client of the API; on exit its figures are written for `status`."""
    telemetry = opened_telemetry(settings)
    client = ODataClient(settings, telemetry, open_page_cache(settings, telemetry), fields_read())
    try:
        yield client
    finally:
        client.close()
        breaker = client.pages.breaker
        state = {
            "state": breaker.state,
            "retry_at": breaker.retry_at and breaker.retry_at.isoformat(),
        }
        leave_figures(settings, telemetry, program, state)


def opened_telemetry(settings: Settings) -> Telemetry:
    """Telemetry that begins with what earlier processes of this data folder recorded."""
    return Telemetry(earlier=recall(settings.data_dir / FILE_NAME, settings.api_url))


def leave_figures(
    settings: Settings, telemetry: Telemetry, program: str, breaker: Mapping[str, object] | None
) -> None:
    """Write the figures of a command, which `status` reads."""
    extra = {
        "program": program,
        "api_url": settings.api_url,
        "breaker": breaker,
        "queue": 0,
        "problem": None,
        "sync": None,
    }
    write_metrics(settings.data_dir / FILE_NAME, telemetry.snapshot(), extra, ended=True)


def leave_at_once_next_time() -> None:
    """Let a second Ctrl-C end the process without waiting for the requests under way."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
