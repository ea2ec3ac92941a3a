"""Places that pages take turns at: whoever fails, leaves or asks anew gives the place back."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import pytest
from websockets.exceptions import ConnectionClosed

from benchmarks.visitor import Visitor
from core.ui.shell.turns import Turns
from tests.browser.servers import AppServer

ONE_PLACE = """
import time
import streamlit as st
from core.ui.shell.turns import Turns

turns = st.cache_resource(Turns)(1)
with turns.take("da"):
    mode = st.query_params.get("mode", "")
    st.text_input("began", key=f"began_{mode}")
    if mode == "fails":
        raise ValueError(mode)
    while mode == "holds":
        time.sleep(0.05)
        st.empty()
"""
SOON = 20.0


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppServer]:
    """A page that holds the only place for as long as its address says."""
    folder = tmp_path_factory.mktemp("turns")
    script = folder / "one_place.py"
    script.write_text(ONE_PLACE, encoding="utf-8")
    with AppServer(folder / "server", script) as server:
        yield server


class Running:
    """A visitor whose run goes on while the test does."""

    def __init__(self, server: AppServer, mode: str) -> None:
        self.visitor = Visitor(f"{server.url}/?mode={mode}")
        self.ended = threading.Event()
        self._thread = threading.Thread(target=self._visit)
        self._thread.start()

    def _visit(self) -> None:
        try:
            self.visitor.__enter__()
            self.ended.set()
        except ConnectionClosed:
            pass  # the visitor left

    def began(self, mode: str) -> bool:
        """Whether the body of that page began in time."""
        return until(lambda: f"began_{mode}" in self.visitor.drawn)

    def waits(self) -> bool:
        """Whether the sentence of those who wait was drawn in time."""
        return until(lambda: "markdown" in self.visitor.seen)

    def leave(self) -> None:
        self.visitor.__exit__(None, None, None)
        self._thread.join(SOON)


def until(holds: Callable[[], bool]) -> bool:
    wait = threading.Event()
    return any(holds() or wait.wait(0.05) for _ in range(int(SOON / 0.05)))


def test_take__a_body_that_fails_frees_its_place() -> None:
    turns = Turns(1)
    for _ in range(3):
        with pytest.raises(ValueError, match="failed"), turns.take("da"):
            raise ValueError("failed")


def test_take__who_came_first_has_the_next_place_however_often_they_were_told() -> None:
    turns, came = Turns(1), []

    def visit(name: str) -> None:
        with turns.take("da"):
            came.append(name)

    threads = [threading.Thread(target=visit, args=(name,)) for name in "abc"]
    with turns.take("da"):
        for thread in threads:
            thread.start()
            time.sleep(0.3)  # the first is told that it waits while the others line up
    for thread in threads:
        thread.join(SOON)
    assert came == ["a", "b", "c"]


def test_take__who_waits_is_told_and_comes_when_the_other_leaves(server: AppServer) -> None:
    first = Running(server, "holds")
    assert first.began("holds")
    second = Running(server, "quick")
    assert second.waits()
    assert not second.ended.is_set()
    first.leave()
    assert second.ended.wait(SOON)
    second.leave()


def test_take__who_left_while_waiting_takes_no_place(server: AppServer) -> None:
    first = Running(server, "holds")
    assert first.began("holds")
    impatient = [Running(server, "holds") for _ in range(3)]
    assert all(each.waits() for each in impatient)
    for each in (*impatient, first):
        each.leave()
    with Visitor(f"{server.url}/?mode=quick") as visitor:
        assert "began_quick" in visitor.drawn


def test_take__a_run_that_another_follows_frees_its_place(server: AppServer) -> None:
    first = Running(server, "holds")
    assert first.began("holds")
    first.visitor.leave_for("", "mode=quick")
    assert first.began("quick")
    assert first.ended.wait(SOON)
    first.leave()


def test_take__a_run_that_fails_frees_its_place(server: AppServer) -> None:
    for _ in range(2):
        with Visitor(f"{server.url}/?mode=fails"):
            pass
    with Visitor(f"{server.url}/?mode=quick") as visitor:
        assert "began_quick" in visitor.drawn
