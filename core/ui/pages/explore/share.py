"""Downloads of a query's rows with a readme, and other ways to run the query."""

from __future__ import annotations

from functools import partial

import polars as pl
import streamlit as st

from core.export.excel import MOST_EXCEL_ROWS
from core.export.files import file_name
from core.export.raw import (
    EXTENSIONS,
    MIMES,
    RawForm,
    RawSource,
    ascii_name,
    raw_bundle,
    raw_file,
)
from core.export.recipes import command_line, curl_code, odata_url, python_code, r_code
from core.oda.query.query import Query
from core.oda.schema.entities import Entity
from core.settings import Settings
from core.times import danish_now, utc_now
from core.ui.pages.explore.builder_state import query_text
from core.ui.pages.explore.explorer import Result
from core.ui.parts.table import page_url
from core.ui.shell.context import Context

_FORMS: tuple[RawForm, ...] = ("excel", "plain", "xlsx", "parquet", "json")
_PUBLIC_API = Settings().api_url


def raw_downloads(context: Context, result: Result, frame: pl.DataFrame, owner: Entity) -> None:
    """The download of all rows with the API's own names, alone or with a readme."""
    t = context.t
    api_url = context.source.settings.api_url
    source = RawSource(
        entity=owner,
        query=query_text(result.query),
        url=odata_url(result.query, api_url),
        page_url=page_url(),
        fetched_at=result.fetched_at,
        made_at=utc_now(),
        demo=context.demo,
    )
    with st.popover(t("export.title"), icon=":material/download:"):
        form: RawForm = st.segmented_control(
            t("export.format"),
            _FORMS,
            default="excel",
            required=True,
            format_func=lambda name: t(f"explore.form.{name}"),
            key="explore_form",
        )
        st.caption(t(f"explore.form_help.{form}", rows=MOST_EXCEL_ROWS))
        name = partial(file_name, ascii_name(owner.name), None, danish_now().date(), context.demo)
        n = min(frame.height, MOST_EXCEL_ROWS) if form == "xlsx" else frame.height
        st.download_button(
            t("explore.file", n=n),
            data=partial(raw_file, frame, form),
            file_name=name(EXTENSIONS[form]),
            mime=MIMES[form],
            on_click="ignore",
            icon=":material/table:",
            type="primary",
            key="explore_file",
        )
        st.download_button(
            t("explore.bundle"),
            data=partial(raw_bundle, frame, source, form, context.lang, name(EXTENSIONS[form])),
            file_name=name("zip"),
            mime="application/zip",
            on_click="ignore",
            icon=":material/folder_zip:",
            key="explore_bundle",
        )
        st.caption(t("explore.bundle_help"))


def recipes(context: Context, query: Query) -> None:
    """The URL, the command and scripts for the same rows, to copy."""
    t = context.t
    # The server of the demo serves this process only.
    api_url = _PUBLIC_API if context.source.demo else context.source.settings.api_url
    with st.expander(t("explore.elsewhere"), icon=":material/code:"):
        if context.source.demo:
            st.caption(t("explore.demo_elsewhere"))
        st.markdown(f"**{t('explore.url')}**")
        st.code(odata_url(query, api_url), language=None, wrap_lines=True)
        st.markdown(f"**{t('explore.command')}**")
        command = command_line(query)
        if command is None:
            st.caption(t("explore.no_command"))
        else:
            st.code(command, language="bash", wrap_lines=True)
        codes = {
            "Python": ("python", python_code(query, api_url)),
            "R": ("r", r_code(query, api_url)),
            "curl": ("bash", curl_code(query, api_url)),
        }
        for tab, (language, code) in zip(st.tabs(list(codes)), codes.values(), strict=True):
            tab.code(code, language=language)
