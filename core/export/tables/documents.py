"""The tables of documents and of what changed."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from core.export.tables.column import Column, Table
from core.export.tables.shared import CASE_NUMBER
from core.oda.descriptions import LanguageText as T

_CASE_ID = Column(
    "case_id",
    pl.Int32,
    T("Sagens nummer i Folketingets database", "The case's number in Parliament's database"),
)
_CASE_TITLE = Column(
    "case_title",
    pl.String,
    T("Sagens korte titel, ellers dens titel", "The case's short title, else its title, in Danish"),
)


def _text(name: str, danish: str, english: str) -> Column:
    return Column(name, pl.String, T(danish, english))


DOCUMENTS = Table(
    "documents",
    (
        Column(
            "document_id",
            pl.Int32,
            T("Dokumentets nummer i Folketingets database",
              "The document's number in Parliament's database"),
            nullable=False,
        ),
        Column("date", pl.Date, T("Dokumentets dato", "Date of the document")),
        _text("type", "Slags, som Folketinget kalder den", "Kind as Parliament names it"),
        _text("category", "Kategori, som Folketinget kalder den", "Category as Parliament names "
              "it"),
        _text("status", "Status, som Folketinget kalder den", "Status as Parliament names it"),
        _text("title", "Titel", "Title, in Danish"),
        replace(
            _CASE_ID,
            text=T("Nummeret på den første sag, dokumentet hører til; også tom, hvor udtrækket "
                   "er fundet ved afsender alene, eller dokumentet ved udvalgets mappe",
                   "Number of the first case that the document belongs to; also empty where the "
                   "rows were found by sender alone, or the document by the committee's folder"),
        ),
        CASE_NUMBER,
        _CASE_TITLE,
        _text("sender", "Afsendere, for et svar hvem der gav det; semikolon imellem; også tom, "
              "hvor udtrækket er fundet ved sagsnummer eller udvalg alene",
              "Senders, of an answer who gave it; semicolon between; also empty where the rows "
              "were found by case number or committee alone"),
        Column(
            "question_id",
            pl.Int32,
            T("document_id for det spørgsmål, som dokumentet svarer på",
              "document_id of the question that the document answers"),
        ),
    ),
)  # fmt: skip

CHANGES = Table(
    "changes",
    (
        replace(
            _text("kind", "vote (afstemning), case (sag), step (sagstrin), document (dokument), "
                  "meeting (møde) eller rest (andet)",
                  "vote, case, step (in the way of a case), document, meeting or rest"),
            nullable=False,
        ),
        replace(
            _text("state", "new (date er dagen, der spørges fra, eller senere), changed (ændret) "
                  "eller silent (fundet ændret uden ny dato)",
                  "new (date is the day asked from, or later), changed, or silent (found changed "
                  "without a new date)"),
            nullable=False,
        ),
        Column(
            "id",
            pl.Int32,
            T("Nummer i Folketingets database; tom, hvor en række i udtrækket gælder flere",
              "Number in Parliament's database; empty where the row stands for several"),
        ),
        Column(
            "date",
            pl.Date,
            T("Egen dato: afstemningens, trinnets, dokumentets eller mødets dag; for en ny sag "
              "dagen, den blev fremsat eller anmeldt",
              "Own day: of the vote, the step, the document or the meeting; of a new case the day "
              "on which it was put forward"),
        ),
        Column(
            "updated",
            pl.String,
            T("Hvornår Folketinget ændrede det, i dansk tid; for silent hvornår det blev fundet",
              "When Parliament changed it, in Danish time; for silent when it was found"),
        ),
        _CASE_ID,
        CASE_NUMBER,
        _CASE_TITLE,
        _text("title", "Titel, for en afstemning trinnet", "Title, in Danish; of a vote its step"),
        _text("result", "Afstemningens resultat: adopted (vedtaget) eller rejected (forkastet)",
              "Outcome of a vote: adopted or rejected"),
        _text("parties", "De partier, som afstemningens officielle tekst nævner, med mellemrum "
              "imellem",
              "Parties that the official text of a vote names, with a blank between them"),
        _text("owners", "Ministerområder og udvalg med semikolon imellem, hvor sagen selv er "
              "ændret eller er fundet ved dem",
              "Ministries and committees with a semicolon between them, where the case itself "
              "changed or was found by them"),
        _text("fields", "For silent: hvad der skete (changed, vanished, appeared), sættet, antal "
              "rækker og felterne",
              "For silent: what happened (changed, vanished, appeared), the set, how many rows, "
              "and the fields"),
    ),
)  # fmt: skip
