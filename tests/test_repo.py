"""The repository itself: packaging, documentation and house rules held against the code."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import fields
from importlib.metadata import distribution, packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from core.settings import Settings, variable
from core.ui.shell.router import PAGES
from tests.makers.sources import PRODUCT, ROOT, parsed, trees

TEXT_SUFFIXES = {".py", ".md", ".toml", ".txt", ".yml", ".sh", ""}
NEVER_IMPORTED = {"tzdata"}  # zoneinfo reads it where the system has no time zones
PIN = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[\w+\])?==(\d[0-9A-Za-z.+!-]*)")


def pins(name: str) -> dict[str, str]:
    """Package and version of each line of a requirements file, names as pip compares them."""
    lines = (ROOT / name).read_text().splitlines()
    wanted = [line for line in lines if line and not line.startswith(("#", "-r "))]
    matches = [PIN.fullmatch(line) for line in wanted]
    loose = [line for line, match in zip(wanted, matches, strict=True) if match is None]
    assert not loose, f"{name} does not pin exactly: {loose}"
    return {canonical(match[1]): match[2] for match in matches if match}


def canonical(package: str) -> str:
    return re.sub(r"[-_.]+", "-", package).lower()


def imported(tree: ast.Module) -> Iterator[str]:
    """The modules that a file imports, anywhere in it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def own_files() -> Iterator[Path]:
    """Every text file of the repository."""
    for path in sorted(ROOT.rglob("*")):
        parts = path.relative_to(ROOT).parts
        hidden = parts[0].startswith(".") and parts[0] not in {".ci", ".github", ".streamlit"}
        skipped = hidden or "__pycache__" in parts or parts[0] in {"data", "screenshots"}
        if path.is_file() and not skipped and path.suffix in TEXT_SUFFIXES:
            yield path


def table_of(text: str, heading: str) -> list[list[str]]:
    """The cells of the table's rows below a heading of a Markdown text."""
    section = text.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    rows = [line for line in section.splitlines() if line.startswith("|")][2:]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]


# Packaging


@pytest.mark.parametrize("name", ["uv.lock", "Pipfile", "environment.yml"])
def test_packaging__nothing_overrides_requirements(name: str) -> None:
    assert not (ROOT / name).exists()


def test_requirements__are_pinned_and_installed_as_pinned() -> None:
    for name in ("requirements.txt", "requirements-shared.txt", "requirements-dev.txt"):
        for package, version in pins(name).items():
            assert distribution(package).version == version, package


def test_requirements__are_exactly_what_the_code_imports() -> None:
    providers = packages_distributions()
    used = set()
    for path, tree in trees():
        for module in imported(tree):
            top = module.split(".")[0]
            if top in sys.stdlib_module_names or top in {"core", "pages"}:
                continue
            assert top in providers, f"{path} imports {top}, which no package provides"
            used |= {canonical(package) for package in providers[top]}
    named = set(pins("requirements.txt")) | set(pins("requirements-shared.txt"))
    assert used == named - NEVER_IMPORTED


def test_wheels__run_on_glibc_2_31() -> None:
    too_new = {}
    for package in map(distribution, sorted(needed(pins("requirements.txt")))):
        tags = re.findall(r"^Tag: (\S+)", package.read_text("WHEEL") or "", re.MULTILINE)
        glibc = [int(m) for tag in tags for m in re.findall(r"manylinux_2_(\d+)_", tag)]
        if glibc and min(glibc) > 31:
            too_new[package.name] = tags
    assert not too_new


def needed(names: Iterable[str]) -> set[str]:
    """The packages of these names and all that they need here."""
    found: set[str] = set()
    waiting = [canonical(name) for name in names]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        wanted = [Requirement(text) for text in distribution(name).requires or ()]
        waiting += [
            canonical(one.name) for one in wanted if one.marker is None or one.marker.evaluate()
        ]
    return found


# Documentation


def test_readme__settings_table_equals_the_code() -> None:
    defaults = {s.name: f"`{s.default}`" if s.default != "" else "empty" for s in fields(Settings)}
    defaults["data_dir"] = "the user's data folder"
    expected = [
        [f"`{variable(s.name)}`", defaults[s.name], s.metadata["meaning"]] for s in fields(Settings)
    ]
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    wanted = "\n".join(f"| {' | '.join(row)} |" for row in expected)
    assert table_of(readme, "Settings") == expected, f"the table should read\n{wanted}"


def test_readme__lists_every_page_once() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    listed = [row[1].split("`")[1].split("?")[0] for row in table_of(readme, "What it shows")]
    assert listed == ["/", *(f"/{page.name}" for page in PAGES[1:])]


def test_dependencies__names_every_pinned_package_and_no_other() -> None:
    text = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    for name, heading in (
        ("requirements.txt", "To run"),
        ("requirements-shared.txt", "To share one copy between machines"),
        ("requirements-dev.txt", "To check and test"),
    ):
        assert {canonical(row[0]) for row in table_of(text, heading)} == set(pins(name))


def test_documents__links_to_files_lead_somewhere() -> None:
    documents = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]
    broken = [
        f"{path.name}: {target}"
        for path in documents
        for target in re.findall(r"\]\(([^)#:]+)\)", path.read_text(encoding="utf-8"))
        if not (path.parent / target).exists()
    ]
    assert not broken


def test_files__name_no_folder_of_one_machine() -> None:
    folders = "|".join(("root", "tmp", "work", "Users"))
    pattern = re.compile(rf"(?<![\w.])/(?:{folders})/\w")
    found = []
    for path in own_files():
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if pattern.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()}")
    assert not found


def test_server__watches_no_files() -> None:
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert config["server"]["fileWatcherType"] == "none"


def test_theme__text_and_links_stand_out() -> None:
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    for scheme in ("light", "dark"):
        theme = config["theme"][scheme]
        for surface in (theme, theme["sidebar"]):
            for background in ("backgroundColor", "secondaryBackgroundColor"):
                for ink in ("textColor", "linkColor"):
                    assert contrast(theme[ink], surface[background]) >= 4.5, (scheme, ink)
        for colour in (theme["primaryColor"], *theme["chartCategoricalColors"]):
            assert contrast(colour, theme["backgroundColor"]) >= 3, (scheme, colour)


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours as WCAG 2 defines it."""
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


# House rules


def test_layers__app_imports_the_interface_only() -> None:
    tree = ast.parse((ROOT / "app.py").read_text(encoding="utf-8"))
    upper = ("streamlit", "core.ui", "core.web")
    wrong = [m for m in imported(tree) if not m.startswith(upper)]
    assert not wrong


def test_layers__core_runs_without_streamlit() -> None:
    modules = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for path in PRODUCT
        if path.is_relative_to(ROOT / "core") and not path.is_relative_to(ROOT / "core" / "ui")
    ]
    lines = [f"import {module}" for module in modules]
    lines.append("import sys; sys.exit('streamlit' in sys.modules)")
    done = subprocess.run(
        [sys.executable, "-c", "\n".join(lines)], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr or "streamlit was imported"


def test_core__is_imported_without_its_parts() -> None:
    """Every import of a part of core runs `core/__init__.py`: it must cost nothing."""
    lines = (
        "import sys",
        "before = set(sys.modules)",
        "import core",
        "new = set(sys.modules) - before",
        "own = sorted(name for name in new if name.startswith('core.'))",
        "other = {name.partition('.')[0] for name in new} - sys.stdlib_module_names - {'core'}",
        "sys.exit(f'{own} {sorted(other)}' if own or other else 0)",
    )
    done = subprocess.run(
        [sys.executable, "-c", "\n".join(lines)], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    face = ast.parse((ROOT / "core" / "__init__.py").read_text(encoding="utf-8"))
    assert [node.name for node in face.body if isinstance(node, ast.FunctionDef)] == ["open_copy"]


def forbidden(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and reason of everything that no file of the product may do."""
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and isinstance(node.value, ast.Constant):
            if (node.arg, node.value.value) in {
                ("unsafe_allow_html", True),
                ("verify", False),
                ("in_place", True),
            }:
                yield node.value.lineno, f"{node.arg}={node.value.value}"
        elif isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name) and node.func.id in {"eval", "exec"}:
                yield node.lineno, node.func.id
            elif isinstance(node.func, ast.Attribute):
                method, owner = node.func.attr, last_name(node.func.value)
                if method in {"insert_column", "replace_column", "drop_in_place"} or (
                    method == "extend" and is_frame(owner)
                ):
                    yield node.lineno, f"frame edited in place by {method}"
        elif isinstance(node, (ast.Assign, ast.AugAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                if isinstance(target, ast.Attribute) and target.attr == "verify":
                    yield node.lineno, "TLS verification set by hand"
                elif isinstance(target, ast.Subscript) and is_frame(last_name(target.value)):
                    yield node.lineno, "frame edited in place by assignment"


def last_name(node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        return node.id
    return node.attr if isinstance(node, ast.Attribute) else ""


def is_frame(name: str) -> bool:
    return re.search(r"(^|_)(df|frame|series)$", name) is not None


def test_code__does_nothing_forbidden() -> None:
    found = []
    for path, tree in trees():
        found += [f"{path}:{line}: {reason}" for line, reason in forbidden(tree)]
        modules = {module.split(".")[0] for module in imported(tree)}
        found += [f"{path}: {m}" for m in modules & {"pickle", "marshal", "shelve", "dill"}]
    assert not found


@pytest.mark.parametrize(
    "line",
    [
        "st.markdown(x, unsafe_allow_html=True)",
        "session.get(url, verify=False)",
        "session.verify = certificate",
        "frame[0, 'a'] = 1",
        "stored.frame['a'] = column",
        "big_frame.extend(other)",
        "table.insert_column(0, column)",
        "df.hstack(columns, in_place=True)",
        "eval(text)",
    ],
)
def test_forbidden__sees(line: str) -> None:
    assert list(forbidden(ast.parse(line)))


@pytest.mark.parametrize(
    "line",
    ["rows.extend(more)", "tables[name] = frame", "frame.with_columns(a=1)", "get(verify=True)"],
)
def test_forbidden__lets_pass(line: str) -> None:
    assert not list(forbidden(ast.parse(line)))


def test_code__has_no_name_that_the_product_does_not_use() -> None:
    """A function, class or constant that tests alone ask for is dead."""
    words = Counter(
        word for path in PRODUCT for word in re.findall(r"\w+", path.read_text(encoding="utf-8"))
    )
    made = {
        name
        for _, tree in trees()
        for node in ast.walk(tree)
        for name in (
            [node.name]
            if isinstance(node, ast.FunctionDef | ast.ClassDef)
            else [target.id for target in node.targets if isinstance(target, ast.Name)]
            if isinstance(node, ast.Assign)
            else []
        )
    }
    meant = {
        "converter",  # overrides that of logging.Formatter
        "json_file",
        "parquet_file",  # for whoever asks by plain HTTP
    }
    dead = {name for name in made - meant if words[name] == 1}
    assert {name for name in dead if not re.fullmatch(r"__\w+__", name)} == set()


MODULE_LINES, FUNCTION_LINES = 400, 60
# What is one literal: a chart, the rows that one thing of the demo has, an answer, or columns.
LITERALS = {
    "core/charts/agreement.py::agreement_over_time",
    "core/charts/calendar.py::month_calendar",
    "core/charts/compare.py::agreement_by_period",
    "core/charts/parties.py::coalition_chart",
    "core/charts/parties.py::winning_bars",
    "core/charts/questions.py::days_chart",
    "core/cli/status.py::as_json",
    "core/parliament/votes/votes.py::votes_table",
    "core/standin/demo/bills.py::_introduce",
    "core/standin/demo/casework.py::document",
    "core/standin/demo/questions.py::_committee_question",
    "core/standin/demo/questions.py::_question",
}


def test_modules__say_what_they_are() -> None:
    files = [*PRODUCT, *ROOT.glob("scripts/*.py"), *ROOT.glob("benchmarks/*.py")]
    files += [path for path in ROOT.glob("tests/**/*.py") if path.name != "__init__.py"]
    assert [path for path in files if not ast.get_docstring(parsed(path))] == []


def test_modules__are_not_long() -> None:
    lines = {path: path.read_text(encoding="utf-8").count("\n") for path in PRODUCT}
    assert {path: n for path, n in lines.items() if n > MODULE_LINES} == {}


def test_functions__are_not_long() -> None:
    """How many parameters and branches a function may have is held by ruff."""
    long = {
        f"{path}::{node.name}"
        for path, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        and (node.end_lineno or 0) - node.lineno >= FUNCTION_LINES
    }
    assert long == LITERALS
