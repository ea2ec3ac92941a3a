"""The invented demo parliament: deterministic, consistent, and with the oddities of real records.

Parties and people are made up. `build_demo` gives one frame for every entity set that answers.
"""

from __future__ import annotations

import gc
import random
from collections.abc import Iterator
from contextlib import contextmanager

import polars as pl

from core.oda.schema.entities import ENTITIES
from core.standin.demo import (
    actors,
    agenda,
    bills,
    biographies,
    calendar,
    keywords,
    lookups,
    papers,
    proposals,
    questions,
    records,
)
from core.standin.demo.casework import Work
from core.standin.demo.chamber import Chamber
from core.standin.demo.parties import PARTIES
from core.standin.demo.plan import SCALES, ScaleName, share
from core.standin.demo.rows import Tables
from core.standin.demo.slips import add_slips
from core.standin.demo.votes import BallotBox, vote_frames

__all__ = ["PARTIES", "build_demo"]

_SEED = 20_261_120
# Of a session's votes, how many in a hundred are on bills, resolutions and motions.
_BILLS, _RESOLUTIONS, _MOTIONS = 40, 17, 9
_COMMITTEE_VOTES_EVERY = 150
# By view over Sag, the kinds of case that it still shows, and at most how many rows.
_VIEWS: dict[str, tuple[tuple[int, ...], int]] = {
    "Aktstykke": ((8,), 20),
    "Almdel": ((1,), 8),
    "Debat": ((6, 11), 2_100),
    "EUsag": ((), 0),
    "Forslag": ((9,), 30),
}


def build_demo(scale: ScaleName = "small") -> dict[str, pl.DataFrame]:
    """The demo parliament at a scale: frames by entity set, in the registry's schema, by id.

    The frames are the same on every machine and on every day.
    """
    with _collector_paused():
        return _build(scale)


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Pause the garbage collector, which millions of rows without cycles would slow down."""
    was_running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_running:
            gc.enable()


def _build(scale: ScaleName) -> dict[str, pl.DataFrame]:
    work = _begin(scale)
    for session, votes in enumerate(_votes_by_session(work)):
        _hold_session(work, session, votes)
    questions.add_questions(work)
    questions.add_committee_questions(work)
    papers.add_union_cases(work)
    papers.add_finance_cases(work)
    papers.add_small_cases(work)
    papers.add_letters(work)
    keywords.add_keywords(work)
    agenda.add_agendas(work)
    records.add_record_oddities(work)
    frames: dict[str, pl.DataFrame] = {}
    frames["Afstemning"], frames["Stemme"] = vote_frames(work.tables, work.box.votes, work.rng)
    for name in work.tables.names():
        if name not in frames:
            frames[name] = work.tables[name].frame()
    add_slips(frames)
    for name, (kinds, rows) in _VIEWS.items():
        frames[name] = frames["Sag"].filter(pl.col("typeid").is_in(kinds)).head(rows)
    return {name: frames[name] for name in ENTITIES if name in frames}


def _begin(name: ScaleName) -> Work:
    """Make everything that exists before the first case."""
    tables, scale, rng = Tables(), SCALES[name], random.Random(_SEED)  # noqa: S311
    lookups.add_lookups(tables)
    chamber = Chamber(tables, scale, rng)
    people = actors.add_actors(tables, scale, chamber, rng)
    biographies.add_biographies(tables, chamber)
    years = calendar.add_periods(tables, scale)
    meetings = calendar.add_meetings(tables, scale, people, years, rng)
    return Work(tables, scale, rng, chamber, people, meetings, BallotBox(chamber, rng))


def _votes_by_session(work: Work) -> list[int]:
    """The number of votes of each session, in proportion to the meetings held."""
    return share(work.scale.votes, [sittings.held for sittings in work.calendar.sessions])


def _hold_session(work: Work, session: int, votes: int) -> None:
    on_bills, on_resolutions, on_motions = (
        votes * percent // 100 for percent in (_BILLS, _RESOLUTIONS, _MOTIONS)
    )
    recommendations = min(votes // _COMMITTEE_VOTES_EVERY, on_resolutions)
    amendments = votes - on_bills - on_resolutions - on_motions - recommendations
    bills.add_bills(work, session, on_bills, amendments)
    proposals.add_resolutions(work, session, on_resolutions, recommendations)
    proposals.add_interpellations(work, session, on_motions)
    proposals.add_statements(work, session)
