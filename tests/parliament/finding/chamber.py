"""Three periods with a few cases, votes and people, to be searched."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import polars as pl

from core.oda.schema.codes import ActorKind, CaseRole
from core.parliament.calendar.periods import Period
from core.parliament.finding import index as entries
from core.parliament.finding.index import Entries, Index, index_of

NEW = Period("20231", 160, "2023-24", datetime(2023, 10, 3), datetime(2024, 10, 1))
OLD = Period("20222", 158, "2022-23 (2. samling)", datetime(2022, 11, 1), datetime(2023, 10, 3))
OLDER = Period("20221", 157, "2022-23 (1. samling)", datetime(2022, 10, 4), datetime(2022, 11, 1))
PERIODS = (NEW, OLD, OLDER)

NO_NAMES: dict[str, pl.DataFrame] = {}
_CASE = {"titelkort": None, "typeid": 3, "statusid": 1}


def cases(period: Period, *rows: tuple[int, str | None, str]) -> Entries:
    """The cases of a period: id, number and title."""
    frame = pl.DataFrame(
        [{"id": i, "nummer": number, "titel": title, **_CASE} for i, number, title in rows],
        schema_overrides={"id": pl.Int32, "titelkort": pl.String},
    )
    found = entries.case_entries(period.code, frame, NO_NAMES)
    return Entries(cases=found, with_cases=(period.code,), with_votes=(period.code,))


def votes(period: Period, *rows: dict[str, Any]) -> Entries:
    """The votes of a session: at least vote_id, date, case_number and case_title."""
    usual = {"number": 1, "type_code": "final", "adopted": True, "official_for": 90,
             "official_against": 10}  # fmt: skip
    found = entries.vote_entries(period.code, pl.DataFrame([usual | row for row in rows]))
    return Entries(votes=found)


def people(period: Period, *rows: tuple[int, str, str]) -> Entries:
    """Members of a session: id, name and party."""
    named = pl.DataFrame(
        {"id": [row[0] for row in rows], "navn": [row[1] for row in rows],
         "typeid": ActorKind.PERSON.value}
    )  # fmt: skip
    belonged = pl.DataFrame(
        {"member_id": [row[0] for row in rows], "party": [row[2] for row in rows],
         "start": period.start, "end": None}
    )  # fmt: skip
    own = entries.person_entries(period.code, belonged)
    return Entries(people=pl.concat([entries.name_entries(named), own]))


def groups(period: Period, **names: str) -> Entries:
    """Parties of a session: short name and name."""
    rows = pl.DataFrame({"gruppenavnkort": list(names), "navn": list(names.values())})
    return Entries(parties=entries.party_entries(period.code, rows))


def roles(*rows: tuple[int, str, str | None, int, int]) -> pl.DataFrame:
    """Roles in cases: case, actor, short name, kind of actor and role."""
    return pl.DataFrame(
        [
            {"case_id": case, "actor_id": sum(map(ord, actor)), "actor": actor, "short": short,
             "actor_type_id": kind, "role_id": role, "role": None}
            for case, actor, short, kind, role in rows
        ],
        schema_overrides={"short": pl.String},
    )  # fmt: skip


ON_TAX = roles(
    (1, "Skatteministeriet", None, ActorKind.MINISTRY_AREA, CaseRole.MINISTRY),
    (1, "skatteministeren", None, ActorKind.MINISTER_TITLE, CaseRole.MINISTER),
    (1, "Jeppe Bruus", None, ActorKind.PERSON, CaseRole.GOVERNMENT_PROPOSER),
    (1, "Skatteudvalget", "SAU", ActorKind.COMMITTEE, CaseRole.REFERRED_TO),
)


def small() -> Index:
    """An index of three sessions, of which the cases of the first are not stored."""
    words = pl.DataFrame({"case_id": [1, 2], "keyword": ["skatteopkrævning", "skatteopkrævning"]})
    office = entries.office_entries(OLD.code, ON_TAX)
    return index_of(
        [
            cases(
                OLD,
                (1, "L 121", "Forslag til lov om ændring af skatteopkrævningen"),
                (2, "B 15", "Forslag om børnehaver på Færøerne"),
                (3, "L 79 A", "Forslag til lov om vejafgift"),
            ),
            cases(NEW, (11, "L 121", "Forslag til lov om lægemidler"), (12, None, "Uden nummer")),
            votes(
                OLD,
                {"vote_id": 91, "date": date(2023, 6, 1), "case_number": "L 121",
                 "case_title": "Forslag til lov om ændring af skatteopkrævningen"},
                {"vote_id": 92, "date": date(2023, 5, 1), "case_number": None, "case_title": None},
            ),
            people(OLD, (5, "Søren Aage Ærø", "S"), (6, "Mette Frederiksen", "S")),
            people(OLD, (7, "Mette Fry", "V")),
            people(NEW, (5, "Søren Aage Ærø", "V"), (8, "Jens Hansen", "M")),
            people(NEW, (9, "Jens Hansen", "V")),
            groups(OLD, S="Socialdemokratiet", V="Venstre", EL="Enhedslisten", UFG="Uden for"),
            groups(NEW, V="Venstre, Danmarks Liberale Parti", M="Moderaterne"),
            groups(OLD, NØ="Det Nordøstlige Parti"),
            groups(NEW, NØ="Nordøstpartiet"),
            Entries(people=office, terms=entries.term_entries(OLD.code, ON_TAX, words)),
        ],
        PERIODS,
    )  # fmt: skip
