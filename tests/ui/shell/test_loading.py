"""One bar for a load: it never goes back, and says how far it is and how long it may take."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.jobs import Job
from core.language import Lang
from core.oda.client import Progress
from core.ui.shell.loading import Load, load_words


def at(job: Job, rows: int, total: int | None) -> Job:
    job.progress = Progress(1, rows, total)
    return job


def test_load__parts_take_their_places_one_after_the_other() -> None:
    load, first, second, third = Load("/votes"), Job("a"), Job("b"), Job("c")
    assert load.advance(first, 0.0) == 0.0
    assert load.advance(at(first, 50, 100), 0.0) == pytest.approx(1 / 6)
    assert load.advance(at(first, 100, 100), 0.0) == 1 / 3
    assert load.advance(second, 0.0) == 1 / 3
    assert load.advance(at(second, 100, 100), 0.0) == pytest.approx(2 / 3)
    assert 0.9 < load.advance(at(third, 1, 1), 0.0) < 1.0


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(0, 120), st.integers(1, 100))))
def test_load__never_goes_back(steps: list[tuple[str, int, int]]) -> None:
    load = Load("/votes")
    shown = [load.advance(at(Job(key), rows, total), 0.0) for key, rows, total in steps]
    assert shown == sorted(shown)
    assert all(0.0 <= share <= 1.0 for share in shown)


def running(started: float) -> Job:
    job = Job("a")
    job.state, job.started = "running", started
    return job


def told(load: Load, job: Job, now: float, lang: Lang = "da") -> str:
    load.advance(job, now)
    return load_words(load, job, now, lang)


def test_load_words__how_far_and_how_long() -> None:
    job, load = running(100.0), Load("/votes")
    assert told(load, job, 101.0) == "Det tager som regel få sekunder."
    assert told(load, job, 112.0) == "Det har varet 12 s indtil nu."
    words = told(Load("/votes"), at(job, 1_000, 4_000), 110.0)
    assert words == "1.000 af 4.000 rækker. Der er omkring 30 s igen."
    assert told(Load("/votes"), at(job, 3_990, 4_000), 110.0, "en") == "3,990 of 4,000 rows."
    assert told(Load("/votes"), Job("b"), 110.0, "en") == "Waiting for other downloads to end."


def test_load_words__a_work_of_several_sets_of_rows_is_judged_by_the_one_it_is_at() -> None:
    job, load = running(100.0), Load("/votes")
    told(load, at(job, 50, 100), 110.0)
    told(load, at(job, 0, 4_000), 130.0)
    assert told(load, at(job, 1_000, 4_000), 140.0).endswith("Der er omkring 30 s igen.")
