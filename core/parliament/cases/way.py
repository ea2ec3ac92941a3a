"""The way of a case: its stages with their days, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

import polars as pl

from core.parliament.cases.one_case import CaseFile
from core.parliament.cases.process import FIRST, SECOND, THIRD

StageName = Literal["proposed", "first", "second", "third", "only", "law"]
State = Literal["held", "ahead", "open"]
"""`ahead` has a day that is still to come, `open` has none yet."""

_READINGS: Mapping[str, tuple[tuple[StageName, int], ...]] = {
    "bill": (("first", FIRST), ("second", SECOND), ("third", THIRD)),
    "resolution": (("first", FIRST), ("second", SECOND)),
}
_GOES_ON = ("under_way", "unknown")


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of a case. `day` is null where it is unknown.

    `days` are those since the stage before, null where either day is unknown. `shared` says that it
    was a stage of the case that this one was divided from.
    """

    name: StageName
    state: State
    day: date | None
    days: int | None = None
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Ending:
    """What became of a case: the reading at which it was decided, the day, and the deciding vote.

    `days` are those since it was put forward. Whatever is unknown is null.
    """

    outcome: str
    reading: StageName | None = None
    day: date | None = None
    vote: Mapping[str, Any] | None = None
    days: int | None = None


def stages(file: CaseFile, today: date) -> list[Stage]:
    """The stages of a bill or a proposal for a resolution in their order; of other cases none.

    A case that has ended has those that it reached, one that goes on also those that are to come.
    """
    readings = _READINGS.get(file.case["type_code"])
    if readings is None or (file.steps.is_empty() and file.shared_steps.is_empty()):
        return []
    goes_on = file.case["outcome"] in _GOES_ON
    adopted = file.case["outcome"] == "adopted"
    found = [_begun(file)]
    for name, reading in _of_case(file, readings):
        stage = _reading(file, name, reading, today)
        if stage.state == "held" or goes_on:
            found.append(stage)
        elif adopted:
            found.append(Stage(name, "held", None))
    if adopted and file.case["law_number"]:
        found.append(Stage("law", "held", file.case["law_date"]))
    return _counted(found)


def ending(file: CaseFile) -> Ending:
    """What became of a case, as far as its status, steps and votes tell."""
    outcome = file.case["outcome"]
    if outcome not in ("adopted", "rejected"):
        return Ending(outcome)
    vote = _deciding(file)
    reading, day = _last_reading(file)
    if vote is not None and vote["date"] is not None:
        day = vote["date"]
    begun = _begun(file).day
    days = (day - begun).days if day and begun and day >= begun else None
    return Ending(outcome, reading, day, vote, days)


def coming_steps(file: CaseFile, today: date) -> pl.DataFrame:
    """The steps that lie ahead, the next one first, without those that were called off."""
    off = pl.col("status").str.to_lowercase() == "aflyst"
    return file.steps.filter(pl.col("date") > today, ~off.fill_null(value=False)).sort(
        "date", "step_id"
    )


def _of_case(
    file: CaseFile, readings: Sequence[tuple[StageName, int]]
) -> Sequence[tuple[StageName, int]]:
    """The readings that a case of its kind has; some proposals are read only once."""
    named = pl.coalesce("type", "title").str.to_lowercase()
    only = file.steps.filter(named.str.contains(r"^(?:eneste|1\. \(eneste\)) behandling"))
    return (("only", FIRST),) if only.height else readings


def _begun(file: CaseFile) -> Stage:
    for steps, shared in ((file.steps, False), (file.shared_steps, True)):
        days = steps.filter(pl.col("begins"))["date"].drop_nulls().to_list()
        if days:
            return Stage("proposed", "held", min(days), shared=shared)
    return Stage("proposed", "held", None)


def _reading(file: CaseFile, name: StageName, reading: int, today: date) -> Stage:
    """A reading on its first day; a third reading on its last, which decides."""
    for steps, shared in ((file.steps, False), (file.shared_steps, True)):
        held = steps.filter(pl.col("held"), reading=reading)["date"].drop_nulls().to_list()
        if held:
            day = max(held) if reading == THIRD else min(held)
            return Stage(name, "held", day, shared=shared)
    ahead = file.steps.filter(pl.col("date") > today, reading=reading)["date"].to_list()
    return Stage(name, "ahead", min(ahead)) if ahead else Stage(name, "open", None)


def _counted(found: Sequence[Stage]) -> list[Stage]:
    counted: list[Stage] = []
    before: date | None = None
    for stage in found:
        days = None
        if before is not None and stage.day is not None and stage.day >= before:
            days = (stage.day - before).days
        counted.append(replace(stage, days=days))
        before = stage.day
    return counted


def _last_reading(file: CaseFile) -> tuple[StageName | None, date | None]:
    readings = _READINGS.get(file.case["type_code"], ())
    held = file.steps.filter(pl.col("held"), pl.col("reading").is_not_null())
    if held.is_empty() or not readings:
        return None, None
    last = held.sort("reading", "date").row(-1, named=True)
    names = {number: name for name, number in _of_case(file, readings)}
    return names.get(last["reading"]), last["date"]


def _deciding(file: CaseFile) -> Mapping[str, Any] | None:
    """The last vote on the whole case that ended as the case did."""
    adopted = file.case["outcome"] == "adopted"
    deciding = file.votes.filter(
        pl.col("type_code").is_in(["final", "motion"]), pl.col("adopted") == adopted
    )
    return None if deciding.is_empty() else deciding.row(-1, named=True)
