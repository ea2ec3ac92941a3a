"""All votes, cases and members of a copy in short: for a site map, and to find one by its id.

Nothing is loaded for it: what is stored is listed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import polars as pl

from core.oda.schema.codes import ActorKind
from core.parliament.calendar.periods import Period
from core.parliament.cases.tables import CASE_CODES, short_title
from core.parliament.texts.plain import one_line
from core.store.datasets import cases as case_sets
from core.store.datasets import votes as vote_sets
from core.store.datasets.dataset import Place
from core.store.voters import VOTERS, names_of_voters
from core.tables.table import Parts, Recipe

_RESUME = 400  # letters
_NO_TIME = pl.lit(None, pl.Datetime("ms"))


def listed_votes(sessions: Sequence[Period]) -> Recipe[pl.DataFrame]:
    """Every vote: id, updated (local), the newest session first."""
    places = [place for each in sessions for place in _of_votes(each, "Afstemning")]
    columns = (pl.col("id"), pl.col("opdateringsdato").alias("updated"))
    return _listed("listed-votes", places, columns)


def listed_cases(period: Period) -> Recipe[pl.DataFrame]:
    """The cases of a period: id, updated (local), number, title, type_code, resume (its beginning).

    Where they are not stored, those that were voted on.
    """
    places = case_sets.cases(period.code, period.period_id, closed=False).parts
    voted = [] if period.year else _of_votes(period, "Sag")
    columns = (
        pl.col("id"),
        pl.col("opdateringsdato").alias("updated"),
        one_line("nummer").alias("number"),
        short_title().alias("title"),
        pl.col("typeid")
        .replace_strict(CASE_CODES, default="unknown", return_dtype=pl.String)
        .alias("type_code"),
        pl.col("resume").str.head(_RESUME).alias("resume"),
    )
    return _listed(f"listed-cases/{period.code}", (*places, *voted), columns)


def listed_members() -> Recipe[pl.DataFrame]:
    """Every person whose ballots are stored: id, updated (null), name."""

    def make(parts: Parts) -> pl.DataFrame | None:
        names = names_of_voters(parts.store)
        meta = parts.store.meta(*VOTERS[0])
        if names is None or meta is None:
            return None
        parts.note(meta)
        people = names.filter(pl.col("typeid") == ActorKind.PERSON).sort("id")
        return people.select("id", _NO_TIME.alias("updated"), one_line("navn").alias("name"))

    return Recipe("listed-members", (), make, also=VOTERS)


def _listed(key: str, places: Iterable[Place], columns: Sequence[pl.Expr]) -> Recipe[pl.DataFrame]:
    where = tuple(places)
    wanted = list(dict.fromkeys(name for column in columns for name in column.meta.root_names()))

    def make(parts: Parts) -> pl.DataFrame | None:
        found = []
        for place in where:
            stored = parts.store.read(*place, keep=False)
            if stored is not None:
                parts.note(stored.meta)
                # Of cases that were voted on, no summary is asked for.
                missing = [name for name in wanted if name not in stored.frame.columns]
                frame = stored.frame.with_columns(pl.lit(None, pl.String).alias(n) for n in missing)
                found.append(frame.select(columns))
        if not found:
            return None
        return pl.concat(found).unique("id", keep="first", maintain_order=True)

    return Recipe(key, (), make, also=where, most=200)


def _of_votes(session: Period, entity: str) -> list[Place]:
    parts = vote_sets.votes(session.code, session.period_id, closed=False).parts
    return [place for place in parts if place[0] == entity]
