"""What is loaded of the changes since a time; see `core.store.datasets.dataset`.

Kinds and words are conditions of the query itself, so that all rows of the limited answer fit them.
The limit is higher where such a choice narrows the search.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import lru_cache, reduce
from operator import and_, or_
from types import MappingProxyType

from core.oda.query.query import Expr, Query
from core.oda.query.query import field as oda
from core.oda.schema.codes import CaseRole
from core.oda.schema.entities import CASE_EXPIRY, VOTE_EXPIRY
from core.parliament.searches import MOST_CHANGES, ChangeSearch
from core.parliament.texts.spelling import spellings
from core.store.datasets.dataset import Dataset, Load
from core.store.datasets.fields import (
    ACTOR_FIELDS,
    CASE_LINK_FIELDS,
    CASE_ROLE_FIELDS,
    CASE_TITLE_FIELDS,
    STEP_FIELDS,
    linked,
)
from core.store.datasets.searches import CHANGED
from core.store.datasets.votes import votes_query

MOST_OWNED = 5_000
_OWNERS = (CaseRole.MINISTRY, CaseRole.REFERRED_TO)

_MEETING = ("id", "titel", "nummer", "dato", "typeid", "statusid", "periodeid", "opdateringsdato")
_DOCUMENT = ("id", "typeid", "kategoriid", "titel", "dato", "opdateringsdato")
_NAMES = ("titel", "titelkort", "nummer")
_SETS = ("Afstemning", "Sag", "Sagstrin", "Dokument", "Møde")
_OF_CASE = ("Sag/titel", "Sag/titelkort", "Sag/nummer")
# Where words are searched. Papers are documents found by their cases, with a query of their own.
_FIELDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "votes": ("Sagstrin/titel", *(f"Sagstrin/{name}" for name in _OF_CASE)),
        "cases": _NAMES,
        "steps": ("titel", *_OF_CASE),
        "documents": ("titel",),
        "papers": ("Dokument/titel", *_OF_CASE),
        "meetings": ("titel",),
    }
)
_CASE_NUMBER: Mapping[str, str] = MappingProxyType({
    "votes": "Sagstrin/Sag/nummer", "cases": "nummer", "steps": "Sag/nummer",
    "papers": "Sag/nummer",
})  # fmt: skip
# The longest words are the most telling; the others are searched in the answer. Servers of this
# make accept addresses of 2,048 letters, and the API's links to further pages make them longer.
_MOST_WORDS, _MOST_LETTERS, _BEGINNING, _LONGEST_ADDRESS = 3, 30, 8, 1_900


def key_of(search: ChangeSearch) -> str:
    """The end of the names of a search's partitions: the same for the same search."""
    moment = f"{search.since:%Y%m%d%H%M}"
    if search.most == MOST_CHANGES:
        return moment
    chosen = (sorted(search.kinds), sorted(search_terms(search.text)), search.number)
    return f"{moment}-{hashlib.sha256(repr(chosen).encode()).hexdigest()[:12]}"


def search_terms(text: str) -> tuple[str, ...]:
    """The words that are part of the query: the longest few, in small letters."""
    words = dict.fromkeys(word[:_MOST_LETTERS] for word in text.lower().split())
    return tuple(sorted(words, key=lambda word: (-len(word), word))[:_MOST_WORDS])


@lru_cache(maxsize=64)
def changes(search: ChangeSearch) -> Dataset:
    """What Parliament changed or added since a time: the newest of each kind that is asked for.

    The roles are `votes`, `cases`, `steps`, `documents` and `meetings`, and `owners`: the
    ministries and committees of the changed cases. Steps are loaded with cases, since they tell
    which cases are new. With words there are two queries of documents: by their own titles, and
    (`papers`) by the titles of their cases.
    """
    wanted = {f"{kind}s" for kind in search.asked}
    if "cases" in wanted:
        wanted.add("steps")
    if "documents" in wanted and search.text:
        wanted.add("papers")
    loads = [load for kind, load in _loads(search).items() if kind in wanted]
    key = f"changes/{key_of(search)}"
    return Dataset(key, (*loads, _owners(search)), VOTE_EXPIRY, passing=CHANGED)


@lru_cache(maxsize=1)
def newest() -> Dataset:
    """The row of each set that was changed last, of its time alone."""
    part = f"{CHANGED}newest"
    loads = (
        Load(
            Query(name)
            .select("id", "opdateringsdato")
            .order_by("opdateringsdato desc", "id desc")
            .top(1),
            part,
        )
        for name in _SETS
    )
    return Dataset("changes/newest", tuple(loads), VOTE_EXPIRY, passing=CHANGED)


@lru_cache(maxsize=64)
def owned_cases(owner: str, period_ids: tuple[int, ...]) -> Dataset:
    """The cases of a ministry or committee, by its name, in those periods: at most `MOST_OWNED`.

    The API cannot filter changes by the committee of their case, since its `any()` takes no
    condition. So the committee's cases are loaded, and changes are looked up among them.
    """
    key = hashlib.sha256(repr((owner, period_ids)).encode()).hexdigest()[:12]
    part = f"{CHANGED}owned-{key}"
    query = _roles().where(
        oda("rolleid").is_in(_OWNERS)
        & (oda("Aktør/navn") == owner)
        & oda("Sag/periodeid").is_in(period_ids)
    )
    newest = query.order_by("id desc").top(MOST_OWNED)
    load = Load(newest, part, {"Aktør": part}, counted=True, role="owned")
    return Dataset(f"changes/owned-{key}", (load,), CASE_EXPIRY, passing=CHANGED)


def _part(search: ChangeSearch, kind: str) -> str:
    return f"{CHANGED}{kind}-{key_of(search)}"


def _loads(search: ChangeSearch) -> dict[str, Load]:
    cases_of = {"SagDokument": CASE_LINK_FIELDS, "SagDokument/Sag": CASE_TITLE_FIELDS}
    both = {"Sag": CASE_TITLE_FIELDS, "Dokument": _DOCUMENT}
    queries = {
        "votes": votes_query(),
        "cases": Query("Sag").select(*CASE_TITLE_FIELDS, "typeid", "statusid"),
        "steps": linked("Sagstrin", STEP_FIELDS, {"Sag": CASE_TITLE_FIELDS}),
        "documents": linked("Dokument", _DOCUMENT, cases_of),
        "papers": linked("SagDokument", CASE_LINK_FIELDS, both),
        "meetings": Query("Møde").select(*_MEETING),
    }
    return {
        kind: Load(
            _newest(search, kind, query),
            _part(search, kind),
            dict.fromkeys(query.expanded, _part(search, kind)),
            counted=True,
            role=kind,
        )
        for kind, query in queries.items()
    }


def _newest(search: ChangeSearch, kind: str, query: Query) -> Query:
    path = "Dokument/" if kind == "papers" else ""
    query = query.where(oda(f"{path}opdateringsdato") >= search.since)
    query = query.order_by(f"{path}opdateringsdato desc", "id desc").top(search.most)
    terms = search_terms(search.text)
    # Fewer words, and in the end the beginning of one, give a shorter address but more rows.
    fewer = [terms[:n] for n in range(len(terms), 0, -1)]
    for some in (*fewer, [term[:_BEGINNING] for term in terms[:1]]):
        asked = query.where(_holds(search, kind, some)) if some else query
        if len(asked.path_and_query()) <= _LONGEST_ADDRESS:
            return asked
    return query


def _holds(search: ChangeSearch, kind: str, terms: Sequence[str]) -> Expr:
    """The condition that every word is in some field, or that the text is the case's number."""
    words = [
        reduce(
            or_,
            (
                oda(name).tolower().contains(spelling)
                for name in _FIELDS[kind]
                for spelling in spellings(word)
            ),
        )
        for word in terms
    ]
    held = reduce(and_, words)
    if search.number and kind in _CASE_NUMBER:
        return held | (oda(_CASE_NUMBER[kind]) == search.number)
    return held


def _owners(search: ChangeSearch) -> Load:
    part = _part(search, "owners")
    of_changed = oda("Sag/opdateringsdato") >= search.since
    query = _roles().where(of_changed & oda("rolleid").is_in(_OWNERS))
    newest_first = query.order_by("opdateringsdato desc", "id desc").top(2 * search.most)
    return Load(newest_first, part, {"Aktør": part}, role="owners")


def _roles() -> Query:
    return linked("SagAktør", CASE_ROLE_FIELDS, {"Aktør": ACTOR_FIELDS})
