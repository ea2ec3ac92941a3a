"""What is loaded of the members of a session: ministries, leave, substitution, and biographies."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import lru_cache, reduce
from operator import or_

from core.oda.client import with_ids
from core.oda.query.query import Expr, Query
from core.oda.query.query import field as oda
from core.oda.schema.codes import PERSONAL_ROLES, ActorKind, ActorRole
from core.oda.schema.entities import LOOKUP_EXPIRY, entity
from core.store.datasets.dataset import Dataset, Load
from core.store.datasets.fields import GROUP_FIELDS, MEMBERSHIP_FIELDS, linked
from core.store.datasets.partitions import partition

_OTHER_FIELDS = GROUP_FIELDS[:-1]
_IDS_A_REQUEST = 40


@lru_cache(maxsize=256)
def roles(session: str, start: datetime, end: datetime, *, closed: bool) -> Dataset:
    """Who was a minister, on leave, a substitute or in the chair during a session: two requests.

    As with memberships, neither of the two directions has all of them. A date that is null is open,
    and a role ends with what it is a role in. Substitutes are those in party groups: those of the
    committees are many times as many, and sit for nobody in the chamber.
    """

    def load(person: str, other: str, own: str) -> Load:
        began = oda("startdato").is_null() | (oda("startdato") < end)
        lasted = oda("slutdato").is_null() | (oda("slutdato") > start)
        stood = oda(f"{other}/slutdato").is_null() | (oda(f"{other}/slutdato") > start)
        substitute = oda("rolleid") == ActorRole.SUBSTITUTE
        in_group = substitute & (oda(f"{other}/typeid") == ActorKind.PARTY_GROUP)
        held = _any(oda("rolleid") == role for role in PERSONAL_ROLES) | in_group
        query = linked("AktørAktør", MEMBERSHIP_FIELDS, {other: _OTHER_FIELDS}).where(
            (oda(f"{person}/typeid") == ActorKind.PERSON) & held & began & lasted & stood
        )
        return Load(query, own, {other: own})

    return Dataset(
        f"roles/{session}",
        (
            load("FraAktør", "TilAktør", partition("roles-of", session)),
            load("TilAktør", "FraAktør", partition("roles-in", session)),
        ),
        _expiry("AktørAktør", closed),
    )


@lru_cache(maxsize=64)
def biographies(session: str, members: tuple[int, ...], *, closed: bool) -> Dataset:
    """The biographies of the members of a session, by id: one request for each forty."""
    loads = tuple(
        Load(
            Query("Aktør")
            .where(_any(oda("id") == member for member in members[first : first + _IDS_A_REQUEST]))
            .select("id", "biografi", "opdateringsdato"),
            partition("biographies", session, first),
        )
        for first in range(0, len(members), _IDS_A_REQUEST)
    )
    return Dataset(
        f"biographies/{session}",
        loads,
        _expiry("Aktør", closed),
        addresses=tuple(with_ids(load.query).path_and_query() for load in loads),
    )


def _any(conditions: Iterable[Expr]) -> Expr:
    return reduce(or_, conditions)


def _expiry(name: str, closed: bool) -> timedelta:
    return LOOKUP_EXPIRY if closed else entity(name).expiry
