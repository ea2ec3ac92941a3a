"""The part of a process in the shared store, with what the store has to know of tables."""

from __future__ import annotations

from collections.abc import Iterable

from core.settings import Settings
from core.store.lake.figure import Figure
from core.store.lake.opening import Sharing, open_sharing
from core.tables.marks import MARKS
from core.tables.table import Tables
from core.telemetry import Telemetry


def share(settings: Settings, tables: Tables, telemetry: Telemetry) -> Sharing | None:
    """What a process does with the shared store; None where none is named. Raises SettingsError."""

    def figures() -> Iterable[Figure]:
        # Only who publishes needs it, and a first page is not to wait for it.
        from core.tables.published import published_figures

        return published_figures(tables)

    return open_sharing(settings, tables.store, MARKS, figures, telemetry)
