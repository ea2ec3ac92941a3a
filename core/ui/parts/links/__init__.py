"""Lists whose rows are links, drawn by a component of our own.

A row is an ordinary link with a relative address: it opens in another tab, is copied, found and
read aloud like any other, and a plain click stays in the session (see core/ui/shell/way.js).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from core.language import LINE, number, shortened
from core.ui.shell import address
from core.ui.shell.context import Context
from core.ui.shell.way import address_of

PAGE_ROWS = 50
"""Rows on one page of a list."""

_HERE = Path(__file__).parent
_LIST = st.components.v2.component(
    "tingblik_links",
    html='<div class="list"><div class="heads" aria-hidden="true"></div><ol></ol><nav></nav></div>',
    css=(_HERE / "links.css").read_text(encoding="utf-8"),
    js=(_HERE / "links.js").read_text(encoding="utf-8"),
)
_LETTERS = {"for": "f", "neither": "n", "against": "a"}


@dataclass(frozen=True, slots=True)
class Row:
    """One row: a link named by `number` and `title`, and what tells it apart.

    `address` is relative, or starts with https://; without one the row is no link. `when` is the
    column on the left. `facts` and `badges` are a line below the title, `text` a sentence above
    that line. `stands` is the stand of each party of the list: f, n, a or a blank. `cells` are the
    columns on the right. `lines` are folded below `more`, which is what unfolds them.
    """

    address: str
    title: str
    number: str = ""
    when: str = ""
    facts: tuple[str, ...] = ()
    badges: tuple[str, ...] = ()
    stands: str = ""
    cells: tuple[str, ...] = ()
    text: str = ""
    more: str = ""
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """The part of a list that is shown: rows from `first` up to `end`, of `total` in all."""

    page: int
    total: int

    @property
    def first(self) -> int:
        """The position of the first row shown."""
        return (self.page - 1) * PAGE_ROWS

    @property
    def end(self) -> int:
        """The position after the last row shown."""
        return min(self.first + PAGE_ROWS, self.total)

    @property
    def pages(self) -> int:
        """How many pages the list has, at least 1."""
        return max(1, -(-self.total // PAGE_ROWS))


def part_of(total: int) -> Part:
    """The part of a list of `total` rows that the address asks for, in `page`; else the first."""
    pages = Part(1, total).pages
    asked = address.taken("page", [str(page) for page in range(1, pages + 1)])
    address.used("page")
    return Part(int(asked or 1), total)


def link_list(
    context: Context,
    rows: Sequence[Row],
    *,
    key: str,
    label: str,
    heads: Sequence[str] = (),
    parties: Sequence[str] = (),
    part: Part | None = None,
) -> None:
    """Draw rows in the order given, and the way to the rest of the list if they are a `part`.

    `label` names the list for a screen reader, `heads` the columns on the right, `parties` those of
    the stands. The data is tuples: for lists Streamlit imports pandas.
    """
    with st.container(key=f"links_{key}"):
        _LIST(
            key=f"list_{key}",  # a filter may have that name
            data={
                "label": label,
                "heads": tuple(heads),
                "parties": tuple(parties),
                "dated": any(row.when for row in rows),
                "rows": tuple(_sent(row) for row in rows),
                "pages": () if part is None else _pages(context, part),
                "words": tuple(
                    (name, context.t(f"links.{name}"))
                    for name in ("for", "neither", "against", "pages")
                ),
            },
        )


def stands_of(row: Mapping[str, Any], parties: Sequence[str]) -> str:
    """The stands of a row of the votes table as letters, one for each of the parties."""
    found = {
        party: letter
        for position, letter in _LETTERS.items()
        for party in str(row[f"parties_{position}"] or "").split()
    }
    return "".join(found.get(party, " ") for party in parties).rstrip() if found else ""


def to(page: str, /, **params: str | Sequence[str]) -> str:
    """The relative address of a page with these parameters."""
    query = urlencode({name: value for name, value in params.items() if value}, doseq=True)
    path = address_of(page) or "./"
    return f"{path}?{query}" if query else path


def here(**changes: str | Sequence[str]) -> str:
    """The relative address of this page, with some parameters changed; an empty value is none."""
    names = dict.fromkeys([*st.query_params, *changes])
    values = {name: changes[name] if name in changes else address.standing(name) for name in names}
    return to(address.page(), **{name: value for name, value in values.items() if name != "lang"})


def _sent(row: Row) -> tuple[object, ...]:
    return (
        row.address,
        shortened(row.title, LINE),
        row.number,
        row.when,
        tuple(shortened(fact, LINE) for fact in row.facts if fact),
        row.badges,
        row.stands,
        row.cells,
        shortened(row.text, LINE),
        row.more,
        tuple(shortened(line, LINE) for line in row.lines),
    )


def _pages(context: Context, part: Part) -> tuple[tuple[str, str, str], ...]:
    """The links to other pages: words, address and kind; empty where there is one page alone."""
    if part.pages == 1:
        return ()
    shown = sorted(
        {1, part.pages, *range(max(1, part.page - 2), min(part.pages, part.page + 2) + 1)}
    )
    links: list[tuple[str, str, str]] = []
    if part.page > 1:
        links.append((context.t("links.before"), _at(part.page - 1), "prev"))
    before = 0
    for page in shown:
        if page > before + 1:
            links.append(("…", "", "gap"))
        kind = "here" if page == part.page else ""
        links.append((number(page, context.lang), _at(page), kind))
        before = page
    if part.page < part.pages:
        links.append((context.t("links.after"), _at(part.page + 1), "next"))
    return tuple(links)


def _at(page: int) -> str:
    return here(page=str(page) if page > 1 else "")
