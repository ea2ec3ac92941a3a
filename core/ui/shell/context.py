"""The context of a page: the process's service, the visitor's language, and the data shown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from core.language import LANGUAGES, LINE, Lang, choose, has, shortened, text
from core.service import Service, Source, open_service
from core.store.library import View
from core.telemetry import Lookup
from core.ui.shell import address


@dataclass(frozen=True, slots=True)
class Context:
    """The service, the source that is read, and the visitor's language."""

    service: Service
    source: Source
    lang: Lang

    def t(self, key: str, **params: Any) -> str:
        """A text of the catalogue in the visitor's language."""
        return text(key, self.lang, **params)

    def has(self, key: str) -> bool:
        """Whether the catalogue has a text of that key."""
        return has(key, self.lang)

    @property
    def demo(self) -> bool:
        """Whether the rows are invented; see `Tables.invented`."""
        return self.source.tables.invented

    def see(self, view: View) -> View:
        """Record that the page shows or waits for this data, for the sidebar and the hit rates.

        Data from the store is a hit, like an answer from the page cache: no request was made.
        """
        if view.dataset.key not in seen():
            seen()[view.dataset.key] = view
            outcome: Lookup = "miss" if not view.ready else "stale" if view.expired else "hit"
            self.source.telemetry.lookup(static=view.dataset.static, outcome=outcome)
        return view


def service() -> Service:
    """The service that all pages and routes of this process share."""
    return open_service(secrets)


def secrets() -> Mapping[str, Any]:
    """The host's secrets, empty where it has none."""
    try:
        return dict(st.secrets)
    except FileNotFoundError:  # most installations have none
        return {}


def seen() -> dict[str, View]:
    """The views that the page of this run shows, by the key of the dataset."""
    shown: dict[str, View] = st.session_state.setdefault("_seen", {})
    return shown


def language() -> Lang:
    """The visitor's choice, else the installation's, else the browser's."""
    return choose(st.context.locale, chosen_language() or service().settings.lang)


def chosen_language() -> str:
    """The language in the address, which is there only if the visitor chose it; else empty."""
    return address.taken("lang", LANGUAGES) or ""


def dark_ground() -> bool:
    """Whether the visitor's page is dark, as far as the browser has reported it."""
    return st.context.theme.type == "dark"


def escape(value: str | None, most: int = LINE) -> str:
    """Text from the API, escaped for a Markdown element.

    White space is folded, and the text is cut to `most` letters. Addresses do not become links:
    Markdown looks for them after it has removed the backslashes, so an invisible joiner is put into
    them.
    """
    folded = shortened(" ".join((value or "")[: most * 10].split()), most)
    safe = "".join(f"\\{c}" if c in _SYNTAX else c for c in folded)
    return _ADDRESS.sub(lambda found: f"{found[0]}\N{WORD JOINER}", safe)


_ADDRESS = re.compile(r"\\:(?=//)|\bwww(?=\\\.)|@", re.IGNORECASE)
_SYNTAX = frozenset("\\`*_{}[]()<>#+-.!|$~:^=&")
