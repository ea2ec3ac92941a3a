"""The official English names of committees, as Parliament's own site has them.

A committee whose name was not read there keeps its Danish one: a translation of ours would be a
name that nobody else uses.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_SITE = "https://www.thedanishparliament.dk/en/committees"
_ABOUT = f"{_SITE}/about-the-committees"

ENGLISH: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "Epidemiudvalget": ("Epidemics Committee", _ABOUT),
        "Europaudvalget": ("European Affairs Committee", f"{_SITE}/committees/euu"),
        "Finansudvalget": ("Finance Committee", _ABOUT),
        "Indfødsretsudvalget": ("Naturalization Committee", _ABOUT),
        "Retsudvalget": (
            "Legal Affairs Committee",
            f"{_SITE}/committees/the-legal-affairs-committee",
        ),
        "Socialudvalget": ("Social Affairs Committee", _ABOUT),
        "Transportudvalget": ("Transport Committee", f"{_SITE}/committees/tru"),
        "Udvalget for Forretningsordenen": ("Standing Orders Committee", _ABOUT),
        "Udvalget for Landdistrikter og Øer": (
            "Rural Districts and Islands Committee",
            f"{_SITE}/committees/uloe",
        ),
        "Udvalget til Valgs Prøvelse": ("Scrutineers’ Committee", _ABOUT),
    }
)
"""By the name in the API: the English name, and the page on which it was read."""


def committee_in(lang: str, name: str) -> str:
    """The name of a committee in a language, `da` or `en`; any other name as it is."""
    return ENGLISH[name][0] if lang == "en" and name in ENGLISH else name
