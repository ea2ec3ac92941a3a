"""What Parliament changed since a time, as far as a search asks for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import polars as pl

from core.parliament.cases.numbers import as_case_number
from core.parliament.changes.changes import FoundChanges, found_changes, found_periods
from core.parliament.searches import ASKED, ChangeSearch
from core.store import earlier, ledger
from core.store.datasets import cases as case_sets
from core.store.datasets import changes as change_sets
from core.tables.cases import names_in
from core.tables.table import Parts, Read, Recipe, Table, made_from

TODAY, WEEK = "today", "week"
FIRST_CHANGES = date(2004, 1, 1)
_LETTERS = 200
_MOST_OWNERS = 20  # ministries and committees that are asked for, one question each
_LONGEST = 19  # 2026-11-25T14:05:00


@dataclass(frozen=True, slots=True)
class SearchedChanges:
    """What a search found; `fetched_at` (UTC) is the age of the changes, without their cases.

    `all_owned` tells whether everything came of the ministries and committees that were chosen.
    """

    table: Table[FoundChanges]
    fetched_at: datetime
    all_owned: bool


def since_time(code: str, now: datetime) -> datetime | None:
    """The time (Danish local) that `today`, `week`, a day or a time stands for.

    `week` begins on Monday. None where it is none of them, lies ahead or before 2004.
    """
    midnight = datetime.combine(now.date(), datetime.min.time())
    if code == TODAY:
        return midnight
    if code == WEEK:
        return midnight - timedelta(days=now.weekday())
    try:
        found = datetime.fromisoformat(code[: _LONGEST + 1]).replace(second=0, microsecond=0)
    except ValueError:
        return None
    if found.tzinfo is not None or found.date() < FIRST_CHANGES or found > now:
        return None
    return found


def change_search(since: datetime, asked: Callable[[str], Sequence[str]]) -> ChangeSearch:
    """What to ask the API for; `asked` gives what is chosen by the key of each filter."""
    text = " ".join("".join(asked("q"))[:_LETTERS].split())
    kinds = [kind for kind in asked("kind") if kind in ASKED]
    parties = asked("party")
    if parties and (not kinds or "vote" in kinds):
        kinds = ["vote"]  # only they tell of parties
    return ChangeSearch(
        since,
        kinds=tuple(sorted(set(kinds))),
        text=text,
        number=as_case_number(text),
        narrowed=bool(asked("state") or asked("owner") or parties),
    )


def last_day() -> Recipe[date | None]:
    """The last day on which anything changed; None where nothing ever did."""

    def make(rows: list[pl.DataFrame]) -> date | None:
        times = pl.concat(frame["opdateringsdato"] for frame in rows).drop_nulls()
        last = times.max()
        return last.date() if isinstance(last, datetime) else None

    return made_from("last-day-of-changes", change_sets.newest(), make)


def find_changes(read: Read, search: ChangeSearch, owners: Sequence[str]) -> SearchedChanges:
    """What a search finds, with the cases of some ministries and committees."""
    came = read(changed_periods(search))
    periods, all_periods = came.content
    chosen = tuple(owner[:_LETTERS] for owner in owners[:_MOST_OWNERS]) if periods else ()
    table = read(searched_changes(search, chosen, periods))
    whole = not chosen or (all_periods and table.content.all_owned)
    return SearchedChanges(table, came.fetched_at, whole)


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
        silent, was = ledger.read_ledger(parts.store), ledger.read_earlier(parts.store)
        return found_changes(search, parts.by_role(rows, *owned), names_in(parts), silent, was)

    return Recipe(
        f"changes/{rows.key}",
        (rows, *owned, case_sets.names()),
        make,
        also=(*ledger.PLACES, *earlier.PLACES),
        choices=(search, owners, periods),
        most=20,
    )
