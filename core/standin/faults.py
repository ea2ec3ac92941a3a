"""Deliberate faults: which requests fail, and how; always the same ones for the same seed.

A specification is a list of `name[=value][@Set][#first[-last]]`, joined by commas:

    500 502 503 504 =RATE[:RETRY_AFTER]   that status
    429=RATE[:RETRY_AFTER]                too many requests
    401 403 =RATE                         no access
    slow=MS[:RATE]                        the answer is late
    cut html json shape =RATE             half a body; with 200: HTML, broken JSON, other JSON
    reset hang =RATE                      the connection is reset; no answer ever comes
    refuse[=RATE]                         connections are reset as they are made
    shift[=ROWS]                          rows are deleted and inserted before each page
    foreign-next[=ADDRESS] loop-next      nextLink leads elsewhere; to the same page
    ignore-filter                         the filter is ignored
    drop null text zone garble half =FIELD[:ROWS]@Set
                                          the field is left out; is null; a number is text; a time
                                          is UTC with Z; the value is nonsense; text ends in half
                                          a character: in all rows of the set or the first ones
                                          of each answer, expanded rows too
    count=N                               the answer says that there are N rows
    seed=NUMBER                           other requests are hit

`503@Sag=1` and `503=1@Sag` are the same. `#2-5` limits a fault to the second to the fifth request
that it could hit (for `refuse`: connection), `#6-` to all from the sixth on.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from urllib.parse import unquote

from core.oda.schema.entities import ENTITIES

STATUSES = ("401", "403", "429", "500", "502", "503", "504")
BREAKS = ("cut", "html", "json", "shape", "reset", "hang")
_RATES = (*STATUSES, *BREAKS, "refuse")
FORMS = ("drop", "null", "text", "zone", "garble", "half")
_FLAGS = ("loop-next", "ignore-filter")
FOREIGN = "https://oda.example.invalid/api/"

_RULE = re.compile(
    r"(?P<name>[\w-]+)(?:@(?P<early>\w+))?(?:=(?P<value>[^#@]*))?(?:@(?P<late>\w+))?"
    r"(?:#(?P<first>\d+)(?P<range>-(?P<last>\d*))?)?"
)
_SET = re.compile(r"/api/(\w+)")


class BadFault(ValueError):
    """A fault specification that cannot be read."""


@dataclass(frozen=True)
class Rule:
    """One fault and the requests that it can hit."""

    name: str
    rate: float = 1.0
    amount: float | None = None  # milliseconds, seconds to retry after, rows, or a count
    field: str = ""  # of the set, for the faults of form
    address: str = FOREIGN
    entity: str | None = None
    first: int = 1
    last: int | None = None

    def could_hit(self, number: int) -> bool:
        """Whether the request with that number is within the limits."""
        return number >= self.first and (self.last is None or number <= self.last)


@dataclass(frozen=True)
class Trouble:
    """What goes wrong with one request."""

    delay_ms: float = 0
    status: int | None = None
    retry_after: int | None = None
    broken: str | None = None  # one of BREAKS
    shift_rows: int = 0
    next_link: str | None = None  # an address, or "" for the page itself
    ignore_filter: bool = False
    forms: tuple[Rule, ...] = ()  # what is wrong with the rows' form
    count: int | None = None


@dataclass
class Faults:
    """The faults of a running server; counts the requests that each could hit."""

    rules: tuple[Rule, ...] = ()
    seed: int = 0
    spec: str = ""
    _seen: Counter[int | str] = field(default_factory=Counter, repr=False)

    @classmethod
    def parse(cls, spec: str) -> Faults:
        """The faults of a specification; none for an empty one. Raises BadFault."""
        seed = 0
        rules = []
        for word in filter(None, (w.strip() for w in spec.split(","))):
            if word.startswith("seed="):
                if not word[5:].isdecimal():
                    raise BadFault(f"a seed is a whole number: {word!r}")
                seed = int(word[5:])
            else:
                rules.append(_rule(word))
        return cls(tuple(rules), seed, spec)

    def trouble(self, url: str) -> Trouble:
        """What goes wrong with the next request for this path and query."""
        match = _SET.match(unquote(url))
        asked = match[1] if match else None
        trouble = Trouble()
        for rule in self._hits(url, asked, refusing=False):
            if rule.name == "slow":
                trouble = replace(trouble, delay_ms=rule.amount or 0)
            elif rule.name == "shift":
                trouble = replace(trouble, shift_rows=int(rule.amount or 1))
            elif rule.name in FORMS:
                trouble = replace(trouble, forms=(*trouble.forms, rule))
            elif rule.name == "count":
                trouble = replace(trouble, count=int(rule.amount or 0))
            elif rule.name == "ignore-filter":
                trouble = replace(trouble, ignore_filter=True)
            elif rule.name in ("foreign-next", "loop-next"):
                address = rule.address if rule.name == "foreign-next" else ""
                trouble = replace(trouble, next_link=address)
            elif trouble.status is not None or trouble.broken is not None:
                continue
            elif rule.name in STATUSES:
                after = None if rule.amount is None else int(rule.amount)
                trouble = replace(trouble, status=int(rule.name), retry_after=after)
            else:
                trouble = replace(trouble, broken=rule.name)
        return trouble

    def refuses(self) -> bool:
        """Whether the next connection is refused."""
        return any(True for _ in self._hits("connection", None, refusing=True))

    def _hits(self, url: str, asked: str | None, *, refusing: bool) -> Iterable[Rule]:
        if not self.rules:
            return
        self._seen[url] += 1
        for index, rule in enumerate(self.rules):
            # Rows of a set may be expanded in those of another.
            elsewhere = rule.entity not in (None, asked) and rule.name not in FORMS
            if (rule.name == "refuse") != refusing or elsewhere:
                continue
            self._seen[index] += 1
            if rule.could_hit(self._seen[index]) and self._chance(index, url) < rule.rate:
                yield rule

    def _chance(self, index: int, url: str) -> float:
        """A number from 0 to 1 for this URL and repetition, independent of other requests."""
        text = f"{self.seed}|{index}|{self._seen[url]}|{url}"
        return int.from_bytes(blake2b(text.encode(), digest_size=8).digest()) / 2**64


def _rule(word: str) -> Rule:
    match = _RULE.fullmatch(word)
    if match is None:
        raise BadFault(f"not a fault: {word!r}")
    name, value = match["name"], match["value"]
    entity = match["early"] or match["late"]
    if entity is not None and entity not in ENTITIES:
        raise BadFault(f"not an entity set: {entity!r} in {word!r}")
    first = int(match["first"] or 1)
    last = int(match["last"]) if match["last"] else None
    if match["first"] and not match["range"]:
        last = first
    limited = Rule(name=name, entity=entity, first=first, last=last)
    if name in _FLAGS and not value:
        return limited
    if name in FORMS:
        return _form(word, limited, value or "")
    if name == "foreign-next":
        return replace(limited, address=value or FOREIGN)
    numbers = _numbers(word, value)
    if name in _RATES:
        return replace(limited, rate=numbers[0] if numbers else 1.0, amount=_second(numbers))
    if name == "slow" and numbers:
        rate = _second(numbers)
        return replace(limited, amount=numbers[0], rate=1.0 if rate is None else rate)
    if name == "count" and len(numbers) == 1:
        return replace(limited, amount=numbers[0])
    if name == "shift" and len(numbers) < 2:
        return replace(limited, amount=numbers[0] if numbers else 1)
    raise BadFault(f"not a fault: {word!r}")


def _form(word: str, rule: Rule, value: str) -> Rule:
    field, _, rows = value.partition(":")
    if rule.entity is None or field not in ENTITIES[rule.entity].fields:
        raise BadFault(f"a field of a set is wanted, such as drop=typeid@Stemme: {word!r}")
    if rows and not rows.isdecimal():
        raise BadFault(f"not a number in {word!r}")
    return replace(rule, field=field, amount=float(rows) if rows else None)


def _numbers(word: str, value: str | None) -> list[float]:
    try:
        numbers = [float(part) for part in value.split(":")] if value else []
    except ValueError:
        raise BadFault(f"not a number in {word!r}") from None
    if len(numbers) > 2 or not all(0 <= n < 1e9 for n in numbers):
        raise BadFault(f"not a number in {word!r}")
    return numbers


def _second(numbers: list[float]) -> float | None:
    return numbers[1] if len(numbers) > 1 else None
