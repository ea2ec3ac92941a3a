"""Finds how much memory the rows of a Parquet file take, before they are read.

A few bytes can expand to gigabytes: one value repeated fifty million times, or a page of zeros. The
footer alone is not enough, since sizes in it may be false and repeated values are not counted. So
the header of every page is read, which has the size that a reader allocates.
"""

from __future__ import annotations

from typing import Any, NamedTuple

_MAGIC = b"PAR1"
_TEXT = 6  # physical type BYTE_ARRAY
_DEEPEST = 16
# Fields of Parquet's Thrift structures, by number.
_ROWS, _GROUPS = 3, 4
_CHUNKS, _GROUP_ROWS = 1, 3
_META = 3
_TYPE, _VALUES, _PACKED, _DATA_AT, _DICTIONARY_AT = 1, 5, 7, 9, 11
_PAGE_UNPACKED, _PAGE_PACKED = 2, 3
_PAGE_KINDS, _PAGE_VALUES = (5, 7, 8), 1  # of data, of a dictionary, of data in the newer form


class Extent(NamedTuple):
    """The number of rows by the footer of a file, and the bytes they take in memory, at most."""

    rows: int
    memory: int


def extent(content: bytes) -> Extent:
    """How large a file's rows are. Raises ValueError where it is no Parquet file."""
    try:
        return _extent(content)
    except (IndexError, KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not a Parquet file: {type(error).__name__}: {error}") from None


def _extent(content: bytes) -> Extent:
    if content[:4] != _MAGIC or content[-4:] != _MAGIC:
        raise ValueError("not a Parquet file")
    length = int.from_bytes(content[-8:-4], "little")
    start = len(content) - 8 - length
    if start < len(_MAGIC):
        raise ValueError("the footer does not fit the file")
    footer = _Thrift(content, start).struct()
    groups = footer.get(_GROUPS, [])
    rows = max(footer[_ROWS], sum(group[_GROUP_ROWS] for group in groups))
    if rows < 0:
        raise ValueError("a number of rows below zero")
    size = 0
    for group in groups:
        for chunk in group[_CHUNKS]:
            column = chunk[_META]
            width = 16 if column[_TYPE] == _TEXT else 8
            unpacked, values = _pages(content, column)
            size += unpacked + width * max(values, column[_VALUES], group[_GROUP_ROWS])
    return Extent(rows, int(max(size, rows)))


def _pages(content: bytes, column: dict[int, Any]) -> tuple[int, int]:
    """The bytes of a column's pages once they are unpacked, and the number of their values."""
    at = min(column[_DATA_AT], column.get(_DICTIONARY_AT) or column[_DATA_AT])
    end = at + column[_PACKED]
    if not 0 < at <= end <= len(content):
        raise ValueError("a column lies outside the file")
    size = values = 0
    while at < end:
        reader = _Thrift(content, at)
        page = reader.struct()
        if page[_PAGE_PACKED] < 0 or page[_PAGE_UNPACKED] < 0:
            raise ValueError("a page of a size below zero")
        size += page[_PAGE_UNPACKED]
        values += sum(page[kind][_PAGE_VALUES] for kind in _PAGE_KINDS if kind in page)
        at = reader.at + page[_PAGE_PACKED]
    return size, values


class _Thrift:
    """Reads Thrift's compact form: a structure becomes its values by the number of the field."""

    def __init__(self, content: bytes, at: int) -> None:
        self.at = at
        self._content = content

    def struct(self, depth: int = 0) -> dict[int, Any]:
        """The structure that begins here."""
        if depth > _DEEPEST:
            raise ValueError("structures within structures without end")
        found: dict[int, Any] = {}
        number = 0
        while head := self._byte():
            number = number + (head >> 4) if head >> 4 else self._zigzag()
            found[number] = self._value(head & 15, depth)
        return found

    def _value(self, kind: int, depth: int) -> Any:
        match kind:
            case 1 | 2:
                return kind == 1
            case 3:
                return self._byte()
            case 4 | 5 | 6:
                return self._zigzag()
            case 7:
                return self._bytes(8)
            case 8:
                return self._bytes(self._varint())
            case 9 | 10:
                return self._list(depth)
            case 11:
                return self._map(depth)
            case 12:
                return self.struct(depth + 1)
        raise ValueError(f"no type of Thrift: {kind}")

    def _list(self, depth: int) -> list[Any]:
        head = self._byte()
        size = self._varint() if head >> 4 == 15 else head >> 4
        self._check_size(size)
        return [self._item(head & 15, depth) for _ in range(size)]

    def _map(self, depth: int) -> list[Any]:
        size = self._varint()
        self._check_size(size)
        kinds = self._byte() if size else 0
        return [(self._item(kinds >> 4, depth), self._item(kinds & 15, depth)) for _ in range(size)]

    def _item(self, kind: int, depth: int) -> Any:
        return self._byte() == 1 if kind in (1, 2) else self._value(kind, depth + 1)

    def _check_size(self, size: int) -> None:
        """Raise ValueError where so many items, of at least one byte each, cannot follow."""
        if size > len(self._content) - self.at:
            raise ValueError("more items than the file has bytes")

    def _byte(self) -> int:
        self.at += 1
        return self._content[self.at - 1]

    def _bytes(self, size: int) -> bytes:
        self._check_size(size)
        self.at += size
        return self._content[self.at - size : self.at]

    def _varint(self) -> int:
        if (number := self._byte()) < 128:
            return number
        self.at -= 1
        number = shift = 0
        while (byte := self._byte()) & 128:
            number |= (byte & 127) << shift
            shift += 7
            if shift > 63:
                raise ValueError("a number without end")
        return number | byte << shift

    def _zigzag(self) -> int:
        number = self._varint()
        return number >> 1 ^ -(number & 1)
