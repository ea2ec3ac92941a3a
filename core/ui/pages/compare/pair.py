"""The parts of the page that compares two members, two parties, or a member and a party."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl
import streamlit as st

from core.analysis.comparison import Agreed, agreed, cross_table
from core.charts.shares import LEAST, share_words
from core.language import number, percent
from core.parliament.votes.counting import SIDES
from core.tables.figures import figures
from core.tables.titles import pair_title
from core.ui.pages.compare.figures import (
    clearing_note,
    figure_links,
    figures_table,
    pair_name,
    side_figures,
)
from core.ui.pages.compare.sides import (
    Kind,
    Side,
    choose_side,
    largest_parties,
    met,
    say_missing,
    single_voters,
)
from core.ui.parts.filters import segments
from core.ui.parts.links import here
from core.ui.parts.scope import Scope
from core.ui.parts.shown_votes import all_votes, sessions
from core.ui.parts.table import downloads, source_line
from core.ui.shell import address
from core.ui.shell.context import Context, escape
from core.ui.shell.head import name_page
from core.ui.shell.messages import PageEnds, tell_unheeded
from core.ui.shell.router import page_file

WHATS = ("parties", "members", "member-party", "periods")
_KINDS: Mapping[str, tuple[tuple[Kind, ...], tuple[Kind, ...]]] = {
    "parties": (("party",), ("party",)),
    "members": (("member",), ("member",)),
    "member-party": (("member",), ("party",)),
}


@dataclass(frozen=True, slots=True)
class Pair:
    """Two sides in the selected votes; `compared` is the result of `compare`."""

    scope: Scope
    a: Side
    b: Side
    compared: pl.DataFrame

    @property
    def agreed(self) -> Agreed:
        """How often they stood alike."""
        return agreed(self.compared, LEAST)

    def names(self) -> dict[str, str]:
        """Both names, escaped for Markdown, as parameters of a text."""
        return {"a": escape(self.a.name), "b": escape(self.b.name)}


def choose_what(context: Context) -> str:
    """Draw the choice of what to compare and return it."""
    _fit_sides_to(st.session_state.get("what"))
    chosen = segments(context, "compare.what", WHATS, key="what")
    st.session_state["_compared"] = chosen
    return chosen


def _fit_sides_to(what: str | None) -> None:
    """If the visitor has just chosen something else to compare, remove sides that do not fit.

    The address changes in one step, so that the browser's back button undoes all of it.
    """
    if what is None or st.session_state.get("_compared") in (None, what):
        return
    kinds = _KINDS.get(what, (("member", "party"), ("member", "party")))
    params = {name: st.query_params.get_all(name) for name in st.query_params}
    params["what"] = [] if what == WHATS[0] else [what]
    for key, allowed in zip(("a", "b"), kinds, strict=True):
        side = st.session_state.get(key, "")
        if side is None or (side and ("member" if side.isdigit() else "party") not in allowed):
            del st.session_state[key]
            params.pop(key, None)
    st.query_params.from_dict({name: values for name, values in params.items() if values})


def choose_pair(context: Context, chosen: Scope, what: str) -> Pair:
    """Draw the choice of both sides; ends the page, with links, if they cannot be compared."""
    kinds = _KINDS[what]
    # By default two parties are chosen, so that there is something to see.
    first = largest_parties(context, chosen.votes)[:2] if what == "parties" else []
    defaults = first if not st.query_params.get("a") and not st.query_params.get("b") else []
    left, right = st.columns(2)
    with left:
        a = choose_side(context, chosen.votes, "a", kinds[0], default=next(iter(defaults), None))
    with right:
        b = choose_side(
            context, chosen.votes, "b", kinds[1], default=defaults[1] if len(defaults) > 1 else None
        )
    tell_unheeded(context.lang)
    if a is None or b is None:
        st.info(context.t(f"compare.choose_{what}"), icon=":material/compare_arrows:")
        raise PageEnds
    if a.key != b.key:
        chosen = _widened(context, chosen, a, b)
    say_missing(context, chosen.votes, *dict.fromkeys((a, b)))
    if a.key == b.key:
        words = context.t("compare.same_side", name=escape(a.name))
        st.info(words, icon=":material/content_copy:")
        _ways_on(context, a)
        raise PageEnds
    compared = met(chosen, a, b)
    return Pair(chosen, a, b, compared)


def _widened(context: Context, chosen: Scope, a: Side, b: Side) -> Scope:
    """The same of all sessions, where the latest has too few votes that both took part in.

    A session or days that somebody chose stay. Says so, with a link to the session alone.
    """
    days = chosen.selection
    if address.standing("session") or days.start or days.end:
        return chosen
    shared = met(chosen, a, b).height
    if shared >= LEAST:
        return chosen
    wide = of_all_sessions(context, chosen)
    if met(wide, a, b).height <= shared:
        return chosen
    words = context.t("compare.widened", n=shared, session=escape(chosen.title))
    back = context.t("compare.only_session", session=escape(chosen.title))
    code = chosen.votes.content.session.code
    st.info(f"{words} [{back}]({here(session=code)})", icon=":material/open_in_full:")
    return wide


def of_all_sessions(context: Context, chosen: Scope) -> Scope:
    """The same choice of the votes of every session that is stored."""
    votes = all_votes(context, sessions(context))
    n = chosen.selection.votes(votes.content).height
    return Scope(votes, chosen.chosen, context.t("votes.all_sessions"), n)


def agreement_section(context: Context, pair: Pair) -> None:
    """How often the two stood alike, with n, or why that is unknown."""
    t, lang, found = context.t, context.lang, pair.agreed
    name_page(pair_title([pair.a.name, pair.b.name], lang))
    st.header(f"{escape(pair.a.name)} – {escape(pair.b.name)}")
    with st.container(horizontal=True, gap="small"):
        same_share = found.same / max(found.shared, 1)
        counted = share_words(same_share, found.shared, lang, 1, part=found.same)
        st.metric(t("compare.agreement"), counted)
        for key, n in (
            ("same", found.same),
            ("different", found.shared - found.same),
            ("shared", found.shared),
        ):
            st.metric(t(f"compare.{key}"), number(n, lang))
    if found.agreement is not None:
        share = percent(found.agreement, lang, 1)
        words = t("compare.sentence", same=found.same, n=found.shared, share=share, **pair.names())
    elif found.shared:
        words = t("compare.too_few", n=found.shared, least=LEAST)
    else:
        words = t("compare.none_shared")
    st.markdown(words)
    source_line(context, pair.scope.votes.fetched_at, pair.scope.sentence(context))
    single = single_voters(pair.scope, pair.compared, pair.a, pair.b)
    if single:
        st.caption(t("compare.single_voters", n=single))
    silent_note(context, pair.scope)
    figure_links(context, [pair_name(pair.a, pair.b), "errors"])
    _ways_on(context, pair.a, pair.b)


def silent_note(context: Context, chosen: Scope) -> None:
    """The number of selected votes without ballots, if there are any."""
    silent = chosen.selection.votes(chosen.votes.content).filter(
        pl.col("ballots").fill_null(0) == 0
    )
    if silent.height:
        st.caption(context.t("compare.silent", n=silent.height))


def cross_section(context: Context, pair: Pair) -> None:
    """The number of votes for each pair of positions of the two."""
    t = context.t
    if pair.compared.is_empty():
        return
    st.subheader(t("compare.cross"))
    table = cross_table(pair.compared)
    rows = {
        f"{escape(pair.a.name)} ↓ / {escape(pair.b.name)} →": [
            t(f"position.{side}") for side in table["position_a"]
        ]
    }
    for side in SIDES:
        rows[t(f"position.{side}")] = [number(n, context.lang) for n in table[side]]
    st.table(pl.DataFrame(rows), hide_index=True, alt=t("compare.cross_alt", **plain(pair)))
    st.caption(t("compare.cross_note", n=pair.compared.height))


def figures_section(context: Context, pair: Pair) -> None:
    """The key figures of both, side by side if they are of the same kind."""
    t = context.t
    st.subheader(t("compare.figures"))
    sides = (pair.a, pair.b)
    columns = [side_figures(context, pair.scope, side) for side in sides]
    alt = t("compare.figures_alt", **plain(pair))
    if pair.a.kind == pair.b.kind:
        figures_table(context, [side.name for side in sides], columns, alt)
    else:
        for place, side, column in zip(st.columns(2), sides, columns, strict=True):
            with place:
                figures_table(context, [side.name], [column], alt)
    both = [figure for column in columns for figure in column]
    clearing_note(context, both)
    source_line(context, pair.scope.votes.fetched_at, pair.scope.sentence(context))
    figure_links(context, [figure.name for figure in both])
    filters = (
        (t("compare.what"), f"{pair.a.name} – {pair.b.name}"),
        *pair.scope.described(context),
    )
    with st.container(horizontal=True, gap="medium"):
        for table, rows in figure_rows(context, pair).items():
            with st.container(width="content"):
                downloads(
                    context,
                    table,
                    rows,
                    pair.scope.votes,
                    session=pair.scope.session,
                    filters=filters,
                    at=None,
                )


def figure_rows(context: Context, pair: Pair) -> dict[str, pl.DataFrame]:
    """The rows with the key figures in tables of the data dictionary, by the name of the table."""
    votes, selection = pair.scope.votes, pair.scope.selection
    members = [side.member_id for side in (pair.a, pair.b) if side.kind == "member"]
    parties = [side.key for side in (pair.a, pair.b) if side.kind == "party"]
    rows: dict[str, pl.DataFrame] = {}
    if members and votes.content.marked is not None:
        table = figures(votes, "members", selection)
        rows["members"] = table.filter(pl.col("member_id").is_in(members))
    if parties and votes.content.marked is not None:
        table = figures(votes, "cohesion", selection)
        rows["cohesion"] = table.filter(pl.col("party").is_in(parties))
    return rows


def plain(pair: Pair) -> dict[str, str]:
    """Both names for plain text."""
    return {"a": pair.a.name, "b": pair.b.name}


def _ways_on(context: Context, *sides: Side) -> None:
    """Links to the pages of members that are compared."""
    members = [side for side in sides if side.kind == "member"]
    if not members:
        return
    with st.container(horizontal=True, gap="small"):
        for side in members:
            st.page_link(
                page_file("member"),
                label=context.t("compare.see_member", name=escape(side.name)),
                icon=":material/person:",
                query_params={"id": side.key},
            )
