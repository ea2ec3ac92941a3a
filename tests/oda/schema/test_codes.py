"""The API's numbers: each in one module alone, and each a row of the set that explains it."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from enum import IntEnum
from pathlib import Path

import pytest

from core.oda.schema import codes
from core.oda.schema.entities import ENTITIES
from core.standin.demo.lookups import _WORDS

ROOT = Path(__file__).resolve().parents[3]
CODED = re.compile(
    r"(?:.*/)?(?:(?:\w+_)?(?:type|role|status|state|category)_id|typeid|rolleid|statusid|kategoriid)"
)
"""Fields of the API and columns of our tables that hold such numbers, also behind a path."""

Names = dict[str, ast.expr]


def sources() -> Iterator[tuple[str, ast.Module]]:
    """Path and tree of every module that has to use the names."""
    for path in (ROOT / "app.py", *(ROOT / "pages").glob("*.py"), *(ROOT / "core").rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        if not name.startswith("core/standin/") and name != "core/oda/schema/codes.py":
            yield name, ast.parse(path.read_text(encoding="utf-8"))


class Reader:
    """Finds the places of a module that hold a bare number against a coded column.

    Names are followed to what they were bound to, in this module (`known`) or in another of the
    product (`others`, by the name that is imported).
    """

    def __init__(self, tree: ast.Module, others: Names | None = None) -> None:
        self.tree = tree
        self.known: dict[str, list[ast.expr]] = {}
        for name, value in bindings(tree):
            self.known.setdefault(name, []).append(value)
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom):
                for alias in node.names:
                    value = (others or {}).get(f"{node.module}.{alias.name}")
                    if value is not None:
                        self.known.setdefault(alias.asname or alias.name, []).append(value)
        self.functions = dict(self._comparing())

    def offences(self) -> Iterator[int]:
        """The lines of them."""
        for node in ast.walk(self.tree):
            if self._offends(node):
                yield getattr(node, "lineno", 0)

    def _offends(self, node: ast.AST) -> bool:
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            return any(map(self.coded, sides)) and any(
                self.numbers(side) for side in sides if not self.coded(side)
            )
        if isinstance(node, ast.Match):
            patterns = [n for case in node.cases for n in ast.walk(case.pattern)]
            return self.coded(node.subject) and any(
                isinstance(n, ast.MatchValue) and self.numbers(n.value) for n in patterns
            )
        if not isinstance(node, ast.Call):
            return False
        if any(k.arg and CODED.fullmatch(k.arg) and self.numbers(k.value) for k in node.keywords):
            return True
        asks = isinstance(node.func, ast.Attribute) and node.func.attr in {
            "is_in",
            "eq",
            "ne",
            "eq_missing",
            "ne_missing",
            "replace",
            "replace_strict",
            "index",
            "count",
            "is_between",
        }
        if asks and self.coded(node.func.value):  # type: ignore[attr-defined]
            return any(self.numbers(value) for value in node.args)
        return self._passes_on(node)

    def _passes_on(self, call: ast.Call) -> bool:
        """Whether a number is given to a function of this module that holds it against a column."""
        if not isinstance(call.func, ast.Name) or call.func.id not in self.functions:
            return False
        taken, held = self.functions[call.func.id]
        given = list(zip(taken, call.args, strict=False))
        given += [(k.arg or "", k.value) for k in call.keywords]
        return any(name in held and self.numbers(value) for name, value in given)

    def _comparing(self) -> Iterator[tuple[str, tuple[list[str], set[str]]]]:
        """Functions that hold parameters against a column: all of them, and which are so held."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef):
                held = {
                    side.id
                    for n in ast.walk(node)
                    if isinstance(n, ast.Compare) and any(map(self.coded, (n.left, *n.comparators)))
                    for side in (n.left, *n.comparators)
                    if isinstance(side, ast.Name)
                }
                yield node.name, ([arg.arg for arg in node.args.args], held)

    def coded(self, node: ast.expr, seen: frozenset[str] = frozenset()) -> bool:
        """Whether an expression is such a column, or a value of one, perhaps cast or renamed."""
        while True:
            if isinstance(node, ast.Subscript):
                if names_coded(node.slice):
                    return True
                node = node.value
            elif isinstance(node, ast.Attribute):
                node = node.value
            elif isinstance(node, ast.Call):
                called = node.func
                column = isinstance(called, ast.Name) or (
                    isinstance(called, ast.Attribute) and called.attr in {"col", "get"}
                )
                if column and node.args and names_coded(node.args[0]):
                    return True
                node = called
            elif isinstance(node, ast.Name):
                bound = () if node.id in seen else self.known.get(node.id, ())
                return any(self.coded(value, seen | {node.id}) for value in bound)
            else:
                return False

    def numbers(self, node: ast.expr, seen: frozenset[str] = frozenset()) -> bool:
        """Whether an expression holds a whole number that was written out."""
        if isinstance(node, ast.Constant):
            return type(node.value) is int
        if isinstance(node, ast.Name):
            bound = () if node.id in seen else self.known.get(node.id, ())
            return any(self.numbers(value, seen | {node.id}) for value in bound)
        if isinstance(node, ast.Attribute) and node.attr in {"items", "keys"}:
            return self.numbers(node.value, seen)
        if isinstance(node, ast.Attribute | ast.Subscript | ast.Lambda):
            return False
        if isinstance(node, ast.Dict):
            return any(self.numbers(key, seen) for key in node.keys if key is not None)
        children = [n for n in ast.iter_child_nodes(node) if isinstance(n, ast.expr)]
        return any(self.numbers(child, seen) for child in children)


def names_coded(node: ast.expr) -> bool:
    """Whether a text is the name of such a column, also with a path that is put together."""
    if isinstance(node, ast.JoinedStr) and node.values:
        node = node.values[-1]
    return isinstance(node, ast.Constant) and bool(CODED.fullmatch(str(node.value)))


def bindings(tree: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """Names and what they are bound to: assigned, or taken one by one from something."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                yield from pairs(target, node.value)
        elif isinstance(node, ast.AnnAssign | ast.NamedExpr) and node.value is not None:
            yield from pairs(node.target, node.value)
        elif isinstance(node, ast.For | ast.comprehension):
            yield from pairs(node.target, node.iter)


def pairs(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    if isinstance(target, ast.Name):
        yield target.id, value
    elif isinstance(target, ast.Tuple):
        told = value.elts if isinstance(value, ast.Tuple) else [value] * len(target.elts)
        for each, part in zip(target.elts, told, strict=False):
            yield from pairs(each, part)


def test_codes__no_number_of_the_api_stands_elsewhere() -> None:
    trees = dict(sources())
    others = {
        f"{path.removesuffix('.py').replace('/', '.')}.{name}": value
        for path, tree in trees.items()
        for name, value in bindings(ast.Module(tree.body, []))
    }
    found = [
        f"{path}:{line}" for path, tree in trees.items() for line in Reader(tree, others).offences()
    ]
    assert found == []


@pytest.mark.parametrize(
    "code",
    [
        'pl.col("typeid") == 3',
        '10 != pl.col("role_id").cast(pl.Int64)',
        'oda(f"{end}/typeid") == 5',
        'pl.col("rolleid").is_in((6, 11))',
        'KINDS = (3, 9)\npl.col("actor_type_id").is_in(KINDS)',
        'role, kind = pl.col("role_id"), pl.col("type_id")\n(role == 10) & other',
        "frame.filter(role_id=6)",
        'frame.select("id", typeid=pl.lit(5, pl.Int32))',
        'row["typeid"] in (13, 16)',
        'pl.col("typeid").replace_strict(MappingProxyType({1: "a"}), default="b")',
        'for role in (6, 14):\n    rows.filter(pl.col("role_id") == role)',
        'match row["statusid"]:\n    case 41: pass',
        'def named(role: int): return pl.col("role_id") == role\nnamed(6)',
        'K = {1: "a"}\npl.col("typeid").replace_strict({n: f(w) for n, w in K.items()})',
        "from core.there import PERSON\npl.col('typeid') == PERSON",
    ],
)
def test_reader__sees(code: str) -> None:
    there: Names = {"core.there.PERSON": ast.Constant(5)}
    assert list(Reader(ast.parse(code), there).offences())


@pytest.mark.parametrize(
    "code",
    [
        'pl.col("typeid") == ActorKind.PERSON',
        'pl.col("figure") > 0',
        'pl.col("rolleid").is_in(SENDERS)',
        'pl.len().over("typeid") == 1',
        'pl.col("type_id").replace_strict({StepKind.REPORT: "report"})',
    ],
)
def test_reader__lets_pass(code: str) -> None:
    assert not list(Reader(ast.parse(code)).offences())


COMMENT = re.compile(r"^    ([A-Z0-9_]+) = [0-9]+  # (.*)$", re.M)
ENUMS = [one for one in vars(codes).values() if isinstance(one, type) and issubclass(one, IntEnum)]
EXPLAINED = re.compile(r"`(\w+)\.(\w+)`, from the API's `(\w+)`")


@pytest.mark.parametrize("enum", [one for one in ENUMS if one is not IntEnum])
def test_codes__are_rows_of_the_set_that_explains_their_field(enum: type[IntEnum]) -> None:
    match = EXPLAINED.match(enum.__doc__ or "")
    assert match is not None, enum.__name__
    entity, field, lookup = match.groups()
    assert field in ENTITIES[entity].fields
    links = ENTITIES[entity].navigation.values()
    assert any((link.key, link.target) == (field, lookup) for link in links)
    known = dict(row.split(" ", 1) for row in _WORDS[lookup].split("|"))
    said = COMMENT.findall(inspect.getsource(enum))
    told = {name: re.split(r"; |probably", words)[0] for name, words in said}
    assert [
        f"{one.name} {one.value}"
        for one in enum
        if str(one.value) not in known or told[one.name] not in ("", known[str(one.value)])
    ] == []
