"""Removes the results of old searches and of old lists of changes from the store."""

from __future__ import annotations

from core.parliament.searches import TOTALS
from core.store.datasets.searches import FOUND
from core.store.store import Store

_SEARCHES, _SINCES = 60, 40
_SETS = (
    "Dokument",
    "DokumentAktør",
    "Aktør",
    "SagDokument",
    "Sag",
    "Afstemning",
    "Møde",
    "Sagstrin",
    "SagAktør",
    "Fil",
    TOTALS,
)


def tidy(store: Store, prefix: str) -> None:
    """Remove the partitions of the oldest searches (`FOUND`) or lists of changes (`CHANGED`)."""
    most = _SEARCHES * 3 if prefix == FOUND else _SINCES * 2
    for name in _SETS:
        mine = [part for part in store.partitions(name) if part.startswith(prefix)]
        if len(mine) <= most:
            continue
        metas = {part: store.meta(name, part) for part in mine}
        age = {part: meta.fetched_at.timestamp() if meta else 0.0 for part, meta in metas.items()}
        for part in sorted(mine, key=age.__getitem__)[:-most]:
            store.remove(name, part)
