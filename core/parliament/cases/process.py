"""How far a case has come: what its status means, and which steps are readings.

The API has 68 statuses, some names several times and in several spellings, so statuses are read by
name and not by number. A status that is not listed here is unknown, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Literal

import polars as pl

Outcome = Literal[
    "adopted", "rejected", "withdrawn", "lapsed", "split", "under_way", "concluded", "unknown"
]
"""`split`: divided into cases of their own. `concluded`: ended without a decision."""

_STATUSES: Mapping[Outcome, tuple[str, ...]] = {
    "adopted": (
        "Vedtaget", "Stadfæstet", "Eneste behandling/Vedtaget", "2. beh/Vedtaget",
        "3. beh./Vedtaget", "1. (eneste) behandling/Vedtaget", "Tiltrådt",
    ),
    "rejected": (
        "Forkastet", "2. beh./Forkastet", "3. beh./Forkastet", "1. (eneste) behandling/Forkastet",
        "Eneste behandling/Forkastet",
    ),
    "withdrawn": ("Tilbagetaget",),
    "lapsed": ("Bortfaldet", "1. beh./Bortfaldet", "2. beh./Bortfaldet", "Udgået"),
    "split": ("Delt",),
    "under_way": (
        "Anmeldt", "Fremmet", "Igangværende", "Foreløbig", "Betænkning afgivet", "Ikke afgjort",
        "Fremsat", "Fremsat/henvist til udvalg", "1. beh./Henvist til udvalg",
        "1. beh./Direkte til 2. beh.", "1. beh. afbrudt/udsat",
        "1. beh. afbrudt/henvist til udvalg", "2. beh. afbrudt/henvist til udvalg",
        "2. beh. afbrudt/udsat", "2. beh./Direkte til 3. beh.", "2. beh./Henvist til udvalg",
        "3. beh. afbrudt/henvist til udvalg", "3. beh. afbrudt/udsat", "Henstående",
        "Tillægsbetænkning afgivet", "Afventer opfølgning", "Skal forhandles",
        "Besvaret, foreløbigt", "Optaget",
    ),
    "concluded": (
        "Afsluttet", "Afgivet", "Forhandlet", "Ingen forhandling", "Foretaget", "Afholdt",
        "Besvaret, endeligt", "Taget til efterretning", "Behandlet", "Beretning afgivet", "Aflyst",
        "Stedfortræder godkendt", "Ophør anmeldt", "Godkendt orlov", "Forhandling afsluttet",
        "Spørgsmål afvist", "Afvist", "Forhandlet i udvalg/delegation",
    ),
}  # fmt: skip

_BY_NAME: Mapping[str, Outcome] = MappingProxyType(
    {
        re.sub(r"[\s.]+", "", name.lower()): outcome
        for outcome, names in _STATUSES.items()
        for name in names
    }
)
_READING = r"^(?:eventuelt:?\s*)?([123])\.\s*(?:\([^)]*\)\s*)?behandling"
_ONLY = r"^eneste behandling"
_IN_STATUS = r"^([123])\.\s*beh"
_BEGINS = r"^(?:fremsættelse|anmeldelse|spørgsmål stillet)"
ANNOUNCED = "på dagsorden"
_NOT_HELD = ("aflyst", ANNOUNCED)

FIRST, SECOND, THIRD = 1, 2, 3


def outcome_of(status: str | None) -> Outcome:
    """What the name of a status (`Sagsstatus.status`) means, without blanks, dots and case."""
    return _BY_NAME.get(re.sub(r"[\s.]+", "", (status or "").lower()), "unknown")


def outcomes(statuses: pl.Series) -> pl.Series:
    """`outcome_of` of a column."""
    known = {status: outcome_of(status) for status in statuses.drop_nulls().unique()}
    return statuses.replace_strict(known, default="unknown", return_dtype=pl.String).fill_null(
        "unknown"
    )


def reading_in_status(statuses: pl.Expr) -> pl.Expr:
    """The reading (1, 2 or 3) in the name of a status, which was then held; else null."""
    return statuses.str.to_lowercase().str.extract(_IN_STATUS).cast(pl.Int8)


def with_readings(
    steps: pl.DataFrame, today: date, cases: pl.DataFrame | None = None
) -> pl.DataFrame:
    """The steps of `steps_table` with their part in the process of a case.

    Adds reading (1, 2 or 3, else null), begins (whether the step puts the case forward) and held
    (dated today or earlier, and neither called off nor only on an agenda). They are read from the
    name of the step's kind, or from its title where the kind has no name. A past reading that is
    still marked as on an agenda was held if a later step, or the status of its case (`cases` has
    case_id and status), requires it.
    """
    name = pl.coalesce("type", "title").str.to_lowercase().str.strip_chars()
    status = pl.col("status").fill_null("").str.to_lowercase()
    read = steps.with_columns(
        pl.coalesce(
            name.str.extract(_READING).cast(pl.Int8),
            pl.when(name.str.contains(_ONLY)).then(pl.lit(FIRST, pl.Int8)),
        ).alias("reading"),
        name.str.contains(_BEGINS).fill_null(value=False).alias("begins"),
        ((pl.col("date") <= today) & ~status.is_in(_NOT_HELD)).fill_null(value=False).alias("held"),
    )
    shown = _shown_held(read.with_columns(name.alias("name")), status == ANNOUNCED, today, cases)
    return read.with_columns(pl.col("held") | pl.col("step_id").is_in(shown.implode()))


def _shown_held(
    steps: pl.DataFrame, announced: pl.Expr, today: date, cases: pl.DataFrame | None
) -> pl.Series:
    """The step ids of past readings marked as on an agenda that other steps or the status require.

    Of several such steps of one reading, the last; none where another step of that reading says
    that it was held.
    """
    past = (
        steps.filter(announced, pl.col("date") <= today, pl.col("reading").is_not_null())
        .join(steps.filter("held"), on=["case_id", "reading"], how="anti")
        .sort("date", "step_id")
        .unique(["case_id", "reading"], keep="last", maintain_order=True)
        .select("step_id", "case_id", "date", "reading")
    )
    needs = pl.coalesce(
        pl.when(pl.col("name").str.contains("som vedtaget", literal=True)).then(THIRD),
        pl.when(pl.col("name").str.contains(r"optrykt efter 2\.")).then(SECOND),
        pl.when(pl.col("name").str.contains(r"^(?:tillægs)?betænkning$")).then(FIRST),
        pl.col("reading") - 1,
    )
    by_steps = (
        steps.filter("held")
        .select("case_id", needs.cast(pl.Int8).alias("needed"), pl.col("date").alias("later"))
        .join(past, on="case_id")
        .filter(pl.col("later") >= pl.col("date"), pl.col("needed") >= pl.col("reading"))
    )
    if cases is None:
        return by_steps["step_id"].unique()
    stated = cases.select(
        "case_id",
        pl.when(outcomes(cases["status"].cast(pl.String)).is_in(["adopted", "rejected"]))
        .then(pl.coalesce(reading_in_status(pl.col("status").cast(pl.String)), THIRD))
        .otherwise(reading_in_status(pl.col("status").cast(pl.String)))
        .alias("stated"),
    )
    by_status = past.join(stated, on="case_id").filter(pl.col("stated") >= pl.col("reading"))
    return pl.concat([by_steps["step_id"], by_status["step_id"]]).unique()


def is_government(category: pl.Expr) -> pl.Expr:
    """Whether a category is that of government cases (true) or private ones (false); else null."""
    lowered = category.str.to_lowercase()
    return (
        pl.when(lowered.str.contains("regeringsforslag", literal=True))
        .then(pl.lit(value=True))
        .when(lowered.str.contains("privat forslag", literal=True))
        .then(pl.lit(value=False))
    )
