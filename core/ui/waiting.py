"""Waiting for the parts of a table: the one place that draws what is missing of data."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from core.errors import StoreError
from core.store.library import View
from core.store.plan import Dataset
from core.tables.table import Recipe, Table
from core.ui.context import Context
from core.ui.messages import need

T = TypeVar("T")

_WORDS = {
    "lookups": "sessions",
    "periods": "sessions",
    "memberships": "members",
    "step-states": "names",
}
"""What loading a dataset is called where that is not after the first part of its key."""


def shown(context: Context, recipe: Recipe[T]) -> Table[T]:
    """The table as soon as its parts are there.

    Until then the page ends with the progress of their loading, or with why it failed, and is run
    again when the work has ended. What stands beside the parts is waited for where it can be had.
    """
    wait_for(context, recipe.needs, recipe.beside)
    table = context.source.tables.read(recipe)
    if table is None:
        raise StoreError(f"parts of {recipe.key} went away while they were read")
    return table


def wait_for(
    context: Context, needs: Iterable[Dataset], beside: Iterable[Dataset] = ()
) -> tuple[View, ...]:
    """What is stored of datasets, as soon as it is there; see `shown`."""
    library = context.source.library
    views = [(library.view(dataset), True) for dataset in needs]
    views += [(library.view(dataset), False) for dataset in beside]
    return tuple(
        need(context, view, context.t(f"wait.{_word(view.dataset)}"))
        for view, needed in views
        if needed or view.ready or view.job is not None
    )


def _word(dataset: Dataset) -> str:
    kind = dataset.key.partition("/")[0]
    return _WORDS.get(kind, kind.replace("-", "_"))
