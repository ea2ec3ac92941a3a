"""Columns that more than one table has."""

from __future__ import annotations

import polars as pl

from core.export.tables.column import Column
from core.oda.descriptions import LanguageText as T

VOTE_ID = Column(
    "vote_id",
    pl.Int32,
    T("Afstemningens nummer i Folketingets database", "The vote's number in Parliament's database"),
    nullable=False,
)
DATE = Column(
    "date",
    pl.Date,
    T("Dagen for mødet, hvor der blev stemt", "Day of the meeting at which the vote was held"),
)
SESSION = Column(
    "session",
    pl.String,
    T(
        "Samlingens kode: 20222 er anden samling i 2022-23",
        "Code of the session: 20222 is the second session of 2022-23",
    ),
    nullable=False,
)
NUMBER = Column(
    "number",
    pl.Int32,
    T("Afstemningens nummer i samlingen", "Number of the vote in the session"),
)
CASE_NUMBER = Column(
    "case_number",
    pl.String,
    T(
        "Sagens nummer, for eksempel L 137; begynder forfra hver samling",
        "Number of the case, such as L 137; starts again each session",
    ),
)
MEMBER_ID = Column(
    "member_id",
    pl.Int32,
    T("Medlemmets nummer i Folketingets database", "The member's number in Parliament's database"),
)
MEMBER = Column("member", pl.String, T("Medlemmets navn", "Name of the member"))
PARTY_THEN = Column(
    "party",
    pl.String,
    T(
        "Medlemmets parti på dagen, forkortet som hos Folketinget",
        "The member's party on the day, by the short name that Parliament uses",
    ),
)
POSITION = Column(
    "position",
    pl.String,
    T(
        "for, against (imod), neither (hverken for eller imod) eller absent (fravær); tom, hvor "
        "Folketinget ikke har noget standpunkt eller et, der ikke kendes",
        "for, against, neither (for nor against) or absent; empty where Parliament has none or "
        "one that is not known",
    ),
)
PARTY_LINE = Column(
    "party_line",
    pl.String,
    T(
        "Partiets linje: det, som flest af dets stemmende medlemmer stemte, når mindst to stemte; "
        "tom, hvor partiet ingen linje har",
        "The party's line: what most of its voting members voted, where two or more did; empty "
        "where it has none",
    ),
)
SHARED = Column(
    "shared",
    pl.Int64,
    T("Afstemninger, hvor begge tog stilling", "Votes in which both took a position"),
    nullable=False,
)
SAME = Column(
    "same",
    pl.Int64,
    T("Heraf dem, hvor de stod ens", "Of these, votes in which they stood alike"),
    nullable=False,
)
AGREED = Column(
    "agreement",
    pl.Float64,
    T(
        "same delt med shared, 0 til 1; tom, hvor de deler for få afstemninger",
        "same divided by shared, 0 to 1; empty where they share too few votes",
    ),
)


def single_voter_votes(danish: str, english: str) -> Column:
    """The column that tells how many of a row's votes rest on a party's only voter."""
    unknown = T(
        "tom, hvor alle er læst i den officielle tekst, som ikke siger det",
        "empty where all were read from the official text, which does not tell",
    )
    text = T(f"{danish}; {unknown.da}", f"{english}; {unknown.en}")
    return Column("single_voter_votes", pl.Int64, text)
