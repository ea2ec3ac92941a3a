"""What is found by words, a number, a name or a letter, and the one thing that these may mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import polars as pl

from core.parliament.cases.topics import without_procedure
from core.parliament.cases.wording import AskedCase, read_asked_case, split_session
from core.parliament.finding.index import Index, name_key, without_blanks
from core.parliament.people.search import similar_members
from core.parliament.texts.party_names import named_party
from core.parliament.texts.plain import tidy

Kind = Literal["party", "member", "ministry", "committee", "keyword", "case", "vote"]
KINDS: tuple[Kind, ...] = ("party", "member", "ministry", "committee", "keyword", "case", "vote")
LONGEST = 200
"""The most letters that are searched for."""
_SHORT_WORD = 2  # letters of a word that is found only where a word begins
_WHOLE_NAME = 2  # words of a name that is one person's


@dataclass(frozen=True, slots=True)
class Exact:
    """The one thing that a text means: its kind, and its id or short name."""

    kind: Kind
    value: str


@dataclass(frozen=True, slots=True)
class Found:
    """What was found.

    `groups` has the rows of each kind that has any, with the columns of `Index` and those of cases
    also period_id (null for what is stored); the newest first. `asked` is the case that the text
    asks for by number. `elsewhere` says that there is none of that number in the session that it
    names, and that the cases are those of other sessions. `similar` are members with names like the
    text, where nothing was found.
    """

    asked: AskedCase | None
    groups: Mapping[Kind, pl.DataFrame]
    exact: Exact | None
    elsewhere: bool
    similar: pl.DataFrame

    @property
    def total(self) -> int:
        """The number of hits of all kinds."""
        return sum(rows.height for rows in self.groups.values())


def find(index: Index, text: str, beyond: pl.DataFrame | None = None) -> Found:
    """Everything that is called so, in what is stored and in `beyond`.

    `beyond` are the cases that Parliament found by the same text (see `case_list`); None where it
    was not asked. The text is never a pattern.
    """
    text = tidy(text)[:LONGEST]
    asked = read_asked_case(text)
    more = None if beyond is None else _not_stored(index, beyond)
    if asked is not None and (found := _by_number(index, asked, more)) is not None:
        return found
    groups = _by_words(index, text, more)
    similar = index.members.clear()
    if not groups:
        named = index.members.with_columns(pl.col("name").alias("member"))
        similar = similar_members(named, text).select(index.members.columns)
    return Found(asked, groups, _exact(index, groups, text), elsewhere=False, similar=similar)


def asked_elsewhere(text: str) -> str:
    """What to ask Parliament for by a text: the number of a case, else the words of a title."""
    text = tidy(text)[:LONGEST]
    asked = read_asked_case(text)
    return split_session(text)[0] if asked is None else str(asked.number)


def holds(words: Sequence[str]) -> pl.Expr:
    """Whether `search` has every word; a short one only where a word begins."""
    looked_in = pl.col("search")
    parts = (f" {word}" if len(word) <= _SHORT_WORD else word for word in words)
    found = (looked_in.str.contains(part, literal=True) for part in parts)
    return pl.all_horizontal(pl.lit(value=True), *found)


def words_of(text: str) -> list[str]:
    """The words of a text as `name_key` writes them, each once."""
    key: str = pl.select(name_key(pl.lit(text))).item()
    return list(dict.fromkeys(key.split()))


def _by_number(index: Index, asked: AskedCase, more: pl.DataFrame | None) -> Found | None:
    """The cases and votes of that number; None where there are none."""
    of_number = pl.col("number_key") == asked.number.key
    beyond = None if more is None else more.filter(of_number)
    cases, votes = _cases(index, of_number, beyond), _votes(index, of_number)
    meant = [each.code for each in asked.among(index.periods)]
    here, voted = (rows.filter(pl.col("period").is_in(meant)) for rows in (cases, votes))
    elsewhere = here.is_empty() and voted.is_empty()
    if asked.session is not None and not elsewhere:
        cases, votes = here, voted
    groups = _there({"case": cases, "vote": votes})
    if not groups:
        return None
    # Where not all is stored and nobody was asked, there may be another of that number.
    known = more is not None or index.with_cases.issuperset(meant)
    alone = cases.height == 1 and known and not elsewhere
    exact = Exact("case", str(cases["case_id"][0])) if alone else None
    missing = asked.session is not None and elsewhere and known
    return Found(asked, groups, exact, missing, index.members.clear())


def _by_words(index: Index, text: str, more: pl.DataFrame | None) -> Mapping[Kind, pl.DataFrame]:
    rest, session = split_session(text)
    words = words_of(rest)
    if session is not None and words:
        named = [each.code for each in index.periods if session.means(each)]
        within = pl.col("period").is_in(named) & holds(words)
        found = _there({"case": _cases(index, within, None), "vote": _votes(index, within)})
        if found:
            return found
    words = words_of(text)
    if not words:
        return MappingProxyType({})
    party = _party(index, text)
    terms = index.terms.filter(holds(words))
    ministry, committee, keyword = (
        terms.filter(pl.col("kind") == kind) for kind in ("ministry", "committee", "keyword")
    )
    return _there(
        {
            "party": index.parties.filter(
                pl.col("party").eq_missing(pl.lit(party)) | _begin("search", words)
            ),
            "member": index.members.filter(
                _begin("search", words) | _begin("office_search", words)
            ),
            "ministry": ministry,
            "committee": committee,
            "keyword": keyword,
            "case": _cases(index, holds(words), more),
            "vote": _votes(index, holds(words)),
        }
    )


def _begin(column: str, words: Sequence[str]) -> pl.Expr:
    """Whether every one of the words begins a word in a column."""
    found = (pl.col(column).str.contains(f" {word}", literal=True) for word in words)
    return pl.all_horizontal(pl.lit(value=True), *found)


def _exact(index: Index, groups: Mapping[Kind, pl.DataFrame], text: str) -> Exact | None:
    """A party, or the only member with exactly that name."""
    party = _party(index, text)
    if party is not None:
        return Exact("party", party)
    words, people = words_of(text), groups.get("member")
    if people is None or len(words) < _WHOLE_NAME:
        return None
    same = people.filter(pl.col("search") == "".join(f" {word}" for word in words))
    return Exact("member", str(same["member_id"][0])) if same.height == 1 else None


def _party(index: Index, text: str) -> str | None:
    """The party whose short name, letter or any of whose names is exactly that."""
    known = named_party(text, index.parties["party"].to_list())
    if known is not None:
        return known
    key = "".join(f" {word}" for word in words_of(text))
    named = index.parties.filter(pl.col("named").list.contains(key))["party"]
    return str(named[0]) if len(named) == 1 else None


def _cases(index: Index, condition: pl.Expr, beyond: pl.DataFrame | None) -> pl.DataFrame:
    """The stored cases that meet a condition, and those of `beyond`, the newest first."""
    found = index.cases.filter(condition).with_columns(pl.lit(None, pl.Int32).alias("period_id"))
    if beyond is not None:
        found = pl.concat([found, beyond])
    places = {each.code: place for place, each in enumerate(index.periods)}
    place = pl.col("period").cast(pl.String).replace_strict(places, default=len(places))
    return found.sort(place, pl.col("case_id"), descending=[False, True])


def _votes(index: Index, condition: pl.Expr) -> pl.DataFrame:
    return index.votes.filter(condition).sort(
        "date", "number", "vote_id", descending=True, nulls_last=True
    )


def _not_stored(index: Index, beyond: pl.DataFrame) -> pl.DataFrame:
    """The cases of a `case_list` that are not stored, with the columns of stored ones."""
    codes = {each.period_id: each.code for each in index.periods}
    more = beyond.filter(~pl.col("case_id").is_in(index.cases["case_id"].implode()))
    code = pl.col("period_id").replace_strict(codes, default=None, return_dtype=pl.String)
    added = more.select(
        "case_id",
        code.alias("period"),
        "number",
        without_blanks(pl.col("number")).alias("number_key"),
        "title",
        *(pl.lit(None, pl.String).alias(name) for name in ("type_code", "status", "search")),
        pl.col("period_id").fill_null(0),
    )
    return added.cast(dict(index.cases.schema))  # type: ignore[arg-type]


def _there(groups: Mapping[Kind, pl.DataFrame]) -> Mapping[Kind, pl.DataFrame]:
    return MappingProxyType({kind: rows for kind, rows in groups.items() if not rows.is_empty()})


def examples(index: Index) -> list[str]:
    """At most three texts that find something: a number of a case, a name, and a keyword."""
    numbers = _votes(index, pl.col("case_number").is_not_null())["case_number"]
    if numbers.is_empty():
        numbers = _cases(index, pl.col("number").is_not_null(), None)["number"]
    names = index.members.filter(pl.col("last").is_not_null())["name"]
    worded = ~pl.col("label").str.contains(r"\d")
    keywords = without_procedure(index.terms.filter(pl.col("kind") == "keyword", worded), "label")[
        "label"
    ]
    found = (numbers, names, index.terms["label"] if keywords.is_empty() else keywords)
    return [str(texts[0]) for texts in found if len(texts)]
