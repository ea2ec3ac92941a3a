"""The words on screen and in files stand in the catalogue, and nowhere in the code."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from textwrap import dedent
from typing import Any

import pytest

from core.language import catalogue
from tests.makers.sources import ROOT, trees

SHOWN = ("app.py", "pages/", "core/ui/", "core/charts/", "core/export/", "core/dictionary/",
         "core/cli/", "core/analysis/", "core/verdict.py")  # fmt: skip
"""Where a Danish sentence would be ours; elsewhere it is Parliament's, read or recognised."""
# A name of the API, such as Møde, begins with a capital.
DANISH = re.compile(r"\b([a-z]*[æøå]|(og|ikke|eller|hvor|som|af|til|fra|med|den|det|tom)\b)")
ENGLISH = re.compile(r"\b(the|of|and|or|not|where|which|with|by|from|is|are|empty)\b")
WORD = re.compile(r"[^\W\d_]{2}")
WORDS = re.compile(r"[\w-]+")
# Each language is called by its own name, whichever of them is shown.
ALLOWED = {("core/ui/shell/masthead.py", ("Dansk", "English"))}


def prose(text: str) -> bool:
    return " " in text.strip()


def strings(nodes: list[ast.expr]) -> list[str]:
    """The texts among some values of one literal or call, with those of their f-strings."""
    found = []
    for node in nodes:
        parts = node.values if isinstance(node, ast.JoinedStr) else [node]
        texts = [p.value for p in parts if isinstance(p, ast.Constant) and isinstance(p.value, str)]
        found += ["".join(texts)] if texts else []
    return found


def is_language(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Constant) and node.value in ("da", "en")


def pairs(tree: ast.AST) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Line and texts of everything that holds a text in Danish beside the same in English."""
    for node in ast.walk(tree):
        values: list[ast.expr] = []
        by_language = False
        if isinstance(node, ast.Dict):
            values = node.values
            by_language = sum(map(is_language, node.keys)) == 2
        elif isinstance(node, ast.IfExp):
            values = [node.body, node.orelse]
            test = node.test
            by_language = isinstance(test, ast.Compare) and any(map(is_language, test.comparators))
        elif isinstance(node, ast.Tuple | ast.List):
            values = node.elts
        elif isinstance(node, ast.Call):
            values = [*node.args, *(word.value for word in node.keywords)]
            by_language = {word.arg for word in node.keywords} >= {"da", "en"}
        elif isinstance(node, ast.Attribute) and node.attr in ("da", "en"):
            yield node.lineno, (f".{node.attr}",)
        elif isinstance(node, ast.ClassDef):
            names = {ast.unparse(n.target) for n in node.body if isinstance(n, ast.AnnAssign)}
            if names >= {"da", "en"}:
                yield node.lineno, (node.name,)
        texts = strings(values)
        if by_language and sum(bool(WORD.search(text)) for text in texts) > 1:
            yield node.lineno, tuple(texts)
            continue
        danish = [t for t in texts if prose(t) and DANISH.search(t) and not ENGLISH.search(t)]
        english = [t for t in texts if prose(t) and ENGLISH.search(t) and not DANISH.search(t)]
        if danish and english:
            yield node.lineno, (danish[0], english[0])


def sentences(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and text of every string that reads as Danish."""
    for node in ast.walk(tree):
        for text in strings([node]) if isinstance(node, ast.Constant) else []:
            if prose(text) and DANISH.search(text):
                yield node.lineno, text


def test_code__holds_no_text_in_both_languages():
    found = [(path, line, texts) for path, tree in trees() for line, texts in pairs(tree)]
    assert [one for one in found if (one[0], one[2]) not in ALLOWED] == []
    assert {(path, texts) for path, _, texts in found} >= ALLOWED


def test_code__holds_no_danish_sentence_of_ours():
    shown = [(path, tree) for path, tree in trees() if path.startswith(SHOWN)]
    assert [(path, *found) for path, tree in shown for found in sentences(tree)] == []


@pytest.mark.parametrize(
    "line",
    [
        'TEXTS = {"da": "Navn", "en": "Name"}',
        'words = "Navn" if lang == "da" else "Name"',
        'Both(da="Navn", en="Name")',
        'Both("Navn på rollen", "Name of the role")',
        'count("votes", "Antal stemmer på en side", f"Number of {kind} ballots")',
        'ROWS = (("Sagens titel og nummer", "Title of the case"),)',
        "class Both(NamedTuple):\n    da: str\n    en: str",
        "words = both.en",
    ],
)
def test_pairs__are_seen(line: str):
    assert list(pairs(ast.parse(line)))


@pytest.mark.parametrize(
    "line",
    [
        'PATTERNS = {"da": "%d.%m.%Y", "en": "%d/%m/%Y"}',
        'LOCALES = {"da": Locale("da"), "en": Locale("en", "GB")}',
        'sign = " %" if lang == "da" else "%"',
        'LANGUAGES = ("da", "en")',
        'NOTES = {"desuden", "da", "endvidere", "en"}',
        'step("Fremsættelse", "1. behandling af forslaget")',
    ],
)
def test_pairs__other_things_pass(line: str):
    assert not list(pairs(ast.parse(line)))


class Asked:
    """Which texts the code can ask for: by a whole key, or by one that it puts together."""

    def __init__(self, trees: Iterable[ast.Module]) -> None:
        self._words: set[str] = set()
        self._patterns: set[re.Pattern[str]] = set()
        self._known: dict[str, bool] = {}
        for node in (node for tree in trees for node in ast.walk(tree)):
            self._words |= {str(getattr(node, name, "")) for name in ("id", "attr", "arg", "name")}
            if isinstance(node, ast.JoinedStr):
                self._add([p.value if isinstance(p, ast.Constant) else "" for p in node.values])
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                self._words |= {node.value, *WORDS.findall("" if " " in node.value else node.value)}
            elif isinstance(node, ast.Constant) and isinstance(node.value, int):
                self._words.add(str(node.value))
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                glue = node.func.value  # as in "_or_".join(kinds)
                if node.func.attr == "join" and isinstance(glue, ast.Constant):
                    self._add(["", str(glue.value), ""])
            elif isinstance(node, ast.Call):
                for each in node.keywords:  # the values of a filter read by texts that begin so
                    if each.arg == "words" and isinstance(each.value, ast.Constant):
                        self._add([f"{each.value.value}.", ""])
                if getattr(node.func, "id", "") == "segments":  # so do its options
                    self._add([f"{getattr(node.args[1], 'value', '')}_", ""])
        self._words |= {word.replace("-", "_") for word in self._words}

    def _add(self, parts: list[Any]) -> None:
        """A text that is put together; an empty part stands for any other text."""
        if WORD.search("".join(parts)) and re.fullmatch(r"[\w.-]+", "".join(parts)):
            pattern = "".join(re.escape(part) or r"([\w.-]+)" for part in parts)
            # All that begins with it is asked for.
            self._patterns.add(re.compile(pattern + (r"[\w.-]+" if parts[-1][-1:] == "." else "")))

    def __call__(self, key: str) -> bool:
        """Whether the key is a word of the code, or made of nothing but such words."""
        if key not in self._known:
            self._known[key] = False  # meanwhile: it is not made of itself
            found = (pattern.fullmatch(key) for pattern in self._patterns)
            self._known[key] = key in self._words or any(
                all(map(self, match.groups())) for match in found if match
            )
        return self._known[key]


def test_catalogue__has_no_text_that_the_code_cannot_ask_for():
    asked = Asked(tree for _, tree in trees())
    keys = {re.sub(r"\.(one|other)$", "", key) for key in catalogue("en")}
    # What is below an error is asked for together; test_descriptions.py sees to schema.
    keys = {re.sub(r"^(error\..+)\.(help|more)$", r"\1.title", key) for key in keys}
    assert [key for key in sorted(keys) if not key.startswith("schema.") and not asked(key)] == []


def test_asked__tells_what_is_put_together_from_what_is_not():
    code = """
    text("votes.title")
    text(f"scope.lines_{name}", n=f"{n} votes")
    kinds = {"ballots": "party-map"}
    key = f"{stem}_help"
    keys = [key for key in catalogue(lang) if key.startswith(f"readme.{table}.")]
    segments(context, "parties.who", ["ballots"], key="who")
    """
    asked = Asked([ast.parse(dedent(code))])
    for key in (
        "votes.title",
        "scope.lines_ballots",
        "scope.lines_party_map",
        "votes.title_help",
        "readme.ballots.missing",
        "parties.who_ballots",
    ):
        assert asked(key), key
    for key in (
        "votes.count",
        "scope.lines_week",
        "scope.none_help",
        "parties.who_week",
        "readme.week.missing",
    ):
        assert not asked(key), key


def test_catalogue__is_read_when_a_text_is_asked_for_and_in_that_language_alone():
    program = (
        "import core.cli, core.dictionary, core.oda.schema.descriptions, core.export.raw\n"
        "from core.language import catalogue, text\n"
        "assert catalogue.cache_info().currsize == 0\n"
        "text('dictionary.votes.type', 'en'), text('schema.set.Sag', 'en')\n"
        "assert catalogue.cache_info().currsize == 1\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
