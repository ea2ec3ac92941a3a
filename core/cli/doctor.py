"""`doctor`: is everything as it should be, and if not, what to do."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from functools import partial
from pathlib import Path

from core.cli.common import FAILED, OK, Commands, WrongUse, add_command, one_line, prepare, show
from core.cli.findings import Finding, bounded
from core.cli.local_checks import (
    check_cache,
    check_disk,
    check_settings,
    check_store,
    check_versions,
)
from core.cli.network_checks import check_api, check_dns, check_metadata, check_tls
from core.errors import SettingsError
from core.settings import Settings

_NETWORK_SECONDS = 15.0
_DISK_SECONDS = 120.0

Found = Callable[[Settings], list[Finding]]
_LOCAL: Mapping[tuple[str, ...], Found] = {
    ("disk",): check_disk,
    ("cache",): check_cache,
    ("store",): check_store,
}
_NETWORK: Mapping[tuple[str, ...], Found] = {
    ("dns",): check_dns,
    ("tls",): check_tls,
    ("query", "clock"): check_api,
    ("metadata",): check_metadata,
}


def add_to(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = add_command(
        commands,
        "doctor",
        run,
        help="check settings, connection, API, local copy and versions",
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
    findings = list(examine(os.environ, document, offline=options.offline))
    if options.json:
        show(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=2))
    else:
        show(report(findings))
    return FAILED if any(finding.state == "fail" for finding in findings) else OK


def examine(
    env: Mapping[str, str], document: bytes | None = None, *, offline: bool = False
) -> Iterator[Finding]:
    """All findings; `document` is a saved `$metadata`."""
    yield from bounded(["settings"], partial(check_settings, env), _DISK_SECONDS)
    yield from bounded(["python", "packages"], check_versions, _DISK_SECONDS)
    try:
        settings = prepare(env)
    except SettingsError:
        for names in (*_LOCAL, *_NETWORK):
            yield from _skipped(names, "the settings must be right first")
        return
    for names, check in _LOCAL.items():
        yield from bounded(names, partial(check, settings), _DISK_SECONDS)
    reachable = True
    for names, check in _NETWORK.items():
        saved = names == ("metadata",) and document is not None
        if saved:
            yield from bounded(names, partial(check_metadata, settings, document), _DISK_SECONDS)
        elif offline:
            yield from _skipped(names, "left out by --offline")
        elif not reachable:
            yield from _skipped(names, "the API's name leads nowhere")
        else:
            found = bounded(names, partial(check, settings), _NETWORK_SECONDS)
            reachable = not (names == ("dns",) and found[0].state == "fail")
            yield from found


def report(findings: list[Finding]) -> str:
    """The findings for people: a line each, what to do below, and a sum at the end."""
    width = max(len(finding.name) for finding in findings)
    lines = []
    for finding in findings:
        lines.append(f"{finding.state:<8}{finding.name:<{width + 2}}{one_line(finding.found)}")
        if finding.advice:
            lines.append(f"{'':<{width + 10}}-> {one_line(finding.advice)}")
    states = [finding.state for finding in findings]
    wrong, doubtful = states.count("fail"), states.count("warn")
    lines.append("")
    if wrong or doubtful:
        lines.append(f"{wrong} failed, {doubtful} to look at, of {len(findings)} checks.")
    else:
        lines.append(f"All is well: {len(findings)} checks, {states.count('skipped')} left out.")
    return "\n".join(lines)


def _skipped(names: tuple[str, ...], why: str) -> list[Finding]:
    return [Finding(name, "skipped", why) for name in names]


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise WrongUse(f"{path} cannot be read: {error.strerror or error}") from None
