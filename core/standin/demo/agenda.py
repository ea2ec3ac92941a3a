"""Agendas: what each meeting deals with."""

from __future__ import annotations

from itertools import groupby

from core.standin.demo.casework import Item, Work


def add_agendas(work: Work) -> None:
    """Add the items of every chamber meeting, and two or three for every committee meeting."""
    items = sorted(work.agenda, key=lambda item: (item.meeting.id, item.title, item.case))
    for _, group in groupby(items, key=lambda item: item.meeting.id):
        _chamber(work, list(group))
    _committees(work)


def _chamber(work: Work, items: list[Item]) -> None:
    """The items in order; a third reading in one go stands under a heading of its own."""
    rows, linked = work.tables["Dagsordenspunkt"], work.tables["DagsordenspunktSag"]
    sager, meeting = work.tables["Sag"], items[0].meeting
    rows.put(
        meeting.date,
        {"titel": "Meddelelser fra formanden", "nummer": "", "mødeid": meeting.id,
         "offentlighedskode": "O", "forhandlingskode": None},
    )  # fmt: skip
    heading: int | None = None
    for number, item in enumerate(items, start=1):
        third = item.title.endswith("3. behandling")
        if third and heading is None:
            heading = rows.put(
                meeting.date,
                {"titel": "3. behandlinger", "nummer": str(number), "mødeid": meeting.id,
                 "offentlighedskode": "O", "kørebemærkning": "Samlet"},
            )  # fmt: skip
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


def _committees(work: Work) -> None:
    rows, papers = work.tables["Dagsordenspunkt"], work.tables["DagsordenspunktDokument"]
    documents = list(work.tables["Dokument"].ids())
    for number, meeting in enumerate(work.calendar.committee_meetings):
        for place, title in enumerate(("Sager til behandling", "Spørgsmål og svar", "Eventuelt")):
            if place == 2 and number % 4:
                continue
            point = rows.put(
                meeting.date,
                {"titel": title, "nummer": str(place + 1), "mødeid": meeting.id,
                 "offentlighedskode": "L" if number % 2 else "O"},
            )  # fmt: skip
            if place == 1 and documents:
                at = meeting.date
                note = "Omdelt" if number % 3 == 0 else None
                papers.add(at, documents[number * 7 % len(documents)], point, note)
