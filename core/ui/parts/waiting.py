"""Waiting for the data of a table; only this module draws the progress of loading."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

import streamlit as st

from core.errors import StoreError, TingblikError
from core.jobs import Job
from core.store.datasets.dataset import Dataset
from core.tables.table import Read, Recipe, Table
from core.ui.shell.context import Context
from core.ui.shell.messages import PageEnds, error_box, need, watch

T = TypeVar("T")

_WORDS = {
    "lookups": "sessions",
    "periods": "sessions",
    "memberships": "members",
    "step-states": "names",
    "changes/owned": "owned",
}
"""Texts (`wait.…`) on loading a dataset, where they differ from the first part of its key."""


@dataclass(frozen=True, slots=True)
class Arriving(Generic[T]):
    """A table that the page does not wait for: it is ready, being loaded by a job, or failed."""

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
    """The table, once its data is stored.

    Until then it draws the progress of loading, or why that failed, and ends the page, which is run
    again when the job has ended. Optional datasets are waited for unless they cannot be loaded;
    those in `also` are waited for although the table does not need them. `above` draws what comes
    before the progress.
    """
    tables = context.source.tables
    for last in (False, True):
        wait_for(context, (*recipe.needs, *also), recipe.optional, above)
        table = tables.read(recipe)
        # A file that turned out to be damaged was set aside, and is now a missing one to wait for.
        if table is not None and (last or tables.version(recipe) == table.version):
            return table
    raise StoreError(f"parts of {recipe.key} went away while they were read")


def reader(context: Context, above: Callable[[], object] | None = None) -> Read:
    """What gives any table as `shown` does."""

    def read(recipe: Recipe[T], /) -> Table[T]:
        return shown(context, recipe, above=above)

    return read


def arriving(context: Context, recipe: Recipe[T]) -> Arriving[T]:
    """The table if its data is stored; else loading begins, and the page goes on."""
    library, tables = context.source.library, context.source.tables
    for _ in range(2):  # a second time in case a file turns out to be damaged
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
    """The table if its data is stored or arrives within `patience` seconds; draws nothing."""
    library = context.source.library
    ends = time.monotonic() + patience
    for view in [library.view(dataset) for dataset in recipe.needs]:
        if not view.ready and view.job is not None:
            view.job.wait(ends - time.monotonic())
    return context.source.tables.read(recipe)


def offer_again(context: Context, recipe: Recipe[T]) -> None:
    """A button that loads the data of a table again, after a failure or a stop."""
    if st.button(context.t("wait.again"), icon=":material/refresh:", key="ask_again"):
        for dataset in recipe.needs:
            context.source.library.load(dataset)
        st.rerun()


def offer_to_load(context: Context, datasets: Iterable[Dataset], label: str) -> None:
    """A button `label` that loads datasets which a part of the page needs; then their progress.

    The rest of the page is drawn without waiting for them.
    """
    library = context.source.library
    views = [library.view(dataset, start=False) for dataset in datasets]
    for view in views:
        if view.job is not None:
            watch(context, view.job, context.t(f"wait.{_word(view.dataset)}"))
            return
    for error in dict.fromkeys(view.error for view in views if view.error is not None):
        error_box(error, context.lang)
    if st.button(label, icon=":material/cloud_download:", key=f"load_{views[0].dataset.key}"):
        for view in views:
            if not view.ready:
                library.load(view.dataset)
        st.rerun()


def is_old_copy(context: Context, recipe: Recipe[T]) -> bool:
    """Whether a table shows an earlier copy because its rows could not be fetched again."""
    views = [context.source.library.view(each, start=False) for each in recipe.needs]
    return any(view.error is not None for view in views if not view.dataset.static)


def await_job(context: Context, key: str, work: Callable[[Job], object], words: str) -> None:
    """Run `work` in a job; draws its progress and ends the page unless it has ended already.

    `words` is the key of its name.
    """
    job = context.service.jobs.start(key, work)
    if job.active:
        watch(context, job, context.t(words))
        raise PageEnds


def await_first(context: Context, jobs: Mapping[str, Job | None]) -> None:
    """Draw the progress of the first of these jobs that there is; then the page runs again.

    They are by the name of their words (`wait.…`). A page shows the progress of one job only.
    """
    for words, job in jobs.items():
        if job is not None:
            watch(context, job, context.t(f"wait.{words}"))
            return


def wait_for(
    context: Context,
    needs: Iterable[Dataset],
    optional: Iterable[Dataset] = (),
    above: Callable[[], object] | None = None,
) -> None:
    """Return once the datasets are stored, else draw the progress and end the page; see `shown`."""
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
