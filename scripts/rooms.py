"""Draws the rooms of the code and which imports which, for docs/architecture.md.

`python scripts/rooms.py` prints the picture as Mermaid text, which GitHub draws; with `--write` it
is put into the page, between the marks there. An arrow that others imply is left out.
"""

from __future__ import annotations

import ast
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "architecture.md"
BEGIN, END = "<!-- rooms: made by scripts/rooms.py -->", "<!-- end of rooms -->"

# Rooms that are told apart below the first level, and what single modules are called together.
_DEEPER = ("core.ui.shell", "core.ui.parts", "core.ui.pages")
_SINGLE = "settings, errors, texts, telemetry …"
_OWN = ("core.verdict", "core.jobs", "core.service", "core.filters")


def room(module: str) -> str:
    """The room that a module is in."""
    for name in (*_DEEPER, *_OWN):
        if module == name or module.startswith(f"{name}."):
            return name.removeprefix("core.")
    first, _, rest = module.partition(".")
    if first != "core":
        return "pages"
    name = rest.partition(".")[0]
    return name if (ROOT / "core" / name).is_dir() and name != "texts" else _SINGLE


def imports() -> dict[str, set[str]]:
    """Each room with the rooms that it imports."""
    found: dict[str, set[str]] = {}
    for path in [*(ROOT / "core").rglob("*.py"), *(ROOT / "pages").glob("*.py")]:
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        if module in ("core", "core.__main__"):
            continue
        here = found.setdefault(room(module), set())
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("core"):
                names = [f"{node.module}.{alias.name}" for alias in node.names]
                here |= {room(name) for name in names} - {room(module)}
    return found


def reduced(arrows: dict[str, set[str]]) -> dict[str, set[str]]:
    """Without the arrows that others imply."""

    def reached(start: str, seen: set[str]) -> set[str]:
        for other in arrows.get(start, set()) - seen:
            seen.add(other)
            reached(other, seen)
        return seen

    return {
        name: {
            one for one in others if not any(one in reached(way, set()) for way in others - {one})
        }
        for name, others in arrows.items()
    }


def picture() -> str:
    """The rooms as Mermaid text, in the order of their names."""
    arrows = reduced(imports())
    names = {name: f"r{place}" for place, name in enumerate(sorted(arrows))}
    lines = ["```mermaid", "flowchart TD"]
    lines += [f'    {number}["{name}"]' for name, number in names.items()]
    lines += [
        f"    {names[name]} --> {names[other]}"
        for name in sorted(arrows)
        for other in sorted(arrows[name])
    ]
    return "\n".join([*lines, "```"])


def written(page: str) -> str:
    """The page with the picture as it is now between its marks."""
    before, rest = page.split(BEGIN)
    _, after = rest.split(END)
    return f"{before}{BEGIN}\n\n{picture()}\n\n{END}{after}"


def main() -> None:
    """Print the picture, or put it into the page."""
    if "--write" in sys.argv[1:]:
        PAGE.write_text(written(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    else:
        print(picture())


if __name__ == "__main__":
    main()
