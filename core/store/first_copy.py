"""What an empty store begins with: what is shared between machines, or a snapshot."""

from __future__ import annotations

import threading
from collections.abc import Callable

from core.settings import Settings
from core.store.lake.opening import Sharing
from core.store.snapshot.archive import can_start
from core.store.snapshot.start import start_from_snapshot
from core.store.store import Store


def first_copy(
    settings: Settings, store: Store, sharing: Sharing | None
) -> Callable[[threading.Event], None] | None:
    """The work of filling an empty store; None where there is nothing to fill it from, or no need.

    A machine that follows the shared store does so by itself.
    """
    if settings.demo == "always" or not can_start(store):
        return None
    if sharing is not None:
        if sharing.follower is not None:
            return None
    elif not settings.snapshot_url:
        return None

    def fill(cancel: threading.Event) -> None:
        if sharing is not None:
            sharing.catch_up()
        start_from_snapshot(settings, store, cancel=cancel)

    return fill
