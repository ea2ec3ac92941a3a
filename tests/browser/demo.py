"""Things to open in the demo parliament."""

from __future__ import annotations

from urllib.parse import quote

import polars as pl

from core.standin.demo.topics import MINISTRIES
from core.standin.serve import Standin


def a_vote(parliament: Standin, *, with_ballots: bool = True) -> int:
    """A vote of the demo parliament, with or without ballots."""
    counts = parliament.tables["Stemme"].group_by("afstemningid").len()
    votes = parliament.tables["Afstemning"].filter(pl.col("konklusion").str.len_chars() > 40)
    with_some = votes.join(counts, left_on="id", right_on="afstemningid", how="left")
    wanted = pl.col("len") == 179 if with_ballots else pl.col("len").is_null()
    return int(with_some.filter(wanted)["id"].max())  # type: ignore[arg-type]


def a_member(parliament: Standin) -> int:
    """A member of the demo parliament with many ballots."""
    ballots = parliament.tables["Stemme"]["aktørid"].value_counts().sort("count", "aktørid")
    return int(ballots["aktørid"][-1])


def a_bill(parliament: Standin) -> int:
    """A bill of the demo parliament that came to its third reading."""
    thirds = parliament.tables["Sagstrin"].filter(pl.col("typeid") == 17)
    return int(thirds["sagid"].min())  # type: ignore[arg-type]


def query_of(parliament: Standin, path: str) -> str:
    """What the address of a page about one thing needs."""
    ids = {"/vote": a_vote, "/member": a_member, "/case": a_bill}
    if path == "/changes":  # the demo parliament has not changed since its own last day
        return "?since=2026-11-10"
    if path == "/topic":
        return f"?id={quote(MINISTRIES[0].area)}"
    if path == "/grid":
        return f"?votes={a_vote(parliament)}&members={a_member(parliament)}"
    if path == "/party":
        return "?party=HL"
    return f"?id={ids[path](parliament)}" if path in ids else ""
