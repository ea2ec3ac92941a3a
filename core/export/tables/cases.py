"""The tables of cases and of their steps."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from core.export.tables.column import Column, Table
from core.export.tables.shared import CASE_NUMBER
from core.oda.descriptions import LanguageText as T

CASE_ID = Column(
    "case_id",
    pl.Int32,
    T("Sagens nummer i Folketingets database", "The case's number in Parliament's database"),
    nullable=False,
)
PERIOD = Column(
    "period",
    pl.String,
    T(
        "Samlingens kode, eller kalenderåret for EU- og finanssager: 20222, 2024f",
        "Code of the session, or the calendar year of EU and finance cases: 20222, 2024f",
    ),
    nullable=False,
)


def _text(name: str, danish: str, english: str, source: str = "") -> Column:
    return Column(name, pl.String, T(danish, english), source=source)


def _day(name: str, danish: str, english: str) -> Column:
    return Column(name, pl.Date, T(danish, english))


CASES = Table(
    "cases",
    (
        CASE_ID,
        PERIOD,
        replace(CASE_NUMBER, name="number"),
        replace(
            _text("type", "Sagens slags: bill (lovforslag), resolution (beslutningsforslag), "
                  "motion (forslag til vedtagelse), interpellation (forespørgsel), statement "
                  "(redegørelse), question (§ 20-spørgsmål), finance (aktstykke), commission "
                  "(kommissionsforslag), council (rådsmøde), general (alm. del), foreign_policy "
                  "(UMF-del), substitute (stedfortræder), auditors (statsrevisorerne), unknown",
                  "Kind of case: bill, resolution, motion, interpellation, statement, question "
                  "(section 20), finance (document of the finance committee), commission "
                  "(proposal of the EU's), council (EU meeting), general, foreign_policy, "
                  "substitute, auditors, unknown", "type_code"),
            nullable=False,
        ),
        _text("category", "Kategori, for eksempel Regeringsforslag", "Category as Parliament "
              "names it, such as Regeringsforslag (by the government)"),
        _text("title", "Titel", "Title, in Danish"),
        _text("short_title", "Kort titel", "Short title, in Danish"),
        _text("status", "Status, som Folketinget kalder den", "Status as Parliament names it"),
        replace(
            _text("outcome", "Hvad status betyder: adopted (vedtaget), rejected (forkastet), "
                  "withdrawn (tilbagetaget), lapsed (bortfaldet), split (delt), under_way (i "
                  "gang), concluded (afsluttet på anden måde), unknown (ukendt)",
                  "What the status means: adopted, rejected, withdrawn, lapsed, split (divided), "
                  "under_way, concluded (ended in another way), unknown"),
            nullable=False,
        ),
        _day("proposed", "Dagen, sagen blev fremsat eller anmeldt, ellers dens første trin",
             "Day on which the case was put forward, else of its first step"),
        _text("ministry", "Ministerområde; flere med semikolon imellem",
              "Ministry; several with a semicolon between them"),
        _text("committee", "Udvalg, som sagen er henvist til", "Committee it was referred to"),
        Column("government", pl.Boolean,
               T("true: regeringens forslag, false: privat forslag; tom, hvor det ikke er et "
                 "forslag, eller det er ukendt",
                 "true: by the government, false: by members; empty where it is no proposal or "
                 "unknown")),
        _text("proposers", "Forslagsstillere med parti på dagen, hvor det er kendt",
              "Who proposed it, with the party of the day where that is known"),
        _text("proposer_parties", "Forslagsstillernes partier på dagen, med mellemrum imellem",
              "Parties of the proposers on the day, with a blank between them"),
        _text("keywords", "Emneord med semikolon imellem", "Keywords in Danish, with a semicolon "
              "between them"),
        Column("votes", pl.Int32,
               T("Antal afstemninger om sagen; tom, hvor de ikke er hentet",
                 "Number of votes on the case; empty where they were not read")),
        _text("law_number", "Lovens nummer", "Number of the act"),
        _day("law_date", "Lovens dato", "Date of the act"),
        Column("under_id", pl.Int32,
               T("case_id for den sag, den er fremsat under eller delt fra",
                 "case_id of the case that it was put forward under or divided from")),
        _text("resume", "Folketingets resume uden opmærkning", "Parliament's summary in Danish, "
              "without markup"),
        _text("url", "Sagen på ft.dk", "The case at ft.dk"),
    ),
)  # fmt: skip

STEPS = Table(
    "steps",
    (
        Column("step_id", pl.Int32,
               T("Trinnets nummer i Folketingets database",
                 "The step's number in Parliament's database"), nullable=False),
        CASE_ID,
        replace(CASE_NUMBER, source="number"),
        replace(PERIOD, nullable=True),
        _day("date", "Trinnets dag; kan ligge i fremtiden", "Day of the step; may lie ahead"),
        _text("title", "Trinnets titel", "Title of the step, in Danish"),
        _text("type", "Trinnets slags, som Folketinget kalder den", "Kind of step as Parliament "
              "names it"),
        _text("status", "Trinnets status", "Status of the step"),
        Column("reading", pl.Int32,
               T("1, 2 eller 3, hvor trinnet er en behandling i salen",
                 "1, 2 or 3 where the step is a reading in the chamber")),
        Column("held", pl.Boolean,
               T("true: trinnet er afholdt, som det selv, senere trin eller sagens status viser; "
                 "false: det ligger forude, er kun på en dagsorden, er aflyst eller har ingen dato",
                 "true: the step was held, as it, later steps or the status of the case show; "
                 "false: it lies ahead, is only on an agenda, was called off or has no date"),
               nullable=False),
    ),
)  # fmt: skip
