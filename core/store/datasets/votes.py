"""What is loaded of votes, ballots, members and sessions; see `core.store.datasets.dataset`."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache

from core.oda.client import with_ids
from core.oda.query.query import Expr, Query
from core.oda.query.query import field as oda
from core.oda.schema.codes import ActorKind, ActorRole
from core.oda.schema.entities import LOOKUP_EXPIRY, entity
from core.store.datasets.dataset import Dataset, Load
from core.store.datasets.fields import (
    GROUP_FIELDS,
    MEMBERSHIP_FIELDS,
    NAME_FIELDS,
    STEP_FIELDS,
    linked,
)
from core.store.datasets.partitions import partition

_VOTE_FIELDS = (
    "id", "nummer", "konklusion", "vedtaget", "kommentar", "mødeid", "typeid", "sagstrinid",
    "opdateringsdato",
)  # fmt: skip
_MEETING_FIELDS = ("id", "dato", "nummer", "titel", "periodeid", "opdateringsdato")
_CASE_FIELDS = (
    "id", "typeid", "kategoriid", "statusid", "titel", "titelkort", "nummer", "nummerprefix",
    "nummernumerisk", "nummerpostfix", "periodeid", "lovnummer", "lovnummerdato",
    "opdateringsdato",
)  # fmt: skip
BALLOT_FIELDS = ("id", "typeid", "afstemningid", "aktørid", "opdateringsdato")
_OTHER_FIELDS = GROUP_FIELDS[:-1]
VOTER_FIELDS = (*NAME_FIELDS[:4], "typeid")


@lru_cache(maxsize=256)
def lookups() -> Dataset:
    """The sessions and the names of the kinds of vote and case: three requests."""
    return Dataset(
        "lookups",
        (
            Load(Query("Afstemningstype"), "all"),
            Load(Query("Sagstype"), "all"),
            Load(Query("Periode").where(oda("type") == "samling"), "sessions"),
        ),
        LOOKUP_EXPIRY,
    )


@lru_cache(maxsize=1)
def step_states() -> Dataset:
    """The names of the states of steps, which identify the final votes: one request.

    They are a dataset of their own, since votes of older copies are shown without them.
    """
    return Dataset("step-states", (Load(Query("Sagstrinsstatus"), "all"),), LOOKUP_EXPIRY)


@lru_cache(maxsize=256)
def votes(session: str, period_id: int, *, closed: bool) -> Dataset:
    """A session's votes with meeting, step and case: one request for each hundred votes.

    A `closed` session changes seldom, so its copy expires later.
    """
    others = partition("voted", session)
    load = Load(
        votes_query().where(oda("Møde/periodeid") == period_id),
        session,
        {"Møde": others, "Sagstrin": others, "Sagstrin/Sag": others},
    )
    return Dataset(f"votes/{session}", (load,), _expiry("Afstemning", closed))


def votes_query() -> Query:
    """Votes with meeting, step and case, of all sessions."""
    return linked(
        "Afstemning",
        _VOTE_FIELDS,
        {"Møde": _MEETING_FIELDS, "Sagstrin": STEP_FIELDS, "Sagstrin/Sag": _CASE_FIELDS},
    )


@lru_cache(maxsize=256)
def vote(vote_id: int) -> Dataset:
    """A vote with its meeting, which tells the session where a link has only the vote's id."""
    query = linked("Afstemning", _VOTE_FIELDS, {"Møde": _MEETING_FIELDS})
    own = partition("vote", vote_id)
    load = Load(query.where(oda("id") == vote_id), own, {"Møde": own})
    return Dataset(f"vote/{vote_id}", (load,), entity("Afstemning").expiry)


@lru_cache(maxsize=256)
def ballots(vote_id: int, *, closed: bool, session: str = "") -> Dataset:
    """One vote's ballots with the members' names: two requests.

    With a `session`, no request where a sync has read all ballots of that session.
    """
    query = linked("Stemme", BALLOT_FIELDS, {"Aktør": VOTER_FIELDS})
    own = partition("vote", vote_id)
    return Dataset(
        f"ballots/{vote_id}",
        (Load(query.where(oda("afstemningid") == vote_id), own, {"Aktør": own}),),
        _expiry("Stemme", closed),
        (session, vote_id) if session else None,
    )


@lru_cache(maxsize=256)
def memberships(session: str, start: datetime, end: datetime, *, closed: bool) -> Dataset:
    """The party groups that existed during a session and who belonged to them, both directions.

    The API stores a membership from the person to the group, from the group to the person, or both;
    neither direction has all of them. A group is found by its dates, since its period may be an
    earlier session's. A date that is null is open.
    """

    def during(path: str) -> Expr:
        began = oda(f"{path}startdato").is_null() | (oda(f"{path}startdato") < end)
        lasted = oda(f"{path}slutdato").is_null() | (oda(f"{path}slutdato") > start)
        return (oda(f"{path}typeid") == ActorKind.PARTY_GROUP) & began & lasted

    links = Query("AktørAktør").where(oda("rolleid") == ActorRole.MEMBER).select(*MEMBERSHIP_FIELDS)
    loads = (
        Load(Query("Aktør").where(during("")).select(*GROUP_FIELDS), partition("groups", session)),
        Load(links.where(during("TilAktør/")), partition("to-group", session)),
        Load(links.where(during("FraAktør/")), partition("from-group", session)),
    )
    return Dataset(
        f"memberships/{session}",
        loads,
        _expiry("AktørAktør", closed),
        addresses=tuple(with_ids(load.query).path_and_query() for load in loads),
    )


@lru_cache(maxsize=256)
def member(member_id: int) -> Dataset:
    """An actor with its biography, and its links with other actors in both directions.

    Three requests, as a rule. Only the page of a person asks for a biography.
    """
    actor = Query("Aktør").where(oda("id") == member_id).select(*NAME_FIELDS, "typeid", "biografi")
    outgoing = linked("AktørAktør", MEMBERSHIP_FIELDS, {"TilAktør": _OTHER_FIELDS})
    incoming = linked("AktørAktør", MEMBERSHIP_FIELDS, {"FraAktør": _OTHER_FIELDS})
    out, into = partition("from", member_id), partition("to", member_id)
    return Dataset(
        f"member/{member_id}",
        (
            Load(outgoing.where(oda("fraaktørid") == member_id), out, {"TilAktør": out}),
            Load(incoming.where(oda("tilaktørid") == member_id), into, {"FraAktør": into}),
            Load(actor, partition("actor", member_id)),
        ),
        entity("Aktør").expiry,
    )


def _expiry(name: str, closed: bool) -> timedelta:
    return LOOKUP_EXPIRY if closed else entity(name).expiry
