"""Waiting for the parts of a table: the one place that draws what is missing of data."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

import streamlit as st

from core.errors import StoreError, TingblikError
from core.jobs import Job
from core.store.datasets.dataset import Dataset
from core.tables.table import Read, Recipe, Table
from core.ui.shell.context import Context
from core.ui.shell.messages import PageEnds, need, watch

T = TypeVar("T")

_WORDS = {
    "lookups": "sessions",
    "periods": "sessions",
    "memberships": "members",
    "step-states": "names",
    "changes/owned": "owned",
}
"""What loading a dataset is called where that is not after the first part of its key."""


@dataclass(frozen=True, slots=True)
class Arriving(Generic[T]):
    """A table that the page does not wait for: it is there, or a job loads it, or that failed."""

    table: Table[T] | None
    job: Job | None
    error: TingblikError | None


def shown(
    context: Context,
    recipe: Recipe[T],
    *,
    also: Iterable[Dataset] = (),
    above: Callable[[], object] | None = None,
) -> Table[T]:
    """The table as soon as its parts are there.

    Until then the page ends with the progress of their loading, or with why it failed, and is run
    again when the work has ended. What is optional is waited for where it can be had;
    what is waited for `also` the table could do without. `above` draws what stands above the
    progress.
    """
    tables = context.source.tables
    for last in (False, True):
        wait_for(context, (*recipe.needs, *also), recipe.optional, above)
        table = tables.read(recipe)
        # A file that turns out to be damaged was set aside, and is waited for like a missing one.
        if table is not None and (last or tables.version(recipe) == table.version):
            return table
    raise StoreError(f"parts of {recipe.key} went away while they were read")


def reader(context: Context, above: Callable[[], object] | None = None) -> Read:
    """What gives any table as `shown` does."""

    def read(recipe: Recipe[T], /) -> Table[T]:
        return shown(context, recipe, above=above)

    return read


def arriving(context: Context, recipe: Recipe[T]) -> Arriving[T]:
    """The table where its parts are there; else they begin to load, and the page goes on."""
    library, tables = context.source.library, context.source.tables
    for _ in range(2):  # once more where a file turns out to be damaged
        views = [context.see(library.view(dataset)) for dataset in recipe.needs]
        lacking = [view for view in views if not view.ready]
        if lacking:
            jobs = [view.job for view in lacking if view.job is not None]
            errors = [view.error for view in lacking if view.error is not None]
            return Arriving(None, next(iter(jobs), None), next(iter(errors), None))
        if (table := tables.read(recipe)) is not None:
            return Arriving(table, None, None)
    return Arriving(None, None, None)


def soon(context: Context, recipe: Recipe[T], patience: float) -> Table[T] | None:
    """The table where its parts are there or come within `patience` seconds; draws nothing."""
    library = context.source.library
    ends = time.monotonic() + patience
    for view in [library.view(dataset) for dataset in recipe.needs]:
        if not view.ready and view.job is not None:
            view.job.wait(ends - time.monotonic())
    return context.source.tables.read(recipe)


def offer_again(context: Context, recipe: Recipe[T]) -> None:
    """A button that has the parts of a table loaded, after a failure or where it was stopped."""
    if st.button(context.t("wait.again"), icon=":material/refresh:", key="ask_again"):
        for dataset in recipe.needs:
            context.source.library.load(dataset)
        st.rerun()


def is_old_copy(context: Context, recipe: Recipe[T]) -> bool:
    """Whether rows of a table could not be fetched anew, so that it shows an earlier copy."""
    views = [context.source.library.view(each, start=False) for each in recipe.needs]
    return any(view.error is not None for view in views if not view.dataset.static)


def await_job(context: Context, key: str, work: Callable[[Job], object], words: str) -> None:
    """Have something worked out beside the page, which ends meanwhile with the progress.

    Goes on where that took no time. `words` are the key of what it is called.
    """
    job = context.service.jobs.start(key, work)
    if job.active:
        watch(context, job, context.t(words))
        raise PageEnds


def wait_for(
    context: Context,
    needs: Iterable[Dataset],
    optional: Iterable[Dataset] = (),
    above: Callable[[], object] | None = None,
) -> None:
    """Go on as soon as what is needed of datasets is stored; see `shown`."""
    library = context.source.library
    views = [(library.view(dataset), True) for dataset in needs]
    views += [(library.view(dataset), False) for dataset in optional]
    for view, needed in views:
        if not (needed or view.ready or view.job is not None):
            continue
        if above is not None and not view.ready:
            above()
        need(context, view, context.t(f"wait.{_word(view.dataset)}"))


def _word(dataset: Dataset) -> str:
    kind = dataset.key.partition("/")[0]
    return _WORDS.get(dataset.key.partition("-")[0]) or _WORDS.get(kind) or kind.replace("-", "_")
