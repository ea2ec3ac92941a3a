"""The table of meetings."""

from __future__ import annotations

import polars as pl

from core.export.tables.column import Column, Table
from core.export.tables.shared import SESSION
from core.oda.descriptions import LanguageText as T

MEETINGS = Table(
    "meetings",
    (
        Column("meeting_id", pl.Int32,
               T("Mødets nummer i Folketingets database",
                 "The meeting's number in Parliament's database"), nullable=False),
        SESSION,
        Column("date", pl.Date,
               T("Mødets dag; kan ligge i fremtiden; tom, hvor den ikke er registreret",
                 "Day of the meeting; may lie ahead; empty where it is not recorded")),
        Column("time", pl.String,
               T("Klokkeslæt i dansk tid som TT:MM; tom, hvor kun dagen er registreret",
                 "Time of day in Denmark as HH:MM; empty where only the day is recorded")),
        Column("type", pl.String,
               T("chamber (møde i salen), committee (udvalgsmøde), another (andet møde), auditors "
                 "(statsrevisormøde), visit (besøg), unknown",
                 "chamber, committee, another, auditors (of the auditors of public accounts), "
                 "visit, unknown"), nullable=False, source="type_code"),
        Column("status", pl.String,
               T("held (afholdt), agenda_set (dagsorden fastlagt), planned (under forberedelse), "
                 "postponed (udsat), cancelled (aflyst), unknown",
                 "held, agenda_set, planned (being prepared), postponed, cancelled (called off), "
                 "unknown"), nullable=False, source="status_code"),
        Column("number", pl.String,
               T("Mødets nummer i samlingen; har kun møder i salen",
                 "Number of the meeting in the session; only meetings in the chamber have one")),
        Column("title", pl.String, T("Titel", "Title, in Danish")),
        Column("committee", pl.String,
               T("Udvalgets forkortelse; flere med semikolon imellem",
                 "Short name of the committee; several with a semicolon between them")),
        Column("committee_name", pl.String,
               T("Udvalgets navn; flere med semikolon imellem",
                 "Name of the committee, in Danish; several with a semicolon between them")),
        Column("place", pl.String, T("Lokale", "Room")),
        Column("agenda_url", pl.String, T("Dagsordenen på ft.dk", "The agenda at ft.dk")),
    ),
)  # fmt: skip
