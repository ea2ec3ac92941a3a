"""The table of votes."""

from __future__ import annotations

import polars as pl

from core.analysis.votes import vote_figures
from core.export.tables.column import Column, Table
from core.export.tables.shared import CASE_NUMBER, DATE, NUMBER, SESSION, VOTE_ID
from core.oda.descriptions import LanguageText as T


def _with_figures(votes: pl.DataFrame) -> pl.DataFrame:
    return votes.with_columns(vote_figures(votes).select("closeness", "density", "turnout"))


VOTES = Table(
    "votes",
    (
        VOTE_ID,
        DATE,
        SESSION,
        NUMBER,
        Column(
            "type",
            pl.String,
            T(
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
            T(
                "Sagens nummer i Folketingets database",
                "The case's number in Parliament's database",
            ),
        ),
        CASE_NUMBER,
        Column("case_title", pl.String, T("Sagens korte titel", "Short title of the case")),
        Column(
            "step",
            pl.String,
            T(
                "Trinnet i sagens behandling, for eksempel 3. behandling",
                "Step of the case, such as the third reading (in Danish)",
            ),
        ),
        Column(
            "adopted",
            pl.Boolean,
            T("true: vedtaget, false: forkastet", "true: adopted, false: rejected"),
        ),
        Column(
            "for",
            pl.Int32,
            T(
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
            T(
                "Stemmer imod, talt i medlemmernes stemmer",
                "Votes against, counted in the members' ballots",
            ),
            needs_ballots=True,
        ),
        Column(
            "neither",
            pl.Int32,
            T(
                "Stemmer hverken for eller imod, talt i medlemmernes stemmer",
                "Votes neither for nor against, counted in the members' ballots",
            ),
            needs_ballots=True,
        ),
        Column(
            "absent",
            pl.Int32,
            T(
                "Fraværende, talt i medlemmernes stemmer",
                "Members absent, counted in their ballots",
            ),
            needs_ballots=True,
        ),
        Column(
            "ballots",
            pl.Int32,
            T(
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
            T(
                "Stemmer for ifølge den officielle tekst",
                "Votes for according to the official text",
            ),
        ),
        Column(
            "official_against",
            pl.Int32,
            T(
                "Stemmer imod ifølge den officielle tekst",
                "Votes against according to the official text",
            ),
        ),
        Column(
            "official_neither",
            pl.Int32,
            T(
                "Stemmer hverken for eller imod ifølge den officielle tekst",
                "Votes neither for nor against according to the official text",
            ),
        ),
        Column(
            "parties_for",
            pl.String,
            T(
                "Partier, der stod for: flest af dem, der stemte, også hvor det var én; med "
                "mellemrum imellem; se lines_from",
                "Parties that stood for: most of those who voted, also where it was one; with a "
                "blank between them; see lines_from",
            ),
        ),
        Column(
            "parties_against",
            pl.String,
            T(
                "Partier, der stod imod, med mellemrum imellem",
                "Parties that stood against, with a blank between them",
            ),
        ),
        Column(
            "parties_neither",
            pl.String,
            T(
                "Partier, der stod hverken for eller imod, med mellemrum imellem",
                "Parties that stood neither for nor against, with a blank between them",
            ),
        ),
        Column(
            "lines_from",
            pl.String,
            T(
                "Hvor det er læst, hvor partierne stod: ballots (medlemmernes stemmer) eller text "
                "(den officielle tekst)",
                "Where it was read where the parties stood: ballots (the members') or text (the "
                "official one)",
            ),
            needs_ballots=True,
        ),
        Column(
            "check",
            pl.String,
            T(
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
            T(
                "Fejl, som den officielle note nævner: individual (et medlems), party (et partis), "
                "technical (teknisk), revote (omafstemning), med mellemrum imellem",
                "Mistakes that the official note mentions: individual (a member's), party (a "
                "party's), technical, revote (held again), with a blank between them",
            ),
        ),
        Column(
            "note", pl.String, T("Folketingets note", "Parliament's note, in Danish as it stands")
        ),
        Column("url", pl.String, T("Sagen på ft.dk", "The case at ft.dk")),
        Column(
            "unknown",
            pl.Int32,
            T(
                "Stemmer uden et standpunkt, der kendes, eller holdt ude (se left_out i ballots); "
                "for, against, neither, absent og unknown giver tilsammen ballots",
                "Ballots without a position that is known, or left out (see left_out in ballots); "
                "for, against, neither, absent and unknown add up to ballots",
            ),
            needs_ballots=True,
        ),
        Column(
            "type_source",
            pl.String,
            T(
                "Slags afstemning, som Folketingets database kalder den; anderledes end type, hvor "
                "en endelig vedtagelse står som ændringsforslag",
                "Kind of vote as Parliament's database types it; other than type where a final "
                "adoption is typed as an amendment",
            ),
            nullable=False,
        ),
        Column(
            "closeness",
            pl.Int64,
            T(
                "Forskellen på for og imod uden fortegn, efter medlemmernes stemmer, ellers efter "
                "teksten",
                "Difference of for and against without its sign, by the members' ballots, else by "
                "the text",
            ),
        ),
        Column(
            "density",
            pl.Float64,
            T(
                "Andelen af alle par af stemmende medlemmer, der tog samme standpunkt, 0 til 1; "
                "tallene som for closeness",
                "Share of all pairs of voting members who took the same position, 0 to 1; counts "
                "as for closeness",
            ),
        ),
        Column(
            "turnout",
            pl.Float64,
            T(
                "Medlemmer, der stemte, delt med dem og de fraværende, 0 til 1; tom, hvor "
                "stemmerne ikke er offentliggjort eller hentet",
                "Members who voted, divided by these and the absent, 0 to 1; empty where the "
                "ballots are not published or not read",
            ),
        ),
    ),
    _with_figures,
)
