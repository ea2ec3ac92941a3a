"""Questions to ministers: § 20 questions, which are cases, and those of the committees, which are
documents answered by other documents."""

from __future__ import annotations

from core.standin.demo import topics
from core.standin.demo.casework import AREA, ASKER, CO_ASKER, COMMITTEE, MINISTER, SPEAKER, Work
from core.standin.demo.plan import share
from core.standin.demo.rows import DAY, NOW, TODAY, workday
from core.standin.demo.topics import MINISTRIES

_ANSWERED, _PRELIMINARY, _WITHDRAWN, _REFUSED, _OPEN = 20, 50, 4, 62, 54
_QUESTION, _ANSWER = 13, 17
# Committees that their own general case does not refer to; only the files of questions name them.
_UNREFERRED = frozenset({"KUU", "MIU"})
_FINAL_ANSWER, _FIRST_ANSWER, _MORE_ANSWER, _ASKED, _HEARING = 41, 43, 45, 36, 49
_ANSWER_WORDS = {
    _FINAL_ANSWER: "Svar",
    _FIRST_ANSWER: "Foreløbigt svar",
    _MORE_ANSWER: "Supplerende svar",
}


def _days(work: Work) -> list[int]:
    """The number of past days of each session, in which questions are asked."""
    return [
        max(1, (min(session.end, TODAY) - session.start) // DAY) for session in work.scale.sessions
    ]


def add_questions(work: Work) -> None:
    """Add the § 20 questions of all sessions, and a few urgent ones."""
    days = _days(work)
    counts = share(work.scale.questions, days)
    for session, (count, span) in enumerate(zip(counts, days, strict=True)):
        for number in range(1, count + 1):
            asked = workday(work.session(session).start + number * span // (count + 1) * DAY)
            _question(work, session, number, asked)


def _asker(work: Work, session: int, time: int) -> int:
    """A random member who asks; those of the government's parties seldom do."""
    roster, government = work.history(session).roster(time), work.history(session).government
    while True:
        seat = work.rng.randrange(len(roster.people))
        if roster.parties[seat] not in government or work.rng.random() < 0.1:
            return int(roster.people[seat])


def _question(work: Work, session: int, number: int, asked: int) -> None:
    rng = work.rng
    urgent, oral = number % 60 == 7, number % 5 == 2
    ministry = rng.randrange(len(MINISTRIES))
    wording, short = topics.question(rng, MINISTRIES[ministry])
    due = asked + (1 if urgent else 8) * DAY
    roll = rng.random()
    days = rng.randrange(3, 9) if roll < 0.86 else rng.randrange(9, 25)
    answered = workday(asked + days * DAY)
    status, step_kind = (_ANSWERED, 19 if oral else 8) if answered <= TODAY else (_OPEN, 0)
    if roll > 0.975:
        status, step_kind = (_WITHDRAWN, 0) if roll < 0.99 else (_REFUSED, 0)
    elif roll > 0.955 and status == _ANSWERED:
        status = _PRELIMINARY
    elif roll > 0.94 and asked > TODAY - 60 * DAY:
        status, step_kind = _OPEN, 0
    case = work.case(
        answered if step_kind else asked,
        work.session(session).period_id,
        "US" if urgent else "S",
        str(number // 60 + 1 if urgent else number),
        {
            "typeid": 10,
            "kategoriid": 24 if urgent else 27 if number % 3 else None,
            "statusid": status,
            "titel": topics.worn(wording, number),
            "titelkort": topics.worn(short, number + 8),
            "resume": None if number % 4 else "",
            "begrundelse": f"Spørgeren henviser til omtalen af {short[3:-1]}.\r\n"
            if number % 9 == 0
            else None,
        },
    )
    asker = _asker(work, session, asked)
    work.link(case, asker, ASKER, asked)
    work.link(case, work.actors.titles[ministry], MINISTER, asked)
    work.link(case, work.actors.areas[ministry], AREA, asked)
    if number % 4 == 0:
        work.link(case, _asker(work, session, asked), CO_ASKER, asked)
    if oral and step_kind:
        work.link(case, asker, SPEAKER, answered)
        minister = work.history(session).minister(ministry, min(answered, asked))
        work.link(case, minister.id, SPEAKER, answered)
    work.step(case, 1, 104, "Spørgsmål stillet", asked)
    if number % 9 == 0:
        work.step(case, 33, 43, "Frist for svar", due)
    if not step_kind:
        return
    unknown = number % 53 == 11  # an answer whose date was never recorded
    title = "Besvaret mundtligt" if oral else "Besvaret skriftligt"
    step = work.step(case, step_kind, 112, title, None if unknown else answered)
    if not oral:
        category = _FIRST_ANSWER if status == _PRELIMINARY else _FINAL_ANSWER
        work.document(
            answered,
            _ANSWER,
            category,
            f"Svar på spm. nr. S {number} o{short[1:-1]}",
            case=case,
            step=step,
            roles=[(work.actors.titles[ministry], 4)],
        )


def add_committee_questions(work: Work) -> None:
    """Add each committee's general case, with its questions and their answers."""
    days = _days(work)
    counts = share(work.scale.committee_questions, days)
    for session, (count, span) in enumerate(zip(counts, days, strict=True)):
        committees = work.actors.committees[session]
        cases = {short: _general(work, session, short) for short in committees}
        asked_so_far = dict.fromkeys(committees, 0)
        for number in range(count):
            ministry = work.rng.randrange(len(MINISTRIES))
            short = MINISTRIES[ministry].committee
            asked_so_far[short] += 1
            asked = workday(work.session(session).start + number * span // count * DAY)
            _committee_question(
                work, session, short, cases[short], ministry, asked_so_far[short], asked
            )


def _general(work: Work, session: int, short: str) -> int:
    period, start = work.session(session).period_id, work.session(session).start
    committee = work.actors.committees[session][short]
    name = work.tables["Aktør"].get(committee, "navn")
    case = work.case(
        start,
        period,
        "Alm.del",
        "",
        {
            "typeid": 4,
            "kategoriid": 19,
            "statusid": 8,
            "titel": f"{name} (Alm. del)",
            "titelkort": f"{short} alm. del",
            "resume": None,
        },
    )
    if short not in _UNREFERRED:
        work.link(case, committee, COMMITTEE, start)
    return case


def _stillers(members: list[int], number: int) -> list[tuple[int, int]]:
    """The asker, in one of two roles; one of six questions has none."""
    if number % 6 == 5:
        return []
    return [(members[number % len(members)], 3 if number % 13 == 0 else 12)]


def _committee_question(
    work: Work, session: int, short: str, case: int, ministry: int, number: int, asked: int
) -> None:
    rng, committee = work.rng, work.actors.committees[session][short]
    wording, heading = topics.question(rng, MINISTRIES[ministry])
    minister = work.actors.titles[ministry]
    members = work.actors.members[committee]
    folder = f"demo/samling/{work.session(session).code}/almdel/{short.lower()}/spm/{number}"
    title = (
        f"Spm. {number} {heading[:1].lower()}{heading[1:-1]}, til {MINISTRIES[ministry].title}en"
    )
    hearing, withdrawn = number % 17 == 4, number % 41 == 3
    question = work.document(
        asked,
        _QUESTION,
        _HEARING if hearing else _ASKED,
        topics.worn(title, number),
        case=case,
        exhibit=str(number),
        files="PO" if number % 5 else "P",
        roles=[*_stillers(members, number), (minister, 10)],
        folder=folder,
        extra={
            "spørgsmålsordlyd": f"<p>{wording}</p>" if number % 4 == 0 else wording,
            "spørgsmålstitel": heading if number % 3 else None,
            "procedurenummer": None if number % 2 else "",
            "statusid": 4 if withdrawn else 1,
            "paragrafnummer": "7" if short == "FIU" and number % 5 == 0 else None,
        },
    )
    if number % 6 == 1:
        keyword = 1 + (number * 37) % work.scale.keywords
        work.tables["EmneordDokument"].add(asked, keyword, question)
    if withdrawn or hearing:
        return
    roll = rng.random()
    # A few are never answered: they are overdue if asked long ago, else open.
    if roll > 0.97:
        return
    days = rng.randrange(6, 29) if roll < 0.85 else rng.randrange(29, 80)
    answers = [(days, _FINAL_ANSWER)]
    if roll < 0.10:
        answers = [(days // 2, _FIRST_ANSWER), (days + 20, _FINAL_ANSWER)]
    elif roll < 0.13:
        answers = [(days, _FIRST_ANSWER)]
    elif roll < 0.16:
        answers = [(days, _FINAL_ANSWER), (days + 15, _MORE_ANSWER)]
    for after, category in answers:
        date = workday(asked + after * DAY)
        if date + DAY > NOW:
            break
        final = category != _FIRST_ANSWER
        work.document(
            date,
            _ANSWER,
            category,
            f"{_ANSWER_WORDS[category]} på spm. {number}",
            case=case,
            exhibit=str(number),
            roles=[(minister, 4), (minister, 10)],
            folder=f"{folder}/svar",
            extra={"spørgsmålsid": question, "statusid": 1 if final else 5},
        )
