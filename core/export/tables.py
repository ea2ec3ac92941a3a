"""The data dictionary: every exported table with its columns, their types and what they mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import polars as pl

from core.oda.descriptions import LanguageText


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `source` is its name in the domain table where that differs.

    A column that `needs_ballots` is empty where the domain table was made without them.
    """

    name: str
    dtype: type[pl.DataType]
    text: LanguageText
    nullable: bool = True
    source: str = ""
    needs_ballots: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One exported table: `take` gives its columns, in order and typed, from a domain table."""

    name: str
    columns: tuple[Column, ...]

    @property
    def schema(self) -> dict[str, type[pl.DataType]]:
        """Name and type of each column."""
        return {column.name: column.dtype for column in self.columns}

    def take(self, frame: pl.DataFrame, *, demo: bool = False) -> pl.DataFrame:
        """The rows of a domain table with exactly the columns of `columns_of(demo)`."""
        absent = [c.name for c in self.columns if c.needs_ballots and c.name not in frame.columns]
        frame = frame.with_columns(pl.lit(None).alias(name) for name in absent)
        taken = frame.select(
            pl.col(column.source or column.name).cast(column.dtype).alias(column.name)
            for column in self.columns
        )
        return taken.with_columns(pl.lit(value=True).alias(DEMO.name)) if demo else taken

    def columns_of(self, *, demo: bool) -> tuple[Column, ...]:
        """The columns of a file: invented rows carry one more, so that each says what it is."""
        return (*self.columns, DEMO) if demo else self.columns


_T = LanguageText

DEMO = Column(
    "demo",
    pl.Boolean,
    _T("true: rækken er fundet på", "true: the row is made up"),
    nullable=False,
)

_VOTE_ID = Column(
    "vote_id",
    pl.Int32,
    _T(
        "Afstemningens nummer i Folketingets database", "The vote's number in Parliament's database"
    ),
    nullable=False,
)
_DATE = Column(
    "date",
    pl.Date,
    _T("Dagen for mødet, hvor der blev stemt", "Day of the meeting at which the vote was held"),
)
_SESSION = Column(
    "session",
    pl.String,
    _T(
        "Samlingens kode: 20222 er anden samling i 2022-23",
        "Code of the session: 20222 is the second session of 2022-23",
    ),
    nullable=False,
)

VOTES = Table(
    "votes",
    (
        _VOTE_ID,
        _DATE,
        _SESSION,
        Column(
            "number",
            pl.Int32,
            _T("Afstemningens nummer i samlingen", "Number of the vote in the session"),
        ),
        Column(
            "type",
            pl.String,
            _T(
                "Slags afstemning: final (endelig vedtagelse), committee (udvalgsindstilling), "
                "motion (forslag til vedtagelse), amendment (ændringsforslag), unknown (anden)",
                "Kind of vote: final (final adoption), committee (committee recommendation), "
                "motion, amendment, unknown (another kind)",
            ),
            nullable=False,
            source="type_code",
        ),
        Column(
            "case_id",
            pl.Int32,
            _T(
                "Sagens nummer i Folketingets database",
                "The case's number in Parliament's database",
            ),
        ),
        Column(
            "case_number",
            pl.String,
            _T(
                "Sagens nummer, for eksempel L 137; begynder forfra hver samling",
                "Number of the case, such as L 137; starts again each session",
            ),
        ),
        Column("case_title", pl.String, _T("Sagens korte titel", "Short title of the case")),
        Column(
            "step",
            pl.String,
            _T(
                "Trinnet i sagens behandling, for eksempel 3. behandling",
                "Step of the case, such as the third reading (in Danish)",
            ),
        ),
        Column(
            "adopted",
            pl.Boolean,
            _T("true: vedtaget, false: forkastet", "true: adopted, false: rejected"),
        ),
        Column(
            "for",
            pl.Int32,
            _T(
                "Stemmer for, talt i medlemmernes stemmer; tom, hvor de ikke er "
                "offentliggjort eller hentet",
                "Votes for, counted in the members' ballots; empty where these are not "
                "published or not read",
            ),
            needs_ballots=True,
        ),
        Column(
            "against",
            pl.Int32,
            _T(
                "Stemmer imod, talt i medlemmernes stemmer",
                "Votes against, counted in the members' ballots",
            ),
            needs_ballots=True,
        ),
        Column(
            "neither",
            pl.Int32,
            _T(
                "Stemmer hverken for eller imod, talt i medlemmernes stemmer",
                "Votes neither for nor against, counted in the members' ballots",
            ),
            needs_ballots=True,
        ),
        Column(
            "absent",
            pl.Int32,
            _T(
                "Fraværende, talt i medlemmernes stemmer",
                "Members absent, counted in their ballots",
            ),
            needs_ballots=True,
        ),
        Column(
            "ballots",
            pl.Int32,
            _T(
                "Antal registrerede stemmer, fravær medregnet; 0, hvor Folketinget ikke "
                "har offentliggjort dem",
                "Number of ballots on record, absences included; 0 where Parliament has "
                "published none",
            ),
            needs_ballots=True,
        ),
        Column(
            "official_for",
            pl.Int32,
            _T(
                "Stemmer for ifølge den officielle tekst",
                "Votes for according to the official text",
            ),
        ),
        Column(
            "official_against",
            pl.Int32,
            _T(
                "Stemmer imod ifølge den officielle tekst",
                "Votes against according to the official text",
            ),
        ),
        Column(
            "official_neither",
            pl.Int32,
            _T(
                "Stemmer hverken for eller imod ifølge den officielle tekst",
                "Votes neither for nor against according to the official text",
            ),
        ),
        Column(
            "parties_for",
            pl.String,
            _T(
                "Partier, hvis linje var for, med mellemrum imellem; se lines_from",
                "Parties whose line was for, with a blank between them; see lines_from",
            ),
        ),
        Column(
            "parties_against",
            pl.String,
            _T(
                "Partier, hvis linje var imod, med mellemrum imellem",
                "Parties whose line was against, with a blank between them",
            ),
        ),
        Column(
            "parties_neither",
            pl.String,
            _T(
                "Partier, hvis linje var hverken for eller imod, med mellemrum imellem",
                "Parties whose line was neither for nor against, with a blank between them",
            ),
        ),
        Column(
            "lines_from",
            pl.String,
            _T(
                "Hvor partiernes linje er læst: ballots (medlemmernes stemmer) eller text (den "
                "officielle tekst)",
                "Where the party lines are read: ballots (the members') or text (the official one)",
            ),
            needs_ballots=True,
        ),
        Column(
            "check",
            pl.String,
            _T(
                "Medlemmernes stemmer holdt op mod den officielle tekst: match (ens), mismatch "
                "(forskellige), no_ballots (ingen stemmer), no_text (ingen tal i teksten), neither "
                "(ingen af delene); tom, hvor stemmerne ikke er hentet",
                "The members' ballots held against the official text: match, mismatch, no_ballots "
                "(none published), no_text (no totals in it), neither; empty where the ballots "
                "were not read",
            ),
            needs_ballots=True,
        ),
        Column(
            "error_note",
            pl.String,
            _T(
                "Fejl, som den officielle note nævner: individual (et medlems), party (et partis), "
                "technical (teknisk), revote (omafstemning), med mellemrum imellem",
                "Mistakes that the official note mentions: individual (a member's), party (a "
                "party's), technical, revote (held again), with a blank between them",
            ),
        ),
        Column(
            "note", pl.String, _T("Folketingets note", "Parliament's note, in Danish as it stands")
        ),
        Column("url", pl.String, _T("Sagen på ft.dk", "The case at ft.dk")),
    ),
)

BALLOTS = Table(
    "ballots",
    (
        _VOTE_ID,
        _DATE,
        _SESSION,
        Column(
            "member_id",
            pl.Int32,
            _T(
                "Medlemmets nummer i Folketingets database",
                "The member's number in Parliament's database",
            ),
            nullable=False,
        ),
        Column("member", pl.String, _T("Medlemmets navn", "Name of the member")),
        Column(
            "party",
            pl.String,
            _T(
                "Medlemmets parti på dagen, forkortet som hos Folketinget",
                "The member's party on the day, by the short name that Parliament uses",
            ),
        ),
        Column(
            "position",
            pl.String,
            _T(
                "for, against (imod), neither (hverken for eller imod) eller absent (fravær)",
                "for, against, neither (for nor against) or absent",
            ),
        ),
    ),
)

TABLES: Mapping[str, Table] = MappingProxyType({table.name: table for table in (VOTES, BALLOTS)})
