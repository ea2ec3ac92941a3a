"""A parliament for the sync: three sessions, one with votes for several chunks, few members."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl

from core.standin.serve import Standin
from core.standin.tables import conform
from core.store.ledger import read_ledger
from core.store.store import Store
from core.store.voters import ballots_of_session
from core.telemetry import Telemetry

BEGUN = datetime(2025, 3, 1, 12)
NEXT_DAY = datetime(2025, 3, 2, 12, tzinfo=UTC)
PERIODS = {"20231": 1, "20241": 2, "20242": 3}
# The ids of the first session's votes lie on both sides of the second's; the third has none.
VOTES = {"20231": [*range(1, 6), 90, 91], "20241": [*range(20, 50), *range(60, 75)], "20242": []}
EMPTY = (5, 33)  # votes without ballots
MEMBERS = (101, 102, 103, 104, 105)
GUEST = 300  # votes once, but is no person
GROUPS = {1: {"XA": 201, "XB": 202}, 2: {"XA": 203, "XB": 204}}


def text(at: datetime) -> str:
    """A time as the API writes it."""
    return at.isoformat()


def chamber() -> dict[str, pl.DataFrame]:
    """The rows of the API."""
    return {name: conform(name, rows) for name, rows in _rows().items()}


def ballot(vote: int, member: int, updated: datetime = BEGUN, kind: int = 1) -> dict[str, Any]:
    """A ballot; its id tells the vote and the member."""
    return {
        "id": vote * 1000 + member,
        "typeid": kind,
        "afstemningid": vote,
        "aktørid": member,
        "opdateringsdato": text(updated),
    }


def vote(number: int, meeting: int, updated: datetime = BEGUN) -> dict[str, Any]:
    """A vote of a meeting."""
    return {
        "id": number,
        "nummer": number,
        "konklusion": "Vedtaget",
        "vedtaget": True,
        "mødeid": meeting,
        "typeid": 1,
        "sagstrinid": 10,
        "opdateringsdato": text(updated),
    }


def link(number: int, person: int, group: int, updated: datetime = BEGUN) -> dict[str, Any]:
    """A membership, stored from the person where the number is even."""
    ends = (person, group) if number % 2 == 0 else (group, person)
    return {
        "id": number,
        "fraaktørid": ends[0],
        "tilaktørid": ends[1],
        "rolleid": 15,
        "opdateringsdato": text(updated),
    }


def _rows() -> dict[str, list[dict[str, Any]]]:
    updated = text(BEGUN)
    starts = {1: datetime(2023, 10, 3), 2: datetime(2024, 10, 1), 3: datetime(2025, 10, 7)}
    dated = {
        period: {"startdato": text(start), "slutdato": text(start + timedelta(days=364))}
        for period, start in starts.items()
    }
    voted = [(PERIODS[code], n) for code, votes in VOTES.items() for n in votes]
    return {
        "Periode": [
            {"id": n, "kode": code, "type": "samling", "titel": code, "opdateringsdato": updated}
            | dated[n]
            for code, n in PERIODS.items()
        ],
        "Afstemningstype": [{"id": 1, "type": "Endelig", "opdateringsdato": updated}],
        "Sagstype": [{"id": 3, "type": "Lovforslag", "opdateringsdato": updated}],
        "Møde": [
            {
                "id": n,
                "dato": text(start + timedelta(days=90)),
                "periodeid": n,
                "titel": "Møde",
                "opdateringsdato": updated,
            }
            for n, start in starts.items()
        ],
        "Sagstrin": [{"id": 10, "sagid": 20, "titel": "3.", "opdateringsdato": updated}],
        "Sag": [
            {
                "id": 20,
                "titel": "Lov",
                "typeid": 3,
                "periodeid": 1,
                "nummer": "L 1",
                "opdateringsdato": updated,
            }
        ],
        "Afstemning": [vote(n, period) for period, n in voted],
        "Stemme": [
            ballot(n, member, kind=1 + (n + member) % 4)
            for _, n in voted
            if n not in EMPTY
            for member in MEMBERS
        ]
        + [ballot(2, GUEST)],
        "Aktør": [
            {"id": n, "navn": f"Navn {n}", "typeid": 5, "opdateringsdato": updated} for n in MEMBERS
        ]
        + [{"id": GUEST, "navn": "Gæst", "typeid": 12, "opdateringsdato": updated}]
        + [
            {
                "id": n,
                "navn": name,
                "gruppenavnkort": name,
                "typeid": 4,
                "periodeid": period,
                "opdateringsdato": updated,
            }
            | dated[period]
            for period, groups in GROUPS.items()
            for name, n in groups.items()
        ],
        "AktørAktør": [
            link(500 + 10 * period + i, member, groups["XA" if i < 3 else "XB"])
            for period, groups in GROUPS.items()
            for i, member in enumerate(MEMBERS)
        ],
    }


def open_store(store: Store) -> Store:
    """The same folder as another process would open it."""
    return Store(store.root, Telemetry())


def assert_same(store: Store, server: Standin, ballots: tuple[str, ...] = ("20241",)) -> None:
    """The copy has the API's rows: votes, memberships, groups, and those sessions' ballots."""
    tables = server.tables
    for code, period in PERIODS.items():
        meetings = tables["Møde"].filter(pl.col("periodeid") == period)["id"]
        votes = tables["Afstemning"].filter(pl.col("mødeid").is_in(meetings.implode()))
        _equal(store, "Afstemning", code, votes)
        if code in ballots:
            here = pl.col("afstemningid").is_in(votes["id"].implode())
            stored = ballots_of_session(store, code)
            assert stored is not None
            _equal(store, "Stemme", code, tables["Stemme"].filter(here))
        if period not in GROUPS or votes.is_empty():
            continue
        groups = tables["Aktør"].filter(
            pl.col("typeid") == 4, pl.col("startdato").dt.year() == 2022 + period
        )
        _equal(store, "Aktør", f"groups-{code}", groups)
        for way, end in (("to", "tilaktørid"), ("from", "fraaktørid")):
            links = tables["AktørAktør"].filter(pl.col(end).is_in(groups["id"].implode()))
            _equal(store, "AktørAktør", f"{way}-group-{code}", links)


def _equal(store: Store, name: str, partition: str, rows: pl.DataFrame) -> None:
    stored = store.read(name, partition)
    assert stored is not None, (name, partition)
    expected = rows.select(stored.frame.columns).sort("id")
    assert stored.frame.equals(expected), (name, partition, stored.frame, expected)


def findings(store: Store) -> list[tuple[str, int, str]]:
    """Entity, id and kind of what is in the ledger."""
    return read_ledger(store).select("entity", "id", "kind").rows()
