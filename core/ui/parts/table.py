"""A table with its sentence on rows and order, and the files that give exactly its rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, Literal, Protocol
from urllib.parse import urlencode

import polars as pl
import streamlit as st

from core.charts.chart import Chart
from core.charts.locale import plot_locale
from core.charts.shares import shown_shares
from core.export.csv import Dialect
from core.export.files import bundle, csv_file, file_name
from core.export.provenance import Provenance
from core.language import LINE, PROSE, Lang, moment, number, shortened
from core.times import danish_now, utc_now
from core.ui.shell.context import Context, language
from core.ui.shell.router import page_file
from core.ui.shell.way import moves
from core.version import code_version


class Sourced(Protocol):
    """What says where rows are from and how old they are, such as a `Table`."""

    @property
    def urls(self) -> tuple[str, ...]:
        """The addresses."""

    @property
    def fetched_at(self) -> datetime | None:
        """The age (UTC) of the oldest part."""


def source_line(context: Context, fetched_at: datetime | None, sentence: str) -> None:
    """The sentence under a figure or above a table: n and subset, then the time of the source."""
    fetched = context.t("common.fetched", moment=moment(fetched_at, context.lang))
    st.caption(f"{sentence} · {fetched}")


def plot_config(lang: Lang) -> dict[str, Any]:
    """How plotly shows a figure: without its buttons, and in the language."""
    return {"displayModeBar": False, "locale": lang, "locales": {lang: plot_locale(lang)}}


def chart(drawn: Chart) -> None:
    """A figure with the text that stands for it."""
    st.plotly_chart(drawn.figure, alt=drawn.alt, config=plot_config(language()))


def method_link(context: Context, figure: str, label: str = "scope.method") -> None:
    """A link to the place on the methods page that explains a figure; `label` is a text's key."""
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
    """A table of the rows in the order given, its headings from the catalogue (`column.NAME`).

    Columns in `shares` run from 0 to 1 and are shown in per cent, each where its n (a column, or
    one number) is enough. `columns` replaces the look of some. With `select` a row can be chosen:
    gives its place in `rows`.
    """
    shares = shares or {}
    config: dict[str, Any] = {
        name: st.column_config.DateColumn(context.t(f"column.{name}"), format="DD.MM.YYYY")
        if rows.schema[name] == pl.Date
        else st.column_config.NumberColumn(f"{context.t(f'column.{name}')} (%)", format="localized")
        if name in shares
        else st.column_config.Column(context.t(f"column.{name}"))
        for name in rows.columns
        if name not in (columns or {})
    }
    options: dict[str, Any] = {"on_select": "rerun", "selection_mode": "single-row"}
    # Another key after each move to a row's page: on the way back nothing is ticked.
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
    """The rows as `st.dataframe` sends them; a polars frame would take the long way over pandas.

    It is called with `lazy=False`: to find out whether a table is to be sent in parts Streamlit
    imports pandas too, which takes more time and memory than all that a first page loads else.
    Texts are cut at `most` letters; the files have all of them.
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
    """A long text from the API in its lines, as far as it can be drawn; `name` is of the file."""
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
    """What a vote is called in a list: the case's number and title, or its own number."""
    parts = [shortened(part) for part in (vote["case_number"], vote["case_title"]) if part]
    return " · ".join(parts) or context.t("vote.untitled", number=vote["number"])


def result_word(context: Context, vote: Mapping[str, Any]) -> str:
    """Adopted or rejected, with the official totals where the text has them."""
    word = context.t("result.adopted" if vote["adopted"] else "result.rejected")
    if vote["official_for"] is None:
        return word
    sides = ("for", "against", "neither")
    figures = {side: number(vote[f"official_{side}"], context.lang) for side in sides}
    return f"{word} ({context.t('result.figures', **figures)})"


def page_url() -> str:
    """The address of this page as the visitor would share it, filters and all."""
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
    cut: str = "",
    subject: str = "",
) -> None:
    """Buttons for the rows as a file for Excel or for programs, with a readme on their source.

    `source` is the table that they are from, or several.
    `cut` says what was asked for and is not among the rows: readme and file names tell it too.
    `subject` is whose rows they are, in the names; see `file_name`.
    """
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
            data=partial(bundle, rows, provenance, dialect, lang, name("csv")),
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
        version=code_version(),
    )
