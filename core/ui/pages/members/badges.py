"""What stands beside a member in the list: constituency, change of party, leave and offices."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from core.language import date_text
from core.parliament.calendar.periods import Period
from core.parliament.people.records import Records
from core.ui.parts.member_rows import office_words, span
from core.ui.shell.context import Context

_MOST = 4

Member = Mapping[str, Any]


class Badges:
    """The words beside each member of some sessions.

    `changes` are those of `party_changes`. Without `records` there are no roles and constituencies.
    """

    def __init__(
        self,
        context: Context,
        sessions: Sequence[Period],
        changes: pl.DataFrame,
        records: Records | None,
    ) -> None:
        self._context = context
        self._last = max(session.end for session in sessions).date()
        self._changes = _by_member(changes.sort("member_id", "day"))
        self._held = {} if records is None else _by_member(records.held)
        self._seats: Mapping[int, str] = {} if records is None else records.seats

    def seat(self, row: Member) -> str:
        """The constituency; empty where it is not known."""
        return self._seats.get(row["member_id"], "")

    def of(self, row: Member) -> tuple[str, ...]:
        """Changes of party and roles, with their days.

        Of a member who changed parties, those roles that fall into the time in this party.
        """
        found = [self._change(change) for change in self._changes.get(row["member_id"], ())]
        found += [
            self._role(role)
            for role in self._held.get(row["member_id"], ())
            if not row["changes"] or _meet(role, row["first"], row["last"])
        ]
        return tuple(found[:_MOST])

    def _change(self, change: Mapping[str, Any]) -> str:
        day = date_text(change["day"], self._context.lang)
        return self._context.t(
            "members.badge_change", before=change["before"], party=change["party"], day=day
        )

    def _role(self, role: Mapping[str, Any]) -> str:
        # What ends with the session went on, as far as is on record.
        end = None if role["end"] is None or role["end"] >= self._last else role["end"]
        days = span(self._context, role["start"], end)
        return f"{office_words(self._context, role)} {days}"


def _by_member(rows: pl.DataFrame) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows.iter_rows(named=True):
        found[row["member_id"]].append(row)
    return found


def _meet(role: Mapping[str, Any], first: date | None, last: date | None) -> bool:
    """Whether a role was held on any day from the first to the last."""
    if first is None or last is None:
        return True
    start, end = role["start"] or date.min, role["end"] or date.max
    return bool(start <= last and end >= first)
