"""The cases of one or more periods with what they are found by, compact enough for all periods."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import polars as pl

from core.oda.schema.codes import CaseRole
from core.parliament.calendar.periods import Period
from core.parliament.cases.addresses import parliament_url
from core.parliament.cases.process import is_government, outcomes, with_readings
from core.parliament.cases.tables import of_ministries, referred_to
from core.parliament.people.memberships import party_on_day

GOVERNMENT = "government"
"""Code of the government among the proposers."""

_NAMES = pl.Categories("case-name", "tingblik", pl.UInt32)
_FEW = pl.Categorical(pl.Categories("case-kind", "tingblik", pl.UInt16))
_MANY = pl.Categorical(_NAMES)
_COMPACT: Mapping[str, pl.DataType] = {
    **dict.fromkeys(
        ("period", "prefix", "postfix", "type_code", "type", "category", "status"), _FEW
    ),
    **dict.fromkeys(("outcome", "ministry", "committee"), _FEW),
    "proposer_parties": _MANY,
}
_COMPACT_STEPS: Mapping[str, pl.DataType] = {"title": _MANY, "type": _FEW, "status": _FEW}
_LINK = {"row": pl.UInt32, "value": _MANY, "label": _MANY}


@dataclass(frozen=True)  # no slots: a cached property stores its result here
class CaseBook:
    """Cases with the work on them.

    `table` has the columns of `cases_table` and row (its place), proposed (Date: when the case was
    put forward, else its first step), ministry, committee, proposers (names, with the party of the
    day), proposer_parties (blank between), government (true, false, or null where it is no
    proposal), outcome (see `core.parliament.cases.process`), votes (held on it; null where they
    are not stored) and url. Its names are Categorical, which compares like text. `steps` has the
    columns of `steps_table`, except for updated, and of `with_readings`. `links` has for ministry,
    committee, proposer, keyword and law_name (some of the keywords): row, value (its code) and
    label. `worked` are the periods whose steps and people are known.
    """

    periods: tuple[Period, ...]
    table: pl.DataFrame
    steps: pl.DataFrame
    links: Mapping[str, pl.DataFrame]
    worked: tuple[Period, ...]

    @cached_property
    def values(self) -> Mapping[str, Mapping[str, str]]:
        """What cases are found by: each value, with its label, of some columns and of the links."""
        found = {
            name: {value: value for value in self.table[name].cast(pl.String).drop_nulls().unique()}
            for name in ("type_code", "category", "status", "outcome")
        }
        for name, links in self.links.items():
            pairs = links.select("value", "label").unique("value", keep="first")
            found[name] = dict(pairs.cast(pl.String).iter_rows())
        return found


def case_book(
    period: Period,
    table: pl.DataFrame,
    steps: pl.DataFrame,
    roles: pl.DataFrame,
    keywords: pl.DataFrame,
    *,
    today: date,
    memberships: pl.DataFrame | None = None,
    votes: pl.DataFrame | None = None,
    worked: bool = True,
    links: bool = True,
) -> CaseBook:
    """The book of one period.

    From `cases_table`, `steps_table`, `roles_table` and `keywords_table`; `memberships` as
    `read_memberships` gives them; `votes` has case_id, a row for each vote. `links` makes addresses
    at ft.dk.
    """
    steps = with_readings(steps, today, table.select("case_id", "status")).drop("updated")
    table = table.with_row_index("row").join(_proposed(steps), on="case_id", how="left")
    proposers = _proposers(table, roles, period, memberships)
    table = (
        table.join(_named(of_ministries(roles), "ministry"), on="case_id", how="left")
        .join(_named(referred_to(roles), "committee"), on="case_id", how="left")
        .join(_in_words(proposers), on="case_id", how="left")
        .with_columns(_government(), _urls(table, links=links), outcome=outcomes(table["status"]))
        .join(_counted_votes(table, votes), on="case_id", how="left")
        .drop("by_government")
        .sort("row")
    )
    places = table.select("case_id", "row")
    actors = roles.with_columns(pl.coalesce("short", "actor").alias("code"))
    found = {
        "ministry": _facet(places, of_ministries(actors), "actor", "actor"),
        "committee": _facet(places, referred_to(actors), "code", "actor"),
        "proposer": _facet(places, proposers, "value", "label"),
        "keyword": _facet(places, keywords, "keyword", "keyword"),
        "law_name": _facet(places, keywords.filter("law_name"), "keyword", "keyword"),
    }
    return CaseBook(
        (period,),
        table.cast(_COMPACT),  # type: ignore[arg-type]
        steps.cast(_COMPACT_STEPS),  # type: ignore[arg-type]
        found,
        (period,) if worked else (),
    )


def join_books(books: Sequence[CaseBook]) -> CaseBook:
    """One book of several, in their order. At least one is needed."""
    starts, place = [], 0
    for book in books:
        starts.append(place)
        place += book.table.height

    def moved(frame: pl.DataFrame, start: int) -> pl.DataFrame:
        return frame.with_columns((pl.col("row") + start).cast(pl.UInt32))

    pairs = list(zip(books, starts, strict=True))
    return CaseBook(
        tuple(period for book in books for period in book.periods),
        pl.concat([moved(book.table, start) for book, start in pairs], rechunk=True),
        pl.concat([book.steps for book in books], rechunk=True),
        {
            name: pl.concat([moved(book.links[name], start) for book, start in pairs], rechunk=True)
            for name in books[0].links
        },
        tuple(period for book in books for period in book.worked),
    )


def _proposed(steps: pl.DataFrame) -> pl.DataFrame:
    begun = pl.col("date").filter(pl.col("begins")).min()
    return steps.group_by("case_id").agg(pl.coalesce(begun, pl.col("date").min()).alias("proposed"))


def _named(roles: pl.DataFrame, column: str) -> pl.DataFrame:
    return (
        roles.filter(pl.col("actor").is_not_null())
        .group_by("case_id")
        .agg(pl.col("actor").unique().sort().str.join("; ").alias(column))
    )


def _proposers(
    table: pl.DataFrame, roles: pl.DataFrame, period: Period, memberships: pl.DataFrame | None
) -> pl.DataFrame:
    """case_id, value, label, words, party, by_government; with a row for a person's party too."""
    days = table.select("case_id", pl.col("proposed").fill_null(period.start.date()).alias("date"))
    found = roles.filter(
        pl.col("role_id").is_in([CaseRole.PRIVATE_PROPOSER, CaseRole.GOVERNMENT_PROPOSER]),
        pl.col("actor").is_not_null(),
    ).join(days, on="case_id")
    found = found.rename({"actor_id": "member_id"})
    if memberships is None:
        found = found.with_columns(pl.lit(None, pl.String).alias("party"))
    else:
        found = party_on_day(found, memberships)
    ours = pl.col("role_id") == CaseRole.GOVERNMENT_PROPOSER
    with_party = pl.format("{} ({})", "actor", "party")
    people = found.select(
        "case_id",
        pl.when(ours)
        .then(pl.lit(GOVERNMENT))
        .otherwise(pl.col("member_id").cast(pl.String))
        .alias("value"),
        pl.when(ours).then(pl.lit(GOVERNMENT)).otherwise("actor").alias("label"),
        pl.when(ours | pl.col("party").is_null())
        .then("actor")
        .otherwise(with_party)
        .alias("words"),
        pl.when(~ours).then("party").alias("party"),
        ours.alias("by_government"),
    )
    parties = people.filter(pl.col("party").is_not_null()).select(
        "case_id",
        pl.col("party").alias("value"),
        pl.col("party").alias("label"),
        pl.lit(None, pl.String).alias("words"),
        "party",
        "by_government",
    )
    return pl.concat([people, parties]).unique(maintain_order=True)


def _in_words(proposers: pl.DataFrame) -> pl.DataFrame:
    return (
        proposers.group_by("case_id")
        .agg(
            pl.col("words").drop_nulls().unique().sort().str.join("; ").alias("proposers"),
            pl.col("party").drop_nulls().unique().sort().str.join(" ").alias("parties"),
            pl.col("by_government").any(),
        )
        .with_columns(pl.when(pl.col("parties") != "").then("parties").alias("proposer_parties"))
        .drop("parties")
    )


def _government() -> pl.Expr:
    return pl.coalesce(is_government(pl.col("category")), "by_government").alias("government")


def _counted_votes(table: pl.DataFrame, votes: pl.DataFrame | None) -> pl.DataFrame:
    """case_id, votes: 0 where none was held, null where the votes are not known."""
    cases = table.select("case_id")
    if votes is None:
        return cases.with_columns(pl.lit(None, pl.Int32).alias("votes"))
    counted = votes.drop_nulls().group_by("case_id").agg(pl.len().cast(pl.Int32).alias("votes"))
    return cases.join(counted, on="case_id", how="left").with_columns(pl.col("votes").fill_null(0))


def _urls(table: pl.DataFrame, *, links: bool) -> pl.Series:
    rows = table.select("period", "prefix", "figure", "postfix").iter_rows()
    urls = [parliament_url(*row) if links else None for row in rows]
    return pl.Series("url", urls, dtype=pl.String)


def _facet(places: pl.DataFrame, found: pl.DataFrame, value: str, label: str) -> pl.DataFrame:
    return (
        found.join(places, on="case_id")
        .select("row", pl.col(value).alias("value"), pl.col(label).alias("label"))
        .filter(pl.col("value").is_not_null())
        .unique(["row", "value"], keep="first", maintain_order=True)
        .sort("row")
        .cast(_LINK)  # type: ignore[arg-type]
    )
