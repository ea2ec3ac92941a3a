"""Parses OData v3 expressions: the text of `$filter` and `$orderby` to a syntax tree.

This module does not use the registry or the rows; `evaluate` does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from core.standin.errors import BadQuery

Comparison = Literal["eq", "ne", "gt", "ge", "lt", "le"]
Kind = Literal["text", "number", "bool", "time", "null"]

COMPARISONS: tuple[Comparison, ...] = ("eq", "ne", "gt", "ge", "lt", "le")
MAX_DEPTH = 60

# Name -> the kinds of its arguments and of its result.
FUNCTIONS: Mapping[str, tuple[tuple[Kind, ...], Kind]] = {
    "substringof": (("text", "text"), "bool"),
    "startswith": (("text", "text"), "bool"),
    "endswith": (("text", "text"), "bool"),
    "indexof": (("text", "text"), "number"),
    "concat": (("text", "text"), "text"),
    "length": (("text",), "number"),
    "tolower": (("text",), "text"),
    "toupper": (("text",), "text"),
    "trim": (("text",), "text"),
    "year": (("time",), "number"),
    "month": (("time",), "number"),
    "day": (("time",), "number"),
    "hour": (("time",), "number"),
    "minute": (("time",), "number"),
    "second": (("time",), "number"),
}


@dataclass(frozen=True, slots=True)
class Constant:
    """A literal value."""

    value: str | int | float | bool | datetime | None
    kind: Kind


@dataclass(frozen=True, slots=True)
class Path:
    """A field, or a field behind navigation: `("Møde", "periodeid")`."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """A function with its arguments."""

    name: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Compare:
    """A comparison of two values."""

    operator: Comparison
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Junction:
    """Two or more conditions joined by the same word."""

    word: Literal["and", "or"]
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite of a condition."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Quantifier:
    """`Stemme/any()`, or `Stemme/any(s: s/typeid eq 1)`, whose paths here lack the variable."""

    word: Literal["any", "all"]
    path: tuple[str, ...]
    body: Node | None


Node = Constant | Path | Call | Compare | Junction | Not | Quantifier


@dataclass(frozen=True, slots=True)
class Token:
    """One word of an expression, with the place where it begins."""

    kind: str
    text: str
    at: int


_TOKEN = re.compile(
    r"""(?P<blank>[ \t\r\n]+)
      | (?P<time>[dD]ate[tT]ime'[^']*')
      | (?P<text>'(?:[^']|'')*')
      | (?P<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?[LlMmDdFf]?(?!\w))
      | (?P<name>[^\W\d]\w*)
      | (?P<sign>[(),/:])""",
    re.VERBOSE,
)
_TIME = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,7}))?)?)?", re.ASCII
)
_WORDS: Mapping[str, Constant] = {
    "null": Constant(None, "null"),
    "true": Constant(True, "bool"),
    "false": Constant(False, "bool"),
}


def tokens(expression: str) -> Iterator[Token]:
    """The tokens of an expression without the blanks. Raises BadQuery for any other character."""
    at = 0
    while at < len(expression):
        match = _TOKEN.match(expression, at)
        if match is None:
            sign = expression[at]
            if sign == "'":
                raise _wrong("There is an unterminated string literal", at, expression)
            raise _wrong(f"Syntax error: character '{sign}' is not valid", at, expression)
        kind = str(match.lastgroup)
        if kind != "blank":
            yield Token(kind, match.group(), at)
        at = match.end()


def parse_time(text: str) -> datetime:
    """`2024-01-01` or `2024-01-01T13:00:00` with up to seven decimals, to the microsecond."""
    match = _TIME.fullmatch(text)
    if match is None:
        raise BadQuery(f"Unrecognized 'Edm.DateTime' literal 'datetime'{text}''.")
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
    fraction = int((match[7] or "").ljust(7, "0")) // 10
    try:
        return datetime(year, month, day, hour, minute, second) + timedelta(microseconds=fraction)
    except ValueError:
        raise BadQuery(f"Unrecognized 'Edm.DateTime' literal 'datetime'{text}''.") from None


def parse_filter(expression: str) -> Node:
    """The syntax tree of a `$filter`. Raises BadQuery."""
    return _Parser(expression).condition()


def parse_orderby(expression: str) -> tuple[tuple[Node, bool], ...]:
    """The sort keys of an `$orderby`, each with whether it descends. Raises BadQuery."""
    return _Parser(expression).keys()


def _wrong(message: str, at: int, expression: str) -> BadQuery:
    return BadQuery(f"{message} at position {at} in '{expression}'.")


class _Parser:
    """Recursive descent, loosest binding first: or, and, comparison, not, value."""

    def __init__(self, expression: str) -> None:
        self._expression = expression
        self._tokens = list(tokens(expression))
        self._next = 0
        self._depth = 0
        self._variables: list[str] = []

    def condition(self) -> Node:
        node = self._either()
        self._end()
        return node

    def keys(self) -> tuple[tuple[Node, bool], ...]:
        keys = [self._sort_key()]
        while self._take("sign", ","):
            keys.append(self._sort_key())
        self._end()
        return tuple(keys)

    def _sort_key(self) -> tuple[Node, bool]:
        node = self._value()
        if self._take("name", "desc"):
            return node, True
        self._take("name", "asc")
        return node, False

    def _either(self) -> Node:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise BadQuery("The expression is nested too deeply.")
        node = self._joined("or", self._both)
        self._depth -= 1
        return node

    def _both(self) -> Node:
        return self._joined("and", self._comparison)

    def _joined(self, word: Literal["and", "or"], part: Callable[[], Node]) -> Node:
        parts = [part()]
        while self._take("name", word):
            parts.append(part())
        return parts[0] if len(parts) == 1 else Junction(word, tuple(parts))

    def _comparison(self) -> Node:
        left = self._value()
        for operator in COMPARISONS:
            if self._take("name", operator):
                return Compare(operator, left, self._value())
        return left

    def _value(self) -> Node:
        turned = 0
        while self._take("name", "not"):
            turned += 1
        node = self._plain_value()
        return Not(node) if turned % 2 else node

    def _plain_value(self) -> Node:
        if self._take("sign", "("):
            node = self._either()
            self._expect(")")
            return node
        token = self._advance()
        if token.kind == "text":
            return Constant(token.text[1:-1].replace("''", "'"), "text")
        if token.kind == "time":
            return Constant(parse_time(token.text.split("'")[1]), "time")
        if token.kind == "number":
            return self._number(token)
        if token.kind == "name":
            if token.text in _WORDS and not self._is("sign", "/"):
                return _WORDS[token.text]
            if self._is("sign", "("):
                return self._call(token)
            return self._path(token)
        raise _wrong(f"Syntax error: '{token.text}' is not expected", token.at, self._expression)

    def _number(self, token: Token) -> Constant:
        text = token.text.rstrip("LlMmDdFf")
        try:
            return Constant(int(text), "number")
        except ValueError:
            return Constant(float(text), "number")

    def _call(self, name: Token) -> Node:
        if name.text not in FUNCTIONS:
            raise BadQuery(f"An unknown function with name '{name.text}' was found.")
        self._expect("(")
        arguments = [self._value_or_condition()]
        while self._take("sign", ","):
            arguments.append(self._value_or_condition())
        self._expect(")")
        if len(arguments) != len(FUNCTIONS[name.text][0]):
            raise BadQuery(
                f"No function signature for the function with name '{name.text}' "
                f"matches the specified arguments."
            )
        return Call(name.text, tuple(arguments))

    def _value_or_condition(self) -> Node:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise BadQuery("The expression is nested too deeply.")
        node = self._value()
        self._depth -= 1
        return node

    def _path(self, first: Token) -> Node:
        names = [first.text]
        while self._take("sign", "/"):
            token = self._advance()
            if token.kind != "name":
                raise _wrong("Syntax error: a name is expected", token.at, self._expression)
            if token.text in ("any", "all") and self._is("sign", "("):
                return self._quantifier("any" if token.text == "any" else "all", names)
            names.append(token.text)
        return Path(self._without_variable(names))

    def _quantifier(self, word: Literal["any", "all"], names: list[str]) -> Node:
        path = self._without_variable(names)
        self._expect("(")
        if self._take("sign", ")"):
            if word == "all":
                raise BadQuery("The function 'all' needs a condition.")
            return Quantifier(word, path, None)
        variable = self._advance()
        if variable.kind != "name":
            raise _wrong("Syntax error: a name is expected", variable.at, self._expression)
        self._expect(":")
        self._variables.append(variable.text)
        body = self._either()
        self._variables.pop()
        self._expect(")")
        return Quantifier(word, path, body)

    def _without_variable(self, names: list[str]) -> tuple[str, ...]:
        """Inside a quantifier a path begins with its variable; the outer row is not reachable."""
        if not self._variables:
            return tuple(names)
        if names[0] != self._variables[-1] or len(names) == 1:
            raise BadQuery(f"The variable '{self._variables[-1]}' is expected, not '{names[0]}'.")
        return tuple(names[1:])

    def _is(self, kind: str, text: str) -> bool:
        if self._next >= len(self._tokens):
            return False
        token = self._tokens[self._next]
        return token.kind == kind and token.text == text

    def _take(self, kind: str, text: str) -> bool:
        found = self._is(kind, text)
        self._next += found
        return found

    def _expect(self, sign: str) -> None:
        if not self._take("sign", sign):
            raise BadQuery(f"Syntax error: '{sign}' is missing in '{self._expression}'.")

    def _advance(self) -> Token:
        if self._next >= len(self._tokens):
            raise BadQuery(f"Syntax error: an expression is expected in '{self._expression}'.")
        token = self._tokens[self._next]
        self._next += 1
        return token

    def _end(self) -> None:
        if self._next < len(self._tokens):
            token = self._tokens[self._next]
            raise _wrong(
                f"Syntax error: '{token.text}' is not expected", token.at, self._expression
            )
