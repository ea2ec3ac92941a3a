"""The parts of the quality page: the checks, their findings, and explanations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl
import streamlit as st

from core.analysis.quality import (
    DRIFT,
    DUPLICATE,
    KINDS,
    LINE_CONFLICT,
    MISMATCH,
    NO_VOTER,
    SILENT_CHANGE,
    WITHOUT_PARTY,
    of_kinds,
    totals,
    verdicts,
)
from core.charts.quality import checks_by_session
from core.charts.shares import share_words, shown_shares
from core.language import date_text, duration, number
from core.parliament.texts.lookups import lookup_words
from core.parliament.votes.kinds import TYPE_CODES
from core.service import SYNC
from core.store.estimate import estimate
from core.store.sync.state import read_report
from core.tables.figures import Votes
from core.tables.parties import checked
from core.tables.votes import ALL
from core.ui.parts.chart import chart
from core.ui.parts.links import Row, link_list, part_of, to
from core.ui.parts.scope import session_filter
from core.ui.parts.shown_votes import chosen_votes, sessions
from core.ui.parts.table import sent, source_line, vote_name
from core.ui.shell import address
from core.ui.shell.context import Context, escape
from core.ui.shell.messages import PageEnds, error_box, tell_unheeded, watch

_MOST_MISMATCHES = 20
_SIDES = r"for=(\d+) against=(\d+) neither=(\d+)"
_WORDS = ("adopted", "rejected", "for", "against", "neither", "absent", "unknown")
_CHANGES = ("changed", "vanished", "appeared", "unknown", "missing", "wrong_type")


@dataclass(frozen=True, slots=True)
class Checked:
    """The votes of the chosen session or of all, the findings, and their counts by session."""

    votes: Votes
    title: str
    found: pl.DataFrame
    counts: pl.DataFrame

    @property
    def session(self) -> str | None:
        """The code of the session for the name of a file; None for all sessions."""
        return None if len(self.votes.content.sessions) != 1 else self.votes.content.session.code


def checked_votes(context: Context) -> Checked:
    """Draw the choice of session and return its findings; ends the page without votes."""
    t, known = context.t, sessions(context)
    code = session_filter(context, known, ALL)
    votes = chosen_votes(context, known, code)
    if votes.missing:
        st.caption(t("votes.missing_sessions", n=len(votes.missing)))
    if votes.content.votes.is_empty():
        st.info(t("votes.none_in_session"), icon=":material/event_busy:")
        raise PageEnds
    title = t("votes.all_sessions") if code == ALL else votes.content.session.named(context.lang)
    found, counts = checked(votes)
    report = read_report(context.source.store)
    if (
        report is None or report.confirmed is None
    ):  # the copy has not been compared with the API yet
        counts = counts.with_columns(pl.lit(None, pl.Int64).alias(SILENT_CHANGE))
    return Checked(votes, title, found, counts)


def headline(context: Context, checked: Checked) -> None:
    """How many votes agree with Parliament's own text, and how many cannot be compared with it."""
    t, lang, all_of = context.t, context.lang, totals(checked.counts).row(0, named=True)
    n = all_of["votes"]
    if all_of["checked"]:
        said = t("quality.headline", match=all_of["match"], n=all_of["checked"])
        st.subheader(said, anchor=False)
    else:
        st.info(t("quality.none_checked"), icon=":material/help:")
    split = verdicts(checked.counts).select(pl.exclude("session").sum()).row(0, named=True)
    rest = [
        t(f"quality.rest.{name}", n=split[name])
        for name in ("no_ballots", "no_totals", "unread")
        if split[name]
    ]
    if rest:
        st.markdown(t("quality.rest_lead", parts=" · ".join(rest)))
    share, ballots = all_of["without_party_share"], all_of["ballots"]
    figures = [
        ("quality.metric.mismatch", number(all_of[MISMATCH], lang), {"n": all_of["checked"] or 0}),
        ("quality.metric.conflict", number(all_of["result_conflict"], lang), {"n": n}),
        ("quality.metric.without_party", share_words(share, ballots, lang, 2), {"n": ballots or 0}),
        ("quality.metric.silent", number(all_of[SILENT_CHANGE], lang), {"n": n}),
    ]
    with st.container(horizontal=True, gap="large"):
        for key, value, of in figures:
            st.metric(t(key), value, help=t(f"{key}_help", **of), width="content")
    subset = [t("votes.count", n=n), escape(checked.title[:1].lower() + checked.title[1:])]
    if ballots is not None:
        subset.insert(1, t("quality.ballots", n=ballots))
    source_line(context, checked.votes.fetched_at, " · ".join(subset))


def by_session_section(context: Context, checked: Checked) -> None:
    """The counts of each session as a table, and as a chart if there are several."""
    t = context.t
    titles = {
        session.code: session.named(context.lang) for session in checked.votes.content.sessions
    }
    names = [titles.get(code, code) for code in checked.counts["session"]]
    st.header(t("quality.by_session"), anchor=False)
    if checked.counts.height > 1:
        chart(checks_by_session(verdicts(checked.counts), names, context.lang), "quality/checks")
    rows = checked.counts
    if rows.height > 1:
        rows = pl.concat([rows, totals(rows)])
        names.append(t("quality.total"))
    st.dataframe(
        sent(shown_sessions(context, rows, names)),
        lazy=False,
        column_config=_session_columns(context),
        hide_index=True,
        placeholder="–",
        key="quality_sessions",
        alt=t("quality.sessions_alt", n=checked.counts.height),
    )
    st.caption(t("quality.sessions_order"))


def shown_sessions(context: Context, counts: pl.DataFrame, names: list[str]) -> pl.DataFrame:
    """The columns of the table by session, with the titles of the sessions."""
    read = (
        pl.when(pl.col("read") == 0)
        .then(pl.lit("none"))
        .when(pl.col("read") < pl.col("votes"))
        .then(pl.lit("some"))
        .otherwise(pl.lit("all"))
    )
    words = {state: context.t(f"quality.read.{state}") for state in ("none", "some", "all")}
    return (
        counts.with_columns(
            pl.Series("session", names),
            read.replace(words).alias("read"),
        )
        .pipe(shown_shares, without_party_share="ballots")
        .with_columns((pl.col("without_party_share") * 100).round(2))
        .select(
            "session",
            "votes",
            "read",
            "match",
            *(kind for kind in KINDS if kind in counts.columns),
            "ballots",
            "without_party_share",
        )
    )


def _session_columns(context: Context) -> dict[str, Any]:
    t = context.t
    columns: dict[str, Any] = {
        name: st.column_config.NumberColumn(
            t(f"quality.kind.{name}"), help=t(f"quality.means.{name}"), format="localized"
        )
        for name in KINDS
    }
    for name in ("votes", "match", "ballots", "without_party_share"):
        columns[name] = st.column_config.NumberColumn(
            t(f"quality.column.{name}"), help=t(f"quality.column.{name}_help"), format="localized"
        )
    for name in ("session", "read"):
        columns[name] = st.column_config.TextColumn(t(f"quality.column.{name}"))
    return columns


def mismatches(context: Context, checked: Checked) -> None:
    """The votes whose ballots and text disagree, with both figures and a link."""
    t = context.t
    n = totals(checked.counts)["checked"][0]
    if not n:
        return
    rows = of_kinds(checked.found, [MISMATCH])
    st.header(t("quality.mismatches"), anchor=False)
    if rows.is_empty():
        st.markdown(t("quality.no_mismatch", n=n))
        return
    first = _with_titles(checked, rows.head(_MOST_MISMATCHES))
    link_list(
        context,
        [
            Row(
                to("vote", id=str(vote["vote_id"])),
                vote_name(context, {**vote, "case_number": None}),
                number=vote["case_number"] or "",
                when=date_text(vote["date"], context.lang),
                text=t(
                    "quality.both",
                    counted=sides(context, vote["counted"]),
                    stated=sides(context, vote["stated"]),
                ),
            )
            for vote in first.iter_rows(named=True)
        ],
        key="mismatches",
        label=t("quality.mismatches"),
    )
    if rows.height > _MOST_MISMATCHES:
        st.caption(t("quality.more_mismatches", n=rows.height - _MOST_MISMATCHES))


def _with_titles(checked: Checked, rows: pl.DataFrame) -> pl.DataFrame:
    titles = checked.votes.content.votes.select("vote_id", "case_title")
    return rows.join(titles, on="vote_id", how="left", maintain_order="left")


def sides(context: Context, totals: str | None) -> str:
    """Totals such as `for=60 against=48 neither=0` in words; – where they are unknown."""
    if totals is None:
        return "–"
    figures = dict(part.split("=") for part in totals.split())
    return context.t("result.figures", **figures)


def ballots_offer(context: Context, checked: Checked) -> None:
    """If ballots are not stored, the time that loading takes and a button, then the progress."""
    source, t = context.source, context.t
    codes = [session.code for session in checked.votes.content.sessions]
    needed = estimate(source.store, codes, source.settings.max_rps)
    if not needed.votes:
        return
    job = context.service.jobs.get(SYNC)
    if job is not None and job.active and st.session_state.get("_asked_checks"):
        watch(context, job, t("wait.session_ballots", n=needed.votes))
        return
    if job is not None and job.error is not None:
        error_box(job.error, context.lang)
    st.info(
        t("votes.no_ballots_here", n=needed.votes)
        + " "
        + t("votes.takes", time=duration(needed.seconds, context.lang)),
        icon=":material/cloud_download:",
    )
    if st.button(t("votes.load_ballots"), key="load_checks"):
        st.session_state["_asked_checks"] = True
        context.service.load_ballots(source, codes)
        st.rerun()


def findings_section(context: Context, checked: Checked) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """Draw the findings of the chosen kinds, each a link; returns all of them and the kinds."""
    t = context.t
    st.header(t("quality.findings"), anchor=False)
    n = dict(checked.found["finding"].value_counts().iter_rows())
    asked = address.pending("finding")
    kinds = address.many_of(
        st.pills,
        t("quality.kind_label"),
        [kind for kind in KINDS if kind in n or kind in asked],
        key="finding",
        selection_mode="multi",
        format_func=lambda kind: f"{t(f'quality.kind.{kind}')} ({n.get(kind, 0)})",
        wrap=True,
    )
    tell_unheeded(context.lang)
    for kind in kinds:
        st.caption(f"**{t(f'quality.kind.{kind}')}** {t(f'quality.means.{kind}')}")
    rows = of_kinds(checked.found, kinds)
    if rows.is_empty():
        checked_any = totals(checked.counts)["read"][0]
        key = "none_of_kind" if kinds else "none_found" if checked_any else "none_without_ballots"
        st.info(t(f"quality.{key}"), icon=":material/fact_check:")
        return rows, kinds
    st.caption(t("quality.shown", n=rows.height, total=checked.found.height))
    part = part_of(rows.height)
    shown = _with_titles(checked, shown_findings(context, rows[part.first : part.end]))
    link_list(
        context,
        [finding_row(context, row) for row in shown.iter_rows(named=True)],
        key="findings",
        label=t("quality.findings"),
        part=part,
    )
    return rows, kinds


def finding_row(context: Context, row: Mapping[str, Any]) -> Row:
    """A finding of `shown_findings` in the list, with the title of its case."""
    t, found = context.t, row["member"] or ""
    if found and row["party"]:
        found = f"{found} ({row['party']})"
    if row["vote_id"] is not None:
        address = to("vote", id=str(row["vote_id"]))
        title = vote_name(context, {**row, "case_number": None})
    else:
        member = row["member_id"]
        address = "" if member is None else to("member", id=str(member))
        title, found = found or "", ""
    told = [
        f"{t(f'quality.column.{name}')}: {row[name]}" for name in ("counted", "stated") if row[name]
    ]
    return Row(
        address,
        title or row["finding"],
        number=row["case_number"] or "",
        when=date_text(row["date"], context.lang),
        facts=(found, *told, lookup_words("step", row["detail"], context.lang)),
        badges=(row["finding"],) if title else (),
    )


def shown_findings(context: Context, rows: pl.DataFrame) -> pl.DataFrame:
    """The findings with their codes in words."""
    t = context.t
    kinds = {kind: t(f"quality.kind.{kind}") for kind in KINDS}
    words = {word: t(f"quality.word.{word}") for word in _WORDS}
    words |= {code: t(f"vote_type.{code}") for code in TYPE_CODES.values()}
    figures = t("result.figures", **{"for": "${1}", "against": "${2}", "neither": "${3}"})
    stands = {f"={side}": f" {words[side]}," for side in ("for", "against", "neither")}
    changes = pl.col("detail")
    for code in _CHANGES:
        changes = changes.str.replace(f"^{code} ", t(f"quality.change.{code}") + " ")
    positions = (
        pl.col("detail").str.split(" ").list.eval(pl.element().replace(words)).list.join(", ")
    )
    of_changes = pl.col("finding").is_in([SILENT_CHANGE, DRIFT])
    return rows.with_columns(
        pl.col("finding").replace(kinds),
        *(
            pl.when(pl.col("finding") == LINE_CONFLICT)
            .then(pl.col(name).str.replace_many(stands).str.strip_chars_end(","))
            .otherwise(pl.col(name).str.replace(_SIDES, figures).replace(words))
            .alias(name)
            for name in ("counted", "stated")
        ),
        pl.when(of_changes)
        .then(changes)
        .when(pl.col("finding").is_in([DUPLICATE, NO_VOTER]))
        .then(positions)
        .when(pl.col("finding") == WITHOUT_PARTY)
        .then(pl.col("detail").str.replace("/", " – ", literal=True))
        .otherwise("detail")
        .alias("detail"),
    )


def explanations(context: Context) -> None:
    """What each kind of finding means, and what it does not mean."""
    t = context.t
    st.header(t("quality.explained"), anchor=False)
    st.markdown(t("quality.explained_lead"))
    for kind in KINDS:
        st.markdown(
            f"**{t(f'quality.kind.{kind}')}**  \n{t(f'quality.means.{kind}')} "
            f"{t(f'quality.not.{kind}')}"
        )


def described(
    context: Context, checked: Checked, kinds: tuple[str, ...]
) -> tuple[tuple[str, str], ...]:
    """Label and value of each choice, for the readme of a file."""
    t = context.t
    chosen = ", ".join(t(f"quality.kind.{kind}") for kind in kinds)
    pairs = [("votes.session", checked.title), ("quality.kind_label", chosen)]
    return tuple((t(key), value) for key, value in pairs if value)
