"""The texts that plotly writes itself, in Danish and English: months, days, numbers, a few words.

Plotly comes with American English only; it ignores the name of a locale that it was not given.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from core.charts.chart import SEPARATORS
from core.language import Lang, day_names, month_names, text

_DATE = {"da": "%d.%m.%Y", "en": "%d/%m/%Y"}
# Plotly's own sentences, by their keys in the catalogue.
_WORDS = {
    "Double-click on legend to isolate one trace": "chart.isolate",
}


@cache
def plot_locale(lang: Lang) -> dict[str, Any]:
    """A locale for plotly: `dictionary`, and `format` with the names of days and months."""
    decimal, thousands = tuple(SEPARATORS[lang])
    return {
        "dictionary": {words: text(key, lang) for words, key in _WORDS.items()},
        "format": {
            "days": list(day_names(lang)),
            "shortDays": list(day_names(lang, short=True)),
            "months": list(month_names(lang)),
            "shortMonths": list(month_names(lang, short=True)),
            "date": _DATE[lang],
            "decimal": decimal,
            "thousands": thousands,
        },
    }
