"""A browser's part of Streamlit's protocol: asks for runs of the script and waits for their end.

It draws nothing, so that what it measures is the server's time and the way over loopback, and ten
of them do not take the processor away from the server as ten browsers would.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Sequence
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect
from websockets.typing import Subprotocol

_PATIENCE = 120.0
_KEPT_RUNS = 2  # Streamlit's `global.maxCachedMessageAge`
_FINISHED = ForwardMsg.ScriptFinishedStatus.Value("FINISHED_SUCCESSFULLY")


class Visitor:
    """One open tab at an address of the app. A context manager.

    `tls` is for an address of https. `opened` is how many seconds the first run took.
    """

    def __init__(self, url: str, tls: ssl.SSLContext | None = None) -> None:
        parts = urlsplit(url)
        self._url = url
        self._page = parts.path.strip("/")
        self._query = parts.query
        self._connecting = connect(
            f"{'wss' if parts.scheme == 'https' else 'ws'}://{parts.netloc}/_stcore/stream",
            ssl=tls if parts.scheme == "https" else None,
            subprotocols=[Subprotocol("streamlit")],
            max_size=None,
        )
        self._widgets: dict[str, str] = {}
        self._values: dict[str, str | list[str]] = {}
        self._options: dict[str, list[str]] = {}
        self._kept: dict[str, tuple[Element, int]] = {}
        self._runs = 0
        self.opened = 0.0
        self.received = 0
        self.seen: set[str] = set()

    def __enter__(self) -> Self:
        self._socket = self._connecting.__enter__()
        self.opened = self.run()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._connecting.__exit__(kind, error, trace)

    @property
    def filled(self) -> bool:
        """Whether a chart, a table or a list of links has been seen."""
        lists = any(name.startswith("list_") for name in self.seen)
        return lists or not self.seen.isdisjoint({"plotly_chart", "dataframe"})

    @property
    def drawn(self) -> set[str]:
        """The keys of the widgets that the page has drawn."""
        return set(self._widgets)

    def change(self, key: str, value: str | Sequence[int]) -> float:
        """Write a text, or choose options by number, and run the script; seconds until its end."""
        chosen = value if isinstance(value, str) else [self._options[key][n] for n in value]
        self._values[self._widgets[key]] = chosen
        return self.run()

    def open(self, page: str, query: str) -> float:
        """Go to another page, or the same with another address; seconds until it is there."""
        self._page, self._query = page, query
        self._values.clear()
        return self.run()

    def press(self, key: str) -> float:
        """Press a button and run the script; seconds until its end."""
        return self.run(pressed=self._widgets[key])

    def leave_for(self, page: str, query: str) -> None:
        """Go to another page while the run under way, which another thread waits for, goes on."""
        self._page, self._query = page, query
        self._values.clear()
        self._ask()

    def run(self, pressed: str = "") -> float:
        """Run the script as it stands; seconds until it has ended."""
        started = time.perf_counter()
        self._ask(pressed)
        self._until_finished()
        return time.perf_counter() - started

    def _ask(self, pressed: str = "") -> None:
        message = BackMsg()
        asked = message.rerun_script
        asked.query_string, asked.page_name = self._query, self._page
        asked.context_info.locale, asked.context_info.url = "da-DK", self._url
        asked.cached_message_hashes.extend(self._kept)
        for widget, value in self._values.items():
            state = asked.widget_states.widgets.add(id=widget)
            if isinstance(value, str):
                state.string_value = value
            else:
                state.string_array_value.data.extend(value)
        if pressed:
            asked.widget_states.widgets.add(id=pressed).trigger_value = True
        self._socket.send(message.SerializeToString())

    def _until_finished(self) -> None:
        self.received = 0
        while True:
            raw = self._socket.recv(_PATIENCE)
            assert isinstance(raw, bytes)
            self.received += len(raw)
            message = ForwardMsg.FromString(raw)
            kind = message.WhichOneof("type")
            if kind == "delta" and message.delta.WhichOneof("type") == "new_element":
                element = message.delta.new_element
                self._note(element)
                if message.metadata.cacheable:
                    self._kept[message.hash] = element, self._runs
            elif kind == "ref_hash":
                element, _ = self._kept[message.ref_hash]
                self._note(element)
                self._kept[message.ref_hash] = element, self._runs
            elif kind == "page_info_changed":
                self._query = message.page_info_changed.query_string
            elif kind == "script_finished" and message.script_finished == _FINISHED:
                self._forget()
                return

    def _forget(self) -> None:
        """Let go of what has not been shown for some runs, as a browser does."""
        self._runs += 1
        self._kept = {
            name: (element, run)
            for name, (element, run) in self._kept.items()
            if self._runs - run <= _KEPT_RUNS
        }

    def _note(self, element: Element) -> None:
        kind = element.WhichOneof("type") or ""
        self.seen.add(kind)
        identity = getattr(getattr(element, kind), "id", "")
        if identity:
            key = identity.rpartition("-")[2]
            self._widgets[key] = identity
            self.seen.add(key)
            if kind == "button_group":
                self._options[key] = [option.content for option in element.button_group.options]
