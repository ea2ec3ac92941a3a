"""Reads a `$filter` text into a checked condition; an error says at which character it is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import NoReturn

from core.errors import QueryError, UnknownName
from core.oda.query.conditions import (
    COMPARISONS,
    FUNCTIONS,
    Call,
    Compare,
    Constant,
    Expr,
    HasAny,
    Junction,
    Member,
    Not,
    constant,
    kind_of,
)
from core.oda.schema.entities import Entity, entity, unknown_name

_MAX_DEPTH = 50
_OPERATORS = (*COMPARISONS, "and", "or")
_TOKEN = re.compile(
    r"""\s*(?:
      (?P<time>(?i:datetime)'[^']*')
    | (?P<text>'(?:[^']|'')*')
    | (?P<number>-?[0-9]+(?:\.[0-9]+)?)(?![\w.])
    | (?P<name>[^\W\d]\w*(?:/[^\W\d]\w*)*)
    | (?P<sign>[(),])
    | (?P<end>\Z)
    )""",
    re.VERBOSE,
)
_TIME = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,7})?)?)?", re.ASCII)
_WORDS = {"null": None, "true": True, "false": False}
_SIGNS = {"=": "eq", "!": "ne", ">": "gt", "<": "lt", "&": "and", "|": "or"}


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    at: int


def parse_filter(text: str, entity_name: str) -> Expr:
    """Read the text of a `$filter` on an entity set.

    Operators bind in the order `not`, comparison, `and`, `or`, but `not a eq b` is read as
    `not (a eq b)`. Raises UnknownName or QueryError; `params["position"]` is the place, from 0.
    """
    owner = entity(unicodedata.normalize("NFC", entity_name))
    text = unicodedata.normalize("NFC", text)
    return _Parser(list(_tokens(text)), owner).condition()


def _tokens(text: str) -> Iterator[_Token]:
    at = 0
    while True:
        match = _TOKEN.match(text, at)
        if match is None:
            at += len(text[at:]) - len(text[at:].lstrip())
            with _place(at):
                raise QueryError(_unreadable(text[at:]))
        kind = str(match.lastgroup)
        yield _Token(kind, match[kind], match.start(kind))
        if kind == "end":
            return
        at = match.end()


def _unreadable(rest: str) -> str:
    if rest.startswith("'") or rest.lower().startswith("datetime'"):
        return "a text without its closing quote"
    if rest.startswith('"'):
        return "a text stands in single quotes"
    if rest[0].isdigit() or rest[0] == "-":
        return f"not a number that can be read: {rest.split()[0][:20]!r}"
    hint = f"; write {_SIGNS[rest[0]]}" if rest[0] in _SIGNS else ""
    return f"unexpected {rest[0]!r}{hint}"


@contextmanager
def _place(at: int) -> Iterator[None]:
    """Add the place to an error that does not say it yet."""
    try:
        yield
    except QueryError as error:
        if "position" in error.params:
            raise
        detail = f"{error.detail} (at character {at + 1})"
        raise type(error)(detail, **error.params, position=at) from None


class _Parser:
    def __init__(self, tokens: list[_Token], owner: Entity) -> None:
        self._tokens = tokens
        self._next = 0
        self._depth = 0
        self._owner = owner

    def condition(self) -> Expr:
        expr = self._or()
        token = self._peek()
        if token.kind != "end":
            self._refuse(token, f"unexpected {token.text!r}")
        with _place(0):
            if kind_of(expr, self._owner) != "boolean":
                raise QueryError(f"{expr} is not a condition")
        return expr

    def _peek(self) -> _Token:
        return self._tokens[self._next]

    def _take(self) -> _Token:
        token = self._tokens[self._next]
        if token.kind != "end":
            self._next += 1
        return token

    def _taken(self, *words: str) -> _Token | None:
        """The next token, taken if it is one of these words or signs."""
        token = self._peek()
        return self._take() if token.kind in ("name", "sign") and token.text in words else None

    def _expect(self, sign: str) -> None:
        token = self._peek()
        if self._taken(sign) is None:
            before = repr(token.text) if token.text else "the end"
            self._refuse(token, f"{sign!r} is missing before {before}")

    def _refuse(self, token: _Token, reason: str) -> NoReturn:
        """Raise for a token after a complete operand: a name there is a misspelt operator."""
        with _place(token.at):
            if token.kind == "name" and token.text not in _OPERATORS:
                raise unknown_name("operator", token.text, _OPERATORS)
            raise QueryError(reason)

    @contextmanager
    def _deeper(self) -> Iterator[None]:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            with _place(self._peek().at):
                raise QueryError("the filter is nested too deep")
        yield
        self._depth -= 1

    def _or(self) -> Expr:
        terms = list(self._series(self._and, "or"))
        return terms[0] if len(terms) == 1 else Junction("or", tuple(terms))

    def _and(self) -> Expr:
        terms = list(self._series(self._not, "and"))
        return terms[0] if len(terms) == 1 else Junction("and", tuple(terms))

    def _series(self, part: Callable[[], Expr], word: str) -> Iterator[Expr]:
        yield part()
        while self._taken(word):
            yield part()

    def _not(self) -> Expr:
        if self._taken("not"):
            with self._deeper():
                return Not(self._not())
        return self._comparison()

    def _comparison(self) -> Expr:
        left = self._operand()
        op = self._taken(*COMPARISONS)
        if op is None:
            return left
        expr = Compare(op.text, left, self._operand())
        with _place(op.at):
            kind_of(expr, self._owner)
        return expr

    def _operand(self) -> Expr:
        token = self._take()
        with _place(token.at):
            match token.kind:
                case "text":
                    return constant(token.text[1:-1].replace("''", "'"))
                case "time":
                    return _time(token.text[len("datetime'") : -1])
                case "number":
                    return constant(Decimal(token.text))
                case "name":
                    return self._named(token)
                case "sign" if token.text == "(":
                    with self._deeper():
                        inner = self._or()
                    self._expect(")")
                    return inner
            found = f"not {token.text!r}" if token.text else "but the filter ends"
            raise QueryError(f"a field, a value or a function is wanted, {found}")

    def _named(self, token: _Token) -> Expr:
        name = token.text
        if self._taken("("):
            expr = self._any(name) if "/" in name else self._call(name)
        elif name in _WORDS:
            return constant(_WORDS[name])
        else:
            expr = Member(name)
        kind_of(expr, self._owner)
        return expr

    def _any(self, name: str) -> Expr:
        path, _, function = name.rpartition("/")
        if function != "any":
            raise unknown_name("question about a collection", function, ("any",))
        token = self._peek()
        if not self._taken(")"):
            with _place(token.at):
                raise QueryError("any() takes no condition in this API")
        return HasAny(path)

    def _call(self, function: str) -> Expr:
        if function == "contains":  # what later versions of OData have in its place
            raise UnknownName(
                "there is no function 'contains'; write substringof('text',field)",
                kind="function",
                name=function,
                suggestion="substringof",
                owner=None,
            )
        if function not in FUNCTIONS:
            raise unknown_name("function", function, FUNCTIONS)
        with self._deeper():
            arguments = list(self._series(self._or, ","))
        self._expect(")")
        return Call(function, tuple(arguments))


def _time(text: str) -> Constant:
    match = _TIME.fullmatch(text)
    if match is None:
        zone = " without a zone, in Danish time" if re.search(r"(Z|[+-]\d\d:?\d\d)$", text) else ""
        raise QueryError(f"a time is written datetime'2024-01-31T13:00:00'{zone}, not {text!r}")
    try:
        return constant(datetime.fromisoformat(text))
    except ValueError as error:
        raise QueryError(f"{text!r} is not a time: {error}") from None
