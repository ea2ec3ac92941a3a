"""The parts of a topic's page, over everything that is stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

import polars as pl
import streamlit as st

from core.parliament.cases.topics import QUESTION, by_period, filter_of, kinds_of
from core.tables.bills import Cases
from core.tables.figures import Votes
from core.tables.titles import topic_title
from core.tables.topics import asked_name, cases_on, votes_on
from core.tables.votes import ALL
from core.ui.parts.case_rows import case_list
from core.ui.parts.links import Row, link_list, to
from core.ui.parts.offers import Addresses, Offer
from core.ui.parts.shown_cases import period_shelf, periods, stored_cases
from core.ui.parts.shown_votes import all_votes, sessions
from core.ui.parts.table import downloads, source_line
from core.ui.parts.vote_rows import vote_list
from core.ui.shell.address import single
from core.ui.shell.context import Context, escape
from core.ui.shell.head import name_page
from core.ui.shell.messages import PageEnds
from core.ui.shell.router import page_file
from core.ui.shell.served import routes_served

_NEWEST = 10
_FEWEST_PERIODS = 2  # that are told one by one


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic with its kinds, and what is stored of it, the newest first."""

    name: str
    kinds: tuple[str, ...]
    source: Cases
    cases: pl.DataFrame
    questions: pl.DataFrame
    votes: Votes
    held: pl.DataFrame

    @property
    def by(self) -> dict[str, str]:
        """The parameters by which the list of cases shows those of the topic."""
        return {"session": ALL, filter_of(self.kinds[0]): self.name}


def asked_topic(context: Context) -> str:
    """The topic in the address; ends the page where there is none."""
    name = asked_name([single("id")])
    if not name:
        st.title(context.t("topics.topic"))
        st.info(context.t("topic.no_id"), icon=":material/link_off:")
        _to_all(context)
        raise PageEnds
    name_page(topic_title(name, context.lang))
    return name


def found_topic(context: Context, name: str) -> Topic:
    """What is stored of a topic; ends the page where no case is sorted under it."""
    known = periods(context)
    newest = period_shelf(context, known[0]).table
    source = stored_cases(context, known) or newest
    kinds = kinds_of(source.content, name)
    if not kinds:
        st.title(escape(name))
        st.info(context.t("topic.unknown", topic=escape(name)), icon=":material/search_off:")
        _told_of_missing(context, source)
        st.page_link(
            page_file("search"),
            label=context.t("topic.elsewhere", topic=escape(name)),
            icon=":material/search:",
            query_params={"q": name},
        )
        _to_all(context)
        raise PageEnds
    rows = cases_on(source, name)
    asked = rows["type_code"].cast(pl.String) == QUESTION
    votes = all_votes(context, sessions(context))
    held = votes_on(votes, name)
    return Topic(name, kinds, source, rows.filter(~asked), rows.filter(asked), votes, held)


def heading(context: Context, topic: Topic) -> None:
    """The name, what it is, and how much there is on it."""
    t = context.t
    _to_all(context)
    st.title(escape(topic.name))
    counted = [
        t(f"topics.{name}", n=rows.height)
        for name, rows in (
            ("cases", topic.cases),
            ("votes", topic.held),
            ("questions", topic.questions),
        )
        if name != "questions" or rows.height
    ]
    kind = ", ".join(t(f"topics.one_{kind}") for kind in topic.kinds)
    st.markdown(t("topic.held", kind=kind, parts=", ".join(counted)))
    _told_of_missing(context, topic.source)
    if unsorted := len(topic.votes.content.unsorted):
        st.caption(t("topics.unsorted", n=unsorted))


def follow_section(context: Context, topic: Topic) -> None:
    """The feeds of the topic, as links, where there are routes that answer at them."""
    if not routes_served():
        return
    words = [
        f"[{escape(offer.title)}]({offer.path}?{urlencode([*offer.query, ('lang', context.lang)])})"
        for offer in _feeds(context, topic)
    ]
    st.markdown(f"{context.t('topic.follow')} {' · '.join(words)}")


def votes_section(context: Context, topic: Topic) -> None:
    """The newest votes, and the ways to all of them and to the figures of them."""
    t, held = context.t, topic.held
    st.header(t("topic.votes"), anchor=False)
    if held.is_empty():
        st.markdown(t("topic.no_votes"))
        return
    source_line(context, topic.votes.fetched_at, _counted(context, "votes", held.height))
    vote_list(context, held.head(_NEWEST), key="topic_votes")
    choice = {"session": ALL, "topic": topic.name}
    ways = [Row(to("votes", **choice), t("topic.all_votes", n=held.height))]
    ways += [
        Row(to("parties", **choice), t("topic.figures")),
        Row(to("members", **choice), t("topic.members")),
    ]
    link_list(context, ways, key="topic_figures", label=t("topic.votes"))


def cases_section(context: Context, topic: Topic) -> None:
    """The newest cases, the way to all of them, and the file of these and the questions."""
    t, rows = context.t, topic.cases
    st.header(t("topic.cases"), anchor=False)
    source_line(context, topic.source.fetched_at, _counted(context, "cases", rows.height))
    ways = []
    if rows.height > _NEWEST:
        ways.append(Row(to("cases", **topic.by), t("topic.all_cases", n=rows.height)))
    _case_list(context, topic, rows, ways, "topic_cases")
    downloads(
        context,
        "cases",
        pl.concat([rows, topic.questions]),
        topic.source,
        session=None,
        filters=((t("topics.topic"), topic.name),),
        at=Addresses(topic.by, _feeds(context, topic)),
    )


def questions_section(context: Context, topic: Topic) -> None:
    """The newest questions to ministers, for a ministry."""
    t, rows = context.t, topic.questions
    if rows.is_empty():
        return
    st.header(t("topic.questions"), anchor=False)
    source_line(context, topic.source.fetched_at, _counted(context, "questions", rows.height))
    ways = []
    if rows.height > _NEWEST:
        address = to("cases", **topic.by, type=QUESTION)
        ways.append(Row(address, t("topic.all_questions", n=rows.height)))
    _case_list(context, topic, rows, ways, "topic_questions")


def periods_section(context: Context, topic: Topic) -> None:
    """How much there is in each period, each a link to its cases."""
    t = context.t
    every = pl.concat([topic.cases, topic.questions])
    table = by_period(every, topic.source.content.periods)
    if table.height < _FEWEST_PERIODS:
        return
    st.header(t("topic.over_time"), anchor=False)
    titles = _titles(context, topic)
    rows = [
        Row(
            to("cases", session=code, **{filter_of(topic.kinds[0]): topic.name}),
            titles[code],
            facts=(t("topics.questions", n=questions),) if topic.questions.height else (),
            cells=(
                t("topics.cases", n=cases),
                "–" if votes is None else t("topics.votes", n=votes),
            ),
        )
        for code, cases, questions, votes in table.iter_rows()
    ]
    link_list(context, rows, key="topic_periods", label=t("topic.period_list"), heads=("", ""))


def _case_list(
    context: Context, topic: Topic, rows: pl.DataFrame, ways: Sequence[Row], key: str
) -> None:
    """The first cases as links, with the ways to more below."""
    case_list(context, rows.head(_NEWEST), key=key, titles=_titles(context, topic))
    if ways:
        link_list(context, ways, key=f"{key}_more", label=context.t("topic.cases"))


def _titles(context: Context, topic: Topic) -> dict[str, str]:
    return {each.code: each.named(context.lang) for each in topic.source.content.periods}


def _counted(context: Context, name: str, n: int) -> str:
    """How many there are, and that the list has the newest of them where there are more."""
    return context.t(f"topic.newest_{name}" if n > _NEWEST else f"topics.{name}", n=n)


def _feeds(context: Context, topic: Topic) -> list[Offer]:
    """The feeds of the topic's cases and votes, in every session: it may lack in the newest."""
    cases, votes = tuple(topic.by.items()), (("session", ALL), ("topic", topic.name))
    feeds = [Offer("feed", "feeds/cases.atom", context.t("topic.follow_cases"), cases)]
    if topic.held.height:
        title = context.t("topic.follow_votes")
        feeds.append(Offer("feed", "feeds/votes.atom", title, votes))
    return feeds


def _told_of_missing(context: Context, source: Cases) -> None:
    if source.missing:
        st.caption(context.t("topics.missing", n=len(source.missing)))
    if unworked := len(source.content.periods) - len(source.content.worked):
        st.caption(context.t("topics.unworked", n=unworked))


def _to_all(context: Context) -> None:
    st.page_link(page_file("topics"), label=context.t("topic.all"), icon=":material/arrow_back:")
