"""What tests of snapshots use."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.store.store import Store
from tests.store.snapshots import open_store


@pytest.fixture
def empty(tmp_path: Path) -> Store:
    """The store of a source of snapshots, without files."""
    return open_store(tmp_path / "empty")
