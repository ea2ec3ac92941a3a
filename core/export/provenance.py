"""Where an exported file comes from, for its readme."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.analysis.subsets import Interval


@dataclass(frozen=True, slots=True)
class Provenance:
    """The origin of the rows of one file.

    `table` is a name of the data dictionary, `filters` are pairs of label and value in words,
    `page_url` is the page that shows the same rows, `source_urls` are the requests to the API.
    `fetched_at` and `made_at` have a time zone. `demo` is true where the rows are invented. `by` is
    the period of a table of figures by period; `version` changes with the rows and with the code.
    """

    table: str
    filters: tuple[tuple[str, str], ...]
    page_url: str
    source_urls: tuple[str, ...]
    fetched_at: datetime
    rows: int
    demo: bool
    made_at: datetime
    by: Interval | None = None
    version: str = ""
