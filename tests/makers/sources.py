"""The files of the product, for the tests that hold rules against the code."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = [ROOT / "app.py", *sorted(ROOT.glob("pages/*.py")), *sorted(ROOT.glob("core/**/*.py"))]


def trees() -> Iterator[tuple[str, ast.Module]]:
    """Path below the root, and syntax tree, of every file of the product."""
    for path in PRODUCT:
        yield path.relative_to(ROOT).as_posix(), parsed(path)


@cache
def parsed(path: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"))
