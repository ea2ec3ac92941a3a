"""What most pages read: the names of kinds and roles, and the periods, of which one is chosen."""

from __future__ import annotations

import streamlit as st

from core.parliament.cases import Names
from core.parliament.periods import Period, read_periods
from core.store import caseplan
from core.store.library import View
from core.times import danish_now
from core.ui import address
from core.ui.context import Context
from core.ui.messages import need

LATEST = "latest"


def case_names(context: Context) -> tuple[Names, View]:
    """The names of all kinds, roles and statuses, by entity set."""
    view = need(context, context.source.library.view(caseplan.names()), context.t("wait.names"))
    return {name: frame for (name, _), frame in view.tables.items()}, view


def periods(context: Context) -> list[Period]:
    """The periods that have begun: sessions first, each kind the newest first."""
    view = need(
        context, context.source.library.view(caseplan.periods()), context.t("wait.sessions")
    )
    found = read_periods(view.table("Periode", "all"))
    return [period for period in found if period.begun(danish_now())]


def chosen_period(context: Context, known: list[Period], *, years: bool = True) -> Period:
    """Draw the choice of a period and give it; the latest session unless another is chosen.

    `years` offers the calendar years too, in which the EU's and finance cases are kept.
    """
    offered = {period.code: period for period in known if years or not period.year}
    newest = next(iter(offered.values()))
    titles = {code: period.title for code, period in offered.items()}
    titles[LATEST] = context.t("votes.latest", title=newest.title)
    code = address.one_of(
        st.selectbox,
        context.t("cases.period" if years else "votes.session"),
        [LATEST, *offered],
        key="session",
        default=LATEST,
        format_func=titles.__getitem__,
    )
    return offered.get(code or LATEST, newest)
