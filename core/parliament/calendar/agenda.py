"""The agenda of a meeting in its order.

Neither ids nor numbers alone give the order: some items are added late, so numbers do not ascend by
id, and sub-items are marked a, b, c (or NB) without a link to the item that they belong to.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from core.parliament.texts.plain import one_line

_CASE = pl.Struct({"case_id": pl.Int32, "case_number": pl.String, "case_title": pl.String})
_VOTE = pl.Struct({"vote_id": pl.Int32, "number": pl.Int32, "adopted": pl.Boolean})
_SCHEMA: Mapping[str, pl.DataType | type[pl.DataType]] = {
    "point_id": pl.Int32,
    "level": pl.Int32,
    "number": pl.String,
    "title": pl.String,
    "comment": pl.String,
    "step_id": pl.Int32,
    "cases": pl.List(_CASE),
    "votes": pl.List(_VOTE),
    "placed": pl.Boolean,
    "by_number": pl.Boolean,
}

_ELSEWHERE = ("cases", "votes")

_LETTERS = "abcdefghijklmnopqrstuvwxyzæøå"
_NUMBER = re.compile(r"([0-9]{1,9})[.)]? ?([^0-9]{0,9})")

_Row = Mapping[str, Any]
_Placed = tuple[_Row, int, bool]  # an item with its level, and whether its place is known


def agenda_table(points: pl.DataFrame, cases: pl.DataFrame, votes: pl.DataFrame) -> pl.DataFrame:
    """The items of a meeting in their order, sub-items after their item and one level deeper.

    From `Dagsordenspunkt`; `cases` has point_id, case_id, case_number and case_title; `votes` has
    vote_id, number, adopted and step_id. Numbered items are in order of number (2 before 10). A
    letter belongs to the numbered item before it by id; if it does not continue the letters there,
    it belongs to the one item whose letters it continues. NB and the like belong to the numbered
    item before them. Items without a number stay after the item before them, or come first. Where
    a number occurs twice, the entire agenda is in order of ids.

    Columns: point_id, level (0 for the outermost), number, title, comment, step_id, cases (list of
    case_id, case_number, case_title), votes (list of vote_id, number, adopted), placed (false for
    items without a known place, which come last), by_number (false for all items where the order
    is that of the ids).
    """
    rows = points.select(
        pl.col("id").alias("point_id"),
        "superid",
        one_line("nummer").alias("number"),
        one_line("titel").alias("title"),
        one_line("kommentar").alias("comment"),
        pl.col("sagstrinid").alias("step_id"),
    ).to_dicts()
    of_point = _listed(cases.unique(["point_id", "case_id"], maintain_order=True), "point_id")
    of_step = _listed(votes.filter(pl.col("step_id").is_not_null()).sort("number"), "step_id")
    for row in rows:
        row["cases"] = of_point.get(row["point_id"], [])
        row["votes"] = of_step.get(row["step_id"], [])
    groups = _groups(rows)
    by_number = not any(_repeats(group) for group in groups.values())
    ordered = [
        {**row, "level": level, "placed": placed, "by_number": by_number}
        for row, level, placed in _outline(groups, _by_number if by_number else _by_id)
    ]
    return pl.DataFrame(ordered, schema=_SCHEMA)


def agendas_table(points: pl.DataFrame) -> pl.DataFrame:
    """The items of many meetings, those of each in their order.

    From `Dagsordenspunkt`. Columns: meeting_id, changed (when the item last changed), then those of
    `agenda_table`, without cases and votes.
    """
    nothing = pl.DataFrame(schema={"point_id": pl.Int32, "case_id": pl.Int32})
    no_votes = pl.DataFrame(schema={"step_id": pl.Int32, "number": pl.Int32})
    found = [
        agenda_table(rows, nothing, no_votes)
        for rows in points.partition_by("mødeid", maintain_order=True)
    ]
    own = points.select(
        pl.col("id").alias("point_id"),
        pl.col("mødeid").alias("meeting_id"),
        pl.col("opdateringsdato").alias("changed"),
    )
    return (
        pl.concat([pl.DataFrame(schema=_SCHEMA), *found])
        .join(own, on="point_id", maintain_order="left")
        .select("meeting_id", "changed", *(name for name in _SCHEMA if name not in _ELSEWHERE))
    )


@dataclass(slots=True)
class _Item:
    """A numbered item with the sub-items below it, and the unnumbered items after it."""

    row: _Row
    letters: int = 0
    below: list[_Row] = field(default_factory=list)
    after: list[_Row] = field(default_factory=list)
    last_letter: int = 0  # how many of those below come before or at the last letter

    def add_letter(self, row: _Row) -> None:
        """Insert the next letter after the last one."""
        self.below.insert(self.last_letter, row)
        self.letters += 1
        self.last_letter += 1

    def add_note(self, row: _Row) -> None:
        """Append a sub-item that is marked NB or the like."""
        self.below.append(row)


def _by_number(rows: Sequence[_Row]) -> list[_Placed]:
    """Place the items of one heading by number, or by id if none has a number.

    `rows` are sorted by id and their numbers are distinct.
    """
    if all(_number(row["number"]) is None for row in rows):
        return [(row, 0, True) for row in rows]
    first: list[_Row] = []
    items: list[_Item] = []
    waiting: list[_Row] = []
    for row in rows:
        mark = row["number"]
        if _number(mark) is not None:
            items.append(_Item(row))
        elif not items:
            (waiting if mark else first).append(row)
        elif not mark:
            items[-1].after.append(row)
        elif (rank := _rank(mark)) is None:
            items[-1].add_note(row)
        elif rank == items[-1].letters:
            items[-1].add_letter(row)
        else:
            waiting.append(row)
    unplaced = _continued(items, waiting)
    items.sort(key=lambda item: _number(item.row["number"]) or (0, ""))
    found = [(row, 0, True) for row in first]
    for item in items:
        found.append((item.row, 0, True))
        found += [(row, 1, True) for row in item.below]
        found += [(row, 0, True) for row in item.after]
    return found + [(row, 0, False) for row in unplaced]


def _continued(items: list[_Item], waiting: list[_Row]) -> list[_Row]:
    """Add each letter to the one item that it continues; gives those that fit none or several.

    A letter that was added may make another one fit.
    """
    moved = True
    while moved and waiting:
        moved = False
        for row in waiting:
            fitting = [item for item in items if item.letters == _rank(row["number"])]
            if len(fitting) == 1:
                fitting[0].add_letter(row)
                waiting = [each for each in waiting if each is not row]
                moved = True
                break
    return waiting


def _by_id(rows: Sequence[_Row]) -> list[_Placed]:
    """Place the items of one heading, which are sorted by id, in that order."""
    found: list[_Placed] = []
    under = 0
    for row in rows:
        numbered = _number(row["number"]) is not None
        found.append((row, under if row["number"] and not numbered else 0, True))
        under = 1 if numbered else under
    return found


def _groups(rows: list[dict[str, Any]]) -> dict[int | None, list[_Row]]:
    """The items by the heading that they are linked to, each sorted by id."""
    known = {row["point_id"] for row in rows}
    groups: dict[int | None, list[_Row]] = {}
    for row in sorted(rows, key=lambda row: row["point_id"]):
        groups.setdefault(row["superid"] if row["superid"] in known else None, []).append(row)
    return groups


def _repeats(rows: Sequence[_Row]) -> bool:
    """Whether a number occurs twice."""
    marks = Counter(_number(row["number"]) for row in rows)
    return any(n > 1 for mark, n in marks.items() if mark is not None)


def _outline(
    groups: Mapping[int | None, Sequence[_Row]], order: Callable[[Sequence[_Row]], list[_Placed]]
) -> Iterator[_Placed]:
    """All items; those whose links form a circle are outermost and come last."""
    seen: set[int] = set()

    def below(heading: int | None, level: int) -> Iterator[_Placed]:
        for row, depth, placed in order(groups.get(heading, ())):
            if row["point_id"] not in seen:
                seen.add(row["point_id"])
                yield row, level + depth, placed
                yield from below(row["point_id"], level + depth + 1)

    yield from below(None, 0)
    for rows in groups.values():
        yield from ((row, 0, False) for row in rows if row["point_id"] not in seen)


def _number(mark: str | None) -> tuple[int, str] | None:
    """The number that an item is marked with and the text after it; None where it has none."""
    match = _NUMBER.fullmatch(mark or "")
    return (int(match[1]), match[2].lower()) if match else None


def _rank(mark: str) -> int | None:
    """The place of a letter, 0 for a; None for NB and anything else that is no single letter."""
    place = _LETTERS.find(mark.rstrip(".)").lower())
    return place if place >= 0 and len(mark.rstrip(".)")) == 1 else None


def _listed(rows: pl.DataFrame, key: str) -> dict[Any, list[dict[str, Any]]]:
    found: dict[Any, list[dict[str, Any]]] = {}
    for row in rows.iter_rows(named=True):
        found.setdefault(row.pop(key), []).append(row)
    return found
