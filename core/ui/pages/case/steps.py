"""The way of a case through Parliament with its votes, and its documents with their files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from core.language import date_text, number
from core.parliament.cases.one_case import CaseFile
from core.parliament.cases.process import ANNOUNCED
from core.tables.table import Table
from core.times import danish_now
from core.ui.parts.offers import Addresses, case_feed
from core.ui.parts.shown_cases import files_of
from core.ui.parts.table import downloads, grid, result_word, source_line
from core.ui.shell.context import Context, escape
from core.ui.shell.messages import error_box, watch
from core.ui.shell.router import page_file

_MOST_LISTED = 4
_MOST_SHOWN = 10


def steps_section(context: Context, case: Table[CaseFile]) -> None:
    """All steps in order, with their votes; future steps are marked."""
    t, file = context.t, case.content
    st.subheader(t("case.way"))
    if file.steps.is_empty():
        st.caption(t("case.no_steps"))
    today = danish_now().date()
    lines: list[str] = []
    for step in file.steps.iter_rows(named=True):
        lines.append(
            _step_line(context, step, ahead=step["date"] is not None and step["date"] > today)
        )
        votes = file.votes.filter(pl.col("step_id") == step["step_id"])
        if not votes.is_empty():
            st.markdown("\n".join(lines))
            lines.clear()
            with st.container(border=True, gap="xsmall"):
                _votes(context, votes)
    if lines:
        st.markdown("\n".join(lines))
    loose = file.votes.filter(
        ~pl.col("step_id").is_in(file.steps["step_id"].implode()).fill_null(value=False)
    )
    if not loose.is_empty():
        st.caption(t("case.votes_without_step"))
        _votes(context, loose)
    coming = file.steps.filter(pl.col("date") > today).height
    said = t("case.steps_n", n=file.steps.height, coming=coming)
    if not file.steps.is_empty():
        st.caption(t("case.steps_roles"))
    votes_said = t("votes.count", n=file.votes.height)
    source_line(context, case.fetched_at, f"{said} · {votes_said} · {t('case.steps_order')}")
    rows = file.steps.with_columns(
        pl.lit(file.case["number"], pl.String).alias("number"),
        pl.lit(file.case["period"], pl.String).alias("period"),
    )
    downloads(
        context,
        "steps",
        rows,
        case,
        session=file.case["period"] or None,
        filters=((t("page.case"), f"{file.case['case_id']}: {file.case['short_title']}"),),
        at=Addresses(
            None,
            case_feed(
                context, file.case["case_id"], file.case["number"] or file.case["short_title"]
            ),
            f"cases/{file.case['case_id']}",
        ),
    )


def documents_section(context: Context, case: Table[CaseFile]) -> None:
    """The documents, the newest first, with links to the files on Parliament's own sites."""
    t, file = context.t, case.content
    st.subheader(t("case.documents"))
    if file.documents.is_empty():
        st.caption(t("case.no_documents"))
        return
    files = files_of(context, file)
    waiting = files.table is None
    if files.job is not None:
        watch(context, files.job, t("wait.files"))
    elif files.error is not None:
        error_box(files.error, context.lang)
    rows = _with_files(file.documents, None if files.table is None else files.table.content)
    shown = rows.select(
        "date", "title", "type", "category", "number", "formats", "pdf", "other_file"
    )
    visible = [c for c in shown.columns if c == "title" or shown[c].null_count() < shown.height]
    config = st.column_config
    looks: dict[str, Any] = {
        "title": config.TextColumn(t("column.document"), width=380),
        "number": config.TextColumn(t("case.annex"), width="small"),
        "formats": config.TextColumn(t("column.files"), width="small"),
        "pdf": config.LinkColumn("PDF", display_text=t("case.open_file"), width="small"),
        "other_file": config.LinkColumn(
            t("case.other_file"), display_text=t("case.open_file"), width="small"
        ),
    }
    grid(
        context,
        shown.select(visible),
        key="documents_grid",
        alt=t("case.documents_alt", n=rows.height),
        height="auto" if rows.height <= _MOST_SHOWN else 420,
        columns={name: look for name, look in looks.items() if name in visible},
    )
    source_line(context, case.fetched_at, t("case.documents_n", n=rows.height))
    if waiting:
        return
    linked = rows.select(pl.coalesce("pdf", "other_file").is_not_null().sum()).item()
    if rows["formats"].null_count() < rows.height and not linked:
        st.caption(t("case.no_safe_files"))


def _with_files(documents: pl.DataFrame, files: pl.DataFrame | None) -> pl.DataFrame:
    """The documents with their files, if these are loaded."""
    if files is not None:
        return documents.join(files, on="document_id", how="left", maintain_order="left")
    return documents.with_columns(
        pl.lit(None, pl.String).alias(name) for name in ("formats", "pdf", "other_file")
    )


def _step_line(context: Context, step: Mapping[str, Any], *, ahead: bool) -> str:
    """A step as an item of a list: day, name, whether it is in the future, kind and status."""
    t = context.t
    name = step["title"] or step["type"] or t("case.untitled_step")
    words = [step["status"]] if step["status"] else []
    if step["status"] and step["status"].lower() == ANNOUNCED and not ahead:
        words.append(t("case.held_anyway" if step["held"] else "case.held_unknown"))
    if step["type"] and step["type"] not in name:
        words.insert(0, step["type"])
    said = "".join(f" · {escape(word)}" for word in words)
    mark = f" :gray-badge[{escape(t('case.ahead'))}]" if ahead else ""
    read = f" · [{escape(t('case.read_debate'))}]({step['url']})" if step["url"] else ""
    day = escape(date_text(step["date"], context.lang))
    return f"- {day} · **{escape(name)}**{mark}{said}{read}"


def _votes(context: Context, votes: pl.DataFrame) -> None:
    """The votes of a step: the first few as links, the others in an expander."""
    if votes.is_empty():
        return
    finals = votes.filter(pl.col("type_code") != "amendment")
    amendments = votes.filter(pl.col("type_code") == "amendment")
    for vote in finals.iter_rows(named=True):
        _vote(context, vote)
    if amendments.height <= _MOST_LISTED:
        for vote in amendments.iter_rows(named=True):
            _vote(context, vote)
        return
    adopted = amendments["adopted"].sum()
    label = context.t("case.amendments", n=amendments.height, adopted=number(adopted, context.lang))
    with st.expander(label, icon=":material/ballot:"):
        for vote in amendments.iter_rows(named=True):
            _vote(context, vote)


def _vote(context: Context, vote: Mapping[str, Any]) -> None:
    kind = context.t(f"vote_type.{vote['type_code']}")
    words = context.t(
        "case.vote", kind=kind, number=vote["number"], result=result_word(context, vote)
    )
    st.page_link(
        page_file("vote"),
        label=escape(words),
        icon=":material/how_to_vote:",
        query_params={"id": str(vote["vote_id"])},
    )
