"""Topics: keywords and ministries of cases, and what there is on each."""

from __future__ import annotations

import polars as pl

from core.parliament.cases.topics import (
    by_period,
    case_topics,
    cases_on,
    kinds_of,
    topics_named,
    topics_table,
    without_procedure,
)
from tests.parliament.casebooks import demo_book


def test_case_topics__keywords_and_ministries_but_not_who_stands_in_for_one() -> None:
    links = pl.DataFrame({"sagid": [1, 1, 2], "emneordid": [7, 8, 7]})
    words = pl.DataFrame(
        {"id": [7, 8, 9], "emneord": ["havne ", "havne", "skov"], "typeid": [1, 4, 1]}
    )
    # On record are members outside the groups in the role of a ministry.
    roles = pl.DataFrame({"sagid": [2, 2, 3], "aktørid": [4, 5, 4], "rolleid": [6, 6, 11]})
    actors = pl.DataFrame(
        {
            "id": [4, 5],
            "navn": ["Skatteministeriet", "Uden for grupperne"],
            "gruppenavnkort": [None, None],
            "typeid": [1, 4],
        },
        schema_overrides={"gruppenavnkort": pl.String},
    )
    found = case_topics(links, words, roles, actors)
    assert found.sort("case_id", "topic").rows() == [
        (1, "havne"),
        (2, "Skatteministeriet"),
        (2, "havne"),
    ]


def test_topics_table__counts_what_the_cases_on_each_are() -> None:
    book = demo_book()
    table = topics_table(book)
    assert table.select("topic", "kind").is_unique().all()
    assert table["cases"].is_sorted(descending=True)
    assert set(table["kind"]) == {"keyword", "ministry", "law_name"}
    for row in [*table.head(3).to_dicts(), *table.tail(3).to_dicts()]:
        cases = cases_on(book, row["topic"])
        kinds = cases["type_code"].cast(pl.String)
        assert row["kind"] in kinds_of(book, row["topic"])
        assert row["cases"] == (kinds != "question").sum()
        assert row["questions"] == (kinds == "question").sum()
        assert row["votes"] == cases["votes"].sum()
    assert kinds_of(book, "no such topic") == ()
    assert cases_on(book, "no such topic").is_empty()


def test_topics_named__every_word_in_any_spelling() -> None:
    table = topics_table(demo_book())
    name = str(table.filter(kind="ministry")["topic"][0])
    assert name in topics_named(table, name.upper())["topic"]
    assert topics_named(table, ".*").is_empty()
    assert topics_named(table, "").height == table.height


def test_by_period__sums_to_all() -> None:
    book = demo_book()
    topic = str(topics_table(book)["topic"][0])
    cases = cases_on(book, topic)
    table = by_period(cases, book.periods)
    assert (table["cases"] + table["questions"]).sum() == cases.height
    assert table.null_count().drop("votes").row(0) == (0, 0, 0)


def test_without_procedure__words_of_content_stay() -> None:
    names = ["betænkning", "Betænkningsudkast", "1. udkast til betænkning", "tidsplanen", "udkast",
             "tillægsbetænkning", "tidsplan for cykelstier", "udkast til aftale", "EU"]  # fmt: skip
    left = without_procedure(pl.DataFrame({"topic": names}))["topic"].to_list()
    assert left == ["tidsplan for cykelstier", "udkast til aftale", "EU"]
