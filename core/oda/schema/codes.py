"""The API's numbers of kinds, roles and states, each defined once.

The API explains them in lookup sets; the comment after a number is its name there. Where the
meaning is not from the lookup set, the comment says so: *read in records* means that rows with the
number are known to mean this, *probably* that only one description says so and no row. Only numbers
that the code uses are listed; all others are identified by their name in the lookup set.
"""

from __future__ import annotations

from enum import IntEnum


class VoteKind(IntEnum):
    """`Afstemning.typeid`, from the API's `Afstemningstype`."""

    FINAL = 1  # Endelig vedtagelse
    RECOMMENDATION = 2  # Udvalgsindstilling
    MOTION = 3  # Forslag til vedtagelse
    AMENDMENT = 4  # Ændringsforslag


class BallotKind(IntEnum):
    """`Stemme.typeid`, from the API's `Stemmetype`."""

    FOR = 1  # For
    AGAINST = 2  # Imod
    ABSENT = 3  # Fravær
    NEITHER = 4  # Hverken for eller imod


class ActorKind(IntEnum):
    """`Aktør.typeid`, from the API's `Aktørtype`."""

    MINISTRY_AREA = 1  # Ministerområde
    MINISTER_TITLE = 2  # Ministertitel
    COMMITTEE = 3  # Udvalg
    PARTY_GROUP = 4  # Folketingsgruppe
    PERSON = 5  # Person
    COMMISSION = 9  # Kommission


COMMITTEE_KINDS = (ActorKind.COMMITTEE, ActorKind.COMMISSION)
"""Kinds of actors that are committees; 9 is used for Det Udenrigspolitiske Nævn, for example."""


class ActorRole(IntEnum):
    """`AktørAktør.rolleid`, from the API's `AktørAktørRolle`."""

    FIRST_VICE_SPEAKER = 1  # 1. næstformand
    THIRD_VICE_SPEAKER = 5  # 3. næstformand
    PAID_LEAVE = 6  # orlov med vederlag
    SPEAKER = 7  # folketingets formand
    MINISTER = 8  # Minister
    SECOND_VICE_SPEAKER = 9  # 2. næstformand
    SUBSTITUTE = 10  # stedfortræder
    FOURTH_VICE_SPEAKER = 11  # 4. næstformand
    UNPAID_LEAVE = 12  # orlov uden vederlag
    VICE_CHAIR = 14  # næstformand
    MEMBER = 15  # medlem
    CHAIR = 16  # formand
    OBSERVER = 18  # Observatør
    MINISTER_WITHOUT_SEAT = 22  # minister, ej MF


LEAVE_ROLES = (ActorRole.PAID_LEAVE, ActorRole.UNPAID_LEAVE)
MINISTER_ROLES = (ActorRole.MINISTER, ActorRole.MINISTER_WITHOUT_SEAT)
PRESIDIUM_ROLES = (
    ActorRole.SPEAKER,
    ActorRole.FIRST_VICE_SPEAKER,
    ActorRole.SECOND_VICE_SPEAKER,
    ActorRole.THIRD_VICE_SPEAKER,
    ActorRole.FOURTH_VICE_SPEAKER,
)
PERSONAL_ROLES = (*LEAVE_ROLES, *MINISTER_ROLES, *PRESIDIUM_ROLES)
"""The roles that say why a member votes seldom, beside that of a substitute in a party group."""


class CaseKind(IntEnum):
    """`Sag.typeid`, from the API's `Sagstype`: all that it has."""

    FOREIGN_POLICY = 1  # UMF-del
    INTERPELLATION = 2  # Forespørgsel
    BILL = 3  # Lovforslag
    GENERAL = 4  # Alm. del
    RESOLUTION = 5  # Beslutningsforslag
    COUNCIL_MEETING = 6  # Rådsmøde
    COMMISSION_PROPOSAL = 7  # Kommissionsforslag
    FINANCE = 8  # Aktstykke
    MOTION = 9  # Forslag til vedtagelse
    S20_QUESTION = 10  # § 20-spørgsmål
    STATEMENT = 11  # Redegørelse
    SUBSTITUTE = 12  # Indkaldelse af stedfortræder
    AUDITORS = 13  # Statsrevisorerne


class CaseRole(IntEnum):
    """`SagAktør.rolleid`, from the API's `SagAktørRolle`: read in records, or probably."""

    SPOKESPERSON = 2  # Ordfører for forslagsstillerne; probably
    CO_ASKER = 5  # Medspørger; probably
    MINISTRY = 6  # Ministerområde; read in records
    ASKER = 10  # Spørger; probably
    REFERRED_TO = 11  # Henvist til; read in records
    TAKEN_UP_BY = 13  # Optaget af; read in records
    MINISTER = 14  # Minister; read in records
    INTERPELLATOR = 15  # Forespørger; probably
    PRIVATE_PROPOSER = 16  # Forslagsstiller (priv.); read in records
    ADDRESSEE = 17  # Til; probably
    GIVEN_BY = 18  # Afgivet af; probably
    GOVERNMENT_PROPOSER = 19  # Forslagsstiller (reg.); read in records
    ANSWERED_BY = 23  # Besvaret af; probably


class StepKind(IntEnum):
    """`Sagstrin.typeid`, from the API's `Sagstrinstype`.

    The same number has other names for other kinds of case. So the name counts, and the number only
    where there is no name. The numbers of § 20 questions come from a single source.
    """

    QUESTION_PUT = 1  # probably
    ANSWERED_IN_WRITING = 8  # probably
    REPORT = 14  # Betænkning; read in records
    ANSWERED_ORALLY = 19  # probably
    QUESTION_WITHDRAWN = 27  # probably


class StepState(IntEnum):
    """`Sagstrin.statusid`, from the API's `Sagstrinsstatus`."""

    ADOPTED = 41  # Behandlet/Vedtaget; read in records
    REJECTED = 103  # Behandlet/Forkastet; probably: read on rejected bills


class DocumentKind(IntEnum):
    """`Dokument.typeid`, from the API's `Dokumenttype`."""

    COMMITTEE_QUESTION = 13  # Spørgsmål; read in records
    S20_QUESTION = 16  # § 20-spørgsmål; probably
    ANSWER = 17  # Svar; read in records


class KeywordKind(IntEnum):
    """`Emneord.typeid`, from the API's `Emneordstype`: read in records."""

    LAW_NAME = 4  # Lovsagsnavn


class DocumentRole(IntEnum):
    """`DokumentAktør.rolleid`, from the API's `DokumentAktørRolle`; 1 and 14 have one name."""

    SENDER = 1  # Afsender; read in records
    ASKING_MEMBER = 3  # Stiller/MFU; read in records
    ANSWERED_BY = 4  # Besvaret af; read in records
    MINISTER = 5  # Minister; probably
    ASKER = 6  # Spørger; probably
    TO = 8  # Til; probably
    MINISTRY = 9  # Ministerområde; probably
    ADDRESSEE = 10  # Adressat; read in records
    PUT_BY = 12  # Stiller; read in records
    OTHER_SENDER = 14  # Afsender; probably
