"""Reading from the address which one thing is meant, by its id or number; used by all pages."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl
import streamlit as st

from core.errors import NoSuchThing
from core.oda.schema.entities import LARGEST_INT
from core.parliament.texts.plain import tidy
from core.tables.votes import LATEST
from core.ui.parts.shown_votes import chosen_votes, sessions
from core.ui.shell.address import single
from core.ui.shell.context import Context
from core.ui.shell.messages import PageEnds
from core.ui.shell.unheeded import leave_out
from core.ui.shell.way import instead

_LONGEST = 50


def read_id(asked: str) -> int | None:
    """The id in a text, or None where it is not a valid id.

    Blanks around it, as from copying, are ignored.
    """
    asked = tidy(asked)
    if not (asked.isascii() and asked.isdigit() and len(asked) <= _LONGEST):
        return None
    found = int(asked)
    return found if 0 < found <= LARGEST_INT else None


def asked_id() -> int | None:
    """The id in the address; None where there is none, or an invalid one, which is reported."""
    raw = single("id")
    found = read_id(raw)
    if raw and found is None:
        leave_out("id", [raw])
    return found


def follow_case_number() -> None:
    """If the address has the number of a case and no id, search for it in the place of the page."""
    if "id" in st.query_params:
        return
    number, session = single("number"), single("session")
    if number:
        instead("search", q=f"{number} {session}".strip())


def follow_vote_number(context: Context) -> None:
    """If the address has a number and no id, open that vote of the session in the page's place.

    The session is the latest by default; the number of a case is searched for. Raises NoSuchThing.
    """
    if "id" in st.query_params:
        return
    written, code = single("number"), single("session")
    if not written:
        return
    number = read_id(written)
    if number is None:
        follow_case_number()
    votes = chosen_votes(context, sessions(context), code or LATEST).content.votes
    found = votes.filter(pl.col("number") == number)["vote_id"]
    if len(found) != 1:
        raise NoSuchThing(f"there is no vote {written}", what="vote", name=written)
    instead("vote", id=str(found[0]))


def id_or_end(
    context: Context, no_id: str, back: Callable[[], None], *, title: str | None = None
) -> int:
    """The id in the address; without a valid one, says so, draws `back` and ends the page.

    `no_id` and `title` are keys of texts.
    """
    found = asked_id()
    if found is not None:
        return found
    if title is not None:
        st.title(context.t(title))
    st.info(context.t(no_id), icon=":material/link_off:")
    back()
    raise PageEnds
