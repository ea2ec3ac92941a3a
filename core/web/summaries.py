"""A page's title, facts and links without running it, for link previews and search engines.

All of it is made of what is stored, by the functions and the filters of the page; nothing is loaded
for it. Texts from the API are plain here, and are escaped by who writes them into a document.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, TypeVar

import polars as pl

from core.analysis.selection import Selection
from core.charts.shares import share_words
from core.filters.deviations import DEVIATIONS, GROUPS
from core.filters.votes import VOTES
from core.language import Lang, date_text, has, number, shortened, text
from core.parliament.calendar.periods import Period
from core.parliament.people.party_order import usual_short
from core.parliament.texts.lookups import lookup_words
from core.parliament.texts.plain import plain, tidy
from core.parliament.votes.chamber import Chamber
from core.service import Source
from core.tables import listed
from core.tables.deviations import deviations_of
from core.tables.figures import figures, stands_table
from core.tables.front import closest, last_day, with_votes
from core.tables.parties import latest_seats
from core.tables.party import group_names, parties_of, party_name
from core.tables.table import Table, worked_out
from core.tables.titles import (
    BETWEEN,
    SITE,
    case_title,
    list_title,
    page_title,
    pair_title,
    party_title,
    title_part,
    titled,
    topic_title,
    vote_title,
)
from core.tables.topics import asked_name
from core.telemetry import log_event
from core.times import danish_now
from core.web.comparisons import comparison
from core.web.page_addresses import Values
from core.web.stored_rows import (
    asked_id,
    asked_session,
    case_names,
    known_sessions,
    latest_session,
    session_votes,
    vote_row,
)

ALL = "all"
_MOST_ROWS = 20
_OF_DAY = 5  # votes of the last day, and close ones, that the front page names
_DESCRIPTION = 300  # letters; a preview shows some 200
T = TypeVar("T")

_LEADS: Mapping[str, str] = MappingProxyType(
    {
        "parties": "parties.agreement_lead",
        "explore": "explore.intro",
        "cases": "preview.cases",
        "case": "preview.cases",
        "vote": "overview.lead",
        "topic": "topics.lead",
        "votes": "overview.lead",
        "member": "members.lead",
        "status": "preview.status",
    }
)
"""The text that says what a page is for, where it is not the page's `lead`."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What a page says.

    `title` is that of the browser's tab; `facts` are lines, `links` addresses below the site's with
    their words. `vote_id` is the vote that there is a picture of.
    """

    title: str
    description: str
    facts: tuple[str, ...] = ()
    links: tuple[tuple[str, str], ...] = field(default=())
    vote_id: int | None = None

    @property
    def name(self) -> str:
        """The title without the site's name."""
        return self.title.removesuffix(f"{BETWEEN}{SITE}")


def summary_of(page: str, values: Values, source: Source, lang: Lang) -> Summary:
    """What the page of that name says with these parameters.

    Where the copy does not have what they ask for, what the page is for.
    """
    made = _SUMMARIES.get(page)
    return (made(values, source, lang) if made else None) or plain_summary(page, lang)


def title_of(page: str, values: Values, source: Source, lang: Lang) -> str:
    """The title of the page with these parameters; never fails."""
    try:
        return summary_of(page, values, source, lang).title
    except Exception as error:
        log_event("preview_failed", level=logging.ERROR, page=page, error=repr(error))
        return page_title(page, lang)


def example_values(source: Source) -> Mapping[str, Mapping[str, Sequence[str]]]:
    """Parameters by page with which it has something to say: of the latest session."""
    votes = session_votes(source, latest_session(source))
    if votes is None or votes.content.votes.is_empty():
        return {}
    found = {"vote": {"id": (str(votes.content.votes["vote_id"][0]),)}}
    marked = votes.content.marked
    if marked is not None and not marked.is_empty():
        found["member"] = {"id": (str(marked["member_id"][0]),)}
        parties = marked["party"].drop_nulls().unique().sort()
        found["compare"] = {key: (str(party),) for key, party in zip("ab", parties, strict=False)}
    return found


def plain_summary(page: str, lang: Lang) -> Summary:
    """What a page is for."""
    key = _LEADS.get(page, f"{page}.lead")
    words = text(key, lang) if has(key, lang) else text("overview.lead", lang)
    return Summary(page_title(page, lang), shortened(tidy(words), _DESCRIPTION))


def _overview(values: Values, source: Source, lang: Lang) -> Summary | None:
    latest = session_votes(source, latest_session(source))
    if latest is None:
        return None
    votes = with_votes(source.tables, known_sessions(source), latest, danish_now())
    return _overview_words(votes, lang)


@worked_out(4)
def _overview_words(votes: Table[Chamber], lang: Lang) -> Summary:
    rows = votes.content.votes
    counted = text("votes.count", lang, n=rows.height)
    title = text("overview.session", lang, title=votes.content.session.named(lang))
    facts = [f"{title}: {counted}"]
    held = last_day(rows)
    if not held.is_empty():
        day = date_text(held["date"][0], lang, "long")
        count = text("overview.n_votes", lang, n=held.height)
        ended = text("overview.n_ended", lang, n=int(held["adopted"].sum()))
        facts.append(text("overview.last_votes", lang, day=day, votes=count, adopted=ended))
    listed = pl.concat([held.head(_OF_DAY), closest(rows).head(_OF_DAY)])
    return Summary(
        page_title("overview", lang),
        text("overview.lead", lang),
        tuple(facts),
        _vote_links(listed.unique("vote_id", maintain_order=True), lang),
    )


def _vote(values: Values, source: Source, lang: Lang) -> Summary | None:
    vote_id = asked_id(values)
    found = None if vote_id is None else vote_row(source, vote_id)
    return None if found is None else _vote_words(found, lang)


@worked_out(400)
def _vote_words(vote: Table[pl.DataFrame], lang: Lang) -> Summary:
    row = vote.content.row(0, named=True)
    return Summary(
        vote_title(row, lang),
        _joined(
            row["case_title"],
            text(f"vote_type.{row['type_code']}", lang),
            date_text(row["date"], lang, "long"),
            result_words(row, lang),
        ),
        _facts(
            lang,
            step=lookup_words("step", row["step"], lang),
            case_type=lookup_words("case_kind", row["case_type"], lang),
        )
        + ((shortened(tidy(row["conclusion"]), _DESCRIPTION),) if row["conclusion"] else ()),
        ((f"case?id={row['case_id']}", text("page.case", lang)),) if row["case_id"] else (),
        row["vote_id"],
    )


def _case(values: Values, source: Source, lang: Lang) -> Summary | None:
    case_id = asked_id(values)
    found = None if case_id is None else case_names(source, case_id)
    if case_id is None or found is None:
        return None
    cases, period = found
    return _case_words(cases, period, case_id, lang)


@worked_out(400)
def _case_words(cases: Table[pl.DataFrame], period: Period, case_id: int, lang: Lang) -> Summary:
    row = cases.content.row(by_predicate=pl.col("id") == case_id, named=True)
    return Summary(
        case_title(row["number"], row["title"], lang),
        _joined(
            row["title"],
            text(f"case_type.{row['type_code']}", lang),
            period.named(lang),
            plain(row["resume"]),
        ),
    )


def _member(values: Values, source: Source, lang: Lang) -> Summary | None:
    member_id, members = asked_id(values), source.tables.read(listed.listed_members())
    if member_id is None or members is None:
        return None
    found = members.content.filter(pl.col("id") == member_id)
    if found.is_empty() or not found["name"][0]:
        return None
    votes = session_votes(source, latest_session(source))
    title = titled(found["name"][0])
    if votes is None:
        return Summary(title, text("members.lead", lang))
    return _member_words(votes, member_id, title, lang)


@worked_out(400)
def _member_words(votes: Table[Chamber], member_id: int, title: str, lang: Lang) -> Summary:
    session = votes.content.session.named(lang)
    found = figures(votes, "members", Selection()).filter(pl.col("member_id") == member_id)
    if found.is_empty():
        return Summary(title, text("members.lead", lang))
    row = found.row(0, named=True)
    shares = {
        "ballots": number(row["ballots"], lang),
        "attendance": share_words(
            row["attendance"], row["cast"] + row["absent"], lang, 1, part=row["cast"]
        ),
        "loyalty": share_words(row["loyalty"], row["line_votes"], lang, 1, part=row["with_line"]),
    }
    facts = tuple(f"{text(f'column.{key}', lang)}: {value}" for key, value in shares.items())
    of_session = text("overview.session", lang, title=session)
    return Summary(title, _joined(row["party"], of_session, *facts), facts)


def _votes(values: Values, source: Source, lang: Lang) -> Summary | None:
    code = next((tidy(value) for value in values("session")), "")
    if code == ALL:
        title = list_title("votes", text("votes.all_sessions", lang), (), lang)
        return Summary(title, text("overview.lead", lang))
    votes = session_votes(source, asked_session(source, code))
    if votes is None:
        return None
    chosen = VOTES.read(lambda key: [tidy(value) for value in values(key)], votes.content)
    rows = VOTES.apply(votes.content, chosen)
    session = votes.content.session.named(lang)
    described = VOTES.described(votes.content, chosen, lang)
    shown = text(
        "votes.shown", lang, n=rows.height, total=votes.content.votes.height, session=session
    )
    return Summary(
        list_title("votes", session, described, lang),
        _joined(shown, *(f"{label}: {value}" for label, value in described)),
        (),
        _vote_links(rows, lang),
    )


def _compare(values: Values, source: Source, lang: Lang) -> Summary | None:
    found = comparison(values, source, lang)
    if found is None:
        return None
    return Summary(pair_title(found.names, lang), _joined(*found.sentences))


def _topic(values: Values, source: Source, lang: Lang) -> Summary | None:
    name = asked_name(values("id"))
    return Summary(topic_title(name, lang), text("topics.lead", lang)) if name else None


def _deviations(values: Values, source: Source, lang: Lang) -> Summary | None:
    code = next((tidy(value) for value in values("session")), "")
    votes = None if code == ALL else session_votes(source, asked_session(source, code))
    if votes is None:
        return None
    found = deviations_of(votes, Selection())
    chosen = DEVIATIONS.read(lambda key: [tidy(value) for value in values(key)], found)
    described = DEVIATIONS.described(found, chosen, lang)
    session = votes.content.session.named(lang)
    kinds = DEVIATIONS.apply(found, chosen)["kind"]
    counts = ((group, int(kinds.is_in(each).sum())) for group, each in GROUPS.items())
    shown = [text(f"deviations.short.{group}", lang, n=n) for group, n in counts if n]
    return Summary(
        list_title("deviations", session, described, lang),
        _joined(text("deviations.lead", lang), session, *shown),
    )


def _party(values: Values, source: Source, lang: Lang) -> Summary | None:
    asked = next((tidy(value) for value in values("party")), "")
    votes = session_votes(source, latest_session(source)) if asked else None
    if votes is None:
        return None
    found = next((p for p in parties_of(votes) if usual_short(p) == usual_short(asked)), None)
    if found is None:
        return None
    names = source.tables.read(group_names(tuple(known_sessions(source))))
    name = party_name(found, {} if names is None else names.content)
    return _party_words(votes, found, name, lang)


@worked_out(100)
def _party_words(votes: Table[Chamber], party: str, name: str, lang: Lang) -> Summary:
    shown: dict[str, str] = {}
    rows = stands_table(votes, "winning", Selection()).filter(pl.col("party") == party)
    for row in rows.iter_rows(named=True):
        share = share_words(row["won_share"], row["votes"], lang, part=row["won"])
        shown["show_winning"] = share
    seats = latest_seats(votes, Selection())
    if seats is not None:
        shown["seats"] = number(dict(seats[1].iter_rows()).get(party, 0), lang)
    facts = tuple(f"{text(f'parties.{key}', lang)}: {value}" for key, value in shown.items())
    of_session = text("overview.session", lang, title=votes.content.session.named(lang))
    title = party_title(name, party)
    return Summary(title, _joined(text("party.lead", lang), of_session, *facts), facts)


_Make = Callable[[Values, Source, Lang], Summary | None]
_SUMMARIES: Mapping[str, _Make] = MappingProxyType(
    {
        "overview": _overview,
        "vote": _vote,
        "votes": _votes,
        "case": _case,
        "topic": _topic,
        "member": _member,
        "compare": _compare,
        "deviations": _deviations,
        "party": _party,
    }
)


def result_words(vote: Mapping[str, Any], lang: Lang) -> str:
    """Adopted or rejected, with the totals by the text, else by the ballots."""
    word = text("result.adopted" if vote["adopted"] else "result.rejected", lang)
    for prefix in ("official_", ""):
        totals = {side: vote[f"{prefix}{side}"] for side in ("for", "against", "neither")}
        if None not in totals.values():
            told = {side: number(total, lang) for side, total in totals.items()}
            return f"{word} ({text('result.figures', lang, **told)})"
    return word


def _vote_links(rows: pl.DataFrame, lang: Lang) -> tuple[tuple[str, str], ...]:
    named = rows.head(_MOST_ROWS).iter_rows(named=True)
    return tuple(
        (f"vote?id={row['vote_id']}", _joined(_name(row, lang), result_words(row, lang)))
        for row in named
    )


def _name(vote: Mapping[str, Any], lang: Lang) -> str:
    parts = [title_part(part) for part in (vote["case_number"], vote["case_title"]) if part]
    return BETWEEN.join(parts) or text("vote.untitled", lang, number=vote["number"])


def _facts(lang: Lang, **values: str | None) -> tuple[str, ...]:
    return tuple(
        f"{text(f'column.{key}', lang)}: {value}" for key, value in values.items() if value
    )


def _joined(*parts: str | None) -> str:
    said = (tidy(part) for part in parts if part)
    return shortened(BETWEEN.join(filter(None, said)), _DESCRIPTION)
