"""The committee of a committee question and its page at ft.dk, from its case and its files.

The actors linked to a question never include the committee that asks.
"""

from __future__ import annotations

import polars as pl

from core.parliament.questions.people import BETWEEN
from core.parliament.texts.plain import one_line

_GENERAL = "almdel"
_PLACE = (
    r"(?i)/samling/([0-9]{4}[0-9a-z])/([a-z]{4,20})/([a-zæøå0-9-]{1,12})"
    r"/(spm|samspm)/([0-9a-zæøå]{1,5})/"
)
_PARLIAMENT = r"(?i)^https://(?:www\.)?ft\.dk/"


def referred_to(roles: pl.DataFrame, actors: pl.DataFrame) -> pl.DataFrame:
    """The committees that cases are referred to: case_id and of_case (short names).

    From `SagAktør` rows of that role and the `Aktør` rows they lead to. Several have a semicolon
    between them.
    """
    known = actors.select(
        pl.col("id").alias("aktørid"),
        pl.coalesce(one_line("gruppenavnkort"), one_line("navn")).alias("code"),
    ).unique("aktørid")
    return (
        roles.join(known, on="aktørid")
        .filter(pl.col("code").is_not_null())
        .group_by(pl.col("sagid").alias("case_id"))
        .agg(pl.col("code").unique().sort().str.join(BETWEEN).alias("of_case"))
    )


def named_by_files(files: pl.DataFrame) -> pl.DataFrame:
    """What the addresses of files say about each question.

    From `Fil` rows; the first file of a question with a known form of address counts. Columns:
    question_id, of_file (short name of the committee, null where the question does not belong to a
    committee's general case), place (its number), page (at ft.dk, null where the file is
    elsewhere).
    """
    url = pl.col("filurl")
    session, kind, case, sort, place = (
        url.str.extract(_PLACE, group).str.to_lowercase() for group in range(1, 6)
    )
    page = pl.format(
        "https://www.ft.dk/samling/{}/{}/{}/{}/{}/index.htm", session, kind, case, sort, place
    )
    return (
        files.filter(url.str.contains(_PLACE))
        .sort("id")
        .unique("dokumentid", keep="first", maintain_order=True)
        .select(
            pl.col("dokumentid").alias("question_id"),
            pl.when(kind == _GENERAL).then(case.str.to_uppercase()).alias("of_file"),
            place.alias("place"),
            pl.when(url.str.contains(_PARLIAMENT)).then(page).alias("page"),
        )
    )


NO_REFERRALS = pl.DataFrame(schema={"case_id": pl.Int32, "of_case": pl.String})
NO_FILES = pl.DataFrame(
    schema={"question_id": pl.Int32, "of_file": pl.String, "place": pl.String, "page": pl.String}
)
"""The results of the two functions for no rows."""
