"""The page of changes: since a time in the address, filtered, by case, and as a feed."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from core.language import LANGUAGES, Lang, date_text, has
from core.parliament.changes.changes import KINDS, SCHEMA, STATES
from core.standin.serve import Standin
from core.store.store import Store
from core.tables.changes import since_time
from core.tables.table import Tables
from core.telemetry import Telemetry
from core.ui.pages.changes.changes import change_row
from core.ui.pages.changes.feed import feed_file
from core.ui.shell.context import Context
from tests.ui.conftest import Visit, bare_context, listed, settled, tags, words

NOW = datetime(2026, 11, 25, 14, 5)
FROM = "2026-11-10"
ATOM = "{http://www.w3.org/2005/Atom}"


def context(lang: Lang, folder: Path, *, demo: bool = False) -> Context:
    source = SimpleNamespace(tables=Tables(Store(folder, Telemetry()), demo=demo))
    return Context(cast("Any", None), cast("Any", source), lang)


def change(**values: Any) -> pl.DataFrame:
    given = {"kind": "vote", "state": "new", "id": 7, "title": "3. behandling"}
    row = dict.fromkeys(SCHEMA) | given | {"updated": datetime(2026, 7, 1, 12)}
    return pl.DataFrame([row | values], schema=SCHEMA)


def told(page: AppTest) -> int:
    """How many changes the page says there are."""
    found = re.search(r"([\d.]+) ændring(?:er)? siden", words(page))
    assert found is not None
    return int(found.group(1).replace(".", ""))


@pytest.mark.parametrize(
    ("code", "at"),
    [
        ("today", datetime(2026, 11, 25)),
        ("week", datetime(2026, 11, 23)),
        ("2026-11-10", datetime(2026, 11, 10)),
        ("2026-11-10T09:30", datetime(2026, 11, 10, 9, 30)),
        ("2026-11-10T09:30:59", datetime(2026, 11, 10, 9, 30)),
    ],
)
def test_since_time__what_is_one(code: str, at: datetime) -> None:
    assert since_time(code, NOW) == at


@pytest.mark.parametrize(
    "code",
    [
        "",
        "yesterday",
        "2026-11-26",
        "1849-06-05",
        "2026-02-30",
        "9" * 10_000,
        "2026-11-10T25:00",
        "2026-11-10T09:30+02:00",
        "2026-11-10T09:30Z",
        "0000-00-00",
        "'; --",
        "🍏",
    ],
)
def test_since_time__what_is_none(code: str) -> None:
    assert since_time(code, NOW) is None


@pytest.mark.parametrize("lang", LANGUAGES)
def test_texts__every_kind_and_state_has_its_word(lang: Lang) -> None:
    assert all(has(f"changes.kind.{kind}", lang) for kind in KINDS)
    assert all(has(f"changes.state.{state}", lang) for state in STATES)


def test_feed_file__entries_keep_their_ids_and_lead_to_their_pages(tmp_path: Path) -> None:
    url = "https://example.org/app/changes?since=week&q=a%26b"

    def feed(rows: pl.DataFrame, *, demo: bool = False) -> ET.Element:
        made = context("da", tmp_path, demo=demo)
        return ET.fromstring(feed_file(made, rows, NOW, NOW.replace(tzinfo=UTC), url))

    (entry,) = feed(change()).findall(f"{ATOM}entry")
    (later,) = feed(change(state="changed", title="<b>&")).findall(f"{ATOM}entry")
    (invented,) = feed(change(), demo=True).findall(f"{ATOM}entry")
    ids = [item.findtext(f"{ATOM}id") for item in (entry, later, invented)]
    assert ids[0] == ids[1] != ids[2]
    assert "<b>&" in (later.findtext(f"{ATOM}title") or "")
    assert entry.find(f"{ATOM}link").get("href") == "https://example.org/app/vote?id=7"  # type: ignore[union-attr]
    assert entry.findtext(f"{ATOM}updated") == "2026-07-01T10:00:00Z"  # Danish summer time
    assert feed(change().clear()).findtext(f"{ATOM}updated") == "2026-11-25T14:05:00Z"


def test_page__since_a_day_of_the_address(visit: Visit, parliament: Standin) -> None:
    page = visit("changes", since=FROM, kind=["vote", "meeting"])
    later = pl.col("opdateringsdato") >= datetime(2026, 11, 10)
    n = sum(parliament.tables[name].filter(later).height for name in ("Afstemning", "Møde"))
    rows = listed(page)["rows"]
    assert told(page) == n
    assert len(rows) == 50 < n
    assert {row[4][0] for row in rows} == {"Afstemning", "Møde"}
    assert {row[0].partition("?")[0] for row in rows} == {"vote", "meetings"}
    said = words(page)
    assert f"{n} ændringer siden 10. nov. 2026:" in said.replace("\\", "")
    assert "Nyt er det, hvis egen dato" in said


def test_page__party_and_owner_narrow_it(visit: Visit) -> None:
    votes = listed(visit("changes", since=FROM, party="HL"))["rows"]
    assert {row[4][0] for row in votes} == {"Afstemning"}
    owned = told(visit("changes", since=FROM, owner="Justitsministeriet"))
    assert 0 < owned < told(visit("changes", since=FROM))


def test_page__opens_on_the_last_day_that_has_any(visit: Visit, parliament: Standin) -> None:
    tables = ("Afstemning", "Sag", "Sagstrin", "Dokument", "Møde")
    last = max(parliament.tables[name]["opdateringsdato"].max() for name in tables)  # type: ignore[type-var]
    assert isinstance(last, datetime)
    page = visit("changes")
    assert told(page) > 0
    assert "since" not in page.query_params
    assert f"siden {date_text(last.date(), 'da')}:" in words(page).replace("\\", "")
    (choice,) = [group for group in page.get("button_group") if group.key == "since"]
    choice.set_value("week").run()
    page = settled(page)
    assert "week" in page.query_params["since"]


def test_row__says_what_it_is_of_and_where_it_leads() -> None:
    (new,) = change(case_number="L 1", case_title="Om broer", date=date(2026, 7, 2)).to_dicts()
    row = change_row(bare_context("da"), new)
    assert (row.address, row.number, row.title) == ("vote?id=7", "L 1", "Om broer")
    assert row.facts == ("Afstemning", "3. behandling", "Egen dato: 2. jul. 2026")
    assert (row.when, row.badges) == ("1. jul. 2026 12.00", ("Nyt",))
    (silent,) = change(
        state="silent", kind="rest", id=None, title=None, fields="vanished X 2"
    ).to_dicts()
    row = change_row(bare_context("da"), silent)
    assert (row.address, row.badges) == ("", ("Ændret uden ny dato",))
    assert "forsvundet" in row.title


def test_page__gives_an_address_for_the_next_visit(visit: Visit) -> None:
    page = visit("changes", since=FROM, kind="vote")
    (address,) = [block.value for block in page.code]
    assert "since=20" in address
    assert address.endswith("&kind=vote")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"since": "2099-01-01"}, "Adressen bad om noget, der ikke vises her"),
        ({"since": "x" * 10_000}, "Adressen bad om noget, der ikke vises her"),
        ({"since": FROM, "kind": "tax", "party": "ZZ"}, "Adressen bad om noget"),
        ({"since": FROM, "q": "' % .* 🍏"}, "passer til valget"),
        ({"since": FROM, "q": "x" * 10_000}, "passer til valget"),
        ({"since": "2026-11-21"}, "intet nyt og intet ændret siden"),
    ],
)
def test_page__bad_input_and_nothing_are_told(
    visit: Visit, query: dict[str, str], said: str
) -> None:
    assert said in words(visit("changes", **query))


def test_page__what_was_cut_is_told(visit: Visit) -> None:
    assert "kun de 200 nyeste af " in words(visit("changes", since="2026-01-01"))


def test_page__words_are_asked_of_the_api_and_none_is_behind_a_cut(
    visit: Visit, parliament: Standin
) -> None:
    tables, since, word = parliament.tables, datetime(2026, 1, 1), "lov"
    holds = [
        pl.col(name).str.to_lowercase().str.contains(word, literal=True).fill_null(value=False)
        for name in ("titel", "titelkort")
    ]
    cases = tables["Sag"].filter(pl.any_horizontal(*holds))["id"].implode()
    own = holds[0] | pl.col("sagid").is_in(cases)
    steps = tables["Sagstrin"].filter(pl.col("opdateringsdato") >= since, own)
    page = visit("changes", since="2026-01-01", q=word, kind="step")
    assert steps.height > 200
    assert told(page) == steps.height
    assert "kun de" not in words(page)


def test_page__what_is_written_stays_while_it_is_asked_for(visit: Visit) -> None:
    page = visit("changes", since=FROM)
    page.text_input(key="q").set_value("lov").run()
    page = settled(page)
    assert page.text_input(key="q").value == "lov"
    assert "lov" in page.query_params["q"]
    assert told(page)
    page.session_state["drawer_kind"] = True
    page.run()
    offered = page.multiselect(key="owner").options
    page.multiselect(key="owner").set_value([offered[0]])
    page.session_state["drawer_kind"] = True
    page = settled(page.run())
    assert [words for words, _ in tags(page)] == [f"Ministerområde og udvalg: {offered[0]}"]
    assert page.text_input(key="q").value == "lov"
    assert offered[0] in page.query_params["owner"]


def test_page__waits_with_its_filters_and_without_an_error(visit: Visit) -> None:
    page = visit("changes", since=FROM)
    page.query_params["since"] = "2026-11-03"
    page.run()
    assert "gik galt" not in words(page)
    assert page.text_input(key="q").value == ""
    assert told(settled(page))


def test_page__an_unknown_ministry_is_told(visit: Visit) -> None:
    assert "owner=Intetministeriet" in words(
        visit("changes", since=FROM, owner="Intetministeriet")
    ).replace("\\", "")


def test_feed_file__says_that_it_is_cut(tmp_path: Path) -> None:
    made = context("da", tmp_path)
    url = "https://example.org/changes?since=week"
    cut = ("Af sager er kun de 200 nyeste hentet.", "Vælg et senere tidspunkt.")
    feed = ET.fromstring(feed_file(made, change(), NOW, NOW.replace(tzinfo=UTC), url, cut))
    told = feed.findtext(f"{ATOM}subtitle") or ""
    assert told.endswith(". Af sager er kun de 200 nyeste hentet. Vælg et senere tidspunkt.")
