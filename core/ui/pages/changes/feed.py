"""What the page of changes shows as a feed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import polars as pl

from core.export.changes import change_entries, changes_told
from core.export.entries import Teller, source_name
from core.export.feed import Head, atom_feed
from core.ui.shell.context import Context


def feed_file(
    context: Context,
    rows: pl.DataFrame,
    since: datetime,
    fetched_at: datetime,
    url: str,
    cut: Sequence[str] = (),
) -> bytes:
    """The changes as an Atom feed; `url` is the page's address.

    `cut` are sentences on changes that are missing; they are in the subtitle.
    """
    source = source_name(invented=context.demo)
    page, _, query = url.partition("?")
    head = Head(
        key=f"{source}/changes?{query}",
        title=context.t("changes.feed_title"),
        subtitle=changes_told(rows.height, since, cut, context.lang),
        updated=fetched_at,
        lang=context.lang,
        author=context.t("changes.feed_author_demo" if context.demo else "changes.feed_author"),
        link=url,
    )
    teller = Teller(context.lang, source, page.rpartition("/")[0] or None)
    return atom_feed(head, change_entries(teller, rows, fetched_at))
