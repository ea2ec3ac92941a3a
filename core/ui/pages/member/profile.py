"""Parliament's records of a person: parties by date, roles, and the biography."""

from __future__ import annotations

from itertools import pairwise

import polars as pl
import streamlit as st

from core.language import PROSE, date_text
from core.parliament.people.biography import Biography, seat
from core.parliament.people.members import Profile
from core.parliament.people.records import KINDS
from core.times import danish_now
from core.ui.pages.member.about import Person
from core.ui.parts.member_rows import office_words, role_words, span
from core.ui.parts.table import grid, prose, source_line
from core.ui.shell.context import Context, escape
from core.ui.shell.messages import error_box, watch

_BADGES = 8
_SEATS = ("chair", "vice_chair", "member")


def summary(context: Context, member: Person) -> None:
    """Who it is in a sentence: party, since when, constituency, committees; then changes and roles.

    Draws that it is being loaded or failed to load, where it is so.
    """
    profile = member.profile
    if profile.table is None:
        if profile.job is not None:
            watch(context, profile.job, context.t("wait.member"))
        elif profile.error is not None:
            error_box(profile.error, context.lang)
        return
    found = profile.table.content
    sentence = " ".join(filter(None, (_sits(context, found), _committees(context, found.held))))
    if sentence:
        st.markdown(sentence)
    badges = [*_changes(context, found.parties), *_offices(context, found.held)][:_BADGES]
    if badges:
        with st.container(horizontal=True, gap="small"):
            for words in badges:
                st.badge(escape(words), color="gray")


def _sits(context: Context, found: Profile) -> str:
    t, lang = context.t, context.lang
    place = seat(found.about)
    elected = t("member.elected", seat=escape(place)) if place else ""
    if found.parties.is_empty():
        return elected and f"{elected}."
    latest = found.parties.row(-1, named=True)
    ended = latest["end"] is not None and latest["end"] < danish_now().date()
    key = "was_of" if ended else "is_of" if latest["start"] else "of"
    day = date_text(latest["end"] if ended else latest["start"], lang)
    party = escape(latest["party"])
    return f"{', '.join(filter(None, (t(f'member.{key}', party=party, day=day), elected)))}."


def _committees(context: Context, held: pl.DataFrame) -> str:
    """The committees that the person sits in now."""
    now = held.filter(
        pl.col("kind") == "committee",
        pl.col("role").is_in(_SEATS),
        pl.col("end").is_null() | (pl.col("end") >= danish_now().date()),
    )
    names = [escape(name) for name in now["name"].drop_nulls().unique(maintain_order=True)]
    return context.t("member.sits_in", names=", ".join(names)) if names else ""


def _changes(context: Context, parties: pl.DataFrame) -> list[str]:
    """Each change from one party to another, the newest first."""
    stays = parties.drop_nulls("party").rows(named=True)
    return [
        context.t(
            "members.badge_change",
            before=before["party"],
            party=after["party"],
            day=date_text(after["start"], context.lang),
        )
        for before, after in reversed(list(pairwise(stays)))
        if before["party"] != after["party"]
    ]


def _offices(context: Context, held: pl.DataFrame) -> list[str]:
    """Leave, substitution, ministries and chairs with their days, the newest first."""
    rows = held.filter(pl.col("kind").is_in(KINDS)).sort("start", descending=True, nulls_last=True)
    return [
        f"{office_words(context, row)} {span(context, row['start'], row['end'])}"
        for row in rows.iter_rows(named=True)
    ]


def profile_section(context: Context, member: Person) -> None:
    """Draw parties by date, facts and roles, where they are there."""
    t, profile = context.t, member.profile
    if profile.table is None:
        return
    found = profile.table.content
    left, right = st.columns(2, gap="large")
    with left:
        _parties(context, found.parties)
    with right:
        _facts(context, found.about)
    _roles(context, found.held)
    source_line(context, profile.table.fetched_at, t("member.profile_source"))


def _parties(context: Context, history: pl.DataFrame) -> None:
    st.subheader(context.t("member.parties"))
    if history.is_empty():
        st.caption(context.t("member.no_parties"))
        return
    lines = []
    for row in history.reverse().iter_rows(named=True):
        party = f"**{escape(row['party'])}**" if row["party"] else context.t("member.gap")
        lines.append(f"- {party}: {span(context, row['start'], row['end'])}")
    st.markdown("\n".join(lines))
    st.caption(context.t("member.parties_order"))


def _facts(context: Context, about: Biography) -> None:
    t, lang = context.t, context.lang
    st.subheader(t("member.facts"))
    pairs = [
        ("member.profession", about.profession),
        ("member.born", date_text(about.born, lang) if about.born else ""),
        ("member.died", date_text(about.died, lang) if about.died else ""),
    ]
    lines = [f"- {t(key)}: **{escape(value)}**" for key, value in pairs if value]
    lines += [f"- {escape(line, PROSE)}" for line in about.constituencies]
    if lines:
        st.markdown("\n".join(lines))
        st.caption(t("member.facts_source"))
    elif not about.about:
        st.caption(t("member.no_facts"))
    if about.about or about.educations or about.occupations:
        with st.expander(t("member.portrait"), icon=":material/article:"):
            texts = filter(None, (about.about, *about.educations, *about.occupations))
            for place, text in enumerate(texts):
                prose(context, text, f"portrait-{place}")
    if about.url:
        st.link_button(t("member.at_parliament"), about.url, icon=":material/open_in_new:")


def _roles(context: Context, roles: pl.DataFrame) -> None:
    t = context.t
    if roles.is_empty():
        st.caption(t("member.no_roles"))
        return
    with st.expander(t("member.roles", n=roles.height), icon=":material/workspaces:"):
        st.caption(t("member.roles_order"))
        grid(
            context,
            roles.select(
                pl.Series(
                    "role", [role_words(context, row) for row in roles.iter_rows(named=True)]
                ),
                pl.col("name").alias("of"),
                "start",
                pl.when(pl.col("end") < danish_now().date()).then("end").alias("end"),
            ),
            key="roles_grid",
            alt=t("member.roles_alt", n=roles.height),
        )
