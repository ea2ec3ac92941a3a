"""The query builder of the explore page: widgets for the query in the address.

A link, the back button or a pasted query sets the widgets; a change of a widget rewrites the
address. A condition that is not filled in yet is not part of the query.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from core.errors import QueryError, TingblikError
from core.oda.query.query import DEEPEST, Query
from core.oda.schema.descriptions import set_text
from core.oda.schema.entities import ENTITIES, LARGEST_INT, Entity
from core.oda.schema.paths import resolve_navigation
from core.ui.pages.explore.builder_state import (
    MOST_LETTERS,
    Choice,
    expand_paths,
    from_query,
    orderings,
    query_text,
    read_query,
    safe_text,
    to_query,
)
from core.ui.pages.explore.conditions import draw_clauses, field_label, prime_clauses, shortened
from core.ui.shell import address
from core.ui.shell.context import Context, escape
from core.ui.shell.messages import PageEnds, error_box

PARAM = "query"
DEFAULT = "Afstemning"
FIRST_SETS = (
    "Afstemning", "Stemme", "Sag", "Sagstrin", "Aktør", "Møde", "Dagsordenspunkt", "Dokument",
    "Fil", "Emneord", "SagAktør", "Periode",
)  # fmt: skip


def chosen_query(context: Context) -> Query:
    """Draw the builder and return its query; ends the page if there is none."""
    raw = address.single(PARAM) or DEFAULT
    memory = st.session_state
    if raw != memory.get("_explore_text") or "explore_set" not in memory:
        _prime(_read(context, raw))
        memory["_explore_opened"] = True
    choice = _draw(context)
    try:
        query = to_query(choice)
        text = query_text(query)
        if len(text) > MOST_LETTERS:
            raise QueryError(f"{len(text)} letters", what="too_long", most=MOST_LETTERS)
    except QueryError as error:
        _query_error(context, error)
        raise PageEnds from None
    if memory.get("_explore_opened") is True:
        memory["_explore_opened"] = text  # in our own notation, whatever the link had
    _to_address(text)
    _paste(context, text)
    return query


def set_names() -> list[str]:
    """The entity sets in the order offered: those used most, then the others by name."""
    rest = sorted(name for name in ENTITIES if name not in FIRST_SETS)
    return [*FIRST_SETS, *rest]


def set_label(context: Context, name: str) -> str:
    """The name of a set and its contents."""
    label = f"{name}: {set_text(ENTITIES[name], context.lang)}"
    return label if ENTITIES[name].answers else f"{label} ({context.t('explore.silent')})"


def use_text(text: str) -> None:
    """Write a query into the address and run the page again."""
    st.query_params[PARAM] = text
    st.session_state.pop("_explore_text", None)
    st.rerun()


def _read(context: Context, raw: str) -> Query:
    """The query in the address; ends the page with an error and a text to edit if it is invalid."""
    try:
        return read_query(raw, context.source.settings.api_url)
    except TingblikError as error:
        _query_error(context, error, raw)
    # The values of the widgets belong to another query.
    st.session_state.pop("_explore_text", None)
    st.session_state.setdefault("explore_mend", safe_text(raw))
    written = st.text_area(context.t("explore.mend"), key="explore_mend", max_chars=MOST_LETTERS)
    use, anew = st.columns(2)
    if use.button(context.t("explore.use"), type="primary", icon=":material/check:"):
        del st.session_state["explore_mend"]
        use_text(written)
    if anew.button(context.t("explore.start_again"), icon=":material/restart_alt:"):
        st.query_params.pop(PARAM, None)
        del st.session_state["explore_mend"]
        st.rerun()
    raise PageEnds


def _query_error(context: Context, error: TingblikError, raw: str = "") -> None:
    error_box(error, context.lang)
    at = error.params.get("position")
    if isinstance(at, int):
        st.caption(context.t("explore.at_letter", n=at + 1))
    # The sentence of this error does not say what it is about.
    vague = error.key == "query" or not error.params.get("suggestion")
    if isinstance(error, QueryError) and error.detail and vague and "what" not in error.params:
        st.caption(context.t("explore.detail", detail=escape(error.detail[:300], 300)))


def _prime(query: Query) -> None:
    """Set the widgets to a query, before they are drawn in this run."""
    st.session_state["explore_set"] = query.name
    _prime_rest(from_query(query))
    st.session_state["_explore_text"] = st.query_params.get(PARAM) or DEFAULT


def _prime_rest(choice: Choice) -> None:
    memory = st.session_state
    memory["_explore_set"] = choice.name
    memory["explore_fields"] = list(choice.fields)
    memory["explore_expand"] = list(choice.expanded)
    memory["explore_order"] = list(choice.order)
    memory["explore_limit"] = choice.limit
    memory["explore_skip"] = choice.offset
    for path, names in choice.fields_of:
        memory[f"explore_of_{choice.name}_{path}"] = list(names)
    prime_clauses(choice.clauses)


def _to_address(text: str) -> None:
    st.session_state["_explore_text"] = text
    if text == DEFAULT:
        st.query_params.pop(PARAM, None)
    elif st.query_params.get(PARAM) != text:
        st.query_params[PARAM] = text
    address.used(PARAM)


def _draw(context: Context) -> Choice:
    t = context.t
    name = st.selectbox(
        t("explore.set"),
        set_names(),
        key="explore_set",
        format_func=lambda name: set_label(context, name),
        help=t("explore.set_help"),
    )
    owner = ENTITIES[name]
    if not owner.answers:
        st.warning(t("explore.set_silent", name=escape(name)), icon=":material/cloud_off:")
        raise PageEnds
    if name != st.session_state["_explore_set"]:
        _prime_rest(Choice(name))
    fields = st.multiselect(
        t("explore.fields"),
        list(owner.fields),
        key="explore_fields",
        format_func=lambda path: field_label(owner, path, context.lang),
        placeholder=t("explore.all_fields", n=len(owner.fields)),
    )
    clauses = draw_clauses(context, owner)
    opened = bool(st.session_state["explore_expand"] or st.session_state["explore_order"])
    opened = opened or st.session_state["explore_limit"] is not None
    with st.expander(t("explore.more"), icon=":material/tune:", expanded=opened):
        expanded, fields_of = _expansion(context, owner)
        order, limit, skip = _order(context, owner)
    return Choice(name, tuple(clauses), tuple(fields), expanded, fields_of, order, limit, skip or 0)


def _expansion(
    context: Context, owner: Entity
) -> tuple[tuple[str, ...], tuple[tuple[str, tuple[str, ...]], ...]]:
    t = context.t
    before = st.session_state["explore_expand"]
    expanded = tuple(
        st.multiselect(
            t("explore.expand"),
            expand_paths(owner, before),
            key="explore_expand",
            format_func=lambda path: _link_label(context, owner, path),
            placeholder=t("common.none"),
            help=t("explore.expand_help"),
        )
    )
    query = Query(owner.name).expand(*expanded)
    paths = query.expanded
    if query.too_deep:
        deep = escape(", ".join(query.too_deep))
        st.warning(t("explore.too_deep", paths=deep, most=DEEPEST), icon=":material/account_tree:")
    if any(_is_many(owner, path) for path in paths):
        st.warning(t("explore.collection"), icon=":material/format_list_numbered:")
    fields_of = []
    for path in paths:
        target = resolve_navigation(owner, path)
        names = st.multiselect(
            t("explore.fields_of", name=path),
            list(target.fields),
            key=f"explore_of_{owner.name}_{path}",
            format_func=partial(field_label, target, lang=context.lang),
            placeholder=t("explore.all_fields", n=len(target.fields)),
        )
        fields_of.append((path, tuple(names)))
    return paths, tuple(fields_of)


def _order(context: Context, owner: Entity) -> tuple[tuple[str, ...], int | None, int | None]:
    t = context.t
    keys, most, skipped = st.columns([3, 1, 1])
    order = keys.multiselect(
        t("explore.order"),
        orderings(owner, st.session_state["explore_order"]),
        key="explore_order",
        format_func=lambda text: _order_label(context, text),
        placeholder=t("explore.by_id"),
    )
    numbers: dict[str, Any] = {"min_value": 0, "max_value": LARGEST_INT, "step": 100}
    limit = most.number_input(
        t("explore.limit"), key="explore_limit", placeholder=t("common.all"), value=None, **numbers
    )
    skip = skipped.number_input(t("explore.skip"), key="explore_skip", **numbers)
    return tuple(order), limit, skip


def _order_label(context: Context, text: str) -> str:
    path, _, down = text.partition(" ")
    return context.t("explore.descending" if down else "explore.ascending", name=path)


def _link_label(context: Context, owner: Entity, path: str) -> str:
    words = set_text(resolve_navigation(owner, path), context.lang)
    label = shortened(f"{path}: {words}")
    return f"{label} ({context.t('explore.many')})" if _is_many(owner, path) else label


def _is_many(owner: Entity, path: str) -> bool:
    way, _, name = path.rpartition("/")
    return (resolve_navigation(owner, way) if way else owner).navigation[name].many


def _paste(context: Context, text: str) -> None:
    """The query as text, which can be edited or replaced."""
    t, memory = context.t, st.session_state
    if memory.get("_explore_pasted") != text or "explore_paste" not in memory:
        memory["_explore_pasted"] = memory["explore_paste"] = text
    with st.expander(t("explore.paste"), icon=":material/edit:"):
        written = st.text_area(
            t("explore.paste_label"),
            key="explore_paste",
            max_chars=MOST_LETTERS,
            help=t("explore.paste_help"),
        )
        if st.button(t("explore.use"), key="explore_use", icon=":material/check:"):
            try:
                found = read_query(written or "", context.source.settings.api_url)
            except TingblikError as error:
                _query_error(context, error)
            else:
                use_text(query_text(found))
