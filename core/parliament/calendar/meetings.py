"""Meetings in the chamber and in committees, and their days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import polars as pl

from core.oda.schema.codes import COMMITTEE_KINDS
from core.parliament.calendar.agenda import agenda_table
from core.parliament.calendar.periods import Period
from core.parliament.cases.addresses import file_url
from core.parliament.cases.tables import Names, case_titles, named
from core.parliament.texts.plain import one_line, search_key

_TYPES = {
    "møde i salen": "chamber", "udvalgsmøde": "committee", "andet møde": "another",
    "statsrevisormøde": "auditors", "conciergemeeting": "visit",
}  # fmt: skip
_STATUSES = {
    "afholdt": "held", "dagsorden låst": "agenda_set", "under forberedelse": "planned",
    "udsat": "postponed", "aflyst": "cancelled",
}  # fmt: skip
TYPES = (*_TYPES.values(), "unknown")
STATUSES = (*_STATUSES.values(), "unknown")
"""Codes of the kinds and statuses of meetings. The API's names count, not its numbers, of which
not all are known."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """One meeting: `row` as in `meetings_table`, empty where the API has none of that id.

    `period_id` is the API's number of its period, `called` as in `committees_called`, `agenda` as
    in `agenda_table`. `votes` has vote_id, number, adopted and step_id of all votes held in it.
    """

    row: Mapping[str, Any]
    period_id: int | None
    called: pl.DataFrame
    agenda: pl.DataFrame
    votes: pl.DataFrame


def meeting_of(
    meetings: pl.DataFrame,
    called: tuple[pl.DataFrame, pl.DataFrame],
    points: pl.DataFrame,
    linked: tuple[pl.DataFrame, pl.DataFrame],
    stepped: tuple[pl.DataFrame, pl.DataFrame],
    votes: pl.DataFrame,
    names: Names,
) -> Meeting:
    """A meeting from its `Møde` row and what belongs to it.

    `called` are its `MødeAktør` rows with the actors, `points` its `Dagsordenspunkt` rows, `linked`
    their `DagsordenspunktSag` rows with the cases, `stepped` the steps that they deal with and the
    cases of these, `votes` its `Afstemning` rows.
    """
    held = votes.select(
        pl.col("id").alias("vote_id"),
        pl.col("nummer").alias("number"),
        pl.col("vedtaget").alias("adopted"),
        pl.col("sagstrinid").alias("step_id"),
    )
    return Meeting(
        next(meetings_table("", meetings, *called, names).iter_rows(named=True), {}),
        next(iter(meetings["periodeid"]), None),
        committees_called(*called),
        agenda_table(points, _cases_of(points, linked, stepped), held),
        held.sort("number", "vote_id"),
    )


def meetings_table(
    code: str, meetings: pl.DataFrame, links: pl.DataFrame, actors: pl.DataFrame, names: Names
) -> pl.DataFrame:
    """One row a meeting, the oldest first and those without a date last.

    From `Møde` rows of a session, `MødeAktør` and the `Aktør` rows they lead to. Columns:
    meeting_id, session, date, time (HH:MM, Danish; null where only the day is known), type_code,
    status_code, number (text), title, committee (short names, semicolon between), committee_name,
    place, agenda_url (null unless it is an address at Parliament), search, updated.
    """
    called = (
        committees_called(links, actors)
        .group_by("meeting_id", maintain_order=True)
        .agg(
            pl.col("code").str.join("; ").alias("committee"),
            pl.col("name").str.join("; ").alias("committee_name"),
        )
    )
    urls = [file_url(url) for url in meetings["dagsordenurl"]]
    clock = pl.col("dato").dt.strftime("%H:%M")
    table = (
        meetings.join(named(names, "Mødetype", "typeid", "type"), on="typeid", how="left")
        .join(named(names, "Mødestatus", "statusid", "status"), on="statusid", how="left")
        .with_columns(pl.col("id").alias("meeting_id"))
        .join(called, on="meeting_id", how="left")
        .join(
            pl.DataFrame(
                {"meeting_id": meetings["id"], "agenda_url": pl.Series(urls, dtype=pl.String)}
            ),
            on="meeting_id",
        )
        .select(
            "meeting_id",
            pl.lit(code).alias("session"),
            pl.col("dato").dt.date().alias("date"),
            pl.when(clock != "00:00").then(clock).alias("time"),
            _coded("type", _TYPES).alias("type_code"),
            _coded("status", _STATUSES).alias("status_code"),
            one_line("nummer").alias("number"),
            one_line("titel").alias("title"),
            "committee",
            "committee_name",
            one_line("lokale").alias("place"),
            "agenda_url",
            pl.col("opdateringsdato").alias("updated"),
        )
    )
    looked_in = pl.concat_str(
        "title", "number", "committee", "committee_name", "place", separator=" ", ignore_nulls=True
    )
    return table.with_columns(search_key(looked_in).alias("search")).sort(
        "date", "time", "meeting_id", nulls_last=True
    )


def committees_called(links: pl.DataFrame, actors: pl.DataFrame) -> pl.DataFrame:
    """Which committees a meeting is of: meeting_id, committee_id, code (short name), name."""
    known = (
        actors.filter(pl.col("typeid").is_in(COMMITTEE_KINDS))
        .unique("id")
        .select(
            pl.col("id").alias("committee_id"),
            pl.coalesce(one_line("gruppenavnkort"), one_line("navn")).alias("code"),
            one_line("navn").alias("name"),
        )
    )
    return (
        links.select(pl.col("mødeid").alias("meeting_id"), pl.col("aktørid").alias("committee_id"))
        .unique()
        .join(known, on="committee_id")
        .sort("meeting_id", "code", "committee_id", nulls_last=True)
    )


def committee_label(code: str, name: str | None) -> str:
    """Short name and name of a committee as they stand in choices."""
    return code if name in (None, code) else f"{code} · {name}"


def coming_meetings(table: pl.DataFrame, now: datetime) -> pl.DataFrame:
    """The meetings that are still to be held, the next one first.

    Those of today stay until they are held or their time has passed by an hour.
    """
    today = pl.col("date") == now.date()
    passed = today & (pl.col("time").str.slice(0, 2).cast(pl.Int32) < now.hour)
    ahead = (pl.col("date") > now.date()) | (today & ~passed.fill_null(value=False))
    off = pl.col("status_code").is_in(["held", "cancelled", "postponed"])
    return table.filter(ahead & ~off)


def coming_steps(steps: pl.DataFrame, cases: pl.DataFrame, today: date) -> pl.DataFrame:
    """The steps of cases that lie ahead, the next one first, with number and title of the case.

    From `steps_table` and `cases_table`. Columns: date, step_id, step, case_id, case_number,
    case_title. Steps that were called off are left out.
    """
    called_off = pl.col("status").str.to_lowercase() == "aflyst"
    of_case = cases.select("case_id", "number", "short_title")
    return (
        steps.filter(pl.col("date") >= today, ~called_off.fill_null(value=False))
        .join(of_case, on="case_id", how="left")
        .select(
            "date",
            "step_id",
            pl.coalesce("title", "type").alias("step"),
            "case_id",
            pl.col("number").cast(pl.String).alias("case_number"),
            pl.col("short_title").cast(pl.String).alias("case_title"),
        )
        .sort("date", "case_number", "step_id", nulls_last=True)
    )


def meetings_by_day(table: pl.DataFrame) -> pl.DataFrame:
    """How many meetings each day has, without those that were called off or put off.

    Columns: date, n, chamber, committee, other.
    """
    kind = pl.col("type_code")
    return (
        table.filter(
            pl.col("date").is_not_null(),
            ~pl.col("status_code").is_in(["cancelled", "postponed"]),
        )
        .group_by("date")
        .agg(
            pl.len().alias("n"),
            (kind == "chamber").sum().alias("chamber"),
            (kind == "committee").sum().alias("committee"),
            (~kind.is_in(["chamber", "committee"])).sum().alias("other"),
        )
        .sort("date")
    )


def months_of(by_day: pl.DataFrame) -> list[date]:
    """The months with meetings, as their first days, in order."""
    return by_day["date"].dt.truncate("1mo").unique().sort().to_list()


def calendar_bounds(period: Period, table: pl.DataFrame) -> tuple[date, date]:
    """The first and last day that may be asked for: the session's, or further where there is."""
    days = [day for day in table["date"] if day is not None]
    first, last = period.start.date(), period.end.date()
    return min([first, *days]), max([last, *days])


def _coded(column: str, codes: Mapping[str, str]) -> pl.Expr:
    return (
        pl.col(column)
        .str.to_lowercase()
        .replace_strict(dict(codes), default="unknown", return_dtype=pl.String)
        .fill_null("unknown")
    )


@dataclass(frozen=True, slots=True)
class Meetings:
    """The meetings of a session.

    `table` has the columns of `meetings_table`, `called` those of `committees_called`, and `held`
    has the meetings that were held, by committee: committee_id, meeting_id, date.
    """

    period: Period
    table: pl.DataFrame
    called: pl.DataFrame
    held: pl.DataFrame


def session_meetings(
    period: Period, meetings: pl.DataFrame, links: pl.DataFrame, actors: pl.DataFrame, names: Names
) -> Meetings:
    """The meetings of a session, from `Møde` rows, `MødeAktør` rows and the `Aktør` rows of those.

    `names` has the names of kinds, by entity set.
    """
    table = meetings_table(period.code, meetings, links, actors, names)
    called = committees_called(links, actors)
    held = table.filter(pl.col("status_code") == "held").select("meeting_id", "date")
    by_committee = called.select("committee_id", "meeting_id").join(held, on="meeting_id")
    return Meetings(period, table, called, by_committee)


def _cases_of(
    points: pl.DataFrame,
    linked: tuple[pl.DataFrame, pl.DataFrame],
    stepped: tuple[pl.DataFrame, pl.DataFrame],
) -> pl.DataFrame:
    """The cases of the items, linked to them or by the step that is dealt with."""
    (links, cases), (steps, of_steps) = linked, stepped
    names = case_titles(pl.concat([cases, of_steps]))
    own = links.select(
        pl.col("dagsordenspunktid").alias("point_id"), pl.col("sagid").alias("case_id")
    )
    by_step = points.join(
        steps.select(pl.col("id").alias("sagstrinid"), pl.col("sagid").alias("case_id")).unique(
            "sagstrinid"
        ),
        on="sagstrinid",
    ).select(pl.col("id").alias("point_id"), "case_id")
    return pl.concat([own, by_step]).unique(maintain_order=True).join(names, on="case_id")


def join_meetings(found: Sequence[Meetings]) -> Meetings:
    """The meetings of several sessions as of one that lasts as long as all of them."""
    first = found[0]
    if len(found) == 1:
        return first
    period = replace(
        first.period,
        start=min(each.period.start for each in found),
        end=max(each.period.end for each in found),
    )
    return replace(
        first,
        period=period,
        table=pl.concat(each.table for each in found),
        called=pl.concat(each.called for each in found),
        held=pl.concat(each.held for each in found),
    )


def newest_first(meetings: pl.DataFrame) -> pl.DataFrame:
    """Rows of `meetings_table` with the newest day first; those without a day come last."""
    return meetings.reverse().sort("date", descending=True, nulls_last=True, maintain_order=True)
