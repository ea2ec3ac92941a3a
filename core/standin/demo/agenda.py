"""Agendas: what each meeting deals with."""

from __future__ import annotations

from itertools import groupby

from core.standin.demo.casework import Item, Work

_TITLES = {"1": "Sager til behandling", "2": "Spørgsmål og svar", "3": "Eventuelt"}


def add_agendas(work: Work) -> None:
    """Add the items of every chamber meeting, and a few for every committee meeting."""
    items = sorted(work.agenda, key=lambda item: (item.meeting.id, item.title, item.case))
    for _, group in groupby(items, key=lambda item: item.meeting.id):
        _chamber(work, list(group))
    _committees(work)


def _chamber(work: Work, items: list[Item]) -> None:
    """Add the items in order; third readings are below a heading of their own."""
    rows, linked = work.tables["Dagsordenspunkt"], work.tables["DagsordenspunktSag"]
    sager, meeting = work.tables["Sag"], items[0].meeting
    rows.put(
        meeting.date,
        {
            "titel": "Meddelelser fra formanden",
            "nummer": "",
            "mødeid": meeting.id,
            "offentlighedskode": "O",
            "forhandlingskode": None,
        },
    )
    heading: int | None = None
    for number, item in enumerate(items, start=1):
        third = item.title.endswith("3. behandling")
        if third and heading is None:
            heading = rows.put(
                meeting.date,
                {
                    "titel": "3. behandlinger",
                    "nummer": str(number),
                    "mødeid": meeting.id,
                    "offentlighedskode": "O",
                    "kørebemærkning": "Samlet",
                },
            )
        subject = sager.get(item.case, "titelkort")
        point = rows.put(
            meeting.date,
            {
                "kørebemærkning": None if number % 4 else "",
                "titel": f"{item.title} af {sager.get(item.case, 'nummer')}: {subject}",
                "kommentar": "(Anmeldt til forhandling). " if number % 9 == 0 else None,
                "nummer": str(number),
                "forhandlingskode": "F" if number % 2 else "U",
                "forhandling": "Forhandling" if number % 2 else "",
                "superid": heading if third else None,
                "sagstrinid": item.step,
                "mødeid": meeting.id,
                "offentlighedskode": "O",
            },
        )
        if number % 3 == 0:
            linked.add(meeting.date, point, item.case)


def _marks(number: int) -> tuple[str, ...]:
    """The marks of the items of a committee's agenda, in the order in which they were recorded.

    Sub-items have letters and no link to the item above. In one of four meetings an item was added
    late, in a few a letter. In one of fifty a number occurs twice, in another a letter fits
    nowhere.
    """
    if number % 50 == 7:
        return "1", "2", "a", "2", "3"
    if number % 50 == 23:
        return "1", "a", "c", "2"
    if number % 12 == 5:
        return "1", "a", "b", "2", "3", "c"
    if number % 4 == 1:
        return "2", "a", "b", "3", "NB", "1"
    if number % 3 == 1:
        return "1", "a", "b", "2", "a", "b", "c"
    return ("1", "2") if number % 4 else ("1", "2", "3")


def _committees(work: Work) -> None:
    rows, papers = work.tables["Dagsordenspunkt"], work.tables["DagsordenspunktDokument"]
    documents = list(work.tables["Dokument"].ids())
    for number, meeting in enumerate(work.calendar.committee_meetings):
        for mark in _marks(number):
            point = rows.put(
                meeting.date,
                {
                    "titel": _TITLES.get(mark, f"Underpunkt {mark}"),
                    "nummer": mark,
                    "mødeid": meeting.id,
                    "offentlighedskode": "L" if number % 2 else "O",
                },
            )
            if mark == "2" and documents:
                at = meeting.date
                note = "Omdelt" if number % 3 == 0 else None
                papers.add(at, documents[number * 7 % len(documents)], point, note)
