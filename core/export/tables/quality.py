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
                "mismatch (stemmer og tekst er uenige), no_ballots (ingen enkelte stemmer), "
                "no_text (ingen tal i teksten), neither (ingen af delene), text_not_read (tekst "
                "uden tal, der kan læses), result_conflict "
                "(database og tekst er uenige om resultatet), "
                "ballot_without_party (medlemmets parti er ukendt), duplicate_ballots (flere "
                "stemmer fra samme medlem), unusual_number (andet antal stemmer end pladser), "
                "schema_drift (felter, som registret ikke kender), silent_change (ændret hos "
                "Folketinget uden ny dato)",
                "mismatch (ballots and text disagree), no_ballots (none published), no_text (no "
                "totals in the text), neither (neither of the two), text_not_read (a text without "
                "totals that can be read), result_conflict (database and text disagree on the "
                "outcome), ballot_without_party (the member's party is unknown), "
                "duplicate_ballots (several by one member), unusual_number (another number of "
                "ballots than seats), schema_drift (fields that the registry does not know), "
                "silent_change (changed by Parliament without a new date)",
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
                "Det, der er talt eller registreret; for/imod/hverken, hvor det er stemmetal",
                "What was counted or recorded; for/against/neither where it is totals",
            ),
        ),
        Column(
            "stated",
            pl.String,
            T(
                "Det, den officielle tekst siger, på samme måde",
                "What the official text states, in the same way",
            ),
        ),
        Column(
            "detail",
            pl.String,
            T("Det, fundet drejer sig om, som Folketinget har det", "What the finding is about, as "
              "Parliament has it"),
        ),
    ),
)  # fmt: skip
