"""The tables of figures: members, agreement, cohesion, majorities and the map of the parties."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from core.export.tables.column import Column, Table
from core.export.tables.shared import (
    AGREED,
    MEMBER,
    MEMBER_ID,
    SAME,
    SHARED,
    single_voter_votes,
)
from core.oda.descriptions import LanguageText as T


def _count(name: str, danish: str, english: str) -> Column:
    return Column(name, pl.Int64, T(danish, english), nullable=False)


def _share(name: str, danish: str, english: str) -> Column:
    return Column(name, pl.Float64, T(danish, english))


MEMBERS = Table(
    "members",
    (
        replace(MEMBER_ID, nullable=False),
        MEMBER,
        Column(
            "party",
            pl.String,
            T(
                "Medlemmets parti ved den seneste af afstemningerne",
                "The member's party at the latest of the votes",
            ),
        ),
        _count("ballots", "Registrerede stemmer, fravær medregnet", "Ballots on record, absences "
               "included"),
        _count("cast", "Afgivne stemmer: for, imod eller hverken", "Ballots cast: for, against or "
               "neither"),
        _count("absent", "Registreret fraværende", "On record as absent"),
        _count("for", "Stemmer for", "Ballots for"),
        _count("against", "Stemmer imod", "Ballots against"),
        _count("neither", "Stemmer hverken for eller imod", "Ballots neither for nor against"),
        _share(
            "attendance",
            "cast delt med cast og absent, 0 til 1. Fravær er ofte aftalt mellem partierne, så det "
            "siger intet om flid",
            "cast divided by cast and absent, 0 to 1. Absence is often agreed between the parties, "
            "so this does not tell diligence",
        ),
        _count(
            "line_votes",
            "Afgivne stemmer, hvor partiet har en linje; noterede fejl er ude, hvis ikke andet er "
            "valgt",
            "Ballots cast where the party has a line; recorded mistakes are left out unless chosen",
        ),
        _count("with_line", "Heraf dem, der fulgte linjen", "Of these, ballots equal to the line"),
        _share("loyalty", "with_line delt med line_votes, 0 til 1; tom uden for partierne",
               "with_line divided by line_votes, 0 to 1; empty outside the parties"),
        _count("deviations", "Stemmer, der afveg fra partiets flertal uden note om fejl",
               "Ballots that departed from the party's majority without a note of a mistake"),
        _count("recorded_errors", "Stemmer, som en officiel note siger var en fejl",
               "Ballots that an official note tells to be mistakes"),
        _share("won_share", "Andelen af de afgivne stemmer, der var på den vindende side, 0 til 1",
               "Share of the ballots cast that were on the side that won, 0 to 1"),
        _count("unknown", "Stemmer uden et standpunkt, der kendes; cast, absent og unknown giver "
               "tilsammen ballots", "Ballots without a position that is known; cast, absent and "
               "unknown add up to ballots"),
        _count("decided", "Afgivne stemmer i afstemninger med kendt resultat, som won_share er "
               "andelen af", "Ballots cast in votes of a known outcome, which won_share is the "
               "share of"),
    ),
)  # fmt: skip


def _one_of_two(name: str, danish: str, english: str) -> Column:
    return Column(name, pl.String, T(danish, english), nullable=False)


AGREEMENT = Table(
    "agreement",
    (
        _one_of_two("party_a", "Det ene parti", "The one party"),
        _one_of_two("party_b", "Det andet parti", "The other party"),
        replace(SHARED, text=T("Afstemninger, hvor begge partier stod et sted: mindst ét "
                               "medlem af hvert stemte, og ikke lige mange hver sin vej",
                               "Votes in which both parties stood somewhere: one member of each "
                               "or more voted, and not as many either way")),
        SAME,
        AGREED,
        single_voter_votes("Af shared dem, hvor kun ét medlem af det ene eller begge partier "
                           "stemte", "Of shared, those in which one member alone of one of the "
                           "parties voted, or of both"),
    ),
)  # fmt: skip

MEMBER_AGREEMENT = Table(
    "member-agreement",
    (
        replace(MEMBER_ID, name="member_a", nullable=False),
        replace(MEMBER_ID, name="member_b", nullable=False),
        SHARED,
        SAME,
        AGREED,
    ),
)

COHESION = Table(
    "cohesion",
    (
        _one_of_two("party", "Partiet", "The party"),
        _count("votes", "Afstemninger, som agreement_index er et gennemsnit af: mindst to af "
               "partiets medlemmer stemte", "Votes that agreement_index is a mean of: at least two "
               "of the party's members voted"),
        _share("rice", "Gennemsnit af Rice-indekset |for - imod| / (for + imod), 0 til 1",
               "Mean of the Rice index |for - against| / (for + against), 0 to 1"),
        _share("agreement_index", "Gennemsnit af Agreement Index (Hix, Noury og Roland 2005), 0 "
               "til 1, med hverken for eller imod som tredje side", "Mean of the Agreement Index "
               "(Hix, Noury and Roland 2005), 0 to 1, with neither as a third side"),
        _count("rice_votes", "Afstemninger, som rice er et gennemsnit af: mindst to stemte "
               "for eller imod", "Votes that rice is a mean of: at least two voted for or against"),
    ),
)  # fmt: skip

WINNING = Table(
    "winning",
    (
        _one_of_two("party", "Partiet", "The party"),
        _count("votes", "Afstemninger med kendt resultat, hvor partiet stod et sted",
               "Votes of a known outcome in which the party stood somewhere"),
        _count("won", "Heraf dem, hvor partiet stod på den vindende side: for, hvor forslaget blev "
               "vedtaget, ellers imod", "Of these, votes in which the party stood on the side that "
               "won: for where the proposal was adopted, else against"),
        _share("won_share", "won delt med votes, 0 til 1", "won divided by votes, 0 to 1"),
        single_voter_votes("Af votes dem, hvor kun ét af partiets medlemmer stemte",
                           "Of votes, those in which one of the party's members alone voted"),
        replace(
            _count("decided", "Afstemninger, som won_share er andelen af; det samme som votes",
                   "Votes that won_share is the share of; the same as votes"),
            source="votes",
        ),
    ),
)  # fmt: skip

COALITIONS = Table(
    "coalitions",
    (
        _one_of_two("parties", "Alle partier, der stod på den vindende side, alfabetisk, "
                    "mellemrum imellem", "All parties that stood on the side that won, "
                    "alphabetically, with a blank between"),
        _count("n_parties", "Antal partier", "Number of parties"),
        _count("votes", "Afstemninger, som netop disse partier vandt",
               "Votes that exactly these parties won"),
        _share("share", "votes delt med alle afstemninger, som mindst ét parti vandt, 0 til 1",
               "votes divided by all votes that at least one party won, 0 to 1"),
        _count("adopted", "Heraf vedtagne", "Of these, adopted"),
        _share("size", "Gennemsnitligt antal stemmer på den vindende side; tom, hvor intet tal er "
               "kendt", "Mean number of members on the side that won; empty where none is known"),
        _share("margin", "Gennemsnitlig forskel på for og imod; tom, hvor intet tal er kendt",
               "Mean difference of for and against; empty where none is known"),
        Column("first", pl.Date, T("Dagen for den første af afstemningerne",
                                   "Day of the first of the votes")),
        Column("last", pl.Date, T("Dagen for den sidste af afstemningerne",
                                  "Day of the last of the votes")),
        single_voter_votes("Af votes dem, hvor kun ét medlem af et eller flere af partierne stemte",
                           "Of votes, those in which one member alone of one or more of the "
                           "parties voted"),
    ),
)  # fmt: skip

PARTY_MAP = Table(
    "party-map",
    (
        _one_of_two("party", "Partiet", "The party"),
        _count("votes", "Afstemninger, hvor partiet stod et sted",
               "Votes in which the party stood somewhere"),
        _share("axis_1", "Pladsen på den akse, der rummer mest af forskellen mellem partierne",
               "The place on the axis that holds most of the difference between the parties"),
        _share("axis_2", "Pladsen på den akse, der rummer næstmest",
               "The place on the axis that holds second most"),
        single_voter_votes("Af votes dem, hvor kun ét af partiets medlemmer stemte",
                           "Of votes, those in which one of the party's members alone voted"),
    ),
)  # fmt: skip
