"""Addresses of a case on other sites, built from checked parts, and checked addresses of files."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import urlsplit

_FOLDERS = {
    "L": "lovforslag/l{}",
    "B": "beslutningsforslag/b{}",
    "F": "forespoergsel/F{}",
    "R": "redegoerelse/R{}",
}
_HOSTS = frozenset(
    {"ft.dk", "www.ft.dk", "folketingstidende.dk", "www.folketingstidende.dk"}
)  # fmt: skip
_CODE = re.compile(r"[0-9]{4}[0-9a-z]")
_POSTFIX = re.compile(r"[A-Za-z]{0,2}")
_ENDING = re.compile(r"[^/]/[^/]*\.([A-Za-z0-9]{2,5})$")
_LONGEST = 2_000


def parliament_url(
    session: str, prefix: str | None, figure: object, postfix: str | None
) -> str | None:
    """The case at ft.dk, such as .../samling/20231/lovforslag/l41/index.htm; None where unknown."""
    folder, name = _FOLDERS.get((prefix or "").strip()), _name(figure, postfix)
    if folder is None or name is None or not _CODE.fullmatch(session):
        return None
    return f"https://www.ft.dk/samling/{session}/{folder.format(name.lower())}/index.htm"


def gazette_url(
    session: str, prefix: str | None, figure: object, postfix: str | None
) -> str | None:
    """A bill at folketingstidende.dk, with all its papers and debates; None for other cases."""
    name = _name(figure, postfix)
    if (prefix or "").strip() != "L" or name is None or not _CODE.fullmatch(session):
        return None
    return f"https://www.folketingstidende.dk/samling/{session}/lovforslag/L{name}/index.htm"


def law_url(number: str | None, day: date | None) -> str | None:
    """The act at retsinformation.dk, by its number and the year of its date."""
    number = (number or "").strip()
    if day is None or not (number.isascii() and number.isdigit() and len(number) <= 5):
        return None
    return f"https://www.retsinformation.dk/eli/lta/{day.year}/{int(number)}"


def file_url(url: str | None) -> str | None:
    """The address of a file, if it is an https address at one of Parliament's hosts; else None."""
    url = (url or "").strip()
    if (
        not url
        or len(url) > _LONGEST
        or not url.isprintable()
        or re.search(r"[\s<>()\[\]\"'\\]", url)
    ):
        return None
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    safe = parts.scheme == "https" and parts.hostname in _HOSTS
    return url if safe and port in (None, 443) and "@" not in parts.netloc else None


def file_format(url: str | None, stated: str | None) -> tuple[str | None, str | None]:
    """The format of a file by the ending of its address, and the original's where it differs.

    `stated` is `Fil.format`, which is the original's: a text that was written in Word is published
    as a PDF. Without an ending, the stated format is all that is known.
    """
    stated = (stated or "").strip().upper() or None
    match = _ENDING.search((url or "").strip().partition("?")[0].partition("#")[0])
    ending = match[1].upper() if match else None
    return ending or stated, stated if ending and stated != ending else None


def _name(figure: object, postfix: str | None) -> str | None:
    text, letters = str(figure if figure is not None else "").strip(), (postfix or "").strip()
    if not (text.isascii() and text.isdigit()) or not _POSTFIX.fullmatch(letters):
        return None
    return text + letters
