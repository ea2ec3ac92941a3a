"""The parts of a case's page about what became of it, its people, and related cases."""

from __future__ import annotations

from functools import partial

import polars as pl
import streamlit as st

from core.language import Lang, date_text, has, number
from core.oda.schema.codes import COMMITTEE_KINDS, ActorKind, CaseRole
from core.parliament.cases.one_case import CaseFile
from core.parliament.cases.tables import referred_to
from core.parliament.cases.way import ending, stages
from core.parliament.people.committee_names import committee_in
from core.parliament.texts.lookups import with_danish
from core.tables.titles import case_title
from core.times import danish_now
from core.ui.parts.asked import follow_case_number, id_or_end
from core.ui.parts.links import Row, link_list, to
from core.ui.parts.offers import case_calendar, case_feed, following
from core.ui.parts.table import prose
from core.ui.shell.context import Context, escape
from core.ui.shell.head import name_page
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

Named = tuple[str, str]
"""A name as it is shown, and the address of its page, empty where it has none."""


def asked_case(context: Context) -> int:
    """The id in the address; ends the page without a valid one, or with a number instead."""
    follow_case_number()
    return id_or_end(context, "case.no_id", partial(_back, context, None), title="page.case")


def heading(context: Context, file: CaseFile) -> None:
    """Number and title, what became of the case, its kind, and how to follow it."""
    t, case = context.t, file.case
    _back(context, file)
    name_page(case_title(case["number"], case["short_title"], context.lang))
    st.title(escape(case_name(context, case["number"], case["short_title"])))
    words = [
        t(f"case_type.{case['type_code']}"),
        with_danish("case_category", case["category"], context.lang),
        file.period.named(context.lang) if file.period else None,
    ]
    status = with_danish("case_status", case["status"], context.lang) or t("common.unknown")
    st.markdown(f"**{escape(became(context, file))}**")
    st.markdown(
        f"{escape(t('case.status'))}: {escape(status)} · "
        + " · ".join(escape(word) for word in words if word)
    )
    name = case["number"] or case["short_title"]
    following(
        context,
        "case",
        [*case_feed(context, case["case_id"], name), case_calendar(context, case["case_id"])],
    )
    if case["title"] and case["title"] != case["short_title"]:
        prose(context, case["title"], f"case-{case['case_id']}-title")
    st.caption(plain_words(context, file))


def became(context: Context, file: CaseFile) -> str:
    """What became of the case in one sentence, as far as it is known."""
    t, lang, end = context.t, context.lang, ending(file)
    words = [t(f"outcome.{end.outcome}")]
    if end.reading:
        words.append(t(f"case.at_{end.reading}"))
    if end.day:
        words.append(t("case.on", date=date_text(end.day, lang)))
    vote = end.vote
    if vote is not None and None not in (vote["official_for"], vote["official_against"]):
        sides = {side: number(vote[f"official_{side}"], lang) for side in ("for", "against")}
        words.append(t(f"case.by_{end.outcome}", **sides))
    if end.outcome == "split":
        parts = file.related.filter(relation="part")["number"].drop_nulls().to_list()
        words += [t("case.into", parts=", ".join(parts))] if parts else []
    after = "" if end.days is None else f", {t('case.after', n=end.days)}"
    return f"{' '.join(words)}{after}.{_latest(context, file)}"


def _latest(context: Context, file: CaseFile) -> str:
    """The last stage of a case that was not decided, as a sentence of its own."""
    if file.case["outcome"] not in ("under_way", "lapsed", "withdrawn"):
        return ""
    held = [each for each in stages(file, danish_now().date()) if each.state == "held" and each.day]
    if not held:
        return ""
    stage, day = context.t(f"case.stage.{held[-1].name}"), held[-1].day
    return " " + context.t("case.latest", stage=stage, date=date_text(day, context.lang))


def plain_words(context: Context, file: CaseFile) -> str:
    """What a case of this kind is, and what its status means."""
    kind, outcome = file.case["type_code"], file.case["outcome"]
    for key in (f"case.means.{kind}_{outcome}", f"case.means.{outcome}"):
        if has(key, context.lang):
            return f"{context.t(f'case.kind.{kind}')} {context.t(key)}"
    return context.t(f"case.kind.{kind}")


def resume(context: Context, file: CaseFile) -> None:
    """Parliament's summary as plain text with its paragraphs."""
    text = file.case["resume"]
    if not text:
        st.caption(context.t("case.no_resume"))
        return
    st.subheader(context.t("case.resume"))
    prose(context, str(text), f"case-{file.case['case_id']}")


def facts(context: Context, file: CaseFile) -> None:
    """People and committees, keywords, the law and links."""
    t, case = context.t, file.case
    st.subheader(t("case.facts"))
    found = people(file, context.lang)
    lines = [(t(f"case.role.{role}"), names) for role, names in found]
    if not lines:
        lines.append((t("case.people"), _plain("–")))
    general = case["type_code"] == "general"
    if general and not any(role == str(CaseRole.REFERRED_TO.value) for role, _ in found):
        lines.append((t(f"case.role.{CaseRole.REFERRED_TO}"), _plain("–")))
    words = [(word, to("topic", id=word)) for word in file.keywords]
    lines.append((t("case.keywords"), words or _plain("–")))
    if case["law_number"]:
        said = t(
            "case.law_of",
            number=case["law_number"],
            date=date_text(case["law_date"], context.lang),
        )
        lines.append((t("case.law"), _plain(said)))
    lines.append((t("case.id"), _plain(str(case["case_id"]))))
    shown = []
    for label, names in lines:
        more = len(names) - _MOST_NAMES
        listed = ", ".join(
            f"[{escape(name)}]({address})" if address else escape(name)
            for name, address in names[:_MOST_NAMES]
        )
        listed += f" {escape(t('case.more_names', n=more))}" if more > 0 else ""
        shown.append(f"{escape(label)}: **{listed}**")
    st.markdown("  \n".join(shown))
    if general:
        st.caption(t("case.general_roles"))
    links = [f"[{t(f'case.link_{kind}')}]({url})" for kind, url in file.links.items()]
    if links:
        st.markdown(" · ".join(links))


def _plain(*words: str) -> list[Named]:
    return [(word, "") for word in words]


def people(file: CaseFile, lang: Lang) -> list[tuple[str, list[Named]]]:
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
        names = [
            (_person(committee_in(lang, name), party, short), _page_of(actor, kind))
            for actor, kind, name, party, short in rows.select(
                "actor_id", "actor_type_id", "actor", "party", "short"
            ).iter_rows()
        ]
        if names:
            once = {name.casefold(): (name, page) for name, page in reversed(names)}
            found.append((role, list(reversed(once.values()))))
    return found


def _person(name: str, party: str | None, short: str | None) -> str:
    """A name with its party, or its short name unless the name contains that."""
    again = short is not None and short.casefold() in name.casefold()
    extra = party or (None if again else short)
    return f"{name} ({extra})" if extra else name


def _page_of(actor_id: int, kind: int | None) -> str:
    """The address of the page of a person or a committee; empty for other actors."""
    if kind == ActorKind.PERSON:
        return to("member", id=str(actor_id))
    return to("committees", id=str(actor_id)) if kind in COMMITTEE_KINDS else ""


def related(context: Context, file: CaseFile) -> None:
    """The cases that it was put forward under or divided from, and those under it."""
    if file.related.is_empty():
        return
    t = context.t
    st.subheader(t("case.related"))
    for (relation,), rows in file.related.group_by("relation", maintain_order=True):
        st.caption(t(f"case.relation.{relation}"))
        listed = [
            Row(to("case", id=str(case_id)), title or t("case.untitled"), number=number or "")
            for case_id, number, title in rows.select("case_id", "number", "title").iter_rows()
        ]
        link_list(context, listed, key=f"related_{relation}", label=t(f"case.relation.{relation}"))


def case_name(context: Context, number: str | None, title: str | None) -> str:
    """The name of a case: its number and short title."""
    return " · ".join(part for part in (number, title) if part) or context.t("case.untitled")


def _back(context: Context, file: CaseFile | None) -> None:
    period = file.period if file else None
    way_back("cases", context.t("case.back"), **({"session": period.code} if period else {}))
