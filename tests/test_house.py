"""How data reaches a page: rules of docs/architecture.md that a walk through the code can hold."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
import types
import typing
from collections.abc import Callable, Iterator
from dataclasses import is_dataclass
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from core.store import contents
from core.tables.table import Table, worked_out
from core.ui.parts.links import Row

ROOT = Path(__file__).resolve().parent.parent

WAITING = {"core/ui/parts/waiting.py", "core/ui/shell/messages.py"}
"""Where waiting is drawn."""
EXPLORER = {"core/ui/pages/explore/load.py"}
"""The explorer waits in its own way: it asks for the size first, and what it loads is no table."""

DRAWS_NOT = {"session_state", "query_params", "context", "column_config", "cache_resource"}
"""What a function of the interface may use of streamlit and still draw nothing."""


@cache
def sources(*folders: str) -> list[tuple[str, ast.Module]]:
    """Path and syntax tree of the modules of some folders."""
    found = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return [
        (str(path.relative_to(ROOT)), ast.parse(path.read_text(encoding="utf-8"))) for path in found
    ]


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def parameters(function: ast.FunctionDef) -> list[ast.arg]:
    given = function.args
    return [*given.posonlyargs, *given.args, *given.kwonlyargs]


def decorators(function: ast.FunctionDef) -> set[str]:
    """The last names of what decorates a function."""
    calls = [d.func if isinstance(d, ast.Call) else d for d in function.decorator_list]
    return {ast.unparse(call).rpartition(".")[2] for call in calls}


def module_of(path: str) -> types.ModuleType:
    return importlib.import_module(path.removesuffix(".py").replace("/", "."))


# Nobody assembles a version


def test_functions__take_no_version() -> None:
    found = [
        f"{path}:{function.lineno}: {function.name}"
        for path, tree in sources("core/ui", "core/tables")
        if path != "core/tables/table.py"  # where versions are made
        for function in functions(tree)
        if any(argument.arg.lstrip("_") == "version" for argument in parameters(function))
    ]
    assert not found


def test_cache_resource__keeps_only_what_the_process_has_one_of() -> None:
    found = [
        f"{path}:{function.lineno}: {function.name}"
        for path, tree in sources("core/ui", "pages")
        for function in functions(tree)
        if decorators(function) & {"cache_resource", "cache_data"}
        and {ast.unparse(a.annotation) for a in parameters(function) if a.annotation} - {"Lang"}
    ]
    assert not found


def test_worked_out__takes_tables_and_plain_choices() -> None:
    found, seen = [], 0
    for path, tree in sources("core"):
        for function in functions(tree):
            if "worked_out" not in decorators(function):
                continue
            seen += 1
            wrong = unfit(getattr(module_of(path), function.name))
            if wrong:
                found.append(f"{path}:{function.lineno}: {function.name}: {wrong}")
    assert not found
    assert seen >= 18


def unfit(function: Callable[..., Any]) -> list[str]:
    """The parameters of a function that are neither tables nor plain."""
    hints = typing.get_type_hints(function)
    names = list(inspect.signature(function).parameters)
    return [name for name in names if name.startswith("_") or not fits(hints.get(name))]


def fits(hint: Any) -> bool:
    """Whether values of a type are tables, or compare by what they hold and never change."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if hint is Table or origin is Table:
        return True
    if hint in (None, type(None), Ellipsis) or origin is typing.Literal:
        return True
    if origin in (tuple, frozenset, typing.Union, types.UnionType):
        return all(fits(argument) for argument in arguments)
    if not isinstance(hint, type):
        return False
    if is_dataclass(hint):
        return bool(hint.__dataclass_params__.frozen and hint.__dataclass_params__.eq)  # type: ignore[attr-defined]
    plain = ("builtins", "datetime", "zoneinfo")
    return hint.__hash__ is not None and (hint.__module__ in plain or issubclass(hint, Enum))


def test_fits__sees_what_does_not() -> None:
    @worked_out(1)
    def figure(
        votes: Table[int], codes: tuple[str, ...], rows: pl.DataFrame, names: list[str], _day: int
    ) -> None:
        """For its parameters."""

    assert unfit(figure) == ["rows", "names", "_day"]


# Partitions are named in the store


def beginnings() -> set[str]:
    """How the names of partitions begin, as the plans of the store build them."""
    parts = [place for each in contents.datasets() for load in each.loads for place in load.parts]
    found = (re.match(r"[a-z-]*-(?=[0-9a-f])", partition) for _, partition in parts)
    return {match[0] for match in found if match}


def test_partitions__are_put_together_in_the_store_alone() -> None:
    known = beginnings()
    assert {"period-", "to-group-", "meetings-", "found-", "changed-votes-"} <= known
    found = []
    for path, tree in sources("core", "pages"):
        if path.startswith(("core/store/", "core/standin/")):
            continue
        files = {id(a) for call in calls(tree, {"prose"}) for a in call.args}  # names to save by
        found += [
            f"{path}:{node.lineno}: {ast.unparse(node)}"
            for node in ast.walk(tree)
            if isinstance(node, ast.JoinedStr)
            and id(node) not in files
            and isinstance(node.values[0], ast.Constant)
            and node.values[0].value in known
        ]
    assert not found


def calls(tree: ast.AST, names: set[str]) -> Iterator[ast.Call]:
    """The calls of functions of these names."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            yield node


# Imports go in no circle


def test_imports__go_in_no_circle() -> None:
    names = {
        path.removesuffix(".py").removesuffix("/__init__").replace("/", "."): tree
        for path, tree in sources("core")
    }
    left = {name: set(imports(tree, set(names))) - {name} for name, tree in names.items()}
    while free := {name for name, needed in left.items() if not needed & left.keys()}:
        left = {name: needed for name, needed in left.items() if name not in free}
    assert not left


def imports(tree: ast.Module, known: set[str]) -> Iterator[str]:
    """The modules, of those that are known, that a module imports anywhere in it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                if (whole if whole in known else node.module) in known:
                    yield whole if whole in known else node.module


# A function that gives data draws nothing


def test_need__is_asked_in_one_place() -> None:
    asked = {path for path, tree in sources("core/ui", "pages") if any(calls(tree, {"need"}))}
    assert asked == {"core/ui/parts/waiting.py"}


def test_view__is_looked_at_by_waiting_and_what_lists_ages() -> None:
    found = {
        path
        for path, tree in sources("core/ui", "core/cli", "pages")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "view"
    }
    assert found == {
        "core/ui/parts/waiting.py",
        "core/ui/shell/sidebar.py",
        "core/cli/export_api.py",
    }


@pytest.mark.parametrize("name", ["watch", "error_box"])
def test_waiting__is_drawn_by_functions_that_give_nothing(name: str) -> None:
    found = [
        f"{path}:{function.lineno}: {function.name}"
        for path, tree in sources("core/ui")
        if path not in WAITING | EXPLORER
        for function in functions(tree)
        if any(calls(function, {name}))
        and ast.unparse(function.returns or ast.Constant(None)) not in ("None", "NoReturn")
    ]
    assert not found


def test_data__comes_from_functions_that_draw_nothing() -> None:
    found, seen = [], 0
    for path, tree in sources("core/ui"):
        if path in WAITING:
            continue
        module = module_of(path)
        for node in tree.body:
            if not isinstance(node, ast.FunctionDef) or not gives_data(module, node.name):
                continue
            seen += 1
            drawn = {
                ast.unparse(each)
                for each in ast.walk(node)
                if isinstance(each, ast.Attribute)
                and ast.unparse(each.value) == "st"
                and each.attr not in DRAWS_NOT
            }
            drawn |= {
                each.id
                for each in ast.walk(node)
                if isinstance(each, ast.Name) and each.id in ("watch", "error_box", "PageEnds")
            }
            if drawn:
                found.append(f"{path}:{node.lineno}: {node.name}: {sorted(drawn)}")
    assert not found
    assert seen > 40


def gives_data(module: types.ModuleType, name: str) -> bool:
    """Whether a function gives a frame, a table or a row of a list, or None in its place."""
    given = typing.get_type_hints(getattr(module, name)).get("return")
    union = typing.get_origin(given) in (typing.Union, types.UnionType)
    kinds = typing.get_args(given) if union else (given,)
    data = (pl.DataFrame, Row, Table)
    return any((typing.get_origin(kind) or kind) in data for kind in kinds)
