"""The table of what the checks found."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from core.export.tables.column import Column, Table
from core.export.tables.shared import (
    CASE_NUMBER,
    DATE,
    MEMBER,
    MEMBER_ID,
    NUMBER,
    PARTY_THEN,
    SESSION,
    VOTE_ID,
)
from core.oda.descriptions import LanguageText as T

QUALITY = Table(
    "quality",
    (
        Column(
            "finding",
            pl.String,
            T(
                "mismatch (stemmer og tekst er uenige), result_conflict (database og tekst er "
                "uenige om resultatet), line_conflict (teksten sætter to partier eller flere på "
                "andre lister, end hvor de stod; en række for hver afstemning), type_conflict (en "
                "endelig vedtagelse står som en anden slags afstemning), text_not_read (en "
                "tekst uden stemmetal, der kan læses), no_ballots (ingen enkelte stemmer er "
                "offentliggjort), no_text (teksten er tom), "
                "neither (hverken stemmer eller stemmetal), unusual_number (et andet antal "
                "stemmer end samlingens sædvanlige), duplicate_ballots (flere stemmer fra samme "
                "medlem i en afstemning, som alle er holdt ude af tallene), no_person (stemmen "
                "står på en, der ikke er en person, og er holdt ude af tallene), "
                "ballot_without_party (medlemmets parti er ukendt; en række for hvert "
                "medlem og hver samling), silent_change (rækker ændret, fjernet "
                "eller tilføjet hos Folketinget uden ny dato), schema_drift (et felt, der ikke er, "
                "som registret siger)",
                "mismatch (ballots and text disagree), result_conflict (database and text disagree "
                "on the outcome), line_conflict (the text lists two parties or more elsewhere than "
                "they stood; one row a vote), type_conflict (a final adoption is typed as another "
                "kind of vote), text_not_read (a text without totals that can be "
                "read), no_ballots (none published), no_text (the text is empty), neither (no "
                "ballots and no totals), unusual_number (another number of ballots than is usual "
                "in the session), duplicate_ballots (several by one member in a vote, all left "
                "out of the figures), no_person (the ballot is of somebody who is no person "
                "and is left out of the figures), "
                "ballot_without_party (the member's party is unknown; one row a member and "
                "session), silent_change (rows changed, removed or added by Parliament without a "
                "new date), schema_drift (a field is not as the registry has it)",
            ),
            nullable=False,
        ),
        replace(SESSION, nullable=True),
        DATE,
        replace(VOTE_ID, nullable=True),
        NUMBER,
        CASE_NUMBER,
        MEMBER_ID,
        MEMBER,
        PARTY_THEN,
        Column(
            "counted",
            pl.String,
            T(
                "Det, der er talt eller registreret: stemmetal som for=60 against=48 neither=0, "
                "det registrerede resultat (adopted, rejected), hvor partierne stod, som S=for "
                "V=against, slagsen, databasen angiver, eller et antal stemmer eller rækker",
                "What was counted or recorded: totals as for=60 against=48 neither=0, the recorded "
                "outcome (adopted, rejected), where parties stood as S=for V=against, the kind as "
                "typed, or a number of ballots or rows",
            ),
        ),
        Column(
            "stated",
            pl.String,
            T(
                "Det, den officielle tekst siger, på samme måde; for type_conflict den slags, "
                "afstemningen er; for unusual_number det antal, der er sædvanligt",
                "What the official text states, in the same way; for type_conflict the kind that "
                "the vote is; for unusual_number the usual one",
            ),
        ),
        Column(
            "detail",
            pl.String,
            T(
                "Den officielle tekst; for type_conflict sagens trin; for duplicate_ballots og "
                "no_person standpunkterne; for ballot_without_party første og sidste dag; for "
                "silent_change og schema_drift hvad der skete (changed, vanished, appeared; "
                "unknown, missing, wrong_type), sæt, felter og dagen, det blev fundet",
                "The official text; for type_conflict the step of the case; for duplicate_ballots "
                "and no_person the positions; for ballot_without_party the first and the last day; "
                "for silent_change and schema_drift what happened (changed, vanished, appeared; "
                "unknown, missing, wrong_type), set, fields and the day it was found",
            ),
        ),
    ),
)  # fmt: skip
