"""Topics: the keywords and the ministries that Parliament sorts cases under."""

from __future__ import annotations

import re
from collections.abc import Sequence

import polars as pl

from core.oda.schema.codes import ActorKind, CaseRole
from core.parliament.calendar.periods import Period
from core.parliament.cases.search import CaseBook
from core.parliament.cases.tables import actor_names, keywords_table
from core.parliament.texts.plain import danish_order, search_key, search_words

KINDS = ("keyword", "ministry", "law_name")
"""The kinds of topic. A law name, such as Retspleje 35, is the keyword of some acts."""

QUESTION = "question"
"""The code of the kind of case that is a § 20 question."""

PROCEDURE = re.compile(
    r"([1-9]\. )?udkast( til (betænkning|tidsplan))?|(tillægs)?betænkning(safgivelse|sudkast)?"
    r"|tidsplan(en)?"
)
"""Keywords that tell how a case is dealt with and not what it is about, by their whole name."""

_SORTED = {"case_id": pl.Int32, "topic": pl.String}
NO_TOPICS = pl.DataFrame(schema=_SORTED)


def case_topics(
    links: pl.DataFrame, words: pl.DataFrame, roles: pl.DataFrame, actors: pl.DataFrame
) -> pl.DataFrame:
    """The topics of cases by rows of the API: case_id, topic, each pair once.

    `links` and `words` are as in `keywords_table`; of `roles` (SagAktør) those of ministries count.
    """
    keywords = keywords_table(links, words).select("case_id", pl.col("keyword").alias("topic"))
    ministries = (
        roles.filter(pl.col("rolleid") == CaseRole.MINISTRY)
        .select(pl.col("sagid").alias("case_id"), pl.col("aktørid").alias("actor_id"))
        .join(actor_names(actors), on="actor_id")
        .filter(pl.col("actor_type_id") == ActorKind.MINISTRY_AREA, pl.col("actor").is_not_null())
        .select("case_id", pl.col("actor").alias("topic"))
    )
    return pl.concat([keywords, ministries]).unique(maintain_order=True)


def topics_table(book: CaseBook) -> pl.DataFrame:
    """The topics of the cases of a book, those with most cases first.

    Columns: topic, kind (one of `KINDS`), cases (without questions), questions (to ministers),
    votes (on these cases; null where those of none of them are known), place (among all of them
    by name in Danish order). A word that is both a keyword and a ministry is one of each kind.
    """
    asked = pl.col("type_code").cast(pl.String) == QUESTION
    of_case = book.table.select("row", "votes", asked.alias("asked"))
    found = pl.concat(
        _links(book, kind).select("row", pl.col("value").alias("topic"), pl.lit(kind).alias("kind"))
        for kind in KINDS
    )
    known = pl.col("votes").is_not_null().any()
    return (
        found.join(of_case, on="row")
        .group_by(pl.col("topic").cast(pl.String), "kind")
        .agg(
            (~pl.col("asked")).sum().cast(pl.Int64).alias("cases"),
            pl.col("asked").sum().cast(pl.Int64).alias("questions"),
            pl.when(known).then(pl.col("votes").sum()).cast(pl.Int64).alias("votes"),
        )
        .sort(danish_order("topic"), "kind")
        .with_row_index("place")
        .sort("cases", "place", descending=[True, False])
        .select("topic", "kind", "cases", "questions", "votes", "place")
    )


def topics_named(table: pl.DataFrame, text: str) -> pl.DataFrame:
    """The topics whose name has every word of a text; letter case and accents are ignored."""
    name = search_key(pl.col("topic"))
    words = (name.str.contains(word, literal=True) for word in search_words(text))
    return table.filter(pl.lit(value=True), *words)


def without_procedure(table: pl.DataFrame, column: str = "topic") -> pl.DataFrame:
    """The topics that are no keywords of procedure; see `PROCEDURE`."""
    name = pl.col(column).str.to_lowercase()
    return table.filter(~name.str.contains(f"^(?:{PROCEDURE.pattern})$"))


def cases_on(book: CaseBook, topic: str) -> pl.DataFrame:
    """The rows of a book that are sorted under a topic, in the book's order."""
    rows = pl.concat(
        _links(book, kind).filter(pl.col("value").cast(pl.String) == topic).select("row")
        for kind in KINDS
    )
    return book.table.join(rows.unique(), on="row", how="semi", maintain_order="left")


def kinds_of(book: CaseBook, topic: str) -> tuple[str, ...]:
    """The kinds that a topic is of in a book; none where no case is sorted under it."""
    found = tuple(kind for kind in KINDS if topic in book.values[kind])
    return tuple(kind for kind in found if kind != "keyword" or "law_name" not in found)


def filter_of(kind: str) -> str:
    """The filter of cases that has the topics of a kind."""
    return "keyword" if kind == "law_name" else kind


def by_period(rows: pl.DataFrame, periods: Sequence[Period]) -> pl.DataFrame:
    """The cases of a book counted by period, in the order of `periods`; only those with some.

    Columns: period (its code), cases, questions, votes; as in `topics_table`.
    """
    asked = pl.col("type_code").cast(pl.String) == QUESTION
    known = pl.col("votes").is_not_null().any()
    counted = rows.group_by(pl.col("period").cast(pl.String)).agg(
        (~asked).sum().cast(pl.Int64).alias("cases"),
        asked.sum().cast(pl.Int64).alias("questions"),
        pl.when(known).then(pl.col("votes").sum()).cast(pl.Int64).alias("votes"),
    )
    ordered = pl.DataFrame({"period": [each.code for each in periods]}, {"period": pl.String})
    return ordered.join(counted, on="period", how="inner", maintain_order="left")


def _links(book: CaseBook, kind: str) -> pl.DataFrame:
    """The topics of one kind: row, value, label."""
    links = book.links[kind]
    if kind != "keyword":
        return links
    return links.join(book.links["law_name"], on=["row", "value"], how="anti")
