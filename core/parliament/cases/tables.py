"""Cases as tables: what they are, their steps, the people in their roles, and their keywords."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

import polars as pl

from core.oda.schema.codes import (
    COMMITTEE_KINDS,
    ActorKind,
    CaseKind,
    CaseRole,
    KeywordKind,
)
from core.parliament.cases.numbers import read_case_number
from core.parliament.texts.plain import one_line, plain, search_key, search_words

CASE_CODES: Mapping[int, str] = MappingProxyType(
    {
        CaseKind.FOREIGN_POLICY: "foreign_policy",
        CaseKind.INTERPELLATION: "interpellation",
        CaseKind.BILL: "bill",
        CaseKind.GENERAL: "general",
        CaseKind.RESOLUTION: "resolution",
        CaseKind.COUNCIL_MEETING: "council",
        CaseKind.COMMISSION_PROPOSAL: "commission",
        CaseKind.FINANCE: "finance",
        CaseKind.MOTION: "motion",
        CaseKind.S20_QUESTION: "question",
        CaseKind.STATEMENT: "statement",
        CaseKind.SUBSTITUTE: "substitute",
        CaseKind.AUDITORS: "auditors",
    }
)
"""Our code of each kind of case."""

Names = Mapping[str, pl.DataFrame]
"""The small sets that name kinds, roles and statuses, by name."""

_CODE = re.compile(r"\d{4}[\df]")


NO_WORDS = pl.DataFrame(schema={"case_id": pl.Int32, "keyword": pl.String, "law_name": pl.Boolean})
NO_STEPS = pl.DataFrame(
    schema={
        "step_id": pl.Int32,
        "case_id": pl.Int32,
        "date": pl.Date,
        "title": pl.String,
        "type_id": pl.Int32,
        "type": pl.String,
        "status_id": pl.Int32,
        "status": pl.String,
        "updated": pl.Datetime("us"),
    }
)
NO_ROLES = pl.DataFrame(
    schema={
        "case_id": pl.Int32,
        "actor_id": pl.Int32,
        "actor": pl.String,
        "short": pl.String,
        "actor_type_id": pl.Int32,
        "role_id": pl.Int32,
        "role": pl.String,
    }
)


def cases_table(
    code: str, cases: pl.DataFrame, keywords: pl.DataFrame, names: Names
) -> pl.DataFrame:
    """One row a case of a period, the newest number last within its kind.

    `keywords` is what `keywords_table` gives, or an empty frame where they are not loaded. Columns:
    case_id, period (code), number (such as L 137), prefix, figure (Int32), postfix, title,
    short_title, type_code, type, category, status, resume (plain text), law_number, law_date
    (Date), under_id (the case it was proposed under or split from), updated, keywords (blank and
    semicolon between), number_key and search (what `search_cases` looks in).
    """
    words = keywords.group_by("case_id").agg(
        pl.col("keyword").sort().str.join("; ").alias("keywords")
    )
    prefix, postfix = one_line("nummerprefix"), one_line("nummerpostfix")
    table = (
        cases.select(
            pl.col("id").alias("case_id"),
            pl.lit(code).alias("period"),
            one_line("nummer").alias("number"),
            prefix.alias("prefix"),
            pl.col("nummernumerisk").str.strip_chars().cast(pl.Int32, strict=False).alias("figure"),
            postfix.alias("postfix"),
            one_line("titel").alias("title"),
            short_title().alias("short_title"),
            pl.col("typeid")
            .replace_strict(CASE_CODES, default="unknown", return_dtype=pl.String)
            .alias("type_code"),
            "typeid",
            "kategoriid",
            "statusid",
            pl.Series("resume", [plain(text) or None for text in cases["resume"]], pl.String),
            one_line("lovnummer").alias("law_number"),
            pl.col("lovnummerdato").dt.date().alias("law_date"),
            pl.coalesce("fremsatundersagid", "deltundersagid").alias("under_id"),
            pl.col("opdateringsdato").alias("updated"),
        )
        .join(named(names, "Sagstype", "typeid", "type"), on="typeid", how="left")
        .join(named(names, "Sagskategori", "kategoriid", "category"), on="kategoriid", how="left")
        .join(named(names, "Sagsstatus", "statusid", "status"), on="statusid", how="left")
        .join(words, on="case_id", how="left")
        .drop("typeid", "kategoriid", "statusid")
    )
    looked_in = pl.concat_str(
        "number", "title", "short_title", "resume", "keywords", separator=" ", ignore_nulls=True
    )
    return table.with_columns(
        search_key(pl.col("number")).str.replace_all(" ", "", literal=True).alias("number_key"),
        search_key(looked_in).alias("search"),
    ).sort("type_code", "figure", "postfix", "case_id", nulls_last=False)


def search_cases(table: pl.DataFrame, text: str) -> pl.DataFrame:
    """The cases that have every word of `text` in number, title, resume or keywords.

    Letter case, accents and spellings of Danish letters are ignored. `L 137` and `l137 20231`
    find the case of that number (of that period). The text is never a pattern.
    """
    folded = " ".join(search_words(text))
    for match in _CODE.finditer(folded):
        alone = f" {folded} ".find(f" {match[0]} ") >= 0
        if alone and table.select((pl.col("period") == match[0]).any()).item():
            table = table.filter(pl.col("period") == match[0])
            folded = folded.replace(match[0], " ", 1)
    number = read_case_number(folded)
    if number is not None:
        found = table.filter(pl.col("number_key") == number.key)
        if found.is_empty():
            named = " ".join(search_words(str(number)))
            return table.filter(pl.col("search").str.contains(named, literal=True))
        return found
    for word in dict.fromkeys(folded.split()):
        table = table.filter(pl.col("search").str.contains(word, literal=True))
    return table


def steps_table(steps: pl.DataFrame, names: Names) -> pl.DataFrame:
    """One row a step, by case, then date.

    Columns: step_id, case_id, date (Date; null where it has none), title, type_id, type, status_id,
    status, updated.
    """
    return (
        steps.join(named(names, "Sagstrinstype", "typeid", "type"), on="typeid", how="left")
        .join(named(names, "Sagstrinsstatus", "statusid", "status"), on="statusid", how="left")
        .select(
            pl.col("id").alias("step_id"),
            pl.col("sagid").alias("case_id"),
            pl.col("dato").dt.date().alias("date"),
            one_line("titel").alias("title"),
            pl.col("typeid").alias("type_id"),
            "type",
            pl.col("statusid").alias("status_id"),
            "status",
            pl.col("opdateringsdato").alias("updated"),
        )
        .sort("case_id", "date", "step_id", nulls_last=True)
    )


def actor_names(actors: pl.DataFrame) -> pl.DataFrame:
    """Actors by their names: actor_id, actor, short (of a group or committee), actor_type_id."""
    return actors.select(
        pl.col("id").alias("actor_id"),
        one_line("navn").alias("actor"),
        one_line("gruppenavnkort").alias("short"),
        pl.col("typeid").alias("actor_type_id"),
    ).unique("actor_id")


def roles_table(roles: pl.DataFrame, actors: pl.DataFrame, names: Names) -> pl.DataFrame:
    """Who has which role in which case, by case, role and name.

    Columns: case_id, actor_id, actor, short (of a group or committee), actor_type_id, role_id,
    role.
    """
    return (
        roles.join(named(names, "SagAktørRolle", "rolleid", "role"), on="rolleid", how="left")
        .select(
            pl.col("sagid").alias("case_id"),
            pl.col("aktørid").alias("actor_id"),
            pl.col("rolleid").alias("role_id"),
            "role",
        )
        .unique()
        .join(actor_names(actors), on="actor_id", how="left")
        .select("case_id", "actor_id", "actor", "short", "actor_type_id", "role_id", "role")
        .sort("case_id", "role_id", "actor", "actor_id", nulls_last=True)
    )


def case_list(cases: pl.DataFrame) -> pl.DataFrame:
    """Number, title and time of change of `Sag` rows, in their order.

    Columns: case_id, period_id, updated, number, title.
    """
    return cases.select(
        pl.col("id").alias("case_id"),
        pl.col("periodeid").alias("period_id"),
        pl.col("opdateringsdato").alias("updated"),
        one_line("nummer").alias("number"),
        short_title().alias("title"),
    )


def referred_to(roles: pl.DataFrame) -> pl.DataFrame:
    """The rows of `roles_table` for the committees that cases were referred to.

    The API has party groups in that role too, which are left out.
    """
    return roles.filter(
        pl.col("role_id") == CaseRole.REFERRED_TO, pl.col("actor_type_id").is_in(COMMITTEE_KINDS)
    )


def of_ministries(roles: pl.DataFrame) -> pl.DataFrame:
    """The rows of `roles_table` for the ministries of cases.

    The API has members outside the groups in that role too, which are left out.
    """
    return roles.filter(
        pl.col("role_id") == CaseRole.MINISTRY, pl.col("actor_type_id") == ActorKind.MINISTRY_AREA
    )


def keywords_table(links: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """The keywords of cases: case_id, keyword, law_name, each pair once, by case and word.

    `law_name` tells the names that acts are filed under, such as Retspleje 35, from the others.
    """
    keyword = words.select(
        pl.col("id").alias("emneordid"),
        one_line("emneord").alias("keyword"),
        (pl.col("typeid") == KeywordKind.LAW_NAME).fill_null(value=False).alias("law_name"),
    ).unique("emneordid")
    return (
        links.join(keyword, on="emneordid")
        .filter(pl.col("keyword").is_not_null())
        .group_by(pl.col("sagid").alias("case_id"), "keyword")
        .agg(pl.col("law_name").all())
        .sort("case_id", "keyword")
    )


def named(names: Names, entity: str, key: str, column: str) -> pl.DataFrame:
    """The names of a small set, to join by `key`: key and `column`."""
    frame = names[entity]
    name = next(c for c in frame.columns if c in ("type", "status", "kategori", "rolle"))
    return frame.select(pl.col("id").alias(key), one_line(name).alias(column))


def short_title() -> pl.Expr:
    """The short title of a `Sag` row, or its title where it has none."""
    return pl.coalesce(one_line("titelkort"), one_line("titel"))


def case_titles(cases: pl.DataFrame) -> pl.DataFrame:
    """Numbers and short titles of `Sag` rows: case_id, case_number, case_title."""
    return cases.select(
        pl.col("id").alias("case_id"),
        one_line("nummer").alias("case_number"),
        short_title().alias("case_title"),
    ).unique("case_id")
