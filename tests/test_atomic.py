"""Files that are written whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.atomic import replacing


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
