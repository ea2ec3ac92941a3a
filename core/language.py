"""The texts on screen in Danish and English, and numbers, dates and times as each writes them.

The catalogues are the files of `texts/da` and `texts/en`, one for each part of the product and with
the same keys. In a text, `{name}` is a parameter as it is and `{name:number}` one written as a
number of the language.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import cache, cached_property, lru_cache
from pathlib import Path
from string import Formatter
from typing import Any, Literal

from babel import Locale
from babel.dates import format_date, format_time
from babel.numbers import format_decimal, format_percent

from core.errors import TingblikError
from core.times import in_denmark, utc_now

Lang = Literal["da", "en"]
DateForm = Literal["short", "medium", "long", "day_month", "month", "month_year"]

LANGUAGES: tuple[Lang, ...] = ("da", "en")
UNKNOWN = "–"

# British English: the day before the month and a clock of 24 hours, as in Denmark.
_LOCALES = {"da": Locale("da"), "en": Locale("en", "GB")}
_PARTS = {"day_month": "MMMd", "month": "MMM", "month_year": "yMMMM"}
# Faroese and Greenlandic browsers read Danish before English.
_READS_DANISH = frozenset({"da", "fo", "kl"})
LINE, PROSE = 200, 20_000
"""Letters of a title, a name or a cell, and of a summary, that are drawn; a file has the rest."""
_ENDLESS = re.compile(rf"\S{{{LINE + 1},}}")
_HEADING = re.compile(r"^\[([\w-]+)", re.MULTILINE)
_TEXTS = Path(__file__).parent / "texts"


def choose(browser_locale: str | None, setting: str) -> Lang:
    """The language to show: the setting (`da` or `en`) where there is one, else the browser's."""
    for lang in LANGUAGES:
        if setting == lang:
            return lang
    if browser_locale is None:
        return "da"
    spoken = browser_locale.replace("_", "-").partition("-")[0].lower()
    return "da" if spoken in _READS_DANISH else "en"


class Catalogue(Mapping[str, str]):
    """Texts by their dotted keys; plural forms end in `.one` and `.other`.

    A file is read once one of its texts is asked for: reading all takes a tenth of the time of a
    first page, which shows those of a few.
    """

    def __init__(self, folder: Path) -> None:
        paths = sorted(folder.glob("*.toml"))
        self._files = {path: path.read_text(encoding="utf-8") for path in paths}
        self._parts: dict[str, list[Path]] = {}  # the files of each first part of a key
        for path, written in self._files.items():
            for part in dict.fromkeys(_HEADING.findall(written)):
                self._parts.setdefault(part, []).append(path)
        self._texts: dict[str, str] = {}

    def __getitem__(self, key: str) -> str:
        found = self._texts.get(key)
        if found is None:
            part = key.partition(".")[0]
            for path in self._parts.get(part, ()):
                self._texts |= self._read(path)
            self._parts.pop(part, None)  # last, as several threads may look for it
            found = self._texts[key]
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)

    @cached_property
    def _keys(self) -> tuple[str, ...]:
        return tuple(key for path in self._files for key in self._read(path))

    def _read(self, path: Path) -> dict[str, str]:
        return dict(_flat(tomllib.loads(self._files[path]), ""))


@cache
def catalogue(lang: Lang) -> Mapping[str, str]:
    """Every text of a language."""
    return Catalogue(_TEXTS / lang)


def has(key: str, lang: Lang) -> bool:
    """Whether there is a text of that key."""
    return key in catalogue(lang) or f"{key}.other" in catalogue(lang)


def text(key: str, lang: Lang, /, **params: Any) -> str:
    """A text of the catalogue, filled in; `n` chooses between `one` and `other`.

    Raises KeyError where the key, or a parameter that its text needs, is missing.
    """
    texts = catalogue(lang)
    template = texts.get(key)
    if template is None:
        template = texts[f"{key}.{'one' if params.get('n') in (1, '1') else 'other'}"]
    return _Filler(lang).vformat(template, (), params) if "{" in template else template


def error_words(
    error: TingblikError, lang: Lang, escape: Callable[[str], str] = str
) -> tuple[str, str]:
    """What happened and what to do, as title and text.

    `escape` makes the error's own values (names, the server's message) safe for where it is shown.
    """
    values = {**error.params, "seconds": getattr(error, "retry_after", None)}
    if values["seconds"] is not None:
        until = utc_now() + timedelta(seconds=values["seconds"])
        values |= {"seconds": math.ceil(values["seconds"]), "time": moment(until, lang)}
    params = {
        name: value if isinstance(value, int) else escape(str(value))
        for name, value in values.items()
        if value not in (None, "")
    }
    key = f"error.{error.key}"
    if has(f"{key}.{error.params.get('what')}.title", lang):
        key = f"{key}.{error.params['what']}"
    elif not has(f"{key}.title", lang):
        key = f"error.{TingblikError.key}"
    sentences = [text(f"{key}.help", lang)]
    more = catalogue(lang).get(f"{key}.more")
    if more is not None and _placeholders(more) <= params.keys():
        sentences.append(text(f"{key}.more", lang, **params))
    return text(f"{key}.title", lang), " ".join(sentences)


@lru_cache(maxsize=20_000)  # a chart writes hundreds of figures, the same ones at every change
def number(value: float | None, lang: Lang, decimals: int = 0) -> str:
    """A number such as 1.234,5 in Danish and 1,234.5 in English; – where it is unknown."""
    if value is None or not math.isfinite(value):
        return UNKNOWN
    pattern = "#,##0" + (f".{'0' * decimals}" if decimals else "")
    # The sum turns the -0.0 that rounding may leave into 0.
    shown = format_decimal(round(value, decimals) + 0, format=pattern, locale=_LOCALES[lang])
    return str(shown)


def percent(share: float | None, lang: Lang, decimals: int = 0) -> str:
    """A share from 0 to 1 as a percentage; – where it is unknown."""
    if share is None or not math.isfinite(share):
        return UNKNOWN
    sign = "\N{NO-BREAK SPACE}%" if lang == "da" else "%"
    pattern = "#,##0" + (f".{'0' * decimals}" if decimals else "") + sign
    return str(format_percent(share, format=pattern, locale=_LOCALES[lang]))


def date_text(day: date | None, lang: Lang, form: DateForm = "medium") -> str:
    """A day, such as 23. nov. 2026 in Danish and 23 Nov 2026 in English; – where it is unknown.

    The forms `day_month` (23. nov.), `month` (nov.) and `month_year` (november 2026) give a part.
    """
    return UNKNOWN if day is None else _date_text(day, lang, form)


@lru_cache(maxsize=4096)
def _date_text(day: date, lang: Lang, form: DateForm) -> str:
    locale = _LOCALES[lang]
    part = _PARTS.get(form)
    pattern = form if part is None else locale.datetime_skeletons[part].pattern
    return str(format_date(day, pattern, locale=locale))


def month_names(lang: Lang, *, short: bool = False) -> tuple[str, ...]:
    """The twelve months, as they stand within a date."""
    names = _LOCALES[lang].months["format"]["abbreviated" if short else "wide"]
    return tuple(names[month] for month in range(1, 13))


def day_names(lang: Lang, *, short: bool = False) -> tuple[str, ...]:
    """The days of the week from Sunday, as they stand within a date."""
    names = _LOCALES[lang].days["format"]["abbreviated" if short else "wide"]
    return tuple(names[day] for day in (6, 0, 1, 2, 3, 4, 5))


def moment(at: datetime | None, lang: Lang, now: datetime | None = None) -> str:
    """A time with a zone, in Danish time: `i dag 14.05`, or with its date; – where unknown."""
    if at is None:
        return UNKNOWN
    day, today = in_denmark(at).date(), in_denmark(now or utc_now()).date()
    if day == today:
        return text("time.today", lang, clock=clock(at, lang))
    if day == today - timedelta(days=1):
        return text("time.yesterday", lang, clock=clock(at, lang))
    return f"{date_text(day, lang)} {clock(at, lang)}"


def clock(at: datetime, lang: Lang) -> str:
    """The hour and minute in Denmark of a time with a zone: 14.05 in Danish, 14:05 in English."""
    return str(format_time(in_denmark(at), "short", locale=_LOCALES[lang]))


def age(at: datetime | None, lang: Lang, now: datetime | None = None) -> str:
    """How long ago a time with a zone is, such as `3 min. siden`; – where it is unknown."""
    if at is None:
        return UNKNOWN
    seconds = (in_denmark(now or utc_now()) - in_denmark(at)).total_seconds()
    if seconds < 5:
        return text("time.now", lang)
    return text("time.ago", lang, duration=duration(seconds, lang))


def duration(seconds: float | None, lang: Lang) -> str:
    """A length of time in its largest unit, such as `250 ms`, `12 s` or `3 min.`."""
    if seconds is None or not math.isfinite(seconds):
        return UNKNOWN
    if seconds < 1:
        return text("time.milliseconds", lang, n=max(0, round(seconds * 1000)))
    for unit, size, next_size in _UNITS:
        if seconds < next_size:
            return text(f"time.{unit}", lang, n=int(seconds // size))
    raise AssertionError("the last unit has no end")


_UNITS = (
    ("seconds", 1, 60),
    ("minutes", 60, 3600),
    ("hours", 3600, 86_400),
    ("days", 86_400, math.inf),
)


def shortened(words: str, most: int = LINE) -> str:
    """A text from outside as far as it can be drawn: so many letters, and no word without end.

    Browsers take seconds to find where to break a word of 20,000 letters, and minutes for more;
    none that means anything has 200.
    """
    if len(words) <= min(most, LINE):
        return words
    held = _ENDLESS.sub(lambda found: f"{found[0][:LINE]}…", words[: most * 10])
    return held if len(held) <= most + 1 else f"{held[:most].rstrip()}…"


def _flat(tables: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, str]]:
    for key, value in tables.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", str(value)


def _placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


class _Filler(Formatter):
    def __init__(self, lang: Lang) -> None:
        self._lang = lang

    def format_field(self, value: Any, format_spec: str) -> str:
        if format_spec != "number":
            return str(super().format_field(value, format_spec))
        return number(value, self._lang) if isinstance(value, int | float) else str(value)
