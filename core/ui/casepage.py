"""What a case's page reads: the case and all that belongs to it, put together once a version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl
import streamlit as st

from core.errors import NoSuchThing
from core.parliament.casefile import (
    case_documents,
    case_votes,
    documents_files,
    related_cases,
    step_links,
)
from core.parliament.caselinks import gazette_url, law_url, parliament_url
from core.parliament.cases import (
    Names,
    cases_table,
    keywords_table,
    roles_table,
    steps_table,
)
from core.parliament.parties import party_on_day, read_memberships
from core.parliament.periods import Period
from core.parliament.process import outcome_of, with_readings
from core.store import caseplan, plan
from core.store.library import View
from core.times import danish_now
from core.ui.casedata import case_names, periods
from core.ui.context import Context
from core.ui.messages import need

_Version = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class CaseFile:
    """One case. `case` has the columns of `cases_table`, outcome, and links (kind to address).

    `steps` has the columns of `steps_table` and `with_readings` and url; `roles` those of
    `roles_table` and party; `votes`, `documents` and `related` those of `core.parliament.casefile`.
    """

    case: Mapping[str, Any]
    period: Period | None
    steps: pl.DataFrame
    votes: pl.DataFrame
    roles: pl.DataFrame
    keywords: list[str]
    documents: pl.DataFrame
    related: pl.DataFrame
    links: Mapping[str, str]
    views: tuple[View, ...]

    @property
    def fetched_at(self) -> datetime | None:
        """The age (UTC) of the oldest part."""
        return min((view.fetched_at for view in self.views if view.fetched_at), default=None)


def case_file(context: Context, case_id: int) -> CaseFile:
    """The case of an id. Raises NoSuchThing where there is none; ends the page while it loads."""
    known = {period.period_id: period for period in periods(context)}
    names, named = case_names(context)
    view = need(context, context.source.library.view(caseplan.case(case_id)),
                context.t("wait.case"))  # fmt: skip
    rows = view.table("Sag", f"case-{case_id}")
    if rows.is_empty():
        raise NoSuchThing(f"there is no case {case_id}", what="case", name=case_id)
    period = known.get(rows["periodeid"][0])
    members = _members(context, period)
    above = _above(context, rows)
    views = (view, named, *([members] if members else []), *above)
    version = (
        context.source.settings.api_url, danish_now().date(), *(each.version for each in views),
    )  # fmt: skip
    return _file(version, case_id, period, not context.demo, view, names, members, above, views)


def files_view(context: Context, file: CaseFile) -> View | None:
    """The files of the case's documents, or None where it has none; they may still be loading."""
    ids = tuple(sorted(file.documents["document_id"]))
    if not ids:
        return None
    dataset = caseplan.case_files(int(file.case["case_id"]), ids)
    return context.see(context.source.library.view(dataset))


@st.cache_resource(max_entries=100, show_spinner=False)
def files_table(version: _Version, _view: View) -> pl.DataFrame:
    """`documents_files` of what was loaded."""
    return documents_files(pl.concat(_view.tables.values()))


def _members(context: Context, period: Period | None) -> View | None:
    """Who belonged to which party then; None where that cannot be had."""
    if period is None or period.year:
        return None
    closed = period.closed(danish_now())
    dataset = plan.memberships(period.code, period.start, period.end, closed=closed)
    view = context.source.library.view(dataset)
    if not view.ready and view.job is None:
        return None
    return need(context, view, context.t("wait.members"))


def _above(context: Context, rows: pl.DataFrame) -> tuple[View, ...]:
    """The cases that this one was put forward under or divided from."""
    ids = rows.select("fremsatundersagid", "deltundersagid").row(0)
    datasets = [caseplan.case_alone(number) for number in dict.fromkeys(ids) if number]
    views = [context.source.library.view(dataset) for dataset in datasets]
    ready = [view for view in views if view.ready or view.job is not None]
    return tuple(need(context, view, context.t("wait.case")) for view in ready)


@st.cache_resource(max_entries=100, show_spinner=False)
def _file(
    version: _Version,
    case_id: int,
    period: Period | None,
    links: bool,
    _view: View,
    _names: Names,
    _members: View | None,
    _above: tuple[View, ...],
    _views: tuple[View, ...],
) -> CaseFile:
    part, code = f"case-{case_id}", period.code if period else ""
    words = keywords_table(_view.table("EmneordSag", part), _view.table("Emneord", part))
    case = cases_table(code, _view.table("Sag", part), words, _names).row(0, named=True)
    raw = _view.table("Sagstrin", part)
    steps = with_readings(
        steps_table(raw, _names),
        danish_now().date(),
        pl.DataFrame(
            [{"case_id": case_id, "status": case["status"]}],
            schema={"case_id": pl.Int32, "status": pl.String},
        ),
    )
    steps = steps.join(step_links(raw), on="step_id", how="left", maintain_order="left")
    roles = roles_table(_view.table("SagAktør", part), _view.table("Aktør", part), _names)
    day = steps["date"].min() or (period.start.date() if period else None)
    under = related_cases(case_id, _view.table("Sag", f"under-{case_id}"))
    return CaseFile(
        case={**case, "outcome": outcome_of(case["status"])},
        period=period,
        steps=steps,
        votes=case_votes(
            _view.table("Afstemning", part),
            _view.table("Møde", part),
            raw,
            _names["Sagstrinsstatus"],
        ),
        roles=_with_party(roles, _members, code, day),
        keywords=words["keyword"].to_list(),
        documents=case_documents(
            _view.table("SagDokument", part), _view.table("Dokument", part), _names
        ),
        related=pl.concat([*_parents(case_id, _view, _above), under]),
        links=_links(code, case) if links else {},
        views=_views,
    )


def _with_party(roles: pl.DataFrame, members: View | None, code: str, day: object) -> pl.DataFrame:
    if members is None or day is None:
        return roles.with_columns(pl.lit(None, pl.String).alias("party"))
    memberships = read_memberships(
        members.table("Aktør", f"groups-{code}"),
        members.table("AktørAktør", f"to-group-{code}"),
        members.table("AktørAktør", f"from-group-{code}"),
    )
    dated = roles.rename({"actor_id": "member_id"}).with_columns(pl.lit(day).alias("date"))
    return party_on_day(dated, memberships).drop("date").rename({"member_id": "actor_id"})


def _parents(case_id: int, view: View, above: tuple[View, ...]) -> list[pl.DataFrame]:
    row = view.table("Sag", f"case-{case_id}").row(0, named=True)
    found = []
    for each in above:
        for frame in each.tables.values():
            told = related_cases(0, frame)
            divided = row["deltundersagid"] in told["case_id"].to_list()
            relation = "divided_from" if divided else "put_under_this"
            found.append(told.with_columns(pl.lit(relation).alias("relation")))
    return found


def _links(code: str, case: Mapping[str, Any]) -> dict[str, str]:
    place = (code, case["prefix"], case["figure"], case["postfix"])
    found = {
        "parliament": parliament_url(*place),
        "gazette": gazette_url(*place),
        "law": law_url(case["law_number"], case["law_date"]),
    }
    return {kind: url for kind, url in found.items() if url}
