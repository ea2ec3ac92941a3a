"""The charts of bills, questions, meetings and committees."""

from __future__ import annotations

import polars as pl

from core.analysis.durations import bill_spans, law_days, span_figures
from core.analysis.process import by_group, funnel
from core.analysis.questions import answer_days, answer_figures, by_month
from core.charts.calendar import month_calendar
from core.charts.committees import workload_chart
from core.charts.process import (
    BIN_DAYS,
    MOST_GROUPS,
    funnel_chart,
    groups_chart,
    law_days_chart,
    named_groups,
    periods_chart,
)
from core.charts.questions import BINS, days_chart, months_chart
from core.filters.meetings import MEETINGS
from core.filters.questions import QUESTIONS
from core.language import date_text, number
from core.parliament.calendar.meetings import (
    Meetings,
    committee_label,
    meetings_by_day,
    months_of,
    nearest_month,
)
from core.parliament.calendar.periods import Period
from core.parliament.people.committees import Committees, workload
from core.parliament.questions.questions import KINDS, Kind
from core.tables import cases as case_tables
from core.tables import meetings as meeting_tables
from core.tables.bills import Cases, bills_by_period, progress_of
from core.tables.questions import period_questions
from core.tables.table import Table
from core.tables.votes import ALL, LATEST
from core.web.charts.drawing import Choices, Drawing, Nothing, Sourced

_WHOSE = ("all", "government", "private")
_GROUPS = ("ministry", "proposer_parties")


def chosen_bills(choices: Choices) -> tuple[Sourced, ...]:
    """The cases of the chosen session, or of all that are stored."""
    table, _ = _cases(choices)
    return () if table is None else (table,)


def all_bills(choices: Choices) -> tuple[Sourced, ...]:
    """The cases of the sessions that are stored."""
    table = _stored(choices, choices.loaded.periods(years=False))
    return () if table is None else (table,)


def chosen_questions(choices: Choices) -> tuple[Sourced, ...]:
    """The questions of a kind in the chosen session."""
    return (_question_table(choices)[0],)


def chosen_meetings(choices: Choices) -> tuple[Sourced, ...]:
    """The meetings of the chosen session."""
    return (_meetings(choices),)


def chosen_committees(choices: Choices) -> tuple[Sourced, ...]:
    """The committees of the chosen session."""
    return (_committees(choices),)


def stages(choices: Choices) -> Drawing:
    """How far the bills got."""
    rows, said = _bills(choices)
    found = funnel(rows)
    title = choices.t("embed.title.cases.stages")
    return Drawing(title, funnel_chart(found, choices.lang), found, said)


def groups(choices: Choices) -> Drawing:
    """What became of the bills of each ministry or party."""
    rows, said = _bills(choices)
    column = choices.always("by", _GROUPS)
    found = by_group(rows, column)
    if column == "ministry" and found["group"].null_count() == found.height:
        raise Nothing(choices.t("process.no_groups"))
    found = named_groups(found, column, choices.lang)
    first = found.head(MOST_GROUPS)
    chart = groups_chart(first, first["group"].to_list(), choices.lang)
    title = choices.t(f"embed.title.cases.groups_{column}")
    return Drawing(title, chart, found, said)


def days(choices: Choices) -> Drawing:
    """How many days it took until a bill was adopted."""
    rows, said = _bills(choices)
    spans = bill_spans(rows)
    found = law_days(spans, BIN_DAYS)
    figures = span_figures(spans).filter(pl.col("span") == "to_law")
    if found.is_empty() or figures.is_empty():
        raise Nothing(choices.t("process.no_days"))
    to_law = figures.row(0, named=True)
    counted = choices.t("process.days_n", n=to_law["n"], expedited=to_law["expedited"])
    return Drawing(
        choices.t("embed.title.cases.days"),
        law_days_chart(found, to_law, BIN_DAYS, choices.lang),
        found,
        f"{counted} · {said}",
    )


def sessions(choices: Choices) -> Drawing:
    """How long it took to adopt a bill in each session that is stored."""
    whose = choices.always("whose", _WHOSE)
    known = choices.loaded.periods(years=False)
    found = _stored(choices, known)
    rows = None if found is None else bills_by_period(found, whose)
    if found is None or rows is None or len(found.content.worked) < 2:
        raise Nothing(choices.t("embed.several_sessions"))
    if rows["median"].null_count() == rows.height:
        raise Nothing(choices.t("process.no_days"))
    titles = {period.code: period.named(choices.lang) for period in known}
    places = {code: place for place, code in enumerate(titles)}
    rows = rows.sort(pl.col("period").replace_strict(places, default=len(places)))
    rows = rows.with_columns(pl.col("period").replace(titles))
    bills = number(rows["n"].sum(), choices.lang)
    return Drawing(
        choices.t("embed.title.cases.sessions"),
        periods_chart(rows, rows["period"].to_list(), choices.lang),
        rows,
        choices.t("process.sessions_n", n=rows.height, bills=bills),
        {"adopted_share": "ended"},
    )


def question_months(choices: Choices) -> Drawing:
    """What became of the questions of each month."""
    rows, said, _ = _questions(choices)
    months = by_month(rows)
    if months.is_empty():
        raise Nothing(choices.t("questions.no_months"))
    title = choices.t("embed.title.questions.months")
    return Drawing(title, months_chart(months, choices.lang), months, said)


def question_days(choices: Choices) -> Drawing:
    """How many days answers took."""
    rows, said, kind = _questions(choices)
    width, most = BINS[kind]
    found = answer_days(rows, width, most)
    if found.is_empty():
        raise Nothing(choices.t("questions.no_days"))
    figures = answer_figures(rows).row(0, named=True)
    chart = days_chart(found, figures, width, most, choices.lang)
    return Drawing(choices.t("embed.title.questions.days"), chart, found, said)


def calendar(choices: Choices) -> Drawing:
    """The meetings on each day of a month."""
    table = _meetings(choices)
    rows = MEETINGS.apply(table.content, choices.given.chosen(MEETINGS, table.content))
    months = months_of(meetings_by_day(table.content.table))
    if not months:
        raise Nothing(choices.t("meetings.none", period=table.content.period.named(choices.lang)))
    names = {month.strftime("%Y-%m"): month for month in months}
    passing = months_of(meetings_by_day(rows)) or months
    first = nearest_month(passing, choices.loaded.now.date()).strftime("%Y-%m")
    month = names[choices.given.one_of("month", list(names), first)]
    by_day = meetings_by_day(rows).filter(pl.col("date").dt.truncate("1mo") == month)
    named = date_text(month, choices.lang, "month_year")
    if by_day.is_empty():
        raise Nothing(choices.t("meetings.none_in_month", month=named))
    light, dark = (month_calendar(by_day, month, choices.lang, dark=d) for d in (False, True))
    n = int(by_day["n"].sum())
    said = choices.t("meetings.n_in_month", n=n, days=by_day.height, month=named)
    title = choices.t("embed.title.meetings.calendar", month=named)
    return Drawing(title, light, by_day, said, night=dark)


def committee_work(choices: Choices) -> Drawing:
    """A committee's cases and meetings month for month."""
    content = _committees(choices).content
    rows = {row["code"]: row for row in content.table.iter_rows(named=True)}
    code = choices.given.one_of("committee", list(rows))
    if not code:
        raise Nothing(choices.t("embed.no_id", name="committee"))
    committee = rows[code]
    months = workload(content.referred, content.meetings.held, int(committee["committee_id"]))
    if months.is_empty():
        raise Nothing(choices.t("committees.no_work"))
    n = {
        name: number(
            months[name].sum() if months[name].null_count() < months.height else None, choices.lang
        )
        for name in ("cases", "meetings")
    }
    said = choices.t("committees.n_work", **n)
    name = committee_label(committee["short"] or code, committee["committee"])
    return Drawing(
        choices.t("embed.title.committees.work", name=name),
        workload_chart(months, choices.lang),
        months,
        f"{said} · {content.period.named(choices.lang)}",
    )


def _meetings(choices: Choices) -> Table[Meetings]:
    recipe = meeting_tables.period_meetings(choices.period(), choices.loaded.now)
    return choices.loaded.read(recipe)


def _committees(choices: Choices) -> Table[Committees]:
    recipe = meeting_tables.period_committees(choices.period(), choices.loaded.now)
    return choices.loaded.read(recipe)


def _cases(choices: Choices) -> tuple[Cases | None, str]:
    """The cases of the chosen session or of all that are stored, and its title."""
    known = choices.loaded.periods(years=False)
    codes = {period.code: period for period in known}
    code = choices.given.one_of("session", [LATEST, ALL, *codes], LATEST)
    period, now = codes.get(code, known[0]), choices.loaded.now
    work = case_tables.work_of_cases(period, now)
    table: Cases | None = choices.loaded.read(case_tables.period_cases(period, now), [work])
    if code == ALL:
        return _stored(choices, known), choices.t("votes.all_sessions")
    return table, period.named(choices.lang)


def _bills(choices: Choices) -> tuple[pl.DataFrame, str]:
    """The chosen bills, and which these are, with n."""
    table, title = _cases(choices)
    whose = choices.always("whose", _WHOSE)
    rows = None if table is None else progress_of(table, whose)
    if table is None or rows is None or rows.is_empty():
        raise Nothing(choices.t("process.no_bills"))
    return rows, choices.t(f"process.n_{whose}", n=rows.height, period=title)


def _stored(choices: Choices, known: list[Period]) -> Cases | None:
    """The cases of the sessions that are stored, as one."""
    copy, now = choices.loaded.source.tables, choices.loaded.now
    found = {period: copy.read(case_tables.period_cases(period, now)) for period in known}
    there = [table for table in found.values() if table is not None]
    missing = [period.code for period, table in found.items() if table is None]
    return case_tables.joined_cases(copy, there, missing) if there else None


def _question_table(choices: Choices) -> tuple[Table[pl.DataFrame], Kind, Period]:
    kind: Kind = "committee" if choices.always("kind", KINDS) == "committee" else "s20"
    period = choices.period()
    return choices.loaded.read(period_questions(kind, period, choices.loaded.now)), kind, period


def _questions(choices: Choices) -> tuple[pl.DataFrame, str, Kind]:
    """The questions that pass, which these are, with n, and their kind."""
    table, kind, period = _question_table(choices)
    chosen = choices.given.chosen(QUESTIONS, table.content)
    rows = QUESTIONS.apply(table.content, chosen)
    if rows.is_empty():
        raise Nothing(choices.t("questions.none_match"))
    said = choices.t(
        "questions.shown",
        n=rows.height,
        total=table.content.height,
        kind=choices.t(f"questions.kinds.{kind}"),
        session=period.named(choices.lang),
    )
    return rows, said, kind
