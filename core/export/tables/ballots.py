"""The tables of ballots and of deviations from the party line."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from core.export.tables.column import Column, Table
from core.export.tables.shared import (
    CASE_NUMBER,
    DATE,
    MEMBER,
    MEMBER_ID,
    PARTY_LINE,
    PARTY_THEN,
    POSITION,
    SESSION,
    VOTE_ID,
)
from core.oda.descriptions import LanguageText as T

BALLOTS = Table(
    "ballots",
    (
        VOTE_ID,
        DATE,
        SESSION,
        replace(MEMBER_ID, nullable=False),
        MEMBER,
        PARTY_THEN,
        POSITION,
        PARTY_LINE,
        Column(
            "deviates",
            pl.Boolean,
            T(
                "true: stemmen er en anden end partiets linje; tom ved fravær, og hvor partiet "
                "ingen linje har",
                "true: the ballot differs from the party's line; empty where absent, and where "
                "the party has none",
            ),
        ),
        Column(
            "recorded_error",
            pl.Boolean,
            T(
                "true: en officiel note siger, at stemmen er en fejl, medlemmets eller partiets",
                "true: an official note says that the ballot is a mistake, the member's or the "
                "party's",
            ),
            nullable=False,
        ),
        Column(
            "left_out",
            pl.String,
            T(
                "Hvorfor stemmen ikke er med i noget tal: no_person (den, der har afgivet den, er "
                "ikke en person), several_ballots (medlemmet har flere i afstemningen); ellers tom",
                "Why no figure counts the ballot: no_person (who cast it is no person), "
                "several_ballots (the member has several in the vote); else empty",
            ),
        ),
    ),
)

DEVIATIONS = Table(
    "deviations",
    (
        VOTE_ID,
        DATE,
        CASE_NUMBER,
        replace(
            MEMBER_ID,
            text=T(
                "Medlemmets nummer i Folketingets database; tom, hvor et navn i den officielle "
                "tekst ikke er fundet blandt dem, der stemte",
                "The member's number in Parliament's database; empty where a name in the official "
                "text is not found among those who voted",
            ),
        ),
        MEMBER,
        PARTY_THEN,
        POSITION,
        PARTY_LINE,
        Column(
            "kind",
            pl.String,
            T(
                "individual_error (noteret som medlemmets fejl), party_error (noteret som "
                "partiets fejl), no_line (partiet delte sig lige over), unclear (en note kan gælde "
                "stemmen), dissent (afveg fra partiets flertal, ingen note om fejl)",
                "individual_error (noted as the member's mistake), party_error (noted as the "
                "party's), no_line (the party split evenly), unclear (a note may mean this "
                "ballot), dissent (departed from the party's majority, no note of a mistake)",
            ),
            nullable=False,
        ),
        Column(
            "found_in",
            pl.String,
            T(
                "Hvor afvigelsen er læst: ballots (medlemmernes stemmer) eller text (den "
                "officielle tekst)",
                "Where the deviation was read: ballots (the members') or text (the official one)",
            ),
            nullable=False,
        ),
    ),
)
