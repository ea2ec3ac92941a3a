"""Reading what an address names: one reader of ids for all pages."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from core.oda.schema.entities import LARGEST_INT
from core.parliament.texts.plain import tidy
from core.ui.shell.address import single
from core.ui.shell.context import Context
from core.ui.shell.messages import PageEnds
from core.ui.shell.unheeded import leave_out

_LONGEST = 50


def read_id(asked: str) -> int | None:
    """The id that an address asks for, or None where it is none.

    Blanks around it, as copied along from a table, are cut.
    """
    asked = tidy(asked)
    if not (asked.isascii() and asked.isdigit() and len(asked) <= _LONGEST):
        return None
    found = int(asked)
    return found if 0 < found <= LARGEST_INT else None


def asked_id(key: str = "id") -> int | None:
    """The id that the page's address asks for; None where it asks for none, or for what is none.

    What is none is told.
    """
    raw = single(key)
    found = read_id(raw)
    if raw and found is None:
        leave_out(key, [raw])
    return found


def id_or_end(
    context: Context, no_id: str, back: Callable[[], None], *, title: str | None = None
) -> int:
    """The id in the address; where it is none, says so, shows the way on and ends the page.

    `no_id` and `title` are keys of the catalogue.
    """
    found = asked_id()
    if found is not None:
        return found
    if title is not None:
        st.title(context.t(title))
    st.info(context.t(no_id), icon=":material/link_off:")
    back()
    raise PageEnds
