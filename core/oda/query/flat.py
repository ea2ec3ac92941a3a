"""A query's answer as flat tables, in which expanded rows are columns such as `Møde/dato`."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from core.oda.client import Answer
from core.oda.query.query import Query
from core.oda.schema.entities import Navigation
from core.oda.schema.paths import resolve_navigation

COUNT = "antal"
"""Ends the name of the column with the number of rows of a collection: `Stemme/antal`."""


def with_keys(query: Query) -> Query:
    """The query that also selects the fields by which expanded rows are joined."""
    if not query.selected:
        return query
    return query.select(*(key_path(query, path) for path in query.expanded))


def flat(answer: Answer, query: Query) -> pl.DataFrame:
    """The rows of an answer, with expanded rows as columns such as `Møde/dato`.

    `query` is what the user asked for: only what it selects is in the frame. An expanded collection
    is a column with its number of rows, such as `Stemme/antal`.
    """
    return flat_tables(answer, query)[""]


def flat_tables(answer: Answer, query: Query) -> dict[str, pl.DataFrame]:
    """The flat rows under `""`, and those of each expanded collection under its path.

    The names of a collection's columns are relative to the collection, and its own expansions are
    among them. Its foreign key tells which row of the query each row belongs to. See `flat`.
    """
    collections = [path for path in query.expanded if link(query, path).many]
    tables = {"": _joined(answer, query, "", answer.frame)}
    for path in collections:
        tables[path] = _joined(answer, query, path, answer.tables[path])
    for path in reversed(collections):  # the innermost first
        home = _home(path.rpartition("/")[0], collections)
        tables[home] = _counted(tables[home], answer.tables[path], query, home, path)
    return {
        home: _chosen(frame, _below(query.selected, home) if query.selected else ())
        for home, frame in tables.items()
    }


def link(query: Query, path: str) -> Navigation:
    """The last step of an expanded path."""
    way, _, name = path.rpartition("/")
    owner = resolve_navigation(query.entity, way) if way else query.entity
    return owner.navigation[name]


def key_path(query: Query, path: str) -> str:
    """The foreign key of an expanded path, as a path: on the row itself or on the collection's."""
    step = link(query, path)
    way = path if step.many else path.rpartition("/")[0]
    return f"{way}/{step.key}" if way else step.key


def _joined(answer: Answer, query: Query, home: str, frame: pl.DataFrame) -> pl.DataFrame:
    """The rows of a collection (or of the query) with the single rows that are expanded in them."""
    for path in query.expanded:
        through = [step for step in _steps(path) if _relative(step, home)]
        if not through or any(link(query, step).many for step in through):
            continue
        within = _relative(path, home)
        table = answer.tables[path]
        frame = frame.join(
            table.rename({name: f"{within}/{name}" for name in table.columns}),
            left_on=_relative(key_path(query, path), home),
            right_on=f"{within}/id",
            how="left",
            coalesce=False,
            maintain_order="left",
        )
    return frame


def _counted(
    frame: pl.DataFrame, rows: pl.DataFrame, query: Query, home: str, path: str
) -> pl.DataFrame:
    name = f"{_relative(path, home)}/{COUNT}"
    key = link(query, path).key
    owner = _relative(path.rpartition("/")[0], home)
    counts = rows.group_by(key).agg(pl.len().alias(name))
    own_id = f"{owner}/id" if owner else "id"
    joined = frame.join(counts, left_on=own_id, right_on=key, how="left", maintain_order="left")
    # A collection without rows counts 0; where the row that it belongs to is missing, null.
    return joined.with_columns(
        pl.when(pl.col(own_id).is_not_null()).then(pl.col(name).fill_null(0))
    )


def _chosen(frame: pl.DataFrame, names: Iterable[str]) -> pl.DataFrame:
    wanted = set(names)
    if not wanted:
        return frame
    counts = {name for name in frame.columns if name.endswith(f"/{COUNT}")}
    return frame.select(name for name in frame.columns if name in wanted | counts)


def _home(path: str, collections: list[str]) -> str:
    """The innermost collection that a path lies in; empty where that is the query's own rows."""
    return next((step for step in reversed(_steps(path)) if step in collections), "")


def _steps(path: str) -> list[str]:
    parts = path.split("/") if path else []
    return ["/".join(parts[: i + 1]) for i in range(len(parts))]


def _relative(path: str, home: str) -> str:
    """A path as it is named from a collection; empty where it does not lie below it."""
    if not home:
        return path
    return path[len(home) + 1 :] if path.startswith(f"{home}/") else ""


def _below(paths: Iterable[str], home: str) -> list[str]:
    return [name for path in paths if (name := _relative(path, home))]
