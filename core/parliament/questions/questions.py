"""Questions to ministers: § 20 questions, which are cases, and those of committees, which are
documents with other documents as answers.

Both become one table, so that they are counted alike. Nothing is guessed: where the data has no
day for an answer, the day is null.
"""

from __future__ import annotations

from datetime import date
from typing import Literal, NamedTuple

import polars as pl

from core.oda.schema.codes import ActorKind, CaseRole
from core.parliament.calendar.periods import SESSION_CODE, Period
from core.parliament.calendar.workdays import add_workdays
from core.parliament.cases.tables import Names, named
from core.parliament.questions.links import NO_FILES, NO_REFERRALS
from core.parliament.questions.people import (
    actors_of,
    askers_and_ministers,
    askers_of,
    committee_among,
    joined,
    with_party_of_day,
)
from core.parliament.questions.steps import ANSWERS, ORAL, PUT, WITHDRAWN, WRITTEN, with_sort
from core.parliament.texts.plain import one_line, plain, search_key

Kind = Literal["s20", "committee"]
KINDS: tuple[Kind, ...] = ("s20", "committee")
STATUSES = ("answered", "preliminary", "open", "overdue", "closed", "hearing")
"""What has become of a question.

answered: a final answer is there. preliminary: a preliminary one alone. open, overdue: none, before
and after the deadline. closed: withdrawn, refused or ended without an answer. hearing: answered
orally in a committee, so that no written answer is due.
"""

WRITTEN_WORKDAYS, COMMITTEE_DAYS = 6, 28
"""Deadlines: working days for written § 20 questions, calendar days for committee questions."""

SCHEMA: dict[str, type[pl.DataType]] = {
    "question_id": pl.Int32,
    "kind": pl.String,
    "period": pl.String,
    "number": pl.String,
    "title": pl.String,
    "asked": pl.Date,
    "asker": pl.String,
    "asker_party": pl.String,
    "co_askers": pl.String,
    "minister": pl.String,
    "ministry": pl.String,
    "committee": pl.String,
    "oral": pl.Boolean,
    "due": pl.Date,
    "preliminary": pl.Date,
    "final": pl.Date,
    "supplementary": pl.Date,
    "days_preliminary": pl.Int64,
    "days": pl.Int64,
    "late": pl.Boolean,
    "status": pl.String,
    "case_id": pl.Int32,
    "case_number": pl.String,
    "url": pl.String,
    "number_key": pl.String,
    "search": pl.String,
}
"""Columns of the table of questions; `number_key` and `search` are what `search_cases` looks in."""

_ENDED = r"tilbagetag|afvist|bortfald|udgået|aflyst|afsluttet"
_SHORT, _FIGURE = r"^[A-ZÆØÅ]{2,4}$", r"^[0-9]{1,5}$"


def s20_questions(
    cases: pl.DataFrame,
    steps: pl.DataFrame,
    roles: pl.DataFrame,
    memberships: pl.DataFrame | None,
    today: date,
    *,
    links: bool = True,
) -> pl.DataFrame:
    """One row a § 20 question in the columns of SCHEMA, the newest first.

    From `cases_table`, `steps_table` and `roles_table`, and `read_memberships` where they are
    known. Steps after today do not count. An answer is preliminary if the status of its case says
    so; every other answer is final, the last one where there are several. `oral` is null where no
    step says how the question was or will be answered.
    """
    table = _s20_days(cases.filter(pl.col("type_code") == "question"), steps, today)
    people = with_party_of_day(
        roles.rename({"case_id": "question_id"}), table.select("question_id", "asked"), memberships
    )
    role = pl.col("role_id")
    asks = role == CaseRole.ASKER
    titled = pl.col("actor_type_id") == ActorKind.MINISTER_TITLE
    on_ft = pl.when(
        pl.lit(links),
        pl.col("prefix") == "S",
        pl.col("figure") > 0,
        pl.col("period").str.contains(f"^{SESSION_CODE.pattern}$"),
    ).then(pl.format("https://www.ft.dk/samling/{}/spoergsmaal/s{}/index.htm", "period", "figure"))
    table = table.join(askers_of(people.filter(asks)), on="question_id", how="left")
    for column, meant in (
        ("co_askers", role == CaseRole.CO_ASKER),
        ("minister", (role == CaseRole.MINISTER) | (titled & ~asks)),
        ("ministry", role == CaseRole.MINISTRY),
    ):
        named_there = joined(people.filter(meant), column)
        table = table.join(named_there, on="question_id", how="left")
    table = table.with_columns(
        pl.lit("s20").alias("kind"),
        pl.lit(None, pl.String).alias("committee"),
        pl.col("question_id").alias("case_id"),
        pl.col("number").alias("case_number"),
        on_ft.alias("url"),
        pl.lit(None, pl.String).alias("wording"),
    )
    return _finished(table, today)


def _s20_days(cases: pl.DataFrame, steps: pl.DataFrame, today: date) -> pl.DataFrame:
    """The § 20 questions with the days of their steps and their status of the answer."""
    marked = with_sort(steps)
    sort, past = pl.col("sort"), pl.col("date") <= today
    asked = _when(marked, sort == PUT)
    answers = marked.filter(sort.is_in(ANSWERS))
    held = _when(answers, past)
    stated = _when(marked, pl.col("due"))
    oral = marked.group_by("case_id").agg(
        pl.when((sort == ORAL).any())
        .then(pl.lit(value=True))
        .when((sort == WRITTEN).any())
        .then(pl.lit(value=False))
        .when(pl.col("spoken").any())
        .then(pl.lit(value=True))
        .alias("oral"),
        ((sort == WITHDRAWN) & past.fill_null(value=True)).any().alias("withdrawn"),
    )
    status = pl.col("status").str.to_lowercase()
    answered = status.str.contains("besvaret").fill_null(value=False)
    first = answered & status.str.contains("foreløb").fill_null(value=False)
    table = (
        cases.rename({"case_id": "question_id"})
        .drop("search")
        .join(asked.select(question_id="case_id", asked="first"), on="question_id", how="left")
        .join(held.rename({"case_id": "question_id"}), on="question_id", how="left")
        .join(stated.select(question_id="case_id", stated="last"), on="question_id", how="left")
        .join(oral.rename({"case_id": "question_id"}), on="question_id", how="left")
    )
    return table.with_columns(
        add_workdays(table["asked"], WRITTEN_WORKDAYS).alias("reckoned")
    ).with_columns(
        pl.coalesce(
            "stated",
            pl.when(~pl.col("oral").fill_null(value=False), pl.col("prefix").ne_missing("US")).then(
                "reckoned"
            ),
        ).alias("due"),
        pl.when(first).then("first").alias("preliminary"),
        pl.when(~first).then("last").alias("final"),
        pl.lit(None, pl.Date).alias("supplementary"),
        first.alias("has_preliminary"),
        ((answered | pl.col("last").is_not_null()) & ~first).alias("has_final"),
        (status.str.contains(_ENDED) | pl.col("withdrawn")).fill_null(value=False).alias("ended"),
        pl.lit(value=False).alias("is_hearing"),
    )


class CommitteeRows(NamedTuple):
    """The rows of a period: questions, answers, the links to cases, and who has which role."""

    questions: pl.DataFrame
    answers: pl.DataFrame
    case_links: pl.DataFrame
    cases: pl.DataFrame
    roles: pl.DataFrame
    actors: pl.DataFrame


def committee_questions(
    period: Period,
    rows: CommitteeRows,
    names: Names,
    memberships: pl.DataFrame | None,
    today: date,
    *,
    referred: pl.DataFrame | None = None,
    files: pl.DataFrame | None = None,
    links: bool = True,
) -> pl.DataFrame:
    """One row a committee question in the columns of SCHEMA, the newest first.

    `referred` and `files` are the results of `referred_to` and `named_by_files`, where those rows
    are known. The committee is that of the case, else the one in a file's address, else one among
    the linked actors. Categories identify preliminary and supplementary answers; every other answer
    is final, and the first one counts. A question of the session's last day is left out if its case
    belongs to another session.
    """
    table = _documents(rows.questions, names).join(
        _cases_of(rows.case_links, rows.cases), on="question_id", how="left"
    )
    others = (pl.col("asked") == period.end.date()) & (pl.col("period_id") != period.period_id)
    table = (
        table.filter(~others.fill_null(value=False))
        .join(_answers(rows.answers, names, today), on="question_id", how="left")
        .with_columns(pl.col("has_preliminary", "has_final").fill_null(value=False))
    )
    people = with_party_of_day(
        actors_of(rows.roles, rows.actors), table.select("question_id", "asked"), memberships
    )
    table = (
        table.join(NO_REFERRALS if referred is None else referred, on="case_id", how="left")
        .join(NO_FILES if files is None else files, on="question_id", how="left")
        .join(committee_among(people), on="question_id", how="left")
        .with_columns(
            pl.coalesce("of_case", "of_file", "among_people").alias("committee"),
            pl.coalesce("exhibit", "place").alias("exhibit"),
        )
    )
    table = (
        table.join(askers_and_ministers(people), on="question_id", how="left")
        .with_columns(
            pl.lit("committee").alias("kind"),
            pl.lit(period.code).alias("period"),
            pl.lit(None, pl.String).alias("co_askers"),
            pl.lit(None, pl.Boolean).alias("oral"),
            pl.col("asked").dt.offset_by(f"{COMMITTEE_DAYS}d").alias("due"),
            _number().alias("number"),
        )
        .with_columns(
            pl.when(pl.lit(links)).then(pl.coalesce("page", _address(period))).alias("url")
        )
    )
    return _finished(table, today)


def _number() -> pl.Expr:
    """A question as Parliament refers to it: committee, case, and number in that case."""
    of_case = pl.format("spm. {}", "exhibit")
    return pl.concat_str("committee", "case_number", of_case, separator=" ", ignore_nulls=True)


def _address(period: Period) -> pl.Expr:
    """The page at ft.dk of a question in a committee's general case; null for others."""
    own = SESSION_CODE.fullmatch(period.code) is not None
    general = (
        pl.lit(own)
        & pl.col("case_number").str.to_lowercase().str.starts_with("alm")
        & pl.col("committee").str.contains(_SHORT)
        & pl.col("exhibit").str.contains(_FIGURE)
    )
    on_ft = pl.format(
        f"https://www.ft.dk/samling/{period.code}/almdel/{{}}/spm/{{}}/index.htm",
        pl.col("committee").str.to_lowercase(),
        "exhibit",
    )
    return pl.when(general).then(on_ft)


def with_status(table: pl.DataFrame, today: date) -> pl.DataFrame:
    """Add days_preliminary, days, late and status; see SCHEMA and STATUSES.

    From asked, due, preliminary, final, has_preliminary, has_final, ended and is_hearing. Days are
    calendar days from question to answer, null where a day is unknown or the answer is before the
    question; `late` is null where it is unknown.
    """
    days, early = (
        (pl.col(answer) - pl.col("asked")).dt.total_days() for answer in ("final", "preliminary")
    )
    return table.with_columns(
        pl.when(days >= 0).then(days).alias("days"),
        pl.when(early >= 0).then(early).alias("days_preliminary"),
        (pl.col("final") > pl.col("due")).alias("late"),
        pl.when("has_final")
        .then(pl.lit("answered"))
        .when("has_preliminary")
        .then(pl.lit("preliminary"))
        .when("ended")
        .then(pl.lit("closed"))
        .when("is_hearing")
        .then(pl.lit("hearing"))
        .when((pl.col("due") < today).fill_null(value=False))
        .then(pl.lit("overdue"))
        .otherwise(pl.lit("open"))
        .alias("status"),
    )


def _finished(table: pl.DataFrame, today: date) -> pl.DataFrame:
    looked_in = pl.concat_str(
        "number",
        "title",
        "wording",
        "asker",
        "co_askers",
        "minister",
        "committee",
        separator=" ",
        ignore_nulls=True,
    )
    return (
        with_status(table, today)
        .with_columns(
            search_key(pl.col("number")).str.replace_all(" ", "", literal=True).alias("number_key"),
            search_key(looked_in).alias("search"),
        )
        .select(pl.col(name).cast(dtype) for name, dtype in SCHEMA.items())
        .sort("asked", "question_id", descending=True, nulls_last=True)
    )


def _when(steps: pl.DataFrame, which: pl.Expr) -> pl.DataFrame:
    """The first and last day of the steps that meet a condition, by case."""
    return (
        steps.filter(which)
        .group_by("case_id")
        .agg(pl.col("date").min().alias("first"), pl.col("date").max().alias("last"))
    )


def _documents(questions: pl.DataFrame, names: Names) -> pl.DataFrame:
    category, status = (pl.col(name).str.to_lowercase() for name in ("category", "told"))
    return (
        questions.join(
            named(names, "Dokumentkategori", "kategoriid", "category"), on="kategoriid", how="left"
        )
        .join(named(names, "Dokumentstatus", "statusid", "told"), on="statusid", how="left")
        .select(
            pl.col("id").alias("question_id"),
            pl.coalesce(one_line("titel"), one_line("spørgsmålstitel")).alias("title"),
            pl.col("dato").dt.date().alias("asked"),
            pl.Series("wording", [plain(t) for t in questions["spørgsmålsordlyd"]], pl.String),
            category.str.contains("samråd").fill_null(value=False).alias("is_hearing"),
            status.str.contains(_ENDED).fill_null(value=False).alias("ended"),
        )
    )


def _answers(answers: pl.DataFrame, names: Names, today: date) -> pl.DataFrame:
    """The first day of each kind of answer, by question, and whether there is any."""
    word = pl.concat_str("category", "told", separator=" ", ignore_nulls=True).str.to_lowercase()
    more = word.str.contains("suppler")
    first = word.str.contains("foreløb") & ~more
    sort = pl.when(more).then(pl.lit("supplementary")).when(first).then(pl.lit("preliminary"))
    rows = (
        answers.join(
            named(names, "Dokumentkategori", "kategoriid", "category"), on="kategoriid", how="left"
        )
        .join(named(names, "Dokumentstatus", "statusid", "told"), on="statusid", how="left")
        .select(
            pl.col("spørgsmålsid").alias("question_id"),
            pl.col("dato").dt.date().alias("date"),
            sort.otherwise(pl.lit("final")).alias("sort"),
        )
        .filter(pl.col("date").is_null() | (pl.col("date") <= today))
    )
    kind = pl.col("sort")
    return rows.group_by("question_id").agg(
        *(
            pl.col("date").filter(kind == name).min().alias(name)
            for name in ("preliminary", "final", "supplementary")
        ),
        (kind == "preliminary").any().alias("has_preliminary"),
        (kind != "preliminary").any().alias("has_final"),
    )


def _cases_of(case_links: pl.DataFrame, cases: pl.DataFrame) -> pl.DataFrame:
    """The first case of each question, and its number in that case."""
    known = cases.select(
        pl.col("id").alias("case_id"),
        one_line("nummer").alias("case_number"),
        pl.col("periodeid").alias("period_id"),
    ).unique("case_id")
    return (
        case_links.sort("rolleid", "id")
        .unique("dokumentid", keep="first")
        .select(
            pl.col("dokumentid").alias("question_id"),
            pl.col("sagid").alias("case_id"),
            one_line("bilagsnummer").alias("exhibit"),
        )
        .join(known, on="case_id", how="left")
    )
