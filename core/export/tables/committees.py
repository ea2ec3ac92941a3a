"""The table of committees and who had which role in them."""

from __future__ import annotations

import polars as pl

from core.export.tables.column import Column, Table
from core.export.tables.shared import MEMBER, MEMBER_ID, SESSION
from core.oda.descriptions import LanguageText as T


def _figure(name: str, danish: str, english: str, source: str = "") -> Column:
    """A figure of the committee, which is the same in all of its rows."""
    same = T(
        f"{danish}; gælder udvalget og er det samme i alle dets rækker",
        f"{english}; of the committee, the same in all of its rows",
    )
    return Column(name, pl.Int64, same, source=source)


COMMITTEES = Table(
    "committees",
    (
        SESSION,
        Column("committee_id", pl.Int32,
               T("Udvalgets nummer i Folketingets database; et nyt i hver samling",
                 "The committee's number in Parliament's database; a new one each session"),
               nullable=False),
        Column("short", pl.String, T("Udvalgets forkortelse", "Short name of the committee")),
        Column("committee", pl.String, T("Udvalgets navn", "Name of the committee, in Danish")),
        MEMBER_ID,
        MEMBER,
        Column("party", pl.String,
               T("Partiet, da rollen begyndte i samlingen", "Party when the role began in the "
                 "session")),
        Column("party_end", pl.String,
               T("Partiet på rollens sidste dag i samlingen, i dag hvor den varer ved",
                 "Party on the last day of the role in the session, today where it goes on")),
        Column("role", pl.String,
               T("chair (formand), vice_chair (næstformand), member (medlem), substitute "
                 "(stedfortræder) eller observer (observatør); tom, hvor udvalget ingen har",
                 "chair, vice_chair, member, substitute or observer; empty where the committee has "
                 "none")),
        Column("start", pl.Date, T("Rollens første dag", "First day of the role")),
        Column("end", pl.Date,
               T("Rollens sidste dag; tom, hvor den varer samlingen ud, eller det ikke vides",
                 "Last day of the role; empty where it lasts to the end of the session, or is "
                 "unknown")),
        _figure("seats",
                "Personer med sæde (uden stedfortrædere) i dag eller på samlingens sidste dag",
                "People with a seat (no substitutes) today or on the session's last day"),
        _figure("cases", "Samlingens sager, som er henvist til udvalget",
                "Cases of the session that were referred to it"),
        _figure("reports", "Betænkninger og tillægsbetænkninger til de sager",
                "Reports and supplementary reports on these cases"),
        _figure("meetings", "Afholdte møder", "Meetings that were held"),
    ),
)  # fmt: skip
