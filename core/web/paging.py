"""JSON by the page: so many rows after the one that the page before ended with."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode

import orjson
import polars as pl

from core.web.answers import Problem
from core.web.parameters import Parameters, Params

LIMIT, MOST = 1_000, 10_000
"""How many rows a page has where nothing is said, and at most."""

_KEYS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "votes": ("vote_id",),
        "ballots": ("vote_id", "member_id"),
        "deviations": ("vote_id", "member_id", "member", "kind"),
        "vote-parties": ("vote_id", "party"),
        "members": ("member_id",),
        "parties": ("party",),
        "agreement": ("party_a", "party_b"),
        "member-agreement": ("member_a", "member_b"),
        "cohesion": ("party",),
        "winning": ("party",),
        "coalitions": ("parties",),
        "party-map": ("party",),
        "rollcall": ("member_id",),
        "quality": ("finding", "vote_id", "member", "party", "detail"),
        "cases": ("case_id",),
        "steps": ("step_id",),
        "questions": ("kind", "question_id"),
        "committees": ("session", "committee_id", "member_id", "role", "start"),
        "meetings": ("meeting_id",),
        "documents": ("document_id",),
        "changes": ("kind", "id", "updated"),
    }
)
"""The columns that tell a row of each table from the others, as far as there are such."""

_OF_PAGE = frozenset({"after", "limit"})
_LONGEST = 600  # letters of a mark


@dataclass(frozen=True, slots=True)
class Page:
    """Which rows are meant: `limit` of them after the row of the mark `after`."""

    limit: int
    after: str

    @classmethod
    def of(cls, given: Parameters) -> Page:
        """What was asked for. Raises `Problem` (400)."""
        limit = given.whole("limit") or LIMIT
        if limit > MOST:
            words = f"limit is at most {MOST:,}."
            detail = "Follow next, or ask for csv, jsonl or parquet: these are whole."
            raise Problem(HTTPStatus.BAD_REQUEST, words, detail, parameter="limit")
        return cls(limit, given.one("after"))

    def body(self, name: str, rows: pl.DataFrame, params: Params, path: str) -> bytes:
        """The page of a table's rows, with how many there are and the address of the next page.

        `params` are those of the request and `path` the address without them. Raises `Problem`
        (400) where `after` is of another table or other choices, or its row has gone.
        """
        query = _query(name, params)
        start = _place(self.after, name, query, rows) if self.after else 0
        shown = rows.slice(start, self.limit)
        left = start + shown.height < rows.height
        following = None
        if left and shown.height:
            mark = _mark(name, query, rows, start + shown.height - 1)
            kept = [pair for pair in params if pair[0] != "after"]
            following = f"{path}?{urlencode([*kept, ('after', mark)])}"
        text = shown.write_json().encode() if shown.height else b"[]"
        following_text = orjson.dumps(following)
        return b'{"rows":%b,"total":%d,"next":%b}' % (text, rows.height, following_text)


def _query(name: str, params: Params) -> str:
    told = sorted(pair for pair in params if pair[0] not in _OF_PAGE)
    return hashlib.sha256(repr((name, told)).encode()).hexdigest()[:16]


def _mark(name: str, query: str, rows: pl.DataFrame, at: int) -> str:
    """Names a row by its key and, where others have the same, which of them it is."""
    key = _key(name, rows, at)
    before = _same(name, rows.head(at), key).height
    return base64.urlsafe_b64encode(orjson.dumps([query, before, *key])).decode().rstrip("=")


def _place(mark: str, name: str, query: str, rows: pl.DataFrame) -> int:
    """The place of the row behind the one that a mark names."""
    try:
        padded = mark[:_LONGEST] + "=" * (-len(mark) % 4)
        of, before, *key = orjson.loads(base64.urlsafe_b64decode(padded))
    except (ValueError, TypeError, binascii.Error):
        raise _no_mark("after is not as next gave it.") from None
    if of != query or len(key) != len(_KEYS[name]) or not isinstance(before, int):
        raise _no_mark("after is of other choices than these.")
    found = _same(name, rows.with_row_index("_place"), key)
    if not 0 <= before < found.height:
        raise _no_mark("The row that after names is not there any more.")
    return int(found["_place"][before]) + 1


def _key(name: str, rows: pl.DataFrame, at: int) -> list[Any]:
    row = rows.slice(at, 1).select(pl.col(_KEYS[name]).cast(pl.String)).row(0)
    return list(row)


def _same(name: str, rows: pl.DataFrame, key: list[Any]) -> pl.DataFrame:
    if not all(value is None or isinstance(value, str) for value in key):
        return rows.head(0)
    return rows.filter(
        pl.col(column).cast(pl.String).eq_missing(pl.lit(value, pl.String))
        for column, value in zip(_KEYS[name], key, strict=True)
    )


def _no_mark(title: str) -> Problem:
    detail = "Begin again without after, and follow next."
    return Problem(HTTPStatus.BAD_REQUEST, title, detail, parameter="after")
