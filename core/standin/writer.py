"""JSON in the exact form of the API: ODataLib's indented writer.

The scalars of an object stand on one line without blanks, objects are joined by `},{`, and every
letter outside ASCII is escaped in lower case, in names too.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import polars as pl

# A value by name, already in JSON.
Texts = Mapping[str, str]


def quoted(text: str) -> str:
    """A string in JSON with everything outside ASCII escaped."""
    return json.dumps(text)


def time(value: datetime) -> str:
    """A time in JSON: no zone, and no zeros at the end of the decimals."""
    text = value.isoformat()
    return f'"{text.rstrip("0")}"' if value.microsecond else f'"{text}"'


def _truth(value: bool) -> str:
    return "true" if value else "false"


def _writer(dtype: pl.DataType) -> Callable[[Any], str]:
    if dtype == pl.String:
        return json.encoder.encode_basestring_ascii
    if dtype == pl.Boolean:
        return _truth
    return time if isinstance(dtype, pl.Datetime) else str


def cells(column: pl.Series) -> list[str]:
    """The values of a column in JSON."""
    write = _writer(column.dtype)
    if column.null_count():
        return ["null" if value is None else write(value) for value in column.to_list()]
    return [write(value) for value in column.to_list()]


def rows(frame: pl.DataFrame, before: Sequence[Sequence[str]], depth: int) -> list[str]:
    """The rows of a frame as objects at that depth of indentation.

    `before` are columns of complete properties (name and value) that precede the scalars.
    """
    names = [quoted(name).replace("%", "%%") + ":%s" for name in frame.columns]
    form = _braces(",".join(["%s"] * len(before) + names), depth)
    columns = [*before, *(cells(column) for column in frame.get_columns())]
    return [form % values for values in zip(*columns, strict=True)]


def properties(frame: pl.DataFrame, before: Sequence[Sequence[str]]) -> str:
    """The properties of the only row of a frame, without braces."""
    pairs = [column[0] for column in before]
    pairs += [f"{quoted(column.name)}:{cells(column)[0]}" for column in frame.get_columns()]
    return ",".join(pairs)


def obj(texts: Texts, depth: int = 0) -> str:
    """An object at that depth of indentation."""
    return _braces(",".join(f"{quoted(name)}:{text}" for name, text in texts.items()), depth)


def array(items: Iterable[str], depth: int) -> str:
    """An array at that depth; its items are at the next."""
    inner = "\n" + "  " * (depth + 1)
    return f"[{inner}{','.join(items)}\n{'  ' * depth}]"


def collection(
    metadata: str, items: Iterable[str], count: int | None = None, next_link: str | None = None
) -> str:
    """The envelope of a list; its items are at depth 2. The count is a string."""
    texts = {"odata.metadata": quoted(metadata)}
    if count is not None:
        texts["odata.count"] = f'"{count}"'
    texts["value"] = array(items, 1)
    if next_link is not None:
        texts["odata.nextLink"] = quoted(next_link)
    return obj(texts)


def single(metadata: str, inside: str) -> str:
    """A single entity: the metadata address and then its properties."""
    return _braces(f'"odata.metadata":{quoted(metadata)},{inside}', 0)


def error(message: str) -> str:
    """An odata.error with that message."""
    inner = obj({"lang": '"en-US"', "value": quoted(message)}, 2)
    return obj({"odata.error": obj({"code": '""', "message": inner}, 1)})


def _braces(inside: str, depth: int) -> str:
    return "{\n" + "  " * (depth + 1) + inside + "\n" + "  " * depth + "}"
