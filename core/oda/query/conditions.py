"""Conditions as a typed tree that writes itself as OData v3 text and is checked by the registry.

A value is a `Constant`, never part of the text, so nothing a user types becomes syntax.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Literal

from core.errors import QueryError
from core.oda.schema.entities import LARGEST_INT, Entity, unknown_name
from core.oda.schema.paths import check_collection, resolve_field
from core.times import local

Value = str | int | float | Decimal | date | datetime | None
Kind = Literal["number", "text", "boolean", "time", "null"]

COMPARISONS = ("eq", "ne", "gt", "ge", "lt", "le")
_KINDS: dict[str, Kind] = {
    "Edm.Int32": "number",
    "Edm.Int16": "number",
    "Edm.String": "text",
    "Edm.Boolean": "boolean",
    "Edm.DateTime": "time",
}
_SIGNATURES: dict[str, tuple[tuple[Kind, ...], Kind]] = {
    "substringof": (("text", "text"), "boolean"),
    "startswith": (("text", "text"), "boolean"),
    "endswith": (("text", "text"), "boolean"),
    "tolower": (("text",), "text"),
    "toupper": (("text",), "text"),
    "year": (("time",), "number"),
    "month": (("time",), "number"),
    "day": (("time",), "number"),
}
FUNCTIONS = MappingProxyType(_SIGNATURES)
TEXT_FUNCTIONS = frozenset(n for n, (kinds, _) in _SIGNATURES.items() if "text" in kinds)
_DECIMAL_DIGITS = 28  # the precision of Edm.Decimal
_ALLOWED_CONTROLS = "\t\n\r"


class Expr:
    """A condition or a part of one. Equal trees are equal; `str` gives the OData text."""

    __slots__ = ()

    def __and__(self, other: Expr | FieldRef) -> Expr:
        return Junction("and", (self, as_expr(other)))

    def __or__(self, other: Expr | FieldRef) -> Expr:
        return Junction("or", (self, as_expr(other)))

    def __invert__(self) -> Expr:
        return Not(self)

    def __bool__(self) -> bool:
        raise TypeError("a condition is not true or false in Python: write & | ~, not and, or, not")


@dataclass(frozen=True, slots=True)
class Member(Expr):
    """A field of the row, or of a row it leads to: `Møde/dato`."""

    path: str

    def __str__(self) -> str:
        return self.path


@dataclass(frozen=True, slots=True)
class Constant(Expr):
    """A value in canonical form, made by `constant`. Times are Danish local time without a zone."""

    kind: Kind
    value: str | int | Decimal | datetime | None

    def __str__(self) -> str:
        match self.value:
            case None:
                return "null"
            case bool(value):
                return "true" if value else "false"
            case str(value):
                return "'" + value.replace("'", "''") + "'"
            case datetime() as value:
                precision = "milliseconds" if value.microsecond else "seconds"
                return f"datetime'{value.isoformat(timespec=precision)}'"
            case value:
                return format(value, "f") if isinstance(value, Decimal) else str(value)


@dataclass(frozen=True, slots=True)
class Call(Expr):
    """A function of `FUNCTIONS` with its arguments in OData's order."""

    function: str
    arguments: tuple[Expr, ...]

    def __str__(self) -> str:
        return f"{self.function}({','.join(map(str, self.arguments))})"


@dataclass(frozen=True, slots=True)
class HasAny(Expr):
    """Whether a collection has any rows: `Afstemning/any()`."""

    path: str

    def __str__(self) -> str:
        return f"{self.path}/any()"


@dataclass(frozen=True, slots=True)
class Compare(Expr):
    """One of `COMPARISONS` between two operands."""

    op: str
    left: Expr
    right: Expr

    def __str__(self) -> str:
        return f"{_operand(self.left)} {self.op} {_operand(self.right)}"


@dataclass(frozen=True, slots=True)
class Junction(Expr):
    """Terms joined by one `and` or `or`; a term joined by the same word is taken apart."""

    op: Literal["and", "or"]
    terms: tuple[Expr, ...]

    def __post_init__(self) -> None:
        flat: list[Expr] = []
        for term in self.terms:
            same = isinstance(term, Junction) and term.op == self.op
            flat.extend(term.terms if isinstance(term, Junction) and same else (term,))
        object.__setattr__(self, "terms", tuple(flat))

    def __str__(self) -> str:
        # `and` binds tighter, so only an `or` within an `and` needs parentheses.
        return f" {self.op} ".join(
            f"({term})" if self.op == "and" and isinstance(term, Junction) else str(term)
            for term in self.terms
        )


@dataclass(frozen=True, slots=True)
class Not(Expr):
    """The opposite of a condition."""

    term: Expr

    def __str__(self) -> str:
        return f"not {_operand(self.term)}"


def _operand(expr: Expr) -> str:
    return f"({expr})" if isinstance(expr, Compare | Junction | Not) else str(expr)


class FieldRef:
    """A field to build conditions with, such as `field("Møde/periodeid") == 160`."""

    __slots__ = ("node",)

    def __init__(self, node: Expr) -> None:
        self.node = node

    def __eq__(self, other: object) -> Expr:  # type: ignore[override]
        return self._compare("eq", other)

    def __ne__(self, other: object) -> Expr:  # type: ignore[override]
        return self._compare("ne", other)

    def __gt__(self, other: object) -> Expr:
        return self._compare("gt", other)

    def __ge__(self, other: object) -> Expr:
        return self._compare("ge", other)

    def __lt__(self, other: object) -> Expr:
        return self._compare("lt", other)

    def __le__(self, other: object) -> Expr:
        return self._compare("le", other)

    def __and__(self, other: Expr | FieldRef) -> Expr:
        return self.node & other

    def __or__(self, other: Expr | FieldRef) -> Expr:
        return self.node | other

    def __invert__(self) -> Expr:
        return Not(self.node)

    def _compare(self, op: str, other: object) -> Expr:
        return Compare(op, self.node, as_operand(other))

    def is_null(self) -> Expr:
        """Whether the field is null."""
        return self._compare("eq", None)

    def is_in(self, values: Iterable[Value]) -> Expr:
        """Whether the field is one of the values. Raises QueryError where there are none."""
        terms = tuple(self._compare("eq", value) for value in values)
        if not terms:
            raise QueryError("a choice among no values matches nothing")
        return terms[0] if len(terms) == 1 else Junction("or", terms)

    def contains(self, text: object) -> Expr:
        """Whether the field's text contains `text` (OData's `substringof`)."""
        return Call("substringof", (as_operand(text), self.node))

    def startswith(self, text: object) -> Expr:
        """Whether the field's text begins with `text`."""
        return Call("startswith", (self.node, as_operand(text)))

    def endswith(self, text: object) -> Expr:
        """Whether the field's text ends with `text`."""
        return Call("endswith", (self.node, as_operand(text)))

    def any(self) -> Expr:
        """Whether the collection of this name has any rows."""
        return HasAny(str(self.node))

    def tolower(self) -> FieldRef:
        """The text in small letters."""
        return self._call("tolower")

    def toupper(self) -> FieldRef:
        """The text in capital letters."""
        return self._call("toupper")

    def year(self) -> FieldRef:
        """The year of a time."""
        return self._call("year")

    def month(self) -> FieldRef:
        """The month of a time, 1 to 12."""
        return self._call("month")

    def day(self) -> FieldRef:
        """The day of the month of a time."""
        return self._call("day")

    def _call(self, function: str) -> FieldRef:
        return FieldRef(Call(function, (self.node,)))


def field(path: str) -> FieldRef:
    """A field by name or path, such as `dato` or `Møde/dato`; checked when a query takes it."""
    return FieldRef(Member(unicodedata.normalize("NFC", path)))


def as_expr(condition: Expr | FieldRef) -> Expr:
    """The tree of a condition; a field alone stands for a truth value."""
    return condition.node if isinstance(condition, FieldRef) else condition


def as_operand(value: object) -> Expr:
    """A field, a tree or a plain value as a tree."""
    if isinstance(value, FieldRef):
        return value.node
    return value if isinstance(value, Expr) else constant(value)


def constant(value: object) -> Constant:
    """A value in its canonical form: text as NFC, times in Danish local time to the millisecond.

    An aware time is converted to Danish time, a naive one is taken as Danish, a date is midnight.
    Raises QueryError for what the API cannot be asked about.
    """
    match value:
        case None:
            return Constant("null", None)
        case bool():
            return Constant("boolean", value)
        case str():
            return Constant("text", _clean_text(value))
        case int():
            return Constant("number", _int32(int(value)))
        case float() | Decimal():
            return Constant("number", _decimal(value))
        case datetime():
            return Constant("time", _sendable(value))
        case date():
            return Constant("time", datetime(value.year, value.month, value.day))
        case _:
            raise QueryError(f"a query cannot hold a value of type {type(value).__name__}")


def _clean_text(value: str) -> str:
    text = unicodedata.normalize("NFC", value)
    for char in text:
        category = unicodedata.category(char)
        if category == "Cs" or (category == "Cc" and char not in _ALLOWED_CONTROLS):
            raise QueryError(f"the text holds a character that cannot be sent: U+{ord(char):04X}")
    return text


def _int32(value: int) -> int:
    if not -LARGEST_INT - 1 <= value <= LARGEST_INT:
        raise QueryError(f"{value} is out of range: the API's numbers have 32 bits")
    return value


def _decimal(value: float | Decimal) -> int | Decimal:
    number = Decimal(str(value))
    if not number.is_finite():
        raise QueryError(f"{value} is not a number that can be asked about")
    digits = len(number.as_tuple().digits)
    if max(digits, abs(number.adjusted())) > _DECIMAL_DIGITS:
        raise QueryError(f"{value} has too many digits")
    if number == number.to_integral_value():
        return _int32(int(number))
    return number.normalize()


def _sendable(value: datetime) -> datetime:
    if value.tzinfo is not None:
        try:
            value = local(value)
        except OverflowError:
            raise QueryError(f"{value} is outside the calendar") from None
    whole = value.microsecond // 1000 * 1000
    return value.replace(microsecond=whole, tzinfo=None, fold=0)


def kind_of(expr: Expr, owner: Entity) -> Kind:
    """The kind of value that an expression on rows of `owner` has.

    Checks every name and type in it. Raises UnknownName or QueryError.
    """
    match expr:
        case Constant(kind=kind):
            return kind
        case Member(path=path):
            return _KINDS[resolve_field(owner, path).edm]
        case HasAny(path=path):
            check_collection(owner, path)
            return "boolean"
        case Call(function=function, arguments=arguments):
            return _check_call(function, arguments, owner)
        case Compare():
            _check_compare(expr, owner)
        case Junction(op=op, terms=terms):
            for term in terms:
                _expect_boolean(term, owner, op)
        case Not(term=term):
            _expect_boolean(term, owner, "not")
    return "boolean"


def _check_call(function: str, arguments: tuple[Expr, ...], owner: Entity) -> Kind:
    if function not in FUNCTIONS:
        raise unknown_name("function", function, FUNCTIONS)
    wanted, result = FUNCTIONS[function]
    if len(arguments) != len(wanted):
        raise QueryError(f"{function} takes {len(wanted)} values, not {len(arguments)}")
    for argument, kind in zip(arguments, wanted, strict=True):
        found = kind_of(argument, owner)
        if found != kind:
            raise QueryError(f"{function} takes {_a(kind)}, but {argument} is {_a(found)}")
    return result


def _check_compare(expr: Compare, owner: Entity) -> None:
    if expr.op not in COMPARISONS:
        raise unknown_name("operator", expr.op, COMPARISONS)
    kinds = kind_of(expr.left, owner), kind_of(expr.right, owner)
    if expr.op not in ("eq", "ne"):
        for kind in ("null", "boolean"):
            if kind in kinds:
                raise QueryError(f"{_a(kind)} has no order: {expr}; use eq or ne")
    elif "null" in kinds:
        return
    if kinds[0] != kinds[1]:
        raise QueryError(f"{_a(kinds[0])} cannot be compared with {_a(kinds[1])}: {expr}")


def _expect_boolean(term: Expr, owner: Entity, word: str) -> None:
    kind = kind_of(term, owner)
    if kind != "boolean":
        raise QueryError(f"{word!r} needs a condition, but {term} is {_a(kind)}")


def _a(kind: str) -> str:
    nouns = {"text": "text", "null": "null", "boolean": "a truth value"}
    return nouns.get(kind, f"a {kind}")
