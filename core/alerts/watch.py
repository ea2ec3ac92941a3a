"""One look at everything: facts, rules, and telling."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from core.alerts.facts import find_facts
from core.alerts.rules import Fault, faults
from core.alerts.telling import Told, run_alerts
from core.alerts.ways import ways
from core.language import Lang, choose
from core.oda.http.control import certificate_of
from core.settings import Settings
from core.tables.table import Tables

# A certificate is valid for months: one handshake a day is enough.
_LOOK_AGAIN = timedelta(days=1)


def watch(settings: Settings, tables: Tables, now: datetime) -> Told:
    """Find what is wrong at a time (UTC), tell what is new of it, and give what stands.

    Of the API only its certificate is looked at, once a day.
    """
    return run_alerts(
        settings.data_dir,
        partial(_find, settings, tables, now),
        ways(settings),
        now,
        language_of(settings),
    )


def language_of(settings: Settings) -> Lang:
    """The language of those who are told: the installation's, else Danish."""
    return choose(None, settings.lang)


def _find(
    settings: Settings, tables: Tables, now: datetime, told: Told
) -> tuple[Sequence[Fault], Told]:
    looked = told.looked_at
    if looked is None or not timedelta(0) <= now - looked < _LOOK_AGAIN:
        found = certificate_of(settings)
        told = replace(told, looked_at=now, certificate_ends=found.ends if found else None)
    return faults(find_facts(settings, tables, now, told.certificate_ends)), told
