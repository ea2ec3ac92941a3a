"""The data dictionary of the API: all sets and fields, with their meaning and a search."""

from __future__ import annotations

from functools import partial

import polars as pl
import streamlit as st

from core.export.csv import write_csv
from core.export.files import file_name
from core.language import PROSE, Lang, text
from core.oda.schema.descriptions import field_text, set_text
from core.oda.schema.entities import ENTITIES
from core.oda.schema.examples import example
from core.times import danish_now
from core.ui.pages.explore.build import set_label, set_names
from core.ui.shell import address
from core.ui.shell.context import Context, escape
from core.ui.shell.router import page_file

_SEARCH_LETTERS = 100
_TYPES = {
    "Edm.Int32": "number",
    "Edm.Int16": "number",
    "Edm.String": "text",
    "Edm.Boolean": "boolean",
    "Edm.DateTime": "time",
}
_LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"})


def dictionary(context: Context) -> None:
    """Draw the search, the fields that it finds, and the links between sets."""
    t = context.t
    search, one = st.columns(2)
    words = address.words(
        search.text_input,
        t("explore.search"),
        key="q",
        max_chars=_SEARCH_LETTERS,
        placeholder=t("explore.search_hint"),
    )
    name = address.one_of(
        one.selectbox,
        t("explore.set"),
        set_names(),
        key="set",
        format_func=lambda name: set_label(context, name),
        placeholder=t("explore.all_sets"),
    )
    table = find(fields_table(context.lang), words, name)
    sets = table["set"].n_unique()
    if table.is_empty():
        st.info(t("explore.nothing_found", words=escape(words)), icon=":material/search_off:")
        return
    st.caption(t("explore.found", n=table.height, sets=sets))
    text_of = st.column_config.TextColumn
    st.dataframe(
        table.drop("meaning_of_set"),
        column_config={
            "set": text_of(t("explore.set"), width=140),
            "field": text_of(t("explore.field"), width=160),
            "type": text_of(t("explore.type"), width="small"),
            "nullable": text_of(t("explore.can_be_empty"), width=105),
            "meaning": text_of(t("explore.meaning"), width=300),
            "leads_to": text_of(t("explore.leads_to"), width=130),
            "example": text_of(t("explore.example")),
        },
        hide_index=True,
        height=460,
        placeholder="–",
        key="explore_dictionary",
        alt=t("explore.found", n=table.height, sets=sets),
    )
    st.download_button(
        t("explore.dictionary_file", n=table.height),
        data=partial(write_csv, table.drop("meaning_of_set"), "excel"),
        file_name=file_name("dictionary", None, danish_now().date(), False, "csv"),
        mime="text/csv",
        on_click="ignore",
        icon=":material/download:",
        key="explore_dictionary_file",
    )
    if name is not None:
        _about_set(context, name)


@st.cache_resource(max_entries=2, show_spinner=False)
def fields_table(lang: Lang) -> pl.DataFrame:
    """All fields of all sets, in the language.

    Columns: set, field, type, nullable, meaning, leads_to, example, meaning_of_set.
    """
    words = {True: text("common.yes", lang), False: text("common.no", lang)}
    missing = text("raw.not_described", lang)
    rows: list[dict[str, str | None]] = []
    for name in set_names():
        entity = ENTITIES[name]
        leads = {step.key: step.target for step in entity.navigation.values() if not step.many}
        if entity.view_of is not None:
            linked = ENTITIES[entity.view_of].navigation.values()
            leads = {step.key: step.target for step in linked if not step.many}
        rows += [
            {
                "set": name,
                "field": one.name,
                "type": text(f"explore.kind.{_TYPES[one.edm]}", lang),
                "nullable": words[one.nullable],
                "meaning": field_text(one, lang) or missing,
                "leads_to": leads.get(one.name),
                "example": example(entity, one.name),
                "meaning_of_set": set_text(entity, lang),
            }
            for one in entity.fields.values()
        ]
    return pl.DataFrame(rows)


def find(table: pl.DataFrame, words: str, name: str | None) -> pl.DataFrame:
    """The fields of a set, or of all, that contain every word, ignoring case."""
    if name is not None:
        table = table.filter(pl.col("set") == name)
    columns = ["set", "field", "meaning", "leads_to", "meaning_of_set"]
    wanted = [_folded(word) for word in words.split()]
    if not wanted:
        return table
    texts = [_folded(" ".join(filter(None, row))) for row in table.select(columns).iter_rows()]
    return table.filter(
        pl.Series([all(word in line for word in wanted) for line in texts], dtype=pl.Boolean)
    )


def _folded(words: str) -> str:
    return words.casefold().translate(_LETTERS)


def _about_set(context: Context, name: str) -> None:
    """The contents of a set, the sets it links to, and a link that opens it in the builder."""
    t, entity = context.t, ENTITIES[name]
    st.markdown(f"**{escape(name)}**  \n{escape(set_text(entity, context.lang), PROSE)}")
    if entity.view_of is not None:
        st.caption(t("explore.view_of", name=escape(entity.view_of)))
    for step in entity.navigation.values():
        words = t("explore.to_many" if step.many else "explore.to_one", field=escape(step.key))
        st.markdown(f"- {escape(step.name)} → {escape(step.target)} ({words})")
    if entity.answers:
        st.page_link(
            page_file("explore"),
            label=t("explore.open", name=name),
            icon=":material/travel_explore:",
            query_params={"query": name},
        )
