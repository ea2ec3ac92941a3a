"""Whether there is a place to keep things: found out by a try that leaves nothing behind."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from core.errors import DiskFull, ReadOnlyStore
from core.store.place import existing, place_problem, write_error


def problem(folder: Path) -> str | None:
    """The key of what is wrong with a data folder."""
    found = place_problem(folder, folder / "store" / "oda.ft.dk_api")
    return None if found is None else found.key


def test_place__a_folder_that_is_not_there_yet_is_not_made(tmp_path: Path) -> None:
    assert problem(tmp_path / "a" / "data") is None
    assert list(tmp_path.iterdir()) == []


def test_place__nothing_is_left_in_one_that_is(tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()
    assert problem(tmp_path) is None
    assert [path.name for path in tmp_path.rglob("*")] == ["store"]


def test_place__a_link_that_leads_nowhere_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "data").symlink_to(tmp_path / "gone")
    assert problem(tmp_path / "data") == "read_only"
    assert not (tmp_path / "gone").exists()


def test_existing__of_a_relative_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert existing(Path("a/b")) == tmp_path


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
def test_why_not_kept__the_ways_in_which_a_disk_is_full(number: int) -> None:
    assert isinstance(write_error(OSError(number, "")), DiskFull)
    assert isinstance(write_error(OSError(errno.EROFS, "")), ReadOnlyStore)
