"""Files that are written whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.atomic import replacing, replacing_together


def test_replacing__takes_the_place_at_the_end(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("former")
    with replacing(path) as file:
        file.write(b"new")
        assert path.read_text() == "former"
    assert path.read_text() == "new"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_replacing__leaves_the_former_file_when_the_block_raises(
    tmp_path: Path, error: type[BaseException]
) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("former")

    def fail() -> None:
        with replacing(path) as file:
            file.write(b"half")
            raise error

    with pytest.raises(error):
        fail()
    assert path.read_text() == "former"
    assert list(tmp_path.iterdir()) == [path]


def test_together__all_take_their_places_or_none_does(tmp_path: Path) -> None:
    first, second = tmp_path / "a" / "rows", tmp_path / "b" / "rows"
    with replacing_together() as stage:
        stage(first, b"1")
        stage(second, b"2")
        assert not first.exists()
    assert (first.read_bytes(), second.read_bytes()) == (b"1", b"2")

    def fail() -> None:
        with replacing_together() as stage:
            stage(first, b"3")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert first.read_bytes() == b"1"
    assert [*first.parent.iterdir(), *second.parent.iterdir()] == [first, second]
