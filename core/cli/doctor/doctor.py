"""The command `doctor`: runs all checks and reports their findings and the verdict."""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path

from core.cli.common import (
    FAILED,
    OK,
    Commands,
    WrongUse,
    add_command,
    leave_figures,
    one_line,
    opened_telemetry,
    prepare,
    show,
)
from core.cli.doctor.findings import Finding, bounded
from core.cli.doctor.local import (
    check_cache,
    check_disk,
    check_settings,
    check_store,
    check_versions,
    noted_problem,
)
from core.cli.doctor.network import CONTROLLED, check_metadata, findings_of
from core.errors import SettingsError, StoreError
from core.happenings import Happenings
from core.metrics import FILE_NAME, Metrics, add_happenings, read_metrics
from core.oda.http.control import Control, control
from core.settings import Settings
from core.store.store import Store, store_root
from core.telemetry import Telemetry
from core.times import utc_now
from core.verdict import Circumstances, Verdict, judge, verdict_words

_CONTROL_SECONDS = 45.0
_METADATA_SECONDS = 15.0
_DISK_SECONDS = 120.0

LocalCheck = Callable[[Settings], list[Finding]]
_LOCAL: Mapping[tuple[str, ...], LocalCheck] = {
    ("disk",): check_disk,
    ("cache",): check_cache,
    ("store",): check_store,
}
_METADATA = ("metadata",)


def add_to(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = add_command(
        commands,
        "doctor",
        run,
        description="Check everything that Tingblik needs, and say of each what is wrong and what\n"
        "to do. Exits 1 if a check fails.",
        example="python -m core doctor --json | jq '.[] | select(.state != \"ok\")'",
    )
    parser.add_argument("--json", action="store_true", help="a list of findings for machines")
    parser.add_argument(
        "--metadata", type=Path, metavar="FILE", help="compare this saved $metadata, not the API's"
    )
    parser.add_argument("--offline", action="store_true", help="leave out what asks the network")


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    document = None if options.metadata is None else _read(options.metadata)
    examination = Examination(os.environ, document, offline=options.offline)
    findings = list(examination.findings())
    verdict = examination.verdict(findings)
    if options.json:
        show(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=2))
    else:
        title, advice = verdict_words(verdict, "en", one_line)
        show(f"{report(findings)}\n{advice}\n{title}.")
    failed = any(finding.state == "fail" for finding in findings)
    return FAILED if failed or verdict.wrong else OK


class Examination:
    """All checks of an environment; `document` is a saved `$metadata`."""

    def __init__(
        self, env: Mapping[str, str], document: bytes | None = None, *, offline: bool = False
    ) -> None:
        self._env = env
        self._document = document
        self._offline = offline
        self._settings: Settings | None = None
        self._control: Control | None = None

    def findings(self) -> Iterator[Finding]:
        """The findings of all checks, one after the other."""
        yield from bounded(["settings"], partial(check_settings, self._env), _DISK_SECONDS)
        yield from bounded(["python", "packages"], check_versions, _DISK_SECONDS)
        try:
            settings = self._settings = prepare(self._env)
        except SettingsError:
            for names in (*_LOCAL, CONTROLLED, _METADATA):
                yield from _skipped(names, "the settings must be right first")
            return
        for names, check in _LOCAL.items():
            yield from bounded(names, partial(check, settings), _DISK_SECONDS)
        if self._offline:
            yield from _skipped(CONTROLLED, "left out by --offline")
        else:
            yield from bounded(CONTROLLED, partial(self._controlled, settings), _CONTROL_SECONDS)
        if self._document is not None:
            check = partial(check_metadata, settings, self._document)
            yield from bounded(_METADATA, check, _DISK_SECONDS)
        elif self._offline:
            yield from _skipped(_METADATA, "left out by --offline")
        elif self._control is not None and self._control.step != "query":
            yield from _skipped(_METADATA, "there must be a connection first")
        else:
            yield from bounded(_METADATA, partial(check_metadata, settings), _METADATA_SECONDS)

    def verdict(self, findings: Sequence[Finding]) -> Verdict:
        """The verdict on the findings and on earlier happenings; recorded for `status`."""
        failed = {f.name: f for f in findings if f.state == "fail"}
        metadata = failed.get("metadata")
        drifted = metadata is not None and bool(metadata.details)
        not_given = metadata is not None and not drifted and self._document is None
        theirs = _SOURCE | {"metadata"} if drifted or not_given else _SOURCE
        checks = ", ".join(name for name in failed if name not in theirs)
        settings = self._settings
        if settings is None:
            return judge(Happenings(), Circumstances("", checks=checks), time.time())
        happened = Happenings() if self._offline else self._noted(settings, not_given)
        store = Store(store_root(settings.data_dir, settings.api_url), Telemetry())
        doubtful = [f.name for f in findings if f.state == "warn" and f.name != "query"]
        now = utc_now()
        around = Circumstances(
            settings.api_url,
            known=not store.is_empty(),
            problem=noted_problem(settings, _figures(settings), now),
            checks=checks,
            alerts=doubtful,
            changed=drifted,
        )
        return judge(happened, around, now.timestamp())

    def _noted(self, settings: Settings, not_given: bool) -> Happenings:
        """All happenings, including the control; recorded for `status`.

        `not_given` means that the API answered but did not give its $metadata: a failure too.
        """
        telemetry = opened_telemetry(settings)
        if self._control is None:
            telemetry.control("timeout", None)
        else:
            cause = self._control.cause or ("failing" if not_given else None)
            telemetry.control(cause, self._control.seconds)
        happened = telemetry.snapshot().happenings
        if not add_happenings(settings.data_dir / FILE_NAME, settings.api_url, happened):
            leave_figures(settings, telemetry, "doctor", None)
        return happened

    def _controlled(self, settings: Settings) -> list[Finding]:
        self._control = control(settings)
        return findings_of(self._control, settings)


def _figures(settings: Settings) -> Metrics | None:
    try:
        return read_metrics(settings.data_dir / FILE_NAME)
    except StoreError:
        return None


_SOURCE = frozenset({"dns", "tls", "query"})


def report(findings: list[Finding]) -> str:
    """The findings as text: a line each, what to do below it, and a summary at the end."""
    width = max(len(finding.name) for finding in findings)
    lines = []
    for finding in findings:
        lines.append(f"{finding.state:<8}{finding.name:<{width + 2}}{one_line(finding.found)}")
        if finding.advice:
            lines.append(f"{'':<{width + 10}}-> {one_line(finding.advice)}")
    states = [finding.state for finding in findings]
    wrong, doubtful = states.count("fail"), states.count("warn")
    left_out = states.count("skipped")
    lines.append("")
    lines.append(
        f"{len(findings)} checks: {wrong} failed, {doubtful} to look at, {left_out} left out."
    )
    return "\n".join(lines)


def _skipped(names: tuple[str, ...], why: str) -> list[Finding]:
    return [Finding(name, "skipped", why) for name in names]


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise WrongUse(f"{path} cannot be read: {error.strerror or error}") from None
