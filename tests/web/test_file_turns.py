"""Large files are made few at a time, and refused where they cannot be what they say."""

from __future__ import annotations

import threading
from contextlib import ExitStack

import polars as pl
import pytest
from starlette.testclient import TestClient

from core.web import file_forms, file_turns
from core.web.file_turns import LARGE, Busy, FileTurns
from core.web.site import Site

FEW, MANY = pl.DataFrame({"a": [1]}), pl.DataFrame({"a": range(LARGE)})


def test_turn__more_than_may_wait_are_told_when_to_come_again() -> None:
    turns = FileTurns(at_once=1, waiting=0)
    with turns.turn(MANY):
        with pytest.raises(Busy), turns.turn(MANY):
            pass
        with turns.turn(FEW):
            pass  # what is small never waits
    with turns.turn(MANY):
        pass


def test_turn__who_waits_has_it_when_another_is_over() -> None:
    turns, begun = FileTurns(at_once=1, waiting=1), threading.Event()

    def wait() -> None:
        with turns.turn(MANY):
            begun.set()

    other = threading.Thread(target=wait)
    with turns.turn(MANY):
        other.start()
        assert not begun.is_set()
    assert begun.wait(10)
    other.join()


def test_turn__nobody_waits_for_ever_and_a_failure_gives_the_place_back() -> None:
    turns = FileTurns(at_once=1, waiting=1, patience=0.01)
    with turns.turn(MANY), pytest.raises(Busy), turns.turn(MANY):
        pass
    with pytest.raises(ZeroDivisionError), turns.turn(MANY):
        raise ZeroDivisionError
    with turns.turn(MANY):
        pass


def test_close__who_waits_waits_no_longer() -> None:
    turns, told = FileTurns(at_once=1), threading.Event()

    def wait() -> None:
        with pytest.raises(Busy), turns.turn(MANY):
            pass
        told.set()

    other = threading.Thread(target=wait)
    with turns.turn(MANY):
        other.start()
        turns.close()
        assert told.wait(10)
    other.join()


def test_files__while_others_are_made_a_large_one_is_put_off_and_a_small_one_is_not(
    site: Site, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_turns, "LARGE", 1_000)
    with ExitStack() as held:
        for _ in range(2):
            held.enter_context(site.making.turn(MANY))
        monkeypatch.setattr(site.making, "_patience", 0.01)
        for form in ("xlsx", "zip"):
            answer = client.get(f"/api/v1/ballots.{form}")
            assert answer.status_code == 503
            assert answer.headers["retry-after"] == "10"
        assert client.get("/api/v1/cohesion.xlsx").status_code == 200
    assert client.get("/api/v1/ballots.xlsx").status_code == 200


@pytest.mark.parametrize(
    ("limit", "what"), [("MOST_EXCEL_COLUMNS", "columns"), ("MOST_EXCEL_CELLS", "cells")]
)
def test_files__a_workbook_of_too_many_columns_or_cells_is_refused(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, limit: str, what: str
) -> None:
    monkeypatch.setattr(file_forms, limit, 20)
    answer = client.get("/api/v1/rollcall.xlsx")
    assert answer.status_code == 413
    assert f"takes 20 {what}" in answer.json()["title"]
    assert answer.json()["formats"] == ["csv", "json", "jsonl", "parquet"]
    assert client.get("/api/v1/rollcall.csv").status_code == 200
