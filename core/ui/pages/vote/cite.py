"""How to cite a vote, to copy."""

from __future__ import annotations

import streamlit as st

from core.export.citation import bibtex, cited
from core.tables.ballots import Vote
from core.tables.titles import vote_name, vote_outcome
from core.times import danish_now
from core.ui.parts.links import to
from core.ui.shell.context import Context
from core.ui.shell.served import site_address


def cite(context: Context, vote: Vote) -> None:
    """A popover with the address of the vote, a citation in words and one for BibTeX."""
    t, lang = context.t, context.lang
    url = f"{site_address()}/{to('vote', id=str(vote['vote_id']))}"
    title = f"{vote_name(vote, lang)} ({vote_outcome(vote, lang)})"
    seen = danish_now().date()
    with st.popover(t("cite.title"), icon=":material/format_quote:"):
        st.caption(t("cite.help"))
        st.code(url, language=None, wrap_lines=True)
        st.code(cited(title, vote["date"], url, seen, lang), language=None, wrap_lines=True)
        entry = bibtex(f"tingblik{vote['vote_id']}", title, vote["date"], url, seen, lang)
        st.code(entry, language=None, wrap_lines=True)
