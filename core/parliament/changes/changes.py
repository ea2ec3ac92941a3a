"""What changed since a time, in one table: votes, cases, steps, documents and meetings.

Something is new if its own day (of the vote, step, document or meeting, or for a case the day it
was put forward) is the day of `since` or later; else it is changed. Silent changes, which the syncs
found without a new date, are neither.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Literal, get_args

import polars as pl

from core.oda.schema.codes import COMMITTEE_KINDS, CaseRole
from core.oda.schema.entities import ENTITIES
from core.parliament.cases.tables import Names, case_titles, named
from core.parliament.changes.before import WAS, was_before
from core.parliament.searches import MOST_PERIODS, TOTALS, ChangeSearch, Frames
from core.parliament.texts.plain import one_line
from core.parliament.votes.votes import votes_table
from core.times import local_times, zoned

Kind = Literal["vote", "case", "step", "document", "meeting", "rest"]
KINDS: tuple[Kind, ...] = get_args(Kind)
State = Literal["new", "changed", "silent"]
STATES: tuple[State, ...] = get_args(State)

SCHEMA: dict[str, pl.DataType] = {
    "kind": pl.String(),
    "state": pl.String(),
    "id": pl.Int32(),
    "date": pl.Date(),
    "updated": pl.Datetime("ms"),
    "case_id": pl.Int32(),
    "case_number": pl.String(),
    "case_title": pl.String(),
    "title": pl.String(),
    "result": pl.String(),
    "parties": pl.String(),
    "owners": pl.String(),
    "fields": pl.String(),
    "was": pl.List(WAS),
    "words": pl.String(),
}
Came = Callable[[str, str], pl.DataFrame]
"""Gives the rows of an entity set in a role."""

# The first step of a case: a bill is moved, a grant applied for, a question put.
_BEGINS = r"^(?:Fremsættelse|Anmeldelse|Spørgsmål stillet|Lovforslag som fremsat|Forslag som frem)"
_OWNING = ("owners", "owned")
_SETS = {"Afstemning": "vote", "Sag": "case", "Sagstrin": "step", "Dokument": "document",
         "Møde": "meeting"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FoundChanges:
    """What a search found: `rows` as in `change_list`, and `cut` as in `cut_kinds`.

    `owners` are the ministries and committees that it can be narrowed to, in order; `all_owned`
    whether all cases of the chosen ones were loaded.
    """

    rows: pl.DataFrame
    owners: tuple[str, ...]
    cut: Mapping[str, tuple[int, int | None]]
    all_owned: bool


def found_changes(
    search: ChangeSearch,
    frames: Frames,
    names: Names,
    silent: pl.DataFrame,
    earlier: pl.DataFrame | None = None,
) -> FoundChanges:
    """What a search found, from the same arguments as `change_list`."""
    rows = change_list(search, frames, names, silent, earlier)
    chosen = _came(frames, "Aktør", "owned")["navn"].drop_nulls()
    owners = {*choices(rows, "owners", "; "), *chosen}
    return FoundChanges(rows, tuple(sorted(owners)), cut_kinds(search, frames), all_owned(frames))


def change_list(
    search: ChangeSearch,
    frames: Frames,
    names: Names,
    silent: pl.DataFrame | None = None,
    earlier: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """What a search found, the case changed last first.

    The roles of the frames are `votes`, `cases`, `steps`, `documents`, `papers` (documents by their
    cases), `meetings`, `owners` (ministries and committees of the changed cases) and `owned` (the
    cases of the chosen ones). `silent` is the ledger of the syncs, `earlier` what the rows of this
    copy had before newer ones replaced them (`core.store.earlier`). Columns: kind (one of KINDS),
    state (new, changed, silent), id (at the API), date (its own day), updated (Danish time; for a
    silent change when it was found), case_id, case_number, case_title, title, result (of a vote:
    adopted, rejected), parties (of a vote: those that its text names, blank between), owners
    (ministry and committees of the case, if it changed too or was found by them; semicolon
    between), fields (of a silent change: what happened, the set, how many rows, and the fields),
    was (what the latest change of the row changed, as far as it is known; see `before.WAS`), words
    (all text that a search looks in). The changes of one case are next to each other.
    """
    came = partial(_came, frames)
    steps = _steps(came("Sagstrin", "steps"), came("Sag", "steps"), names)
    found = [
        _votes(lambda entity: came(entity, "votes"), names),
        _cases(came("Sag", "cases"), steps),
        steps,
        _documents(came),
        _titled(came("Møde", "meetings"), "meeting"),
    ]
    rows = pl.concat([_rows(frame) for frame in found])
    is_new = pl.col("date") >= search.since.date()
    rows = rows.with_columns(
        pl.when(is_new.fill_null(value=False))
        .then(pl.lit("new"))
        .otherwise(pl.lit("changed"))
        .alias("state")
    )
    if silent is not None:
        rows = pl.concat([rows, _silent(silent, search.since)])
    roles, actors = (
        pl.concat(frames[entity, role] for role in _OWNING if (entity, role) in frames)
        for entity in ("SagAktør", "Aktør")
    )
    owners = _owners(roles, actors)
    rows = rows.drop("owners").join(owners, on="case_id", how="left")
    rows = rows.drop("was").join(
        was_before(earlier, names, _SETS), on=["kind", "id", "updated"], how="left"
    )
    return by_case(_with_words(rows, came).select(*SCHEMA))


def _came(frames: Frames, entity: str, role: str) -> pl.DataFrame:
    """The rows in a role; empty where it was not asked for."""
    found = frames.get((entity, role))
    return pl.DataFrame(schema=ENTITIES[entity].schema) if found is None else found


def by_case(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with the changes of each case together, the one changed last first."""
    group = (
        pl.when(pl.col("case_id").is_not_null())
        .then(pl.col("updated").max().over("case_id"))
        .otherwise("updated")
    )
    return rows.sort(
        group,
        "case_id",
        "updated",
        "kind",
        "id",
        descending=[True, True, True, False, True],
        nulls_last=True,
    )


def cut_kinds(search: ChangeSearch, frames: Frames) -> dict[str, tuple[int, int | None]]:
    """The kinds that were not loaded completely: the rows loaded, and the rows that the API has.

    The latter is None for documents by words, which come from two queries that may overlap.
    """
    found: dict[str, tuple[int, int | None]] = {}
    for kind in search.asked:
        role = f"{kind}s"
        entity = next(name for name, code in _SETS.items() if code == kind)
        came, total = frames[entity, role].height, _total(frames, role)
        if total > came:
            found[kind] = (came, total)
    if ("SagDokument", "papers") in frames:
        links = frames["SagDokument", "papers"]
        own = frames["Dokument", "documents"]["id"]
        both = pl.concat([own, links["dokumentid"]]).n_unique()
        if "document" in found or _total(frames, "papers") > links.height:
            found["document"] = (both, None)
    return found


def found_periods(frames: Frames) -> tuple[tuple[int, ...], bool]:
    """The newest periods of the cases that were found, and whether these are all."""
    cases = [frame["periodeid"] for (entity, _), frame in frames.items() if entity == "Sag"]
    periods = pl.concat(cases).drop_nulls().unique().sort(descending=True) if cases else pl.Series()
    return tuple(periods.head(MOST_PERIODS)), len(periods) <= MOST_PERIODS


def all_owned(frames: Frames) -> bool:
    """Whether all cases of the chosen ministries and committees were loaded."""
    return (TOTALS, "owned") not in frames or _total(frames, "owned") <= (
        frames["SagAktør", "owned"].height
    )


def _total(frames: Frames, role: str) -> int:
    return int(frames[TOTALS, role]["total"].sum())


def choices(rows: pl.DataFrame, column: str, separator: str) -> list[str]:
    """The names in a column that has several in a cell, in order."""
    split = rows[column].drop_nulls().str.split(separator).explode()
    return sorted({name for name in split.to_list() if name})


def _votes(table: Callable[[str], pl.DataFrame], names: Names) -> pl.DataFrame:
    votes, meetings, steps, cases = map(table, ("Afstemning", "Møde", "Sagstrin", "Sag"))
    types = pl.DataFrame(schema={"id": pl.Int32, "type": pl.String})
    rows = votes_table("", votes, meetings, steps, cases, types, names["Sagstype"], links=False)
    sides = (
        pl.concat_str(
            "parties_for", "parties_against", "parties_neither", separator=" ", ignore_nulls=True
        )
        .str.replace_all(r"\s+", " ")
        .str.strip_chars()
    )
    return rows.with_columns(
        pl.lit("vote").alias("kind"),
        pl.col("vote_id").alias("id"),
        pl.col("step").alias("title"),
        pl.when(pl.col("adopted").is_not_null())
        .then(pl.when("adopted").then(pl.lit("adopted")).otherwise(pl.lit("rejected")))
        .alias("result"),
        pl.when(sides != "").then(sides).alias("parties"),
    )


def _steps(steps: pl.DataFrame, cases: pl.DataFrame, names: Names) -> pl.DataFrame:
    """The steps, with the column begins: whether the step puts a case forward."""
    return (
        steps.join(named(names, "Sagstrinstype", "typeid", "type"), on="typeid", how="left")
        .with_columns(
            pl.lit("step").alias("kind"),
            pl.col("dato").dt.date().alias("date"),
            pl.col("opdateringsdato").alias("updated"),
            pl.col("sagid").alias("case_id"),
            pl.coalesce(one_line("titel"), "type").alias("title"),
            pl.col("type").str.contains(_BEGINS).fill_null(value=False).alias("begins"),
        )
        .join(case_titles(cases), on="case_id", how="left")
    )


def _cases(cases: pl.DataFrame, steps: pl.DataFrame) -> pl.DataFrame:
    begun = steps.filter("begins").group_by("case_id").agg(pl.col("date").min())
    own = case_titles(cases)
    return (
        cases.select(
            pl.lit("case").alias("kind"),
            "id",
            pl.col("id").alias("case_id"),
            pl.col("opdateringsdato").alias("updated"),
        )
        .join(own, on="case_id", how="left")
        .join(begun, on="case_id", how="left")
        .with_columns(pl.col("case_title").alias("title"))
    )


def _documents(came: Came) -> pl.DataFrame:
    """Documents found by their titles and by their cases, each with the first of its cases."""
    kinds = ("documents", "papers")
    documents = pl.concat([_titled(came("Dokument", kind), "document") for kind in kinds]).unique(
        "id"
    )
    links = pl.concat(
        [came("SagDokument", kind).select("id", "dokumentid", "sagid") for kind in kinds]
    )
    cases = pl.concat([case_titles(came("Sag", kind)) for kind in kinds]).unique("case_id")
    first = (
        links.sort("id")
        .unique("dokumentid", keep="first", maintain_order=True)
        .select(pl.col("dokumentid").alias("id"), pl.col("sagid").alias("case_id"))
    )
    return documents.join(first, on="id", how="left").join(cases, on="case_id", how="left")


def _titled(rows: pl.DataFrame, kind: Kind) -> pl.DataFrame:
    """The rows of documents or meetings, which have a title and a day of their own."""
    return rows.select(
        pl.lit(kind).alias("kind"),
        "id",
        pl.col("dato").dt.date().alias("date"),
        pl.col("opdateringsdato").alias("updated"),
        one_line("titel").alias("title"),
    )


def _silent(ledger: pl.DataFrame, since: datetime) -> pl.DataFrame:
    """One row for each set, kind of change and fields, whatever the number of rows concerned."""
    at = zoned(since).astimezone(UTC).replace(tzinfo=None)
    found = (
        ledger.filter(pl.col("found_at") >= at)
        .group_by("entity", "kind", "columns")
        .agg(pl.len().alias("n"), pl.col("id").min(), pl.col("found_at").max())
    )
    words = pl.concat_str(
        pl.col("kind"),
        pl.col("entity"),
        pl.col("n").cast(pl.String),
        pl.when(pl.col("columns") != "").then("columns"),
        separator=" ",
        ignore_nulls=True,
    )
    return _rows(
        found.select(
            pl.col("entity")
            .replace_strict(_SETS, default="rest", return_dtype=pl.String)
            .alias("kind"),
            pl.lit("silent").alias("state"),
            pl.when(pl.col("n") == 1).then("id").alias("id"),
            local_times(pl.col("found_at")).alias("updated"),
            words.alias("fields"),
        )
    )


def _owners(roles: pl.DataFrame, actors: pl.DataFrame) -> pl.DataFrame:
    """Ministries and committees of each case: case_id, owners."""
    people = actors.select(
        pl.col("id").alias("aktørid"), "typeid", one_line("navn").alias("owner")
    ).unique("aktørid")
    # The API also has party groups in the role of those that a case was referred to.
    owns = (pl.col("rolleid") == CaseRole.MINISTRY) | pl.col("typeid").is_in(COMMITTEE_KINDS)
    return (
        roles.join(people, on="aktørid")
        .filter(pl.col("owner").is_not_null(), owns)
        .group_by(pl.col("sagid").alias("case_id"))
        .agg(pl.col("owner").unique().sort().str.join("; ").alias("owners"))
    )


def _with_words(rows: pl.DataFrame, came: Came) -> pl.DataFrame:
    """The rows with all text that a search looks in, also the case's long title."""
    kinds = ("votes", "cases", "steps", "documents", "papers")
    long = pl.concat(
        [
            came("Sag", kind).select(pl.col("id").alias("case_id"), one_line("titel").alias("long"))
            for kind in kinds
        ]
    ).unique("case_id")
    looked_in = pl.concat_str(
        "case_number", "case_title", "long", "title", "fields", separator=" ", ignore_nulls=True
    )
    return rows.join(long, on="case_id", how="left").with_columns(looked_in.alias("words"))


def _rows(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.select(
        (pl.col(name) if name in frame.columns else pl.lit(None)).cast(dtype).alias(name)
        for name, dtype in SCHEMA.items()
    )
