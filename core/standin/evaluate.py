"""Applies syntax trees to rows: which rows meet a `$filter`, and in which order of `$orderby`.

Null compares as in C#: `ne` is true for null, `gt ge lt le` are false, a function of null is null.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import numpy as np
import numpy.typing as npt
import polars as pl

from core.oda.schema.entities import ENTITIES, Entity, Navigation
from core.standin.errors import BadQuery, no_property
from core.standin.filters import (
    FUNCTIONS,
    Call,
    Compare,
    Constant,
    Junction,
    Kind,
    Node,
    Not,
    Path,
    Quantifier,
)
from core.standin.narrow import (
    Found,
    array,
    behind_navigation,
    conjuncts,
    equalities,
    id_bounds,
    within,
)
from core.standin.tables import Database, Positions, Table

SortKeys = tuple[tuple[Node, bool], ...]

_KINDS: Mapping[str, Kind] = {
    "Edm.Int32": "number",
    "Edm.Int16": "number",
    "Edm.String": "text",
    "Edm.Boolean": "bool",
    "Edm.DateTime": "time",
}
_EDM: Mapping[Kind, str] = {
    "number": "Edm.Int32",
    "text": "Edm.String",
    "bool": "Edm.Boolean",
    "time": "Edm.DateTime",
    "null": "null",
}
_CACHED_ANSWERS = 8


def select(database: Database, name: str, condition: Node | None, keys: SortKeys = ()) -> Found:
    """The positions in the set's table that meet the condition, in the order of the sort keys.

    Without keys, the order is by id. The latest answers are cached in the database. Raises
    BadQuery.
    """
    question = (name, condition, keys)
    if question not in database.answers:
        evaluation = _Evaluation(database, database[name])
        answer = evaluation.sorted(evaluation.fitting(condition), keys)
        while len(database.answers) >= _CACHED_ANSWERS:
            del database.answers[next(iter(database.answers))]
        database.answers[question] = answer
    return database.answers[question]


def take(frame: pl.DataFrame, found: Found) -> pl.DataFrame:
    """The rows at those positions."""
    if isinstance(found, range) and found.step == 1:
        return frame.slice(found.start, len(found))
    return frame[array(found)]


def single_steps(entity: Entity, names: tuple[str, ...]) -> tuple[list[Navigation], Entity]:
    """The single navigation properties along a path, and the set where it ends."""
    steps: list[Navigation] = []
    for name in names:
        step = entity.navigation.get(name)
        if step is None:
            raise no_property(name, entity.name)
        if step.many:
            raise BadQuery(f"The property '{name}' is a collection; use any or all.")
        steps.append(step)
        entity = ENTITIES[step.target]
    return steps, entity


class _Evaluation:
    """One query of one table. Names and kinds are checked before any row is read."""

    def __init__(self, database: Database, table: Table) -> None:
        self._database = database
        self._table = table
        self._lookups: dict[str, Callable[[Found], pl.Series]] = {}

    def fitting(self, condition: Node | None) -> Found:
        """The positions, ascending, of the rows that meet a condition."""
        if condition is None:
            return range(self._table.frame.height)
        self._boolean(condition)
        above, upto = None, None
        narrowest: tuple[Node, Positions] | None = None
        rest: list[Node] = []
        for part in conjuncts(condition):
            bounds = id_bounds(part)
            if bounds is not None:
                above = max((b for b in (above, bounds[0]) if b is not None), default=None)
                upto = min((b for b in (upto, bounds[1]) if b is not None), default=None)
                continue
            rest.append(part)
            positions = self._indexed(part)
            if positions is not None and (narrowest is None or len(positions) < len(narrowest[1])):
                narrowest = part, positions
        found: Found = self._table.span(above, upto)
        if narrowest is not None:
            found = within(narrowest[1], self._table.span(above, upto))
            rest = [part for part in rest if part is not narrowest[0]]
        return self._filtered(found, rest)

    def sorted(self, found: Found, keys: SortKeys) -> Found:
        """The positions in the order of the keys; ties by id, null as the lowest."""
        expressions = [self._value(node)[0] for node, _ in keys]
        if any(not expression.meta.root_names() for expression in expressions):
            raise BadQuery("The $orderby expression must name a property.")
        if not keys or keys[0] == (Path(("id",)), False):
            return found
        if keys[0] == (Path(("id",)), True):
            return found[::-1]
        down = [descending for _, descending in keys]
        order = self._rows(found, expressions).select(
            pl.arg_sort_by(expressions, descending=down, nulls_last=down, maintain_order=True)
        )
        places: Positions = order.to_series().to_numpy()
        return array(found)[places]

    def _filtered(self, found: Found, parts: list[Node]) -> Found:
        if not parts or not len(found):
            return found
        test = pl.all_horizontal([self._boolean(part) for part in parts])
        mask = self._rows(found, [test]).with_columns(test.alias("?"))["?"].fill_null(False)
        kept: npt.NDArray[np.bool_] = mask.to_numpy()
        return array(found)[kept]

    def _rows(self, found: Found, expressions: list[pl.Expr]) -> pl.DataFrame:
        """The rows at those positions, with the columns that the expressions ask for."""
        wanted = dict.fromkeys(name for e in expressions for name in e.meta.root_names())
        own = [name for name in wanted if name not in self._lookups]
        rows = take(self._table.frame.select(own or ["id"]), found)
        return rows.with_columns(
            self._lookups[name](found).alias(name) for name in wanted if name in self._lookups
        )

    def _indexed(self, part: Node) -> Positions | None:
        """The rows that meet a condition, if an index can find them; otherwise None."""
        equal = equalities(part, self._table.entity)
        if equal is not None:
            return self._table.holding(*equal)
        behind = behind_navigation(part)
        if behind is None:
            return None
        step = self._table.entity.navigation[behind[0]]
        return self._table.holding(step.key, self._ids(step, behind[1]))

    def _ids(self, step: Navigation, condition: Node | None) -> Positions:
        """The ids of the rows behind a navigation that meet a condition."""
        there = self._database[step.target]
        found = _Evaluation(self._database, there).fitting(condition)
        return there.ids[array(found)].astype(np.int64)

    # -- a tree to an expression

    def _boolean(self, node: Node) -> pl.Expr:
        expression, kind = self._value(node)
        if kind == "null":
            return expression.cast(pl.Boolean)
        if kind != "bool":
            raise BadQuery("The $filter expression must evaluate to a single boolean value.")
        return expression

    def _value(self, node: Node) -> tuple[pl.Expr, Kind]:
        match node:
            case Constant():
                return _constant(node), node.kind
            case Path():
                return self._path(node)
            case Not():
                return ~self._boolean(node.operand), "bool"
            case Junction():
                parts = [self._boolean(part) for part in node.parts]
                joined = pl.all_horizontal if node.word == "and" else pl.any_horizontal
                return joined(parts), "bool"
            case Compare():
                return self._compared(node), "bool"
            case Call():
                return self._called(node), FUNCTIONS[node.name][1]
            case Quantifier():
                return self._quantified(node), "bool"

    def _compared(self, node: Compare) -> pl.Expr:
        (left, left_kind), (right, right_kind) = self._value(node.left), self._value(node.right)
        kinds = {left_kind, right_kind} - {"null"}
        ordered = node.operator not in ("eq", "ne")
        if len(kinds) > 1 or (ordered and "bool" in kinds):
            raise BadQuery(
                "A binary operator with incompatible types was detected. Found operand types "
                f"'{_EDM[left_kind]}' and '{_EDM[right_kind]}' for operator '{node.operator}'."
            )
        if "null" in (left_kind, right_kind) and ordered:
            return pl.lit(False)
        if kinds == {"time"}:  # a literal may be finer than the rows
            left, right = (side.cast(pl.Datetime("us")) for side in (left, right))
        match node.operator:
            case "eq":
                return left.eq_missing(right)
            case "ne":
                return left.ne_missing(right)
            case "gt":
                return (left > right).fill_null(False)
            case "ge":
                return (left >= right).fill_null(False)
            case "lt":
                return (left < right).fill_null(False)
            case "le":
                return (left <= right).fill_null(False)

    def _called(self, node: Call) -> pl.Expr:
        arguments: list[pl.Expr] = []
        for argument, wanted in zip(node.arguments, FUNCTIONS[node.name][0], strict=True):
            expression, kind = self._value(argument)
            if kind not in (wanted, "null"):
                raise BadQuery(
                    f"No function signature for the function with name '{node.name}' "
                    f"matches the specified arguments."
                )
            arguments.append(expression.cast(pl.String) if wanted == "text" else expression)
        return _FUNCTIONS[node.name](*arguments)

    def _path(self, node: Path) -> tuple[pl.Expr, Kind]:
        steps, end = single_steps(self._table.entity, node.names[:-1])
        field = end.fields.get(node.names[-1])
        if field is None:
            raise no_property(node.names[-1], end.name)
        name = "/".join(node.names)
        if steps:
            self._lookups[name] = partial(self._followed, steps, field.name)
        return pl.col(name), _KINDS[field.edm]

    def _quantified(self, node: Quantifier) -> pl.Expr:
        steps, end = single_steps(self._table.entity, node.path[:-1])
        collection = end.navigation.get(node.path[-1])
        if collection is None or not collection.many:
            raise BadQuery(f"'{node.path[-1]}' is not a collection of '{end.name}'.")
        body = node.body
        if body is not None and node.word == "all":
            body = Not(body)
        there = _Evaluation(self._database, self._database[collection.target])
        if body is not None:
            there._boolean(body)

        def owned(found: Found) -> pl.Series:
            fitting = there.fitting(body)
            owners = take(there._table.frame.select(collection.key), fitting).to_series()
            ids = self._followed(steps, "id", found)
            return ids.is_in(owners.unique().implode()).fill_null(False)

        name = f"?{len(self._lookups)}"
        self._lookups[name] = owned
        return ~pl.col(name) if node.word == "all" else pl.col(name)

    def _followed(self, steps: list[Navigation], field: str, found: Found) -> pl.Series:
        """For each row the field at the end of the path; null where the path ends early."""
        columns = [*(step.key for step in steps), field]
        values = take(self._table.frame.select(columns[0]), found).to_series()
        for step, column in zip(steps, columns[1:], strict=True):
            there = self._database[step.target].frame
            values = (
                values.to_frame("key")
                .join(
                    there.select(pl.col("id").alias("key"), pl.col(column).alias("value")),
                    on="key",
                    how="left",
                    maintain_order="left",
                )
                .get_column("value")
            )
        return values


def _constant(node: Constant) -> pl.Expr:
    if node.kind != "number" or isinstance(node.value, float):
        return pl.lit(node.value)
    if isinstance(node.value, int) and not -(2**63) <= node.value < 2**63:
        raise BadQuery(f"The number {node.value} is too large.")
    return pl.lit(node.value, dtype=pl.Int64)


def _index_of(text: pl.Expr, part: pl.Expr) -> pl.Expr:
    before = text.str.splitn(part, 2).struct.field("field_0").str.len_chars().cast(pl.Int32)
    return (
        pl.when(text.is_null() | part.is_null())
        .then(None)
        .when(text.str.contains(part, literal=True))
        .then(before)
        .otherwise(-1)
    )


_FUNCTIONS: Mapping[str, Callable[..., pl.Expr]] = {
    "substringof": lambda part, text: text.str.contains(part, literal=True),
    "startswith": lambda text, part: text.str.starts_with(part),
    "endswith": lambda text, part: text.str.ends_with(part),
    "indexof": _index_of,
    "concat": lambda first, second: first + second,
    "length": lambda text: text.str.len_chars().cast(pl.Int32),
    "tolower": lambda text: text.str.to_lowercase(),
    "toupper": lambda text: text.str.to_uppercase(),
    "trim": lambda text: text.str.strip_chars(),
    "year": lambda time: time.dt.year(),
    "month": lambda time: time.dt.month().cast(pl.Int32),
    "day": lambda time: time.dt.day().cast(pl.Int32),
    "hour": lambda time: time.dt.hour().cast(pl.Int32),
    "minute": lambda time: time.dt.minute().cast(pl.Int32),
    "second": lambda time: time.dt.second().cast(pl.Int32),
}
