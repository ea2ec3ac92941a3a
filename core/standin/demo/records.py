"""Applies oddities of the real records of cases and people to the finished rows.

Nothing here is random, so the other rows stay as they are.
"""

from __future__ import annotations

from core.standin.demo.casework import COMMITTEE, Work
from core.standin.demo.parties import OUTSIDE_SHORT
from core.standin.demo.rows import DAY, TODAY, workday

_NAEVN, _KOMMISSION = "URU", 9
_GROUP, _PROPOSALS = 4, (3, 5)
_QUESTION, _WITHDRAWN, _PUT, _TAKEN_BACK, _HELD = 10, 4, 1, 27, 112
_FIRST_READING, _REFERRED, _ON_AGENDA = 12, 34, 115


def add_record_oddities(work: Work) -> None:
    """Add oddities of committees, ministers, withdrawn questions, first readings and referrals."""
    _retype_committee(work)
    _title_ministers(work)
    _end_withdrawn_questions(work)
    _leave_readings_announced(work)
    _refer_to_groups(work)


def _retype_committee(work: Work) -> None:
    """Give one committee of each session another kind of actor, as the real Nævn has."""
    for committees in work.actors.committees:
        work.tables["Aktør"].change(committees[_NAEVN], {"typeid": _KOMMISSION})


def _title_ministers(work: Work) -> None:
    """Name a minister's title in its definite form, with the indefinite form as short name."""
    actors = work.tables["Aktør"]
    for title in work.actors.titles:
        name = actors.get(title, "navn")
        actors.change(title, {"navn": f"{name}en", "gruppenavnkort": name})


def _end_withdrawn_questions(work: Work) -> None:
    """Add a step to withdrawn questions; the status of every third case still says it is open."""
    cases, steps = work.tables["Sag"], work.tables["Sagstrin"]
    put = {
        steps.get(step, "sagid"): steps.get(step, "dato")
        for step in steps.ids()
        if steps.get(step, "typeid") == _PUT
    }
    for case in list(cases.ids()):
        if (cases.get(case, "typeid"), cases.get(case, "statusid")) != (_QUESTION, _WITHDRAWN):
            continue
        date = workday(put[case] + 4 * DAY)
        if date <= TODAY:
            work.step(case, _TAKEN_BACK, _HELD, "Taget tilbage", date)
            if case % 3 == 0:
                cases.change(case, {"statusid": 54})


def _leave_readings_announced(work: Work) -> None:
    """Leave a few first readings marked as on the agenda, though their cases have later steps."""
    steps = work.tables["Sagstrin"]
    for step in list(steps.ids()):
        kinds = steps.get(step, "typeid"), steps.get(step, "statusid")
        if kinds == (_FIRST_READING, _REFERRED) and step % 40 == 0:
            steps.change(step, {"statusid": _ON_AGENDA})


def _refer_to_groups(work: Work) -> None:
    """Refer a few bills and resolutions to a party group in addition to their committee."""
    cases, actors, steps = (work.tables[name] for name in ("Sag", "Aktør", "Sagstrin"))
    groups = [
        actor
        for actor in actors.ids()
        if actors.get(actor, "typeid") == _GROUP
        and actors.get(actor, "gruppenavnkort") != OUTSIDE_SHORT
    ]
    begun = {steps.get(step, "sagid"): steps.get(step, "dato") for step in reversed([*steps.ids()])}
    for case in list(cases.ids()):
        if cases.get(case, "typeid") not in _PROPOSALS or case % 23 or not begun.get(case):
            continue
        period = cases.get(case, "periodeid")
        ours = [group for group in groups if actors.get(group, "periodeid") == period]
        if ours:
            work.link(case, ours[case % len(ours)], COMMITTEE, begun[case])
