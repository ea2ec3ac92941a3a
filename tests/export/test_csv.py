"""CSV at the level of bytes, and read back by another program's reader."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, datetime

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.export.csv import Dialect, csv_parts, write_csv

DIALECTS = {"excel": ("utf-8-sig", ";"), "plain": ("utf-8", ",")}


def _read(content: bytes, dialect: str) -> list[list[str]]:
    encoding, separator = DIALECTS[dialect]
    text = content.decode(encoding)
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))


def test_write_csv__excel_byte_for_byte():
    frame = pl.DataFrame(
        {
            "navn": ["Ærø; Åse", 'sagde "nej"', None, ""],
            "tal": [1234.5, 0.25, None, float("nan")],
            "ja": [True, False, None, True],
            "dag": [date(2026, 11, 23), None, None, None],
        }
    )
    assert (
        write_csv(frame, "excel")
        == (
            "\ufeffnavn;tal;ja;dag\r\n"
            '"Ærø; Åse";1234,5;true;2026-11-23\r\n'
            '"sagde ""nej""";0,25;false;\r\n'
            ";;;\r\n"
            '"";;true;\r\n'
        ).encode()
    )


def test_write_csv__plain_byte_for_byte():
    frame = pl.DataFrame({"navn": ["Ærø; Åse", "a,b"], "tal": [1234.5, 1e20]})
    assert write_csv(frame, "plain") == (
        'navn,tal\n"Ærø; Åse",1234.5\n"a,b",100000000000000000000\n'.encode()
    )


def test_write_csv__times_are_iso():
    frame = pl.DataFrame({"at": [datetime(2026, 11, 23, 14, 5)], "n": [1]})
    assert b"2026-11-23 14:05:00,1" in write_csv(frame, "plain")


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+45 33 37 55 00",
        "-2",
        "@SUM(A1)",
        "\t=1",
        "\tx",
        "\r=1",
        "\nx",
        "  =1",
        "\N{NO-BREAK SPACE}=1",
        "\N{IDEOGRAPHIC SPACE}@x",
        "\N{ZERO WIDTH SPACE}=1",
        "\N{ZERO WIDTH NO-BREAK SPACE}=1",
        "\N{RIGHT-TO-LEFT OVERRIDE}=1",
        "\x00=1",
        "\x1b\x7f=1",
        "\N{FULLWIDTH EQUALS SIGN}1",
        "\N{FULLWIDTH PLUS SIGN}1",
        "\N{FULLWIDTH HYPHEN-MINUS}1",
        "\N{FULLWIDTH COMMERCIAL AT}x",
    ],
)
def test_write_csv__a_formula_is_kept_as_text(dialect, text):
    rows = _read(write_csv(pl.DataFrame({"a": ["x", text], "b": [1, 2]}), dialect), dialect)
    assert rows[2][0].startswith("'")
    assert rows[1][0] == "x"


@pytest.mark.parametrize(
    "text", ["a=b", "L 137", "– nej", "1-2", "'x", "!", "fødevare-", "Ø", '"=1"']
)
def test_write_csv__ordinary_text_is_left_alone(text):
    assert _read(write_csv(pl.DataFrame({"a": [text], "b": [1]}), "excel"), "excel")[1][0] == text


@pytest.mark.parametrize("dtype", [pl.Categorical, pl.Enum(["=1", "for", "a\x00b"])])
def test_write_csv__categories_are_neutralised_too(dtype):
    frame = pl.DataFrame({"a": pl.Series(["for", "=1", None, "a\x00b"], dtype=dtype)})
    assert write_csv(frame.with_columns(n=1), "plain") == b"a,n\nfor,1\n'=1,1\n,1\nab,1\n"


def test_write_csv__numbers_keep_their_sign():
    assert write_csv(pl.DataFrame({"a": [-1, 2], "b": [-0.5, 1]}), "excel").endswith(
        b"-1;-0,5\r\n2;1\r\n"
    )


def test_write_csv__line_breaks_stay_inside_their_cell():
    frame = pl.DataFrame({"a": ["en\r\nto\rtre\nfire"], "b": ["x"]})
    assert write_csv(frame, "excel").endswith(b'"en\nto\ntre\nfire";x\r\n')


def test_write_csv__no_rows_gives_the_header():
    frame = pl.DataFrame(schema={"a": pl.String, "b": pl.Int32, "c": pl.Float64})
    assert write_csv(frame, "plain") == b"a,b,c\n"


def test_write_csv__leaves_the_frame_it_was_given_alone():
    frame = pl.DataFrame({"a": ["=1"], "b": [1]})
    assert write_csv(frame, "plain") == b"a,b\n'=1,1\n"
    assert frame["a"].to_list() == ["=1"]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_csv_parts__of_several_frames_are_one_file(dialect):
    days = [
        date(1969, 12, 30),
        None,
        date(2026, 11, 23),
        date(1969, 12, 31),
        *[date(1970, 1, 1)] * 4,
    ]
    frame = pl.DataFrame({"dag": days, "navn": ["a;b", None, "", "=1", "x", "y", "z", "å"]})
    frames = [frame[:0], frame[:3], frame[3:3], frame[3:]]
    parts = list(csv_parts(frames, dialect, most=2))
    assert b"".join(parts) == write_csv(frame, dialect)
    assert all(part.count(b"\n") <= 2 for part in parts)


@given(days=st.lists(st.none() | st.dates(), max_size=4), more=st.integers(0, 400))
def test_write_csv__days_are_written_as_iso_however_many_there_are(days, more):
    days = days + days[:1] * more
    written = write_csv(pl.DataFrame({"dag": days}, schema={"dag": pl.Date}), "plain").decode()
    assert written.splitlines() == [
        "dag",
        *("" if day is None else day.isoformat() for day in days),
    ]


TEXTS = st.text(st.characters(codec="utf-8") | st.sampled_from("=+-@;,\"'\r\n\t\0 æøå"), max_size=8)
ROWS = st.lists(st.tuples(st.none() | TEXTS, st.integers(-9, 9), TEXTS), max_size=6)


@pytest.mark.parametrize("dialect", DIALECTS)
@settings(deadline=None)
@given(rows=ROWS)
def test_write_csv__another_reader_gets_back_what_was_written(dialect, rows):
    schema = {"a": pl.String, "n": pl.Int32, "b": pl.String}
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    header, *read = _read(write_csv(frame, dialect), dialect)
    assert header == list(schema)
    assert len(read) == len(rows)
    for (a, n, b), cells in zip(rows, read, strict=True):
        assert cells[1] == str(n)
        for text, cell in ((a or "", cells[0]), (b, cells[2])):
            assert cell in (_clean(text), "'" + _clean(text))
            assert not cell.lstrip()[:1] or cell.lstrip()[0] not in "=+-@"


@pytest.mark.parametrize("dialect", DIALECTS)
@settings(deadline=None)
@given(texts=st.lists(TEXTS, min_size=1, max_size=6))
def test_write_csv__a_text_stays_whole_by_whatever_separator_a_reader_goes(dialect, texts):
    content = write_csv(pl.DataFrame({"a": texts}), dialect).decode(DIALECTS[dialect][0])
    for separator in ",;\t":
        lines = csv.reader(io.StringIO(content, newline=""), delimiter=separator, strict=True)
        assert [len(cells) for cells in lines] == [1] * (len(texts) + 1)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_write_csv__every_list_separator_is_quoted_and_formulas_stay_text(dialect):
    odd = ["a;b", "a,b", "a\tb", "=a;b", "plain", "-1,5"]
    content = write_csv(pl.DataFrame({"a": odd}), dialect).decode(DIALECTS[dialect][0])
    assert content.split()[1:] == ['"a;b"', '"a,b"', '"a', 'b"', '"\'=a;b"', "plain", '"\'-1,5"']


@pytest.mark.parametrize("dialect", DIALECTS)
def test_write_csv__categories_with_a_separator_are_quoted(dialect):
    seats = pl.Series(["a;b", None, "c"], dtype=pl.Enum(["a;b", "c", "d,e"]))
    frame = pl.DataFrame({"a": seats, "b": seats.cast(pl.Categorical), "n": [1, 2, 3]})
    assert _read(write_csv(frame, dialect), dialect)[1:] == [
        ["a;b", "a;b", "1"],
        ["", "", "2"],
        ["c", "c", "3"],
    ]


def _clean(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]", "", text)


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("odd", ["a;b", "a,b", "a\tb", 'a"b', "a\nb", ""])
def test_write_csv__one_odd_name_or_cell_among_plain_ones_is_quoted(odd: str, dialect: Dialect):
    cells = pl.DataFrame({"a": ["x", odd, "y"], "n": [1, 2, 3]})
    assert _read(write_csv(cells, dialect), dialect)[1:] == [["x", "1"], [odd, "2"], ["y", "3"]]
    header = pl.DataFrame({odd: ["x"], "n": [1]})
    assert _read(write_csv(header, dialect), dialect)[0] == [odd, "n"]
