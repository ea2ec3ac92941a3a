"""Tables, charts and their captions, and the download of exactly the rows shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any, Literal, Protocol
from urllib.parse import urlencode

import polars as pl
import streamlit as st

from core.charts.shares import shown_shares
from core.export.csv import Dialect
from core.export.files import bundle, csv_file, file_name
from core.export.provenance import Provenance
from core.language import LINE, PROSE, Lang, moment, shortened
from core.tables import titles
from core.times import danish_now, utc_now
from core.ui.parts.offers import Addresses, offer
from core.ui.shell.context import Context
from core.ui.shell.router import page_file
from core.ui.shell.way import moves
from core.version import code_version


class Sourced(Protocol):
    """Anything with the source and the age of rows, such as a `Table`."""

    @property
    def urls(self) -> tuple[str, ...]:
        """The requests to the API."""

    @property
    def fetched_at(self) -> datetime | None:
        """When the oldest part was fetched (UTC)."""


def source_line(context: Context, fetched_at: datetime | None, sentence: str) -> None:
    """A caption of a figure or table: `sentence`, with n and subset, and the time of the source."""
    fetched = context.t("common.fetched", moment=moment(fetched_at, context.lang))
    st.caption(f"{sentence} · {fetched}")


def method_link(context: Context, figure: str, label: str = "scope.method") -> None:
    """A link to the explanation of a figure on the methods page; `label` is the key of a text."""
    st.page_link(
        page_file("methods"),
        label=context.t(label),
        icon=":material/function:",
        query_params={"figure": figure},
    )


def grid(
    context: Context,
    rows: pl.DataFrame,
    *,
    key: str,
    alt: str,
    columns: Mapping[str, Any] | None = None,
    shares: Mapping[str, str | int] | None = None,
    height: int | Literal["auto"] = "auto",
    select: bool = False,
) -> int | None:
    """Draw rows in the order given, with headings from the catalogue (`column.NAME`).

    `shares` names columns of values from 0 to 1, shown in per cent where their n (a column, or one
    number) is large enough. `columns` are settings for some columns. With `select` a row can be
    chosen, whose index in `rows` is returned.
    """
    shares = shares or {}
    config: dict[str, Any] = {
        name: st.column_config.DateColumn(
            context.t(f"column.{name}"), format=context.t("time.digits")
        )
        if rows.schema[name] == pl.Date
        else st.column_config.NumberColumn(f"{context.t(f'column.{name}')} (%)", format="localized")
        if name in shares
        else st.column_config.Column(context.t(f"column.{name}"))
        for name in rows.columns
        if name not in (columns or {})
    }
    options: dict[str, Any] = {"on_select": "rerun", "selection_mode": "single-row"}
    # The key changes with each move to another page, so that no row is selected after going back.
    chosen = st.dataframe(
        sent(
            shown_shares(rows, **shares).with_columns(
                (pl.col(name) * 100).round(1) for name in shares
            )
        ),
        column_config=config | dict(columns or {}),
        hide_index=True,
        height=height,
        lazy=False,
        placeholder="–",
        key=f"{key}_{moves()}" if select else key,
        alt=alt,
        **(options if select else {}),
    )
    picked = chosen.selection.rows if select else []
    return picked[0] if picked and 0 <= picked[0] < rows.height else None


def sent(rows: pl.DataFrame, most: int = LINE) -> Any:
    """The rows as an Arrow table, with texts cut to `most` letters; the files have all of them.

    Streamlit would convert a polars frame by way of pandas, whose import takes more time and memory
    than the rest of a first page. For the same reason `st.dataframe` is called with `lazy=False`.
    """
    long = [
        pl.when(pl.col(name).str.len_chars() > most)
        .then(pl.col(name).str.head(most) + "…")
        .otherwise(name)
        .alias(name)
        for name, dtype in rows.schema.items()
        if dtype == pl.String and (rows[name].str.len_bytes() > most).any()
    ]
    return rows.with_columns(long).to_arrow() if long else rows.to_arrow()


def prose(context: Context, words: str, name: str) -> None:
    """A long text from the API, shortened; the complete text is offered as a file named `name`."""
    drawn = shortened(words, PROSE)
    st.text(drawn)
    if drawn != words:
        st.download_button(
            context.t("common.whole_text", n=len(words)),
            data=words.encode(),
            file_name=f"tingblik-{name}.txt",
            mime="text/plain",
            on_click="ignore",
            icon=":material/article:",
            key=f"text_{name}",
        )


def vote_name(context: Context, vote: Mapping[str, Any]) -> str:
    """The name of a vote in a list: number and title of the case, or the number of the vote."""
    return titles.vote_name(vote, context.lang)


def page_url() -> str:
    """The address of this page, including filters."""
    base = (st.context.url or "").partition("?")[0]
    chosen = {name: st.query_params.get_all(name) for name in st.query_params}
    return f"{base}?{urlencode(chosen, doseq=True)}" if chosen else base


def downloads(
    context: Context,
    table: str,
    rows: pl.DataFrame,
    source: Sourced | Sequence[Sourced],
    *,
    session: str | None,
    filters: Sequence[tuple[str, str]],
    at: Addresses | None,
    cut: str = "",
    subject: str = "",
) -> None:
    """Every way to take rows away: files with or without a readme, their address, and feeds.

    `source` is the table or tables that the rows come from, `at` what has an address of its own.
    `cut` says which rows that were asked for are missing, for the readme; the names of the files
    then have `cut` too. `subject` is whose rows they are, for the names; see `file_name`.
    """
    if at is None:
        _files(context, table, rows, source, session, filters, cut, subject)
        return
    with st.container(horizontal=True, gap="small"):
        _files(context, table, rows, source, session, filters, cut, subject)
        offer(context, table, at)


def _files(
    context: Context,
    table: str,
    rows: pl.DataFrame,
    source: Sourced | Sequence[Sourced],
    session: str | None,
    filters: Sequence[tuple[str, str]],
    cut: str,
    subject: str,
) -> None:
    """Buttons to download rows as CSV for Excel or for programs, also with a readme."""
    lang, today = context.lang, danish_now().date()
    told = (*filters, (context.t("export.cut"), cut)) if cut else tuple(filters)
    provenance = _provenance(context, table, rows, source, told)
    with st.popover(context.t("export.title"), icon=":material/download:"):
        dialect: Dialect = st.segmented_control(
            context.t("export.format"),
            ["excel", "plain"],
            default="excel",
            required=True,
            format_func=lambda name: context.t(f"export.{name}"),
            key=f"dialect_{table}",
        )
        st.caption(context.t(f"export.{dialect}_help"))
        name = partial(
            file_name, table, session, today, context.demo, cut=bool(cut), subject=subject
        )
        st.download_button(
            context.t("export.csv", n=rows.height),
            data=partial(csv_file, rows, table, dialect, context.demo),
            file_name=name("csv"),
            mime="text/csv",
            on_click="ignore",
            icon=":material/table:",
            type="primary",
            key=f"csv_{table}",
        )
        st.download_button(
            context.t("export.bundle"),
            data=partial(_bundle, rows, provenance, dialect, lang, name("csv")),
            file_name=name("zip"),
            mime="application/zip",
            on_click="ignore",
            icon=":material/folder_zip:",
            key=f"zip_{table}",
        )
        st.caption(context.t("export.bundle_help"))


def _provenance(
    context: Context,
    table: str,
    rows: pl.DataFrame,
    source: Sourced | Sequence[Sourced],
    filters: tuple[tuple[str, str], ...],
) -> Provenance:
    """What the readme beside a file tells of the rows."""
    sources = source if isinstance(source, Sequence) else (source,)
    return Provenance(
        table=table,
        filters=filters,
        page_url=page_url(),
        source_urls=tuple(dict.fromkeys(url for each in sources for url in each.urls)),
        fetched_at=min((each.fetched_at for each in sources if each.fetched_at), default=utc_now()),
        rows=rows.height,
        demo=context.demo,
        made_at=utc_now(),
    )


def _bundle(
    rows: pl.DataFrame, provenance: Provenance, dialect: Dialect, lang: Lang, name: str
) -> bytes:
    """The zip with a readme; the version is read of all files of the code, and so at last."""
    return bundle(rows, replace(provenance, version=code_version()), dialect, lang, name)
