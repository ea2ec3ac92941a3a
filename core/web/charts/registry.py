"""Every chart of every page by its address; a test holds the pages to it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from core.web.charts import parties, party, people, votes, work
from core.web.charts.drawing import Make

CHARTS: Mapping[str, Make] = MappingProxyType(
    {
        "overview/over-time": votes.overview,
        "votes/over-time": votes.over_time,
        "votes/kinds": votes.kinds,
        "vote/ballots": votes.ballots,
        "parties/agreement": parties.agreement,
        "parties/pair": parties.pair,
        "parties/cohesion": parties.cohesion,
        "parties/cohesion-over-time": parties.cohesion_over_time,
        "parties/winning": parties.winning,
        "parties/majorities": parties.majorities,
        "parties/seats": parties.seats,
        "parties/map": parties.places,
        "parties/departures": party.all_departures,
        "party/seats": party.seats,
        "party/agreement": party.agreement,
        "party/departures": party.departures,
        "member/sessions": people.sessions,
        "member/parties": people.parties,
        "compare/over-time": people.over_time,
        "cases/stages": work.stages,
        "cases/groups": work.groups,
        "cases/days": work.days,
        "cases/sessions": work.sessions,
        "questions/months": work.question_months,
        "questions/days": work.question_days,
        "committees/work": work.committee_work,
        "meetings/calendar": work.calendar,
        "quality/checks": votes.checks,
    }
)
"""How each is made, by page and name as they stand in the address; names are never changed."""
