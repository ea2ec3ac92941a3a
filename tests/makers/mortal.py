"""What dies in the midst of its work, as a killed process does."""

from __future__ import annotations

from pathlib import Path

from core.store.parquet import Stored
from core.store.store import Store
from core.telemetry import Telemetry


class Killed(BaseException):
    """The process is gone."""


class Life:
    """So many steps are left."""

    def __init__(self, left: int) -> None:
        self.left = left

    def tick(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise Killed


class MortalStore(Store):
    """Dies before or after a write."""

    def __init__(self, root: Path, life: Life) -> None:
        super().__init__(root, Telemetry())
        self._life = life

    def write(self, *args: object, **kwargs: object) -> Stored:
        self._life.tick()
        stored = super().write(*args, **kwargs)  # type: ignore[arg-type]
        self._life.tick()
        return stored

    def remove(self, entity: str, partition: str) -> None:
        self._life.tick()
        super().remove(entity, partition)
