"""What Parliament changed since a time, as far as a search asks for it."""

from __future__ import annotations

from core.parliament.changes.changes import FoundChanges, found_changes, found_periods
from core.parliament.searches import ChangeSearch
from core.store import ledger
from core.store.datasets import cases as case_sets
from core.store.datasets import changes as change_sets
from core.tables.cases import names_in
from core.tables.table import Parts, Recipe


def changed_periods(search: ChangeSearch) -> Recipe[tuple[tuple[int, ...], bool]]:
    """The periods of the cases that a search found; see `found_periods`."""
    rows = change_sets.changes(search)
    return Recipe(
        f"changed-periods/{rows.key}", (rows,), lambda parts: found_periods(parts.by_role(rows))
    )


def searched_changes(
    search: ChangeSearch, owners: tuple[str, ...] = (), periods: tuple[int, ...] = ()
) -> Recipe[FoundChanges]:
    """What a search found, together with the changes that the syncs recorded.

    The cases of the `owners` (ministries and committees, by name) in the `periods` are looked up
    too, so that changes of these cases can be attributed to them.
    """
    rows = change_sets.changes(search)
    owned = [change_sets.owned_cases(owner, periods) for owner in owners]

    def make(parts: Parts) -> FoundChanges:
        silent = ledger.read_ledger(parts.store)
        return found_changes(search, parts.by_role(rows, *owned), names_in(parts), silent)

    return Recipe(
        f"changes/{rows.key}",
        (rows, *owned, case_sets.names()),
        make,
        also=ledger.PLACES,
        choices=(search, owners, periods),
        most=20,
    )
