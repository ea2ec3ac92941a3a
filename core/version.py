"""Which code made an answer: the same on every machine that runs it."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path


@cache
def code_version() -> str:
    """A short digest of the product's code and texts."""
    root = Path(__file__).parent
    digest = hashlib.sha256()
    for path in sorted(path for kind in ("py", "toml") for path in root.rglob(f"*.{kind}")):
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()[:12]
