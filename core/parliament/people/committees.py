"""Committees of a session: their members over time, the cases referred to them, and their work."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import polars as pl

from core.oda.schema.codes import ActorKind, CaseRole, StepKind
from core.parliament.calendar.meetings import Meetings
from core.parliament.calendar.periods import Period
from core.parliament.people.members import ROLES as _ROLE_CODES
from core.parliament.people.memberships import party_on_day
from core.parliament.texts.plain import danish_order, one_line

ROLES = ("chair", "vice_chair", "member", "substitute", "observer")
_SEATS = ("chair", "vice_chair", "member")
_REPORT = r"^(?:tillægs)?betænkning"


def committees_table(actors: pl.DataFrame) -> pl.DataFrame:
    """One row a committee, by name: committee_id, code, short, committee, start, end.

    From the `Aktør` rows of a session's committees. `code` identifies it in an address: the short
    name, or the id where that is missing or shared.
    """
    short = one_line("gruppenavnkort")
    alone = short.is_not_null() & (short.len().over(short) == 1)
    return (
        actors.unique("id")
        .select(
            pl.col("id").alias("committee_id"),
            pl.when(alone).then(short).otherwise(pl.col("id").cast(pl.String)).alias("code"),
            short.alias("short"),
            one_line("navn").alias("committee"),
            pl.col("startdato").alias("start"),
            pl.col("slutdato").alias("end"),
        )
        .sort(danish_order("committee"), "committee_id", nulls_last=True)
    )


def committee_roles(
    committees: pl.DataFrame,
    into: tuple[pl.DataFrame, pl.DataFrame],
    out_of: tuple[pl.DataFrame, pl.DataFrame],
    period: Period,
) -> pl.DataFrame:
    """Who had which role in which committee from when to when.

    `into` are the `AktørAktør` rows from persons to committees and the `Aktør` rows of the persons,
    `out_of` the same in the other direction: neither direction has all. Columns: committee_id,
    member_id, member, role (of ROLES), start, end (days; end is null where it is after the session
    or not recorded). Where the directions disagree on the end of a role that began on one day, a
    known end is preferred, and of two the later. Spells without a day between are joined. A chair
    has no extra row as member.
    """
    directions = (
        (*into, "fraaktørid", "tilaktørid"),
        (*out_of, "tilaktørid", "fraaktørid"),
    )
    spells = _spells(committees, directions, period)
    merged = pl.DataFrame(_merged(spells.iter_rows(named=True)), schema=spells.schema)
    return _without_implied(merged).sort(
        "committee_id",
        pl.col("role").cast(pl.Enum(ROLES)),
        pl.col("end").is_not_null(),
        danish_order("member"),
        "start",
        nulls_last=True,
    )


def _spells(
    committees: pl.DataFrame,
    directions: Iterable[tuple[pl.DataFrame, pl.DataFrame, str, str]],
    period: Period,
) -> pl.DataFrame:
    """Each role as recorded, limited to the committee's days and the period.

    A direction is the rows of links, of their people, and the columns of person and committee.
    """
    links = pl.concat(
        rows.select(
            pl.col(own).alias("member_id"),
            pl.col(other).alias("committee_id"),
            "rolleid",
            "startdato",
            "slutdato",
        )
        for rows, _, own, other in directions
    )
    people = (
        pl.concat(_people(people) for _, people, *_ in directions)
        .sort("member", nulls_last=True)
        .unique("member_id", keep="first", maintain_order=True)
    )
    codes = {number: code for number, code in _ROLE_CODES.items() if code in ROLES}
    return (
        links.filter(pl.col("rolleid").is_in(list(codes)))
        .group_by("committee_id", "member_id", "rolleid", "startdato")
        .agg(pl.col("slutdato").max())
        .join(committees.select("committee_id", "start", "end"), on="committee_id")
        .join(people, on="member_id")
        .select(
            "committee_id",
            "member_id",
            "member",
            pl.col("rolleid").replace_strict(codes, return_dtype=pl.String).alias("role"),
            pl.max_horizontal("startdato", "start")
            .fill_null(period.start)
            .dt.date()
            .alias("start"),
            pl.min_horizontal("slutdato", "end").dt.date().alias("end"),
        )
        .with_columns(
            pl.when(pl.col("end") < period.end.date()).then("end").alias("end"),
        )
        .filter(pl.col("end").is_null() | (pl.col("start") <= pl.col("end")))
        .sort("committee_id", "member_id", "role", "start", pl.col("end").fill_null(date.max))
    )


def with_parties(
    roles: pl.DataFrame, memberships: pl.DataFrame, period: Period, today: date
) -> pl.DataFrame:
    """Add the party on the first day of a role in the session (party) and on the last (party_end).

    The last day of a current role is today, or the session's last day if that is earlier.
    """
    last = min(period.end.date(), max(today, period.start.date()))
    first_day = pl.max_horizontal("start", pl.lit(period.start.date()))
    last_day = pl.max_horizontal(first_day, pl.min_horizontal("end", pl.lit(last)))
    dated = roles.with_columns(first_day.alias("date"), last_day.alias("last"))
    dated = party_on_day(dated, memberships)
    dated = party_on_day(
        dated.rename({"party": "party_first"}).drop("date").rename({"last": "date"}), memberships
    )
    return dated.rename({"party": "party_end", "party_first": "party"}).select(
        *roles.columns, "party", "party_end"
    )


def sitting(roles: pl.DataFrame, day: date) -> pl.DataFrame:
    """The seats (chair, vice chair, member) that are taken on a day."""
    return roles.filter(
        pl.col("role").is_in(_SEATS),
        pl.col("start") <= day,
        pl.col("end").is_null() | (pl.col("end") >= day),
    )


def referred_cases(
    committees: pl.DataFrame,
    roles: pl.DataFrame,
    cases: pl.DataFrame,
    steps: pl.DataFrame,
    today: date,
) -> pl.DataFrame:
    """The cases referred to each committee, the newest first.

    From `roles_table`, `cases_table` and `steps_table`. A case with several committees stands under
    each. Columns: committee_id, case_id, number, title, type_code, status, date (of its first
    step), reports (how many reports were given on it up to today), reported (day of the last).
    """
    reports = (
        _report_steps(steps, today)
        .group_by("case_id")
        .agg(pl.len().cast(pl.Int64).alias("reports"), pl.col("date").max().alias("reported"))
    )
    first = steps.group_by("case_id").agg(pl.col("date").min())
    return (
        roles.filter(pl.col("role_id") == CaseRole.REFERRED_TO)
        .select(pl.col("actor_id").alias("committee_id"), "case_id")
        .unique()
        .join(committees.select("committee_id"), on="committee_id")
        .join(cases, on="case_id")
        .join(first, on="case_id", how="left")
        .join(reports, on="case_id", how="left")
        .select(
            "committee_id",
            "case_id",
            "number",
            pl.col("short_title").alias("title"),
            "type_code",
            "status",
            "date",
            pl.col("reports").fill_null(0),
            "reported",
        )
        .sort(
            "committee_id",
            "date",
            "number",
            "case_id",
            descending=[False, True, False, False],
            nulls_last=True,
        )
    )


def reports_given(referred: pl.DataFrame, steps: pl.DataFrame, today: date) -> pl.DataFrame:
    """The reports of each committee up to today, the newest first.

    From `referred_cases` and `steps_table`. Columns: committee_id, step_id, date, report (the name
    of the step), case_id, number, title.
    """
    given = _report_steps(steps, today).select(
        "case_id", "step_id", "date", pl.coalesce("title", "type").alias("report")
    )
    return (
        referred.select("committee_id", "case_id", "number", "title")
        .join(given, on="case_id")
        .select("committee_id", "step_id", "date", "report", "case_id", "number", "title")
        .sort("date", "step_id", descending=True)
    )


def _report_steps(steps: pl.DataFrame, today: date) -> pl.DataFrame:
    """The steps that are reports, given up to today."""
    kind = pl.coalesce("type", "title").str.to_lowercase()
    # The number is used too, since the name of the kind is not always known.
    is_report = (pl.col("type_id") == StepKind.REPORT) | kind.str.contains(_REPORT)
    return steps.filter(is_report.fill_null(value=False), pl.col("date") <= today)


def committee_figures(
    committees: pl.DataFrame,
    roles: pl.DataFrame,
    meetings: pl.DataFrame,
    referred: pl.DataFrame | None,
    day: date,
) -> pl.DataFrame:
    """One row a committee: committee_id, code, short, committee, members, cases, reports, meetings.

    `members` is how many persons have a seat on a day; `meetings` (committee_id and meeting_id) are
    those that were held; cases and reports are null where `referred` is not known.
    """
    seats = (
        sitting(roles, day)
        .group_by("committee_id")
        .agg(pl.col("member_id").n_unique().cast(pl.Int64).alias("members"))
    )
    held = meetings.group_by("committee_id").agg(
        pl.col("meeting_id").n_unique().cast(pl.Int64).alias("meetings")
    )
    found = (
        committees.drop("start", "end")
        .join(seats, on="committee_id", how="left")
        .join(held, on="committee_id", how="left")
    )
    counted = ["members", "meetings"]
    if referred is None:
        none = pl.lit(None, pl.Int64)
        found = found.with_columns(none.alias("cases"), none.alias("reports"))
    else:
        work = referred.group_by("committee_id").agg(
            pl.len().cast(pl.Int64).alias("cases"), pl.col("reports").sum()
        )
        found = found.join(work, on="committee_id", how="left")
        counted += ["cases", "reports"]
    return found.with_columns(pl.col(name).fill_null(0) for name in counted).select(
        *committees.drop("start", "end").columns, "members", "cases", "reports", "meetings"
    )


def workload(
    referred: pl.DataFrame | None, meetings: pl.DataFrame, committee_id: int
) -> pl.DataFrame:
    """The cases and meetings of a committee by month: month (its first day), cases, meetings.

    `meetings` has committee_id and date. Every month between the first and the last has a row.
    `cases` is null where `referred` is not known. Rows without a date are left out.
    """

    def monthly(rows: pl.DataFrame, name: str) -> pl.DataFrame:
        return (
            rows.filter(pl.col("committee_id") == committee_id, pl.col("date").is_not_null())
            .group_by(month=pl.col("date").dt.truncate("1mo"))
            .agg(pl.len().cast(pl.Int64).alias(name))
        )

    held = monthly(meetings, "meetings")
    if referred is None:
        cases = pl.DataFrame(schema={"month": pl.Date, "cases": pl.Int64})
    else:
        cases = monthly(referred, "cases")
    months = pl.concat([held["month"], cases["month"]])
    if months.is_empty():
        return pl.DataFrame(schema={"month": pl.Date, "cases": pl.Int64, "meetings": pl.Int64})
    first, last = min(months.to_list()), max(months.to_list())
    every = pl.DataFrame({"month": pl.date_range(first, last, "1mo", eager=True)})
    found = every.join(cases, on="month", how="left").join(held, on="month", how="left")
    known = ["meetings"] if referred is None else ["cases", "meetings"]
    return found.with_columns(pl.col(name).fill_null(0) for name in known).sort("month")


def membership_rows(code: str, figures: pl.DataFrame, roles: pl.DataFrame) -> pl.DataFrame:
    """The rows of the table `committees`: one a committee, member and role.

    From `committee_figures` and `with_parties`. A committee without members has one row.
    """
    return (
        figures.with_columns(pl.lit(code).alias("session"))
        .rename({"members": "seats"})
        .join(roles, on="committee_id", how="left", maintain_order="left_right")
    )


def _people(actors: pl.DataFrame) -> pl.DataFrame:
    return actors.filter(pl.col("typeid") == ActorKind.PERSON).select(
        pl.col("id").alias("member_id"), one_line("navn").alias("member")
    )


def _merged(spells: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Spells of the same role, sorted by start; those without a gap between are joined."""
    found: list[dict[str, Any]] = []
    same = ("committee_id", "member_id", "role")
    for row in spells:
        before = found[-1] if found else None
        if before is None or any(before[name] != row[name] for name in same):
            found.append(row)
        elif before["end"] is None:
            continue
        elif row["start"] <= before["end"] + timedelta(days=1):
            before["end"] = None if row["end"] is None else max(before["end"], row["end"])
        else:
            found.append(row)
    return found


def _without_implied(roles: pl.DataFrame) -> pl.DataFrame:
    """The roles without a person's membership that lies within the same person's chairmanship."""
    leads = roles.filter(pl.col("role").is_in(["chair", "vice_chair"])).select(
        "committee_id",
        "member_id",
        pl.col("start").alias("led_from"),
        pl.col("end").alias("led_to"),
    )
    last = date.max
    said = (
        roles.filter(pl.col("role") == "member")
        .join(leads, on=["committee_id", "member_id"])
        .filter(
            pl.col("led_from") <= pl.col("start"),
            pl.col("led_to").fill_null(last) >= pl.col("end").fill_null(last),
        )
        .select("committee_id", "member_id", "role", "start")
    )
    return roles.join(said, on=["committee_id", "member_id", "role", "start"], how="anti")


@dataclass(frozen=True, slots=True)
class Committees:
    """The committees of a session.

    `table` has the columns of `committee_figures`, `roles` those of `with_parties`, `referred`
    those of `referred_cases` and `reports` those of `reports_given`, both None where the cases are
    not stored.
    """

    period: Period
    table: pl.DataFrame
    roles: pl.DataFrame
    referred: pl.DataFrame | None
    reports: pl.DataFrame | None
    meetings: Meetings
