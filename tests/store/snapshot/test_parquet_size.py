"""The memory that rows take, told before they are read: never less than they do take."""

from __future__ import annotations

import io
from contextlib import suppress

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.store.snapshot.parquet_size import extent


def parquet(frame: pl.DataFrame, **options: object) -> bytes:
    buffer = io.BytesIO()
    frame.write_parquet(buffer, compression="zstd", **options)  # type: ignore[arg-type]
    return buffer.getvalue()


SMALL = parquet(pl.DataFrame({"id": [1, 2], "titel": ["æ", None], "vedtaget": [True, False]}))


@pytest.mark.parametrize(
    ("frame", "least"),
    [
        (pl.DataFrame({"id": range(10_000)}), 40_000),
        (pl.DataFrame({"id": pl.repeat(1, 5_000_000, eager=True, dtype=pl.Int32)}), 20_000_000),
        (pl.DataFrame({"titel": ["x" * 20_000_000]}), 20_000_000),
        (pl.DataFrame({"titel": pl.repeat("x", 1_000_000, eager=True)}), 16_000_000),
        (pl.DataFrame({"titel": pl.repeat(None, 1_000_000, eager=True, dtype=pl.String)}), 10**6),
        (pl.DataFrame({"id": pl.Series([], dtype=pl.Int32)}), 0),
    ],
)
def test_extent__counts_what_a_few_bytes_stand_for(frame: pl.DataFrame, least: int) -> None:
    for options in ({}, {"row_group_size": 1_000_000}, {"data_page_size": 10_000}):
        content = parquet(frame, **options)
        most = 4 * max(frame.estimated_size(), 16 * frame.height) + 100_000
        rows, memory = extent(content)
        assert rows == frame.height
        assert least <= memory <= most
        assert memory >= frame.estimated_size() / 2


@pytest.mark.parametrize(
    "content", [b"", b"PAR1", b"PAR1PAR1", b"PAR1" + b"\xff" * 20 + b"PAR1", SMALL[:-1], SMALL[4:]]
)
def test_extent__what_is_no_parquet_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        extent(content)


@settings(max_examples=300)
@given(at=st.integers(0, len(SMALL) - 1), bits=st.integers(1, 255), more=st.binary(max_size=20))
def test_extent__any_bytes_are_counted_or_refused(at: int, bits: int, more: bytes) -> None:
    content = bytearray(SMALL)
    content[at] ^= bits
    content[at + 1 : at + 1 + len(more)] = more
    with suppress(ValueError):
        assert min(extent(bytes(content))) >= 0
