"""What a process does with the shared store; without the setting `deltalake` is not imported."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from core.errors import SettingsError, StoreError
from core.settings import Settings, variable
from core.store.lake.address import lake_address
from core.store.lake.basis import MarkBasis
from core.store.lake.figure import Figures
from core.store.store import Store, store_root
from core.telemetry import Telemetry, log_event

if TYPE_CHECKING:
    from core.store.lake.delta import DeltaTables
    from core.store.lake.follow import Follower
    from core.store.lake.publish import Publisher


class Sharing:
    """The shared store of a process: it follows it (`web`), or publishes its copy in it."""

    def __init__(
        self, follower: Follower | None, publisher: Publisher | None, telemetry: Telemetry
    ) -> None:
        self.follower = follower
        self._publisher = publisher
        self._telemetry = telemetry
        self._error: StoreError | None = None

    @property
    def waits(self) -> bool:
        """Whether there is nothing whole to show yet."""
        return self.follower is not None and not self.follower.whole

    @property
    def problem(self) -> str | None:
        """The key of what is wrong with the shared store (`error.<key>`); None for nothing."""
        error = self._error if self.follower is None else self.follower.state.error
        if error is None:
            return None
        what = error.params.get("what")
        return f"{error.key}.{what}" if what else error.key

    def catch_up(self) -> None:
        """Begin with what was published, before anything is asked of Parliament. Never raises."""
        self._try(lambda publisher: publisher.catch_up())

    def publish(self, cancel: threading.Event) -> None:
        """Publish what changed. What fails is told by `problem` and tried again next time.

        Raises Cancelled.
        """
        self._try(lambda publisher: publisher.publish(cancel))

    def _try(self, work: Callable[[Publisher], object]) -> None:
        if self._publisher is None:
            return
        try:
            work(self._publisher)
        except StoreError as error:
            self._telemetry.count("lake.failed")
            log_event("lake.not_published", level=logging.ERROR, error=error.key, detail=str(error))
            self._error = error
        else:
            self._error = None


def open_sharing(
    settings: Settings, store: Store, basis: MarkBasis, figures: Figures, telemetry: Telemetry
) -> Sharing | None:
    """The part of a process in the shared store; None where none is named. Raises SettingsError."""
    if not settings.store_url or settings.demo == "always":
        return None
    tables = open_tables(settings)
    if settings.role == "web":
        from core.store.lake.follow import Follower

        return Sharing(Follower(tables, store, basis, telemetry), None, telemetry)
    from core.store.lake.publish import Publisher

    return Sharing(None, Publisher(tables, store, basis, figures), telemetry)


def open_tables(settings: Settings) -> DeltaTables:
    """The tables of this API in the shared store of the settings; nothing is asked yet.

    Raises SettingsError where there is no such setting, or no library to use it with.
    """
    name = variable("store_url")
    if not settings.store_url:
        raise SettingsError(f"{name} is not set: no store is shared")
    try:
        from core.store.lake.delta import DeltaTables
    except ImportError:
        raise SettingsError(
            f"{name} needs what requirements-shared.txt names: "
            "pip install -r requirements-shared.txt"
        ) from None
    source = store_root(settings.data_dir, settings.api_url).name
    return DeltaTables(lake_address(settings.store_url, source))
