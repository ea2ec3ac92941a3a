"""What can be found by what it is called: small frames of a period, and of all periods together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from core.oda.schema.codes import COMMITTEE_KINDS, ActorKind, CaseRole
from core.parliament.calendar.periods import Period
from core.parliament.cases.tables import CASE_CODES, named, short_title
from core.parliament.texts.party_names import NO_GROUP
from core.parliament.texts.plain import one_line, search_key

TERMS = ("ministry", "committee", "keyword")
"""What cases are sorted under, by the kinds of `Entries.terms`."""

_FEW = pl.Categorical(pl.Categories("case-kind", "tingblik", pl.UInt16))
_CASES = pl.Schema(
    {
        "case_id": pl.Int32(),
        "period": _FEW,
        "number": pl.String(),
        "number_key": pl.String(),
        "title": pl.String(),
        "type_code": _FEW,
        "status": _FEW,
        "search": pl.String(),
    }
)
_VOTES = pl.Schema(
    {
        "vote_id": pl.Int32(),
        "period": _FEW,
        "date": pl.Date(),
        "number": pl.Int32(),
        "case_number": pl.String(),
        "number_key": pl.String(),
        "case_title": pl.String(),
        "type_code": _FEW,
        "adopted": pl.Boolean(),
        "official_for": pl.Int32(),
        "official_against": pl.Int32(),
        "search": pl.String(),
    }
)
_PEOPLE = pl.Schema(
    {"member_id": pl.Int32(), "name": pl.String(), "party": pl.String(), "office": pl.String(),
     "period": _FEW}
)  # fmt: skip
_PARTIES = pl.Schema({"party": pl.String(), "name": pl.String(), "period": _FEW})
_TERMS = pl.Schema(
    {"kind": _FEW, "value": pl.String(), "label": pl.String(), "also": pl.String(), "period": _FEW,
     "cases": pl.Int64()}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entries:
    """What is stored of a period, or of several.

    `cases`: case_id, period (code), number, number_key, title, type_code, status, search. `votes`:
    vote_id, period, date, number (of the vote), case_number, number_key, case_title, type_code,
    adopted, official_for, official_against (null where the text has no totals), search. `people`:
    member_id, name, party, office, period, a row for what one part of the copy tells and null for
    what it does not. `parties`: party (short name), name, period. `terms`: kind (of TERMS), value
    (in an address), label, also (what else it is found by), period, cases. Columns of few values
    are Categorical, which compares like text.
    """

    cases: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=_CASES))
    votes: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=_VOTES))
    people: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=_PEOPLE))
    parties: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=_PARTIES))
    terms: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=_TERMS))
    with_cases: tuple[str, ...] = ()
    with_votes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Index:
    """Everything that can be found.

    `periods` are all that have begun, the newest first; `with_cases` and `with_votes` the codes of
    those whose cases and votes are stored. `cases` and `votes` are as in `Entries`. `members`:
    member_id, name, parties (blank between, the last first; empty where unknown), offices (titles
    of a minister, semicolon between), first and last (codes of sessions in a party; null where
    unknown), search and office_search. `parties`: party, name (the last), first, last, named (all
    names as they are searched), search. `terms`: kind, value, label, period (the last), cases (of
    all periods), search.
    """

    periods: tuple[Period, ...]
    with_cases: frozenset[str]
    with_votes: frozenset[str]
    cases: pl.DataFrame
    votes: pl.DataFrame
    members: pl.DataFrame
    parties: pl.DataFrame
    terms: pl.DataFrame


def case_entries(code: str, cases: pl.DataFrame, names: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """The cases of a period from its `Sag` rows; `names` may lack those of the states."""
    rows = cases.with_columns(pl.lit(None, pl.String).alias("status"))
    if "Sagsstatus" in names:
        states = named(names, "Sagsstatus", "statusid", "status")
        rows = cases.join(states, on="statusid", how="left", maintain_order="left")
    number = one_line("nummer")
    looked_in = pl.concat_str(
        number, one_line("titelkort"), one_line("titel"), separator=" ", ignore_nulls=True
    )
    return _as(
        _CASES,
        rows.select(
            pl.col("id").alias("case_id"),
            pl.lit(code).alias("period"),
            number.alias("number"),
            without_blanks(number).alias("number_key"),
            short_title().alias("title"),
            pl.col("typeid")
            .replace_strict(CASE_CODES, default="unknown", return_dtype=pl.String)
            .alias("type_code"),
            "status",
            name_key(looked_in).alias("search"),
        ),
    )


def vote_entries(code: str, votes: pl.DataFrame) -> pl.DataFrame:
    """The votes of a session from `votes_table`."""
    looked_in = pl.concat_str("case_number", "case_title", separator=" ", ignore_nulls=True)
    return _as(
        _VOTES,
        votes.with_columns(
            pl.lit(code).alias("period"),
            without_blanks(pl.col("case_number")).alias("number_key"),
            name_key(looked_in).alias("search"),
        ),
    )


def person_entries(code: str, memberships: pl.DataFrame) -> pl.DataFrame:
    """Who belonged to which party, from `read_memberships` of a session."""
    own = memberships.sort("start", nulls_last=False)
    return _as(
        _PEOPLE,
        own.unique(["member_id", "party"], keep="last", maintain_order=True).with_columns(
            pl.lit(None, pl.String).alias("name"),
            pl.lit(None, pl.String).alias("office"),
            pl.lit(code).alias("period"),
        ),
    )


def name_entries(names: pl.DataFrame) -> pl.DataFrame:
    """Persons of no particular period from `Aktør` rows, with at least id, navn and typeid."""
    none = pl.lit(None, pl.String)
    return _as(
        _PEOPLE,
        names.filter(pl.col("typeid") == ActorKind.PERSON).select(
            pl.col("id").alias("member_id"),
            one_line("navn").alias("name"),
            none.alias("party"),
            none.alias("office"),
            none.alias("period"),
        ),
    )


def office_entries(code: str, roles: pl.DataFrame) -> pl.DataFrame:
    """Who put bills forward as which minister, from the `roles_table` of a period's cases.

    Only cases count that have one minister and were put forward by one person, so that each is the
    other.
    """
    alone = pl.len().over("case_id") == 1
    known = roles.filter(pl.col("actor").is_not_null())
    titles = known.filter(
        pl.col("role_id") == CaseRole.MINISTER, pl.col("actor_type_id") == ActorKind.MINISTER_TITLE
    ).filter(alone)
    people = known.filter(
        pl.col("role_id") == CaseRole.GOVERNMENT_PROPOSER,
        pl.col("actor_type_id") == ActorKind.PERSON,
    ).filter(alone)
    found = people.join(titles.select("case_id", office="actor"), on="case_id").select(
        pl.col("actor_id").alias("member_id"),
        pl.col("actor").alias("name"),
        pl.lit(None, pl.String).alias("party"),
        "office",
        pl.lit(code).alias("period"),
    )
    return _as(_PEOPLE, found.unique(["member_id", "office"], keep="first", maintain_order=True))


def party_entries(code: str, groups: pl.DataFrame) -> pl.DataFrame:
    """The parties of a session from its `Aktør` groups."""
    return _as(
        _PARTIES,
        groups.select(
            one_line("gruppenavnkort").alias("party"),
            one_line("navn").alias("name"),
            pl.lit(code).alias("period"),
        )
        .drop_nulls()
        .filter(pl.col("party") != NO_GROUP)
        .unique("party", keep="first", maintain_order=True),
    )


def term_entries(code: str, roles: pl.DataFrame, keywords: pl.DataFrame) -> pl.DataFrame:
    """Ministries, committees and keywords of a period's cases.

    From `roles_table` and `keywords_table`. A ministry is also found by its ministers' titles.
    """
    known = roles.filter(pl.col("actor").is_not_null())
    of_ministry = known.filter(
        pl.col("role_id") == CaseRole.MINISTRY, pl.col("actor_type_id") == ActorKind.MINISTRY_AREA
    )
    ministers = known.filter(pl.col("role_id") == CaseRole.MINISTER).select(
        "case_id", title="actor"
    )
    titles = (
        of_ministry.join(ministers, on="case_id")
        .group_by("actor")
        .agg(pl.col("title").unique().sort().str.join(" ").alias("also"))
    )
    committees = known.filter(
        pl.col("role_id") == CaseRole.REFERRED_TO, pl.col("actor_type_id").is_in(COMMITTEE_KINDS)
    ).with_columns(pl.coalesce("short", "actor").alias("code"))
    none = pl.lit(None, pl.String).alias("also")
    parts = (
        of_ministry.join(titles, on="actor", how="left").select(
            pl.lit("ministry").alias("kind"),
            pl.col("actor").alias("value"),
            pl.col("actor").alias("label"),
            "also",
            "case_id",
        ),
        committees.select(
            pl.lit("committee").alias("kind"),
            pl.col("code").alias("value"),
            pl.col("actor").alias("label"),
            pl.col("short").alias("also"),
            "case_id",
        ),
        keywords.select(
            pl.lit("keyword").alias("kind"),
            pl.col("keyword").alias("value"),
            pl.col("keyword").alias("label"),
            none,
            "case_id",
        ),
    )
    counted = (
        pl.concat(parts)
        .group_by("kind", "value", "label", "also", maintain_order=True)
        .agg(pl.col("case_id").n_unique().cast(pl.Int64).alias("cases"))
    )
    return _as(_TERMS, counted.with_columns(pl.lit(code).alias("period")))


def committee_entries(code: str, committees: pl.DataFrame) -> pl.DataFrame:
    """The committees of a session from `committees_table`, with no case of their own."""
    return _as(
        _TERMS,
        committees.filter(pl.col("committee").is_not_null()).select(
            pl.lit("committee").alias("kind"),
            pl.col("code").alias("value"),
            pl.col("committee").alias("label"),
            pl.col("short").alias("also"),
            pl.lit(code).alias("period"),
            pl.lit(0, pl.Int64).alias("cases"),
        ),
    )


def index_of(entries: Sequence[Entries], periods: Sequence[Period]) -> Index:
    """Everything in one. `periods` are all that have begun, the newest first."""
    every = [Entries(), *entries]
    days = pl.DataFrame(
        [(each.code, each.start.date()) for each in periods],
        {"period": pl.String, "start": pl.Date},
        orient="row",
    ).with_columns(pl.col("period").cast(_FEW))
    return Index(
        tuple(periods),
        frozenset(code for each in entries for code in each.with_cases),
        frozenset(code for each in entries for code in each.with_votes),
        # Their texts are shared with the entries, as they would take the room once more.
        pl.concat([each.cases for each in every], rechunk=False),
        pl.concat([each.votes for each in every], rechunk=False),
        _members(pl.concat([each.people for each in every]).join(days, "period", how="left")),
        _parties(pl.concat([each.parties for each in every]).join(days, "period")),
        _terms(pl.concat([each.terms for each in every]).join(days, "period")),
    )


def name_key(text: pl.Expr) -> pl.Expr:
    """Text as it is searched: as `search_key`, signs as blanks, and a blank before each word."""
    key = search_key(text.fill_null("")).str.replace_all(r"[^\p{L}\p{N}]+", " ")
    return pl.concat_str(pl.lit(" "), key.str.strip_chars())


def _members(people: pl.DataFrame) -> pl.DataFrame:
    newest = people.sort("start", descending=True, nulls_last=True, maintain_order=True)
    of_party = pl.col("period").filter(pl.col("party").is_not_null())
    parties, offices = (
        pl.col(name).drop_nulls().unique(maintain_order=True) for name in ("party", "office")
    )
    return (
        newest.group_by("member_id", maintain_order=True)
        .agg(
            pl.col("name").drop_nulls().first(),
            parties.str.join(" ").alias("parties"),
            offices.str.join("; ").alias("offices"),
            of_party.last().alias("first"),
            of_party.first().alias("last"),
            pl.col("start").filter(pl.col("party").is_not_null()).first(),
        )
        .filter(pl.col("name").is_not_null())
        .sort("start", "name", descending=[True, False], nulls_last=True)
        .drop("start")
        .with_columns(
            name_key(pl.col("name")).alias("search"),
            name_key(pl.col("offices")).alias("office_search"),
        )
    )


def _parties(parties: pl.DataFrame) -> pl.DataFrame:
    return (
        parties.sort("start", descending=True, maintain_order=True)
        .with_columns(name_key(pl.col("name")).alias("named"))
        .group_by("party", maintain_order=True)
        .agg(
            pl.col("name").first(),
            pl.col("period").last().alias("first"),
            pl.col("period").first().alias("last"),
            pl.col("named").unique(maintain_order=True),
        )
        .with_columns(
            pl.concat_str(name_key(pl.col("party")), pl.col("named").list.join("")).alias("search")
        )
    )


def _terms(terms: pl.DataFrame) -> pl.DataFrame:
    return (
        terms.sort("start", "cases", descending=True, maintain_order=True)
        .group_by("kind", "label", maintain_order=True)
        .agg(
            pl.col("value").first(),
            pl.col("period").first(),
            pl.col("cases").sum(),
            pl.col("also").drop_nulls().unique(maintain_order=True).str.join(" ").alias("also"),
            pl.col("start").first(),
        )
        .with_columns(
            name_key(pl.concat_str("label", "also", separator=" ", ignore_nulls=True)).alias(
                "search"
            )
        )
        .sort("cases", "start", "label", descending=[True, True, False])
        .select("kind", "value", "label", "period", "cases", "search")
    )


def without_blanks(number: pl.Expr) -> pl.Expr:
    """Numbers of cases as `CaseNumber.key` compares them."""
    return search_key(number).str.replace_all(" ", "", literal=True)


def _as(schema: pl.Schema, rows: pl.DataFrame) -> pl.DataFrame:
    return rows.select(pl.col(name).cast(dtype) for name, dtype in schema.items())
