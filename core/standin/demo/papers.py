"""The other cases: those of the EU, grants, substitutes and auditors; and letters."""

from __future__ import annotations

from core.standin.demo import topics
from core.standin.demo.casework import AREA, COMMITTEE, MINISTER, Work
from core.standin.demo.plan import share
from core.standin.demo.rows import DAY, NOW, TODAY, as_date, workday
from core.standin.demo.topics import MINISTRIES

_DONE, _RUNNING, _HELD, _GRANTED, _APPROVED, _LEAVE_GRANTED = 1, 8, 18, 21, 44, 51


def add_union_cases(work: Work) -> None:
    """Add the Commission's proposals and the Council's meetings, in periods of finance years."""
    rng, total = work.rng, work.scale.union_cases
    start = work.scale.sessions[0].start
    span = (TODAY + 40 * DAY - start) // DAY
    councils = total // 6
    for number in range(total):
        date = workday(start + number * span // total * DAY)
        year = as_date(date).year
        ministry = rng.randrange(len(MINISTRIES))
        matter = topics.matter(rng, MINISTRIES[ministry])
        council = number % 6 == 0 and councils > 0
        values = {
            "typeid": 6 if council else 7,
            "kategoriid": 22 if council else None,
            "statusid": (_HELD if date <= NOW else 6) if council else _RUNNING,
            "titel": f"Rådsmøde nr. {3_000 + number} den {as_date(date):%d.%m.%Y} "
            if council
            else f"Kommissionens forslag om {matter} (Europa-Kommissionen). ",
            "titelkort": f"Rådsmøde om {matter}" if council else f"Om  {matter}",
            "rådsmødedato": date if council else None,
        }
        label = f"{3_000 + number}" if council else f"({year}) {number % 900 + 1:04d}"
        period = work.calendar.years[year]
        case = work.case(min(date, NOW), period, "Rådsmøde" if council else "KOM", label, values)
        work.link(case, work.actors.areas[ministry], AREA, min(date, NOW))
        work.link(case, work.actors.titles[ministry], MINISTER, min(date, NOW))
        session = _session_of(work, min(date, TODAY))
        if session is not None:
            committee = work.actors.committees[session]["EUU"]
            work.link(case, committee, COMMITTEE, min(date, NOW))
        kind = (88, 112, "Behandlet i Europaudvalget") if council else (99, 119, "Modtaget")
        work.step(case, *kind, date)
        if not council and number % 2:
            noted = work.step(case, 88, 113, "Grundnotat", min(date + 40 * DAY, TODAY))
            work.document(
                min(date + 40 * DAY, TODAY),
                19,
                40,
                f"Grundnotat om {matter}",
                case=case,
                step=noted,
                extra={"grundnotatstatus": "Foreløbigt"},
            )


def _session_of(work: Work, date: int) -> int | None:
    for place, session in enumerate(work.scale.sessions):
        if session.start <= date < session.end:
            return place
    return None


def add_finance_cases(work: Work) -> None:
    """Add the applications for grants, which the finance committee decides."""
    rng, sessions = work.rng, work.scale.sessions
    counts = share(
        work.scale.finance_cases,
        [max(1, (min(session.end, TODAY) - session.start) // DAY) for session in sessions],
    )
    for place, (session, count) in enumerate(zip(sessions, counts, strict=True)):
        span = (min(session.end, TODAY) - session.start) // DAY
        for number in range(1, count + 1):
            date = workday(session.start + number * span // (count + 1) * DAY)
            ministry = rng.randrange(len(MINISTRIES))
            matter = topics.matter(rng, MINISTRIES[ministry])
            decided = workday(date + 16 * DAY)
            settled = decided < TODAY
            case = work.case(
                decided if settled else date,
                session.period_id,
                "Aktstk.",
                str(number),
                {
                    "typeid": 8,
                    "statusid": _GRANTED if settled else _RUNNING,
                    "titel": f"Aktstykke om {matter}.",
                    "titelkort": f"Om {matter}.",
                    "statsbudgetsag": True,
                    "paragrafnummer": 5 + ministry,
                    "paragraf": f"§ {5 + ministry}. {MINISTRIES[ministry].area}",
                    "afgørelsesdato": decided if settled else None,
                    "afgørelse": "Tiltrådt af Finansudvalget." if settled else "",
                    "afgørelsesresultatkode": "T" if settled else None,
                    "baggrundsmateriale": "" if number % 2 else None,
                },
            )
            work.link(case, work.actors.areas[ministry], AREA, date)
            work.link(case, work.actors.titles[ministry], MINISTER, date)
            work.link(case, work.actors.committees[place]["FIU"], COMMITTEE, date)
            work.step(case, 99, 119, "Anmeldelse", date)
            if settled:
                work.step(case, 88, 113, "Udvalgsbehandling", decided)
            work.document(date, 4, 48, f"Aktstykke {number}", case=case, files="P")


def add_small_cases(work: Work) -> None:
    """Add the calling of substitutes, the auditors' reports and the like."""
    for place, session in enumerate(work.scale.sessions):
        for number, leave in enumerate(work.history(place).leaves, start=1):
            name = leave.person.name.full
            case = work.case(
                leave.start,
                session.period_id,
                "SF",
                str(number),
                {
                    "typeid": 12,
                    "statusid": _LEAVE_GRANTED if leave.paid else _APPROVED,
                    "titel": f"Indkaldelse af stedfortræder for {name}.",
                    "titelkort": f"Stedfortræder for {name}",
                },
            )
            work.link(case, leave.person.id, 20, leave.start)
            substitutes = [
                t.person.id
                for t in work.history(place).tenures
                if t.substitute and t.start == leave.start
            ]
            for person in substitutes[:1]:
                work.link(case, person, 21, leave.start)
            work.step(case, 100, 41, "Eneste behandling", leave.start)
        for number in range(1, 4):
            date = workday(session.start + (10 + 12 * number) * DAY)
            kind = 13 if number < 3 else 1
            title = "Statsrevisorernes beretning" if kind == 13 else "Sag uden for folketinget"
            case = work.case(
                date,
                session.period_id,
                "SR" if kind == 13 else "UMF",
                str(number),
                {
                    "typeid": kind,
                    "statusid": _DONE,
                    "titel": f"{title} nr. {number}.",
                    "titelkort": title,
                    "resume": "",
                },
            )
            work.link(case, work.actors.committees[place]["FIU"], COMMITTEE, date)


def add_letters(work: Work) -> None:
    """Add letters from organisations to committees; one in three belongs to no case."""
    rng, senders = work.rng, work.actors.organisations
    for place, session in enumerate(work.scale.sessions):
        committees = list(work.actors.committees[place].values())
        span = (min(session.end, TODAY) - session.start) // DAY
        general = 1 + len(senders) // 4
        for number in range(general):
            date = workday(session.start + number * span // general * DAY)
            sender = senders[rng.randrange(len(senders))]
            kind = "F" if number % 11 == 0 else ""
            if number % 7 == 3:
                sender = work.actors.private_persons[number % len(work.actors.private_persons)]
            subject = topics.matter(rng, MINISTRIES[number % len(MINISTRIES)])
            work.document(
                date,
                12 if number % 3 else 26,
                47,
                f"Henvendelse om {subject} ",
                # Few name the committee that received them.
                roles=[(sender, 1)]
                + [(committees[number % len(committees)], 11)] * (number % 8 == 0),
                files=f"P{kind}",
                extra={"dagsordenudgavenummer": 1 if number % 8 == 0 else None},
            )
