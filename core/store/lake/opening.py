"""Opens the shared store that a setting names; without the setting `deltalake` is not imported."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.errors import SettingsError
from core.settings import Settings, variable
from core.store.lake.address import lake_address
from core.store.store import store_root

if TYPE_CHECKING:
    from core.store.lake.delta import DeltaTables


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
