"""What changed since the last visit, whose time the visitor's own browser keeps and nobody else."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import streamlit as st

from core.times import in_denmark
from core.ui.shell.context import Context
from core.ui.shell.served import page_query

_LAST_VISIT = st.components.v2.component(
    "tingblik_last_visit",
    html="<p></p>",
    css="""
    p { margin: 0; font-size: 0.875rem; }
    p:empty { display: none; }
    a { color: var(--st-link-color); }
    """,
    js=Path(__file__).with_name("visits.js").read_text(encoding="utf-8"),
)


def last_visit(context: Context, fetched_at: datetime) -> None:
    """A link to what changed since the last visit, where this browser remembers one.

    `fetched_at` (UTC) is when the changes that are shown were fetched: what came after it is new to
    the visitor at the next visit. Nothing of it is sent to the server.
    """
    chosen = tuple(pair for pair in page_query("changes") if pair[0] != "since")
    _LAST_VISIT(
        key="last_visit",
        data={
            "reached": f"{in_denmark(fetched_at):%Y-%m-%dT%H:%M}",
            "chosen": chosen,
            "lang": context.lang,
            "words": context.t("changes.last_visit", day="{day}", time="{time}"),
        },
    )
