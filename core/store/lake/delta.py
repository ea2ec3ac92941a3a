"""Delta tables: the only module that imports `deltalake`.

An error of the library may repeat what a server or the environment said, credentials among it, so
its text goes no further: what is raised here has words of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, NoReturn

import polars as pl
from deltalake import CommitProperties, DeltaTable, WriterProperties, write_deltalake
from deltalake.exceptions import CommitFailedError, DeltaError, TableNotFoundError

from core.errors import SharedStoreError
from core.store.lake.address import LakeAddress
from core.store.lake.columns import to_lake
from core.telemetry import log_event

PARTITION = "partition"
"""The column that tables are partitioned by."""
KEPT_DAYS = 7
"""How long rows that were replaced can still be read."""

# Neither tries again by itself: whoever lost has to read first what the other wrote.
_ALONE = CommitProperties(max_commit_retries=0)
_PACKED = WriterProperties(compression="ZSTD")
_ONE_FILE = 1 << 30  # a partition is one file, so that its rows keep their order
_MOST_ROWS = 60_000  # of one commit, as all of them are in memory
_AFRESH = 10  # of so many times that a version is asked for, a table is opened anew
_KEPT = {"delta.deletedFileRetentionDuration": f"interval {KEPT_DAYS} days"}
# The commits of a table are kept, since a moment may name any of them however old it is.
_OF_ROWS = {**_KEPT, "delta.checkpointInterval": "50", "delta.enableExpiredLogCleanup": "false"}
_OF_SINGLE = {
    **_KEPT,
    "delta.checkpointInterval": "20",
    "delta.logRetentionDuration": f"interval {KEPT_DAYS + 1} days",
}
_REFUSED = re.compile(
    r"\b(401|403)\b|forbidden|unauthori[sz]ed|access ?denied|credential|permission denied"
    r"|signature|InvalidAccessKeyId",
    re.IGNORECASE,
)
_GONE = re.compile(
    r"not ?found|no such file|no such key|invalid table version|does not exist|end version",
    re.IGNORECASE,
)
_SENTENCES = {
    "unreachable": "the shared store does not answer",
    "refused": "the shared store refuses the credentials that it is given",
    "damaged": "a file of the shared store cannot be read",
    "late": "the shared store does not show all files yet",
    "overtaken": "another writer published first",
}


class DeltaTables:
    """The tables of one source. Raises SharedStoreError.

    Only `read_file` is for several threads at a time.
    """

    def __init__(self, address: LakeAddress) -> None:
        self._address = address
        self._open: dict[str, DeltaTable] = {}
        self._asked = 0

    def version(self, name: str) -> int | None:
        """The newest version of a table, asked for now; None where there is no table."""
        with _told():
            self._asked += 1
            if not self._asked % _AFRESH:  # a table that is at hand does not notice that it is gone
                self._open.pop(name, None)
            table = self._newest(name)
            return None if table is None else int(table.version())

    def files(self, name: str, version: int) -> dict[str, list[str]]:
        """The files of a table at a version: by partition, or all under "" where it has none."""
        with _told():
            address = self._address.table(name)
            return _files(DeltaTable(address, version=version, storage_options=self._options))

    def read_file(self, uri: str) -> pl.DataFrame:
        """The rows of one file, as they are written. Safe to use from several threads."""
        with _told():
            return pl.read_parquet(
                uri,
                storage_options=dict(self._address.file_options) or None,
                hive_partitioning=False,
                glob=False,
            )

    def replace(
        self,
        name: str,
        frames: Iterable[tuple[str, pl.DataFrame]],
        gone: Sequence[str],
        known: int | None,
    ) -> int | None:
        """Replace partitions of a table, and remove those that are `gone`; gives its version.

        `known` is the version that the last moment named, None for none. What was committed after
        it, by a writer that was killed or has lost, is undone first.
        """
        with _told():
            self._undo(name, known)
            batch: dict[str, pl.DataFrame] = {}
            for partition, frame in frames:
                batch[partition] = frame
                if sum(each.height for each in batch.values()) >= _MOST_ROWS:
                    self._overwrite(name, batch)
                    batch = {}
            if batch:
                self._overwrite(name, batch)
            table = self._newest(name)
            if table is not None and gone:
                table.delete(_among(gone), commit_properties=_ALONE)
            return None if table is None else int(table.version())

    def replace_all(
        self, name: str, frame: pl.DataFrame, known: int | None, told: Mapping[str, str]
    ) -> int:
        """Replace all rows of a table whose newest version is `known`; gives the new version.

        Raises SharedStoreError, overtaken, where another has written it since. `told` stands in the
        commit.
        """
        with _told():
            table = self._open.get(name)
            if known is not None and (table is None or table.version() != known):
                table = DeltaTable(
                    self._address.table(name), version=known, storage_options=self._options
                )
            alone = CommitProperties(custom_metadata=dict(told), max_commit_retries=0)
            if known is None:
                table = None
                if self._newest(name) is not None:
                    _fail("overtaken")
            write_deltalake(
                self._address.table(name) if table is None else table,
                to_lake(frame),
                mode="error" if table is None else "overwrite",
                schema_mode=None if table is None else "overwrite",
                configuration=_OF_SINGLE if table is None else None,
                storage_options=self._options if table is None else None,
                writer_properties=_PACKED,
                commit_properties=alone,
            )
            self._open.pop(name, None)
            return 0 if table is None else int(table.version())

    def history(self, name: str) -> Iterator[tuple[int, datetime]]:
        """Version and time (UTC) of the commits of a table that are kept, the newest first.

        For a program of its own: no other thread runs while the library reads them.
        """
        with _told():
            table = self._newest(name)
            entries: list[dict[str, Any]] = [] if table is None else table.history()
        for entry in entries:
            at = datetime.fromtimestamp(entry["timestamp"] / 1000, UTC)
            yield int(entry["version"]), at

    def tend(self, name: str, known: int, *, undo: bool = True) -> int:
        """Remove files that no version of the last days has; gives the version of the table.

        What was committed after `known` is undone first: else rows that a moment names would be
        taken for old. Without `undo` it raises SharedStoreError, overtaken.
        """
        with _told():
            if undo:
                self._undo(name, known)
            table = self._newest(name)
            if table is None:
                _fail("late")
            if table.version() != known and not undo:
                _fail("overtaken")
            table.vacuum(KEPT_DAYS * 24, dry_run=False, full=True, commit_properties=_ALONE)
            table = self._newest(name)
            return known if table is None else int(table.version())

    @property
    def _options(self) -> dict[str, str]:
        return dict(self._address.options)

    def _newest(self, name: str) -> DeltaTable | None:
        table = self._open.get(name)
        try:
            if table is None:
                table = DeltaTable(self._address.table(name), storage_options=self._options)
            else:
                table.update_incremental()
        except TableNotFoundError:
            self._open.pop(name, None)
            return None
        except BaseException:
            self._open.pop(name, None)
            raise
        self._open[name] = table
        return table

    def _undo(self, name: str, known: int | None) -> None:
        """Bring a table back to a version; all its rows go where no moment knows it.

        The library has a call for it, which lets no other thread of the process run meanwhile.
        """
        table = self._newest(name)
        if table is None or table.version() == known:
            return
        log_event("lake.undone", table=name)
        now, then = _files(table), {} if known is None else self.files(name, known)
        if gone := now.keys() - then.keys():
            table.delete(_among(gone), commit_properties=_ALONE)
        for partition in then:
            if now.get(partition) != then[partition]:
                frame = pl.concat(self.read_file(uri) for uri in then[partition])
                self._overwrite(name, {partition: frame})

    def _overwrite(self, name: str, frames: Mapping[str, pl.DataFrame]) -> None:
        """Replace those partitions in one commit; the table is made where there is none."""
        rows = pl.concat(
            (
                to_lake(frame).with_columns(pl.lit(partition).alias(PARTITION))
                for partition, frame in frames.items()
            ),
            how="diagonal",
        )
        table = self._newest(name)
        if table is None:
            write_deltalake(
                self._address.table(name),
                rows,
                partition_by=[PARTITION],
                configuration=_OF_ROWS,
                storage_options=self._options,
                target_file_size=_ONE_FILE,
                writer_properties=_PACKED,
                commit_properties=_ALONE,
            )
            return
        write_deltalake(
            table,
            rows,
            mode="overwrite",
            schema_mode="merge",
            predicate=_among(frames),
            target_file_size=_ONE_FILE,
            writer_properties=_PACKED,
            commit_properties=_ALONE,
        )


def _files(table: DeltaTable) -> dict[str, list[str]]:
    added = pl.DataFrame(table.get_add_actions(flatten=True))
    column = f"partition.{PARTITION}"
    parts = added[column] if column in added.columns else [""] * added.height
    base = table.table_uri.rstrip("/")
    found: dict[str, list[str]] = {}
    for part, path in zip(parts, added["path"], strict=True):
        found.setdefault(part, []).append(f"{base}/{path}")
    return {part: sorted(paths) for part, paths in found.items()}


def _among(partitions: Iterable[str]) -> str:
    """The condition of rows of those partitions. No name has a quote (`core.store.store`)."""
    return f"{PARTITION} in ({', '.join(repr(each) for each in sorted(partitions))})"


@contextmanager
def _told() -> Iterator[None]:
    """Raise SharedStoreError for whatever the libraries raise, panics among it."""
    try:
        yield
    except SharedStoreError:
        raise
    except CommitFailedError:
        _fail("overtaken")
    except (DeltaError, pl.exceptions.PolarsError, OSError, ValueError) as error:
        _fail(_kind(str(error)), type(error).__name__)
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        _fail("damaged", "panic")


def _kind(words: str) -> str:
    if _REFUSED.search(words):
        return "refused"
    if _GONE.search(words):
        return "late"
    if re.search(r"generic|http|connect|timed? ?out|request", words, re.IGNORECASE):
        return "unreachable"
    return "damaged"


def _fail(what: str, kind: str = "") -> NoReturn:
    log_event("lake.failed", what=what, error=kind or None)
    raise SharedStoreError(_SENTENCES[what], what=what) from None
