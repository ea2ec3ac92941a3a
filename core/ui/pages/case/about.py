"""The parts of a case's page about its kind and status, its people, and related cases."""

from __future__ import annotations

from functools import partial

import polars as pl
import streamlit as st

from core.language import date_text, has
from core.oda.schema.codes import CaseRole
from core.parliament.cases.one_case import CaseFile
from core.parliament.cases.tables import referred_to
from core.tables.titles import case_title
from core.ui.parts.asked import follow_case_number, id_or_end
from core.ui.parts.table import prose
from core.ui.shell.context import Context, escape
from core.ui.shell.head import name_page
from core.ui.shell.router import page_file
from core.ui.shell.way import way_back

# The roles shown, in this order; others (speakers, copies) are left out.
_ROLES = (
    CaseRole.MINISTRY,
    CaseRole.MINISTER,
    CaseRole.GOVERNMENT_PROPOSER,
    CaseRole.PRIVATE_PROPOSER,
    CaseRole.SPOKESPERSON,
    CaseRole.INTERPELLATOR,
    CaseRole.ASKER,
    CaseRole.CO_ASKER,
    CaseRole.TAKEN_UP_BY,
    CaseRole.ADDRESSEE,
    CaseRole.GIVEN_BY,
    CaseRole.ANSWERED_BY,
    CaseRole.REFERRED_TO,
)
_MOST_NAMES = 12
OTHERS = "referred_others"


def asked_case(context: Context) -> int:
    """The id in the address; ends the page without a valid one, or with a number instead."""
    follow_case_number()
    return id_or_end(context, "case.no_id", partial(_back, context, None), title="page.case")


def heading(context: Context, file: CaseFile) -> None:
    """Number and title, status, and the kind of case in plain words."""
    t, case = context.t, file.case
    _back(context, file)
    name_page(case_title(case["number"], case["short_title"], context.lang))
    st.title(escape(case_name(context, case["number"], case["short_title"])))
    words = [
        t(f"case_type.{case['type_code']}"),
        case["category"],
        file.period.title if file.period else None,
    ]
    status = case["status"] or t("common.unknown")
    st.markdown(
        f"**{escape(t('case.status'))}: {escape(status)}** · "
        + " · ".join(escape(word) for word in words if word)
    )
    st.info(plain_words(context, file), icon=":material/info:")
    if case["title"] and case["title"] != case["short_title"]:
        prose(context, case["title"], f"case-{case['case_id']}-title")


def plain_words(context: Context, file: CaseFile) -> str:
    """What a case of this kind is, and what its status means."""
    kind, outcome = file.case["type_code"], file.case["outcome"]
    for key in (f"case.means.{kind}_{outcome}", f"case.means.{outcome}"):
        if has(key, context.lang):
            return f"{context.t(f'case.kind.{kind}')} {context.t(key)}"
    return context.t(f"case.kind.{kind}")


def resume(context: Context, file: CaseFile) -> None:
    """Parliament's summary as plain text with its paragraphs."""
    st.subheader(context.t("case.resume"))
    text = file.case["resume"]
    if not text:
        st.caption(context.t("case.no_resume"))
        return
    prose(context, str(text), f"case-{file.case['case_id']}")


def facts(context: Context, file: CaseFile) -> None:
    """People and committees, keywords, the law and links."""
    t, case = context.t, file.case
    st.subheader(t("case.facts"))
    lines = [(t(f"case.role.{role}"), names) for role, names in people(file)]
    if not lines:
        lines.append((t("case.people"), ["–"]))
    general = case["type_code"] == "general"
    if general and not any(role == str(CaseRole.REFERRED_TO.value) for role, _ in people(file)):
        lines.append((t(f"case.role.{CaseRole.REFERRED_TO}"), ["–"]))
    lines.append((t("case.keywords"), file.keywords or ["–"]))
    if case["law_number"]:
        said = t(
            "case.law_of",
            number=case["law_number"],
            date=date_text(case["law_date"], context.lang, "long"),
        )
        lines.append((t("case.law"), [said]))
    lines.append((t("case.id"), [str(case["case_id"])]))
    shown = []
    for label, names in lines:
        more = len(names) - _MOST_NAMES
        listed = ", ".join(escape(name) for name in names[:_MOST_NAMES])
        listed += f" {escape(t('case.more_names', n=more))}" if more > 0 else ""
        shown.append(f"{escape(label)}: **{listed}**")
    st.markdown("  \n".join(shown))
    if general:
        st.caption(t("case.general_roles"))
    for kind, url in file.links.items():
        st.link_button(t(f"case.link_{kind}"), url, icon=":material/open_in_new:")


def people(file: CaseFile) -> list[tuple[str, list[str]]]:
    """The people of each role (its id), in the order shown, with their parties on that day.

    Actors in the role of a committee that are none, such as party groups, come under `others`.
    """
    found = []
    known = file.roles.filter(pl.col("actor").is_not_null())
    committees = referred_to(known)
    parts = [
        (str(role.value), known.filter(role_id=role))
        for role in _ROLES
        if role != CaseRole.REFERRED_TO
    ]
    referred = known.filter(role_id=CaseRole.REFERRED_TO)
    others = referred.join(committees, on="actor_id", how="anti")
    for role, rows in (*parts, (str(CaseRole.REFERRED_TO.value), committees), (OTHERS, others)):
        names = [_person(*row) for row in rows.select("actor", "party", "short").iter_rows()]
        if names:
            once = {name.casefold(): name for name in reversed(names)}
            found.append((role, list(reversed(once.values()))))
    return found


def _person(name: str, party: str | None, short: str | None) -> str:
    """A name with its party, or its short name unless the name contains that."""
    again = short is not None and short.casefold() in name.casefold()
    extra = party or (None if again else short)
    return f"{name} ({extra})" if extra else name


def related(context: Context, file: CaseFile) -> None:
    """The cases that it was put forward under or divided from, and those under it."""
    if file.related.is_empty():
        return
    t = context.t
    st.subheader(t("case.related"))
    for (relation,), rows in file.related.group_by("relation", maintain_order=True):
        st.caption(t(f"case.relation.{relation}"))
        for case_id, number, title in rows.select("case_id", "number", "title").iter_rows():
            st.page_link(
                page_file("case"),
                label=escape(case_name(context, number, title)),
                icon=":material/description:",
                query_params={"id": str(case_id)},
            )


def case_name(context: Context, number: str | None, title: str | None) -> str:
    """The name of a case: its number and short title."""
    return " · ".join(part for part in (number, title) if part) or context.t("case.untitled")


def _back(context: Context, file: CaseFile | None) -> None:
    period = file.period if file else None
    way_back("cases", context.t("case.back"), **({"session": period.code} if period else {}))
