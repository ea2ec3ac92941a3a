"""Every chart of every page by its address; a test holds the pages to it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from core.web.charts import parties, party, people, votes, work
from core.web.charts.drawing import ChartRecipe

CHARTS: Mapping[str, ChartRecipe] = MappingProxyType(
    {
        "overview/over-time": ChartRecipe(votes.latest, votes.overview),
        "votes/over-time": ChartRecipe(votes.chosen, votes.over_time),
        "votes/kinds": ChartRecipe(votes.chosen, votes.kinds),
        "vote/ballots": ChartRecipe(votes.one, votes.ballots),
        "parties/agreement": ChartRecipe(votes.chosen, parties.agreement),
        "parties/pair": ChartRecipe(votes.chosen, parties.pair),
        "parties/cohesion": ChartRecipe(votes.chosen, parties.cohesion),
        "parties/cohesion-over-time": ChartRecipe(votes.chosen, parties.cohesion_over_time),
        "parties/winning": ChartRecipe(votes.chosen, parties.winning),
        "parties/majorities": ChartRecipe(votes.chosen, parties.majorities),
        "parties/seats": ChartRecipe(votes.chosen, parties.seats),
        "parties/map": ChartRecipe(votes.chosen, parties.places),
        "parties/departures": ChartRecipe(votes.chosen, party.all_departures),
        "party/seats": ChartRecipe(votes.chosen_or_all, party.seats),
        "party/agreement": ChartRecipe(votes.chosen_or_all, party.agreement),
        "party/departures": ChartRecipe(votes.chosen_or_all, party.departures),
        "member/sessions": ChartRecipe(votes.chosen, people.sessions),
        "member/parties": ChartRecipe(votes.chosen, people.parties),
        "compare/over-time": ChartRecipe(votes.chosen, people.over_time),
        "cases/stages": ChartRecipe(work.chosen_bills, work.stages),
        "cases/groups": ChartRecipe(work.chosen_bills, work.groups),
        "cases/days": ChartRecipe(work.chosen_bills, work.days),
        "cases/sessions": ChartRecipe(work.all_bills, work.sessions),
        "questions/months": ChartRecipe(work.chosen_questions, work.question_months),
        "questions/days": ChartRecipe(work.chosen_questions, work.question_days),
        "committees/work": ChartRecipe(work.chosen_committees, work.committee_work),
        "meetings/calendar": ChartRecipe(work.chosen_meetings, work.calendar, daily=True),
        "quality/checks": ChartRecipe(votes.chosen_or_all, votes.checks),
    }
)
"""How each is made, by page and name as they stand in the address; names are never changed."""
