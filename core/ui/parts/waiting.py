"""Waiting for the parts of a table: the one place that draws what is missing of data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from core.errors import StoreError, TingblikError
from core.jobs import Job
from core.store.datasets.votes import Dataset
from core.store.library import View
from core.tables.table import Recipe, Table
from core.ui.shell.context import Context
from core.ui.shell.messages import need

T = TypeVar("T")

_WORDS = {
    "lookups": "sessions",
    "periods": "sessions",
    "memberships": "members",
    "step-states": "names",
}
"""What loading a dataset is called where that is not after the first part of its key."""


@dataclass(frozen=True, slots=True)
class Arriving(Generic[T]):
    """A table that the page does not wait for: it is there, or a job loads it, or that failed."""

    table: Table[T] | None
    job: Job | None
    error: TingblikError | None


def shown(context: Context, recipe: Recipe[T], *, also: Iterable[Dataset] = ()) -> Table[T]:
    """The table as soon as its parts are there.

    Until then the page ends with the progress of their loading, or with why it failed, and is run
    again when the work has ended. What stands beside the parts is waited for where it can be had;
    what is waited for `also` the table could do without.
    """
    wait_for(context, (*recipe.needs, *also), recipe.beside)
    table = context.source.tables.read(recipe)
    if table is None:
        raise StoreError(f"parts of {recipe.key} went away while they were read")
    return table


def arriving(context: Context, recipe: Recipe[T]) -> Arriving[T]:
    """The table where its parts are there; else they begin to load, and the page goes on."""
    library = context.source.library
    views = [context.see(library.view(dataset)) for dataset in recipe.needs]
    lacking = [view for view in views if not view.ready]
    if not lacking:
        return Arriving(context.source.tables.read(recipe), None, None)
    jobs = [view.job for view in lacking if view.job is not None]
    errors = [view.error for view in lacking if view.error is not None]
    return Arriving(None, next(iter(jobs), None), next(iter(errors), None))


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
