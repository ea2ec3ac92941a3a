"""The pages and their files."""

from __future__ import annotations

from pathlib import Path

from core.ui.shell.router import PAGES

ROOT = Path(__file__).resolve().parents[3]


def test_router__every_page_file_is_known_and_guarded() -> None:
    files = {path.stem: path.read_text(encoding="utf-8") for path in ROOT.glob("pages/*.py")}
    assert files.keys() == {page.name for page in PAGES}
    for name, script in files.items():
        body = script.partition('"""\n\n')[2]
        assert body.startswith(
            "from core.ui.shell.router import ensure_routed\n\nensure_routed()"
        ), name
