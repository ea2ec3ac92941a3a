"""The table of questions to ministers."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from core.export.tables.column import Column, Table
from core.export.tables.shared import SESSION
from core.oda.descriptions import LanguageText as T


def _text(name: str, danish: str, english: str) -> Column:
    return Column(name, pl.String, T(danish, english))


def _day(name: str, danish: str, english: str) -> Column:
    return Column(name, pl.Date, T(danish, english))


QUESTIONS = Table(
    "questions",
    (
        Column("question_id", pl.Int32,
               T("Spørgsmålets nummer i Folketingets database: sagens for § 20-spørgsmål, "
                 "dokumentets for udvalgsspørgsmål",
                 "The question's number in Parliament's database: of the case for section 20 "
                 "questions, of the document for committee questions"), nullable=False),
        Column("kind", pl.String,
               T("s20 (§ 20-spørgsmål) eller committee (udvalgsspørgsmål)",
                 "s20 (section 20 question) or committee (committee question)"), nullable=False),
        replace(SESSION, source="period"),
        _text("number", "Spørgsmålets nummer, for eksempel S 63 eller BUU Alm.del spm. 3",
              "Number of the question, such as S 63 or BUU Alm.del spm. 3"),
        _text("title", "Spørgsmålets titel", "Title of the question, in Danish"),
        _day("asked", "Dagen, det blev stillet", "Day on which it was asked"),
        _text("asker", "Spørgeren; flere med semikolon imellem",
              "Who asked; several with a semicolon between them"),
        _text("asker_party", "Spørgerens parti på dagen, hvor det er kendt",
              "The asker's party on the day, where it is known"),
        _text("co_askers", "Medspørgere til § 20-spørgsmål",
              "Others who asked a section 20 question along"),
        _text("minister", "Ministeren, som det er stillet til, ved sin titel",
              "The minister it was put to, by title in Danish"),
        _text("ministry", "Ministerområde", "Ministry, in Danish"),
        _text("committee", "Udvalget, som spørger", "The committee that asks"),
        Column("oral", pl.Boolean,
               T("true: besvaret i salen, false: skriftligt; tom, hvor der intet svar er",
                 "true: answered in the chamber, false: in writing; empty without an answer")),
        _day("due", "Fristen: den, der står i data, ellers seks hverdage for skriftlige § 20-"
             "spørgsmål og 28 kalenderdage for udvalgsspørgsmål; tom, hvor ingen gælder",
             "Deadline: that of the data, else six working days for written section 20 questions "
             "and 28 calendar days for committee questions; empty where there is none"),
        _day("preliminary", "Dagen for det foreløbige svar", "Day of the preliminary answer"),
        _day("final", "Dagen for det endelige svar; tom, hvor den ikke står i data",
             "Day of the final answer; empty where the data has none"),
        _day("supplementary", "Dagen for det supplerende svar", "Day of the supplementary answer"),
        Column("days_preliminary", pl.Int64,
               T("Kalenderdage til det foreløbige svar",
                 "Calendar days to the preliminary answer")),
        Column("days", pl.Int64,
               T("Kalenderdage til det endelige svar; tom, hvor en dag er ukendt, eller svaret "
                 "ligger før spørgsmålet",
                 "Calendar days to the final answer; empty where a day is unknown or the answer "
                 "lies before the question")),
        Column("late", pl.Boolean,
               T("true: det endelige svar kom efter fristen; tom, hvor det ikke kan siges",
                 "true: the final answer came after the deadline; empty where it cannot be told")),
        Column("status", pl.String,
               T("answered (endeligt besvaret), preliminary (kun foreløbigt besvaret), open "
                 "(ubesvaret inden fristen), overdue (ubesvaret efter fristen), closed (trukket, "
                 "afvist eller afsluttet uden svar) eller hearing (besvares mundtligt i samråd)",
                 "answered (finally), preliminary (only so far), open (no answer, within the "
                 "deadline), overdue (no answer, after it), closed (withdrawn, refused or ended "
                 "without an answer) or hearing (answered orally in the committee)"),
               nullable=False),
        Column("case_id", pl.Int32,
               T("Nummeret i databasen på sagen, som spørgsmålet er eller hører til",
                 "Number in the database of the case that the question is or belongs to")),
        _text("case_number", "Sagens nummer, for eksempel L 41 eller Alm.del",
              "Number of the case, such as L 41 or Alm.del"),
        _text("url", "Spørgsmålet på ft.dk", "The question at ft.dk"),
    ),
)  # fmt: skip
