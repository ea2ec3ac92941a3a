"""The worked example of the documentation: a new filter takes a declaration and two texts."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

import core.filters.votes
import core.ui.pages.votes.list
import core.ui.parts.nothing
from core import language
from core.filters import pages
from core.filters.engine import Chosen, Each, Filter, Filters
from core.language import Lang, catalogue
from core.parliament.votes.chamber import Chamber
from tests.filters.test_votes import CHAMBER
from tests.ui.conftest import Visit, listed, tags, words

PAGE = Path(__file__).resolve().parents[3] / "docs" / "architecture.md"
EXAMPLE = PAGE.read_text(encoding="utf-8").partition("## A new filter in ten lines")[2]
DECLARED = re.findall(r"```python\n(.*?)```", EXAMPLE, re.DOTALL)[0]
TEXTS = [tomllib.loads(each) for each in re.findall(r"```toml\n(.*?)```", EXAMPLE, re.DOTALL)]


@pytest.fixture
def votes(monkeypatch: pytest.MonkeyPatch) -> Filters[Chamber]:
    """A copy of the filters of votes with the one of the example, as the product has it."""
    added: Filter[Chamber] = eval(DECLARED, {"Filter": Filter, "Each": Each, "pl": pl})
    known = core.filters.votes.VOTES
    more = replace(known, each=(*known.each, added))
    for module in (
        core.filters.votes,
        core.ui.pages.votes.list,
        core.ui.parts.nothing,
    ):
        monkeypatch.setattr(module, "VOTES", more)
    monkeypatch.setattr(pages, "FILTERS", {**pages.FILTERS, "votes": (more,)})
    new = {
        lang: {f"votes.{key}": text for key, text in own.items()}
        for lang, own in zip(("da", "en"), TEXTS, strict=True)
    }

    def both(lang: Lang) -> Mapping[str, str]:
        return {**catalogue(lang), **new[lang]}

    monkeypatch.setattr(language, "catalogue", both)
    return more


def test_example__has_ten_lines() -> None:
    assert len(DECLARED.splitlines()) + sum(len(each) for each in TEXTS) <= 10


def test_example__is_read_described_counted_and_applied(votes: Filters[Chamber]) -> None:
    rows = CHAMBER.votes.with_columns(official_against=pl.Series([0, 55, None, 0]))
    content = replace(CHAMBER, votes=rows)
    asked = {"unopposed": ["1", "2"], "result": ["adopted"]}
    taken = votes["unopposed"].take(asked["unopposed"], content)
    assert (taken.values, taken.left) == (("1",), ("2",))
    chosen = Chosen.of({key: values[:1] for key, values in asked.items()})
    assert votes["unopposed"].key in votes.keys
    assert ("Ingen stemte imod", "Ja") in votes.described(content, chosen, "da")
    assert ("Nobody voted against", "Yes") in votes.described(content, chosen, "en")
    found = votes.find(content, chosen)
    assert found.rows["vote_id"].to_list() == [1, 4]
    assert found.counts["unopposed"] == {"1": 2}
    assert found.counts["result"] == {"adopted": 2, "rejected": 0}


def test_example__is_drawn_and_kept_in_the_address(votes: Filters[Chamber], visit: Visit) -> None:
    page = visit("votes", unopposed="1")
    assert [words for words, _ in tags(page)] == ["Ingen stemte imod: Ja"]
    page.session_state["drawer_from"] = True
    page = page.run()
    toggle = page.toggle(key="unopposed")
    assert (toggle.label, toggle.value) == ("Ingen stemte imod", True)
    assert "som siden ikke kender" not in words(page)
    left = listed(page)
    assert left["rows"]
    assert all(row[7][1].endswith("–0") for row in left["rows"])
    page.toggle(key="unopposed").set_value(False)
    page = page.run()
    assert "unopposed" not in page.query_params
    assert len(listed(page)["pages"]) > len(left["pages"])
