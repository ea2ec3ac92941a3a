"""Makes the body for one GET: path, rows, expanded rows, the link to the next page."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import quote

import numpy as np
import numpy.typing as npt
import polars as pl

from core.oda.schema.entities import ENTITIES, Entity, Navigation
from core.standin import writer
from core.standin.errors import BadQuery, UnknownKey, UnknownSet
from core.standin.evaluate import select, take
from core.standin.filters import Compare, Constant, Junction, Node, Path
from core.standin.narrow import Found
from core.standin.options import PAGE, Options, Shape, shape
from core.standin.tables import Database, Positions, Table

_SEGMENT = re.compile(r"(\w+)(?:\((-?[0-9]{1,10})\))?")


def service_document(base: str) -> str:
    """The list of all sets."""
    sets = (
        writer.obj({"name": writer.quoted(name), "url": writer.quoted(name)}, 2)
        for name in ENTITIES
    )
    return writer.collection(f"{base}$metadata", sets)


def listed(database: Database, path: str, options: Options) -> tuple[Table, Found] | None:
    """The table of a listing and all its rows, or None if the path is no plain set."""
    if path not in ENTITIES:
        return None
    return database[path], select(database, path, options.condition, options.keys)


def respond(
    database: Database,
    base: str,
    path: str,
    options: Options,
    link: Callable[[str], str] = lambda link: link,
) -> str:
    """The body for a path below the base address, which ends in a slash.

    `link` may change the address of the next page. The body is empty where a navigation has no
    target. Raises BadRequest, UnknownSet or UnknownKey.
    """
    first, *rest = path.removesuffix("/").split("/")
    match = _SEGMENT.fullmatch(first)
    entity = ENTITIES.get(match[1]) if match else None
    if match is None or entity is None or not entity.answers or (rest and match[2] is None):
        raise UnknownSet(path)
    answer = _Answer(database, base, path.removesuffix("/"), options, link)
    if match[2] is None:
        return answer.page(entity, None)
    return answer.followed(entity, int(match[2]), rest)


@dataclass(frozen=True)
class _Answer:
    database: Database
    base: str
    path: str
    options: Options
    link: Callable[[str], str]

    def followed(self, entity: Entity, key: int, rest: Sequence[str]) -> str:
        """The row with that id, or what its navigation or field leads to."""
        at = self.database[entity.name].position(key)
        if at is None:
            raise UnknownKey(f"{entity.name}({key})")
        row = self.database[entity.name].frame.slice(at, 1)
        if not rest:
            return self._one(entity, row)
        name, *further = rest
        if name in entity.fields and not further:
            kind = entity.fields[name].edm
            [text] = writer.cells(row[name])
            return writer.single(f"{self.base}$metadata#{kind}", f'"value":{text}')
        step = entity.navigation.get(name)
        if step is None or (step.many and further):
            raise UnknownSet(self.path)
        target = ENTITIES[step.target]
        if step.many:
            owned = Compare("eq", Path((step.key,)), Constant(key, "number"))
            return self.page(target, owned)
        there = row[step.key][0]
        if there is None or self.database[target.name].position(there) is None:
            return ""
        return self.followed(target, there, further)

    def page(self, entity: Entity, owned: Node | None) -> str:
        """A page of the set, or of the part of it that a row owns."""
        options = self.options
        asked = shape(entity, options.select, options.expand, options.deepest)
        conditions = tuple(node for node in (owned, options.condition) if node is not None)
        condition = Junction("and", conditions) if len(conditions) == 2 else (*conditions, None)[0]
        found = select(self.database, entity.name, condition, options.keys)
        ahead = found[options.skip :]
        shown = ahead[: PAGE if options.top is None else min(PAGE, options.top)]
        more = len(ahead) > PAGE and (options.top is None or options.top > PAGE)
        rows = take(self.database[entity.name].frame, shown)
        address = f"{self.base}{quote(self.path, safe='/()')}"
        return writer.collection(
            self._metadata(f"#{quote(entity.name)}"),
            self._objects(entity, rows, asked, 2),
            len(found) if options.count else None,
            self.link(options.next_link(address)) if more else None,
        )

    def _one(self, entity: Entity, row: pl.DataFrame) -> str:
        if self.options.has("filter", "orderby", "top", "skip", "inlinecount"):
            raise BadQuery("Only $select, $expand and $format apply to a single entity.")
        options = self.options
        asked = shape(entity, options.select, options.expand, options.deepest)
        before = self._expanded(entity, row, asked, 0)
        inside = writer.properties(row.select(asked.fields), before)
        return writer.single(self._metadata(f"#{quote(entity.name)}/@Element"), inside)

    def _metadata(self, fragment: str) -> str:
        selected = quote(",".join(self.options.select), safe=",/*")
        return f"{self.base}$metadata{fragment}" + (f"&$select={selected}" if selected else "")

    def _objects(self, entity: Entity, rows: pl.DataFrame, asked: Shape, depth: int) -> list[str]:
        before = self._expanded(entity, rows, asked, depth)
        if not before and not asked.fields:
            return ["{}"] * rows.height
        return writer.rows(rows.select(asked.fields), before, depth)

    def _expanded(
        self, entity: Entity, rows: pl.DataFrame, asked: Shape, depth: int
    ) -> list[list[str]]:
        """For each expanded navigation its property in every row."""
        return [
            self._collections(entity, entity.navigation[name], rows, inner, depth + 1)
            if entity.navigation[name].many
            else self._singles(entity.navigation[name], rows, inner, depth + 1)
            for name, inner in asked.expand.items()
        ]

    def _singles(self, step: Navigation, rows: pl.DataFrame, asked: Shape, depth: int) -> list[str]:
        there = self.database[step.target]
        keys = rows[step.key]
        wanted = keys.drop_nulls().unique().to_numpy()
        targets = take(there.frame, there.holding("id", wanted))
        texts = self._objects(ENTITIES[step.target], targets, asked, depth)
        by_id = dict(zip(targets["id"].to_list(), texts, strict=True))
        name = writer.quoted(step.name)
        return [f"{name}:{by_id.get(key, 'null')}" for key in keys.to_list()]

    def _collections(
        self, entity: Entity, step: Navigation, rows: pl.DataFrame, asked: Shape, depth: int
    ) -> list[str]:
        there = self.database[step.target]
        ids = rows["id"].to_numpy()
        positions, sizes = there.groups(step.key, ids)
        first, shown = _first_page(positions, sizes, there.ids)
        texts = self._objects(ENTITIES[step.target], take(there.frame, first), asked, depth + 1)
        name, link = writer.quoted(step.name), writer.quoted(f"{step.name}@odata.nextLink")
        properties = []
        at = 0
        for key, size, count in zip(ids.tolist(), sizes.tolist(), shown.tolist(), strict=True):
            text = f"{name}:{writer.array(texts[at : at + count], depth)}"
            if size > count:
                address = f"{self.base}{quote(entity.name)}({key})/{quote(step.name)}"
                text += f",{link}:{writer.quoted(f'{address}?$skip={PAGE}')}"
            properties.append(text)
            at += count
        return properties


def _first_page(
    positions: Positions, sizes: Positions, ids: npt.NDArray[np.int32]
) -> tuple[Positions, Positions]:
    """The first page of every group, not in order of id, as the API gives expanded collections."""
    owners = np.repeat(np.arange(len(sizes)), sizes)
    scattered = (ids[positions].astype(np.uint64) * np.uint64(2654435761)) & np.uint64(0xFFFFFFFF)
    shuffled = positions[np.lexsort((scattered, owners))]
    rank = np.arange(len(positions)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return shuffled[rank < PAGE], np.minimum(sizes, PAGE)
