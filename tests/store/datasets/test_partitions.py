"""The names of partitions: as they have stood on disk since the first copy."""

from __future__ import annotations

import ast
from pathlib import Path

from core.store.datasets.partitions import partition

STORE = Path(__file__).resolve().parents[3] / "core" / "store"


def test_partition__is_the_kind_and_what_it_is_of() -> None:
    assert partition("period", "20222") == "period-20222"
    assert partition("to-group", "20222") == "to-group-20222"
    assert partition("documents", 5, 9) == "documents-5-9"


def test_partition__none_is_put_together_elsewhere() -> None:
    own = []
    for path in [*(STORE / "datasets").glob("*.py"), *(STORE / "sync").glob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                first = str(node.values[0].value)
                if first.endswith("-") and "/" not in first and " " not in first:
                    own.append(f"{path.name}:{node.lineno} {first}")
    assert own == []
