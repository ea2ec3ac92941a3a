"""What plotly writes itself is in the language of the page."""

from __future__ import annotations

import pytest

from core.charts.chart import SEPARATORS
from core.charts.locale import plot_locale
from core.language import LANGUAGES, Lang


@pytest.mark.parametrize("lang", LANGUAGES)
def test_locale__is_whole(lang: Lang) -> None:
    names = plot_locale(lang)["format"]
    assert {key: len(names[key]) for key in ("months", "shortMonths", "days", "shortDays")} == {
        "months": 12,
        "shortMonths": 12,
        "days": 7,
        "shortDays": 7,
    }
    assert names["decimal"] + names["thousands"] == SEPARATORS[lang]
    assert all(plot_locale(lang)["dictionary"].values())


def test_locale__danish_and_english() -> None:
    danish, english = (plot_locale(lang)["format"] for lang in LANGUAGES)
    assert (danish["months"][4], danish["days"][0], danish["date"]) == ("maj", "søndag", "%d.%m.%Y")
    assert (english["months"][4], english["days"][0]) == ("May", "Sunday")
    assert (danish["decimal"], english["decimal"]) == (",", ".")
