"""Waiting for the parts of a table: also for those whose file turns out to be damaged."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.standin.serve import Standin
from core.ui.shell.context import service
from tests.ui.conftest import Visit, listed


def damage(folder: str, partition: str) -> Path:
    """Change one letter in the rows of a stored file; what it says of itself can still be read."""
    source = service().source
    assert source is not None
    path = source.store.root / folder / f"{partition}.parquet"
    content = bytearray(path.read_bytes())
    content[8] ^= 1
    path.write_bytes(content)
    assert source.store.meta(folder, partition) is not None
    return path


def said(page: AppTest) -> list[str]:
    """What the page itself says, but when its rows were fetched."""
    kinds = ("title", "subheader", "markdown", "info", "warning", "page_link")
    found = [element for kind in kinds for element in page.main.get(kind)]
    return [str(getattr(element, "value", None) or element.proto) for element in found]


@pytest.mark.faults
def test_shown__a_damaged_file_is_fetched_again(visit: Visit, parliament: Standin) -> None:
    number = str(parliament.tables["Møde"]["id"][0])
    before = said(visit("meetings", id=number))
    path = damage("Dagsordenspunkt", f"meeting-{number}")
    assert said(visit("meetings", id=number)) == before
    assert path.with_suffix(".bad").exists()
    assert path.exists()


@pytest.mark.faults
def test_shown__a_damaged_file_of_what_stands_beside_is_fetched_again(visit: Visit) -> None:
    def parties() -> list[str]:
        page = visit("committees", session="20251", committee="BEU")
        return [row[4][1] for row in listed(page, 1)["rows"]]

    before = parties()
    assert any(before)
    path = damage("AktørAktør", "to-group-20251")
    assert parties() == before
    assert path.with_suffix(".bad").exists()


@pytest.mark.faults
def test_arriving__a_damaged_file_is_fetched_again(visit: Visit, parliament: Standin) -> None:
    ballots, actors = parliament.tables["Stemme"], parliament.tables["Aktør"]
    number = str(actors.filter(id=ballots["aktørid"][-1])["id"][0])
    before = said(visit("member", id=number))
    path = damage("Aktør", f"actor-{number}")
    assert said(visit("member", id=number)) == before
    assert path.with_suffix(".bad").exists()


@pytest.mark.faults
def test_all_votes__a_damaged_file_of_the_newest_session_is_fetched_again(visit: Visit) -> None:
    before = said(visit("votes", session="all"))
    path = damage("Afstemning", "20261")
    assert said(visit("votes", session="all")) == before
    assert path.with_suffix(".bad").exists()
