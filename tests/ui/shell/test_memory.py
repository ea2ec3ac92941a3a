"""When garbage is collected."""

from __future__ import annotations

import gc
import tomllib
import weakref
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from streamlit import config

from core.ui.shell.memory import EVERY_SECONDS, Tidying

ROOT = Path(__file__).resolve().parents[3]


class Knot:
    """Refers to itself, so that only the collector frees it."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def _no_other_collector() -> Iterator[None]:
    gc.disable()
    yield
    gc.enable()
    gc.unfreeze()


def test_tidying__frees_garbage_when_it_is_time() -> None:
    now = [1000.0]
    tidy = Tidying(lambda: now[0])
    assert not tidy()  # the first page is not made to pay for it
    knot = weakref.ref(Knot())
    now[0] += EVERY_SECONDS - 1
    assert not tidy()
    assert knot() is not None
    now[0] += 1
    assert tidy()
    assert knot() is None


def test_tidying__keeps_only_what_was_there_at_first_out_of_collections() -> None:
    now = [0.0]
    tidy = Tidying(lambda: now[0])
    tidy()
    assert gc.get_freeze_count() == 0
    now[0] += EVERY_SECONDS
    assert tidy()
    kept = gc.get_freeze_count()
    assert kept > 0
    now[0] += EVERY_SECONDS
    assert tidy()
    assert gc.get_freeze_count() <= kept


def test_config__streamlit_knows_every_option() -> None:
    chosen = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert options(chosen, "") <= set(config._config_options_template)
    assert chosen["runner"]["postScriptGC"] is False


def options(tables: Mapping[str, Any], prefix: str) -> set[str]:
    """The dotted names of what is set."""
    found = set()
    for name, value in tables.items():
        deeper = isinstance(value, dict)
        found |= options(value, f"{prefix}{name}.") if deeper else {f"{prefix}{name}"}
    return found
