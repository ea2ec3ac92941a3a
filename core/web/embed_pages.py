"""The HTML pages of an embed: a chart with its text and numbers, or why there is none."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from http import HTTPStatus
from string import Template
from typing import Any
from urllib.parse import urlencode

import orjson

from core.charts.chart import Chart
from core.charts.locale import plot_locale
from core.charts.shares import shown_shares
from core.language import UNKNOWN, Lang, date_text, has, number, percent, shortened, text
from core.times import in_denmark
from core.web.answers import NotLoaded, Problem
from core.web.assets import assets, template
from core.web.charts.drawing import Drawing, Nothing
from core.web.site import Site

_MOST_ROWS = 100
_REFRESH_SECONDS = 2  # somebody looks at the page and waits
_DECIMALS = 3
_HEIGHT, _AROUND = 400, 220
_CREATE = "https://app.datawrapper.de/create/"
_API = "https://oda.ft.dk/"
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
# Codes in a column, by where the catalogue has their words.
_WORDS = {
    "position": "position.short",
    "type_code": "vote_type",
    "stage": "stage",
}


@dataclass(frozen=True, slots=True)
class Place:
    """A chart at its address: `name` in the registry, the parameters, and the reader's language.

    `address` is the absolute one that everything stands below, None where nobody may know it.
    """

    site: Site
    name: str
    params: Sequence[tuple[str, str]]
    lang: Lang
    invented: bool
    address: str | None

    @property
    def choices(self) -> list[tuple[str, str]]:
        """The parameters of the page, with the language."""
        own = ("theme", "download", "lang")
        return [*((k, v) for k, v in self.params if k not in own), ("lang", self.lang)]

    @property
    def numbers(self) -> str:
        """The path of the chart's numbers."""
        return _asking(self.site.path(f"/embed/{self.name}.csv"), self.choices)

    @property
    def embed(self) -> str:
        """The path of the chart alone."""
        return _asking(self.site.path(f"/embed/{self.name}"), self.choices)

    @property
    def page(self) -> str:
        """The path of the page that has the chart, of the chart where the pages are not served."""
        page = self.name.partition("/")[0]
        if page not in self.site.pages:
            return self.embed
        first = page == self.site.pages[0]
        return _asking(self.site.path("/" if first else f"/{page}"), self.choices)

    @property
    def file(self) -> str:
        """What files of the chart are called, without their ending."""
        demo = "demo-" if self.invented else ""
        return f"tingblik-{demo}{self.name.replace('/', '-')}"

    def absolute(self, path: str) -> str | None:
        """The absolute address of a path of the site."""
        return None if self.address is None else self.address + path.removeprefix(self.site.base)

    def t(self, key: str, **params: Any) -> str:
        """A text of the catalogue in the reader's language."""
        return text(key, self.lang, **params)


def picture_page(
    place: Place, drawing: Drawing, fetched_at: datetime, theme: str, download: str
) -> bytes:
    """The chart with its title, n, period, source and numbers; `theme` is empty for the reader's.

    `fetched_at` is the age (UTC) of what it is drawn from. With `download` the picture of that
    format is made at once.
    """
    t, source, alt = place.t, _source(place, fetched_at), _safe(drawing.chart.alt)
    told = {
        "title": drawing.title,
        "said": drawing.said,
        "source": source,
        "invented": t("embed.invented") if place.invented else "",
        "file": place.file,
        "theme": theme,
        "download": download,
        "config": {"locale": place.lang, "locales": {place.lang: plot_locale(place.lang)}},
    }
    figures = {"figure": drawing.chart, "night": drawing.night}
    body = [
        f'<figure>\n<div id="chart" hidden role="img" aria-label="{alt}"></div>\n',
        f"<noscript><p>{alt}</p></noscript>\n",
        f"<figcaption>{_safe(drawing.said)}</figcaption>\n</figure>\n",
        *_table(place, drawing),
        "<footer>\n",
        f"<p>{_linked(place, source)}</p>\n",
        f'<p><a id="page" href="{_safe(place.page)}" target="_top">{_safe(t("embed.open"))}</a> · ',
        f'<a href="{_safe(place.numbers)}" download>{_safe(t("embed.csv"))}</a>\n',
        *(
            f'<button type="button" data-save="{kind}" hidden>'
            f"{_safe(t(f'embed.{kind}'))}</button>\n"
            for kind in ("png", "svg")
        ),
        "</p>\n</footer>\n",
        f'<script type="application/json" id="told">{_script(told, figures)}</script>\n',
    ]
    head = [
        f'<link rel="alternate" type="text/csv" href="{_safe(place.numbers)}">\n',
        *_discovered(place, drawing),
        f'<script src="{_file(place.site, "plotly.js")}" defer></script>\n',
        f'<script src="{_file(place.site, "embed.js")}" type="module"></script>\n',
    ]
    return _document(place.site, place.lang, drawing.title, head, body, theme, place.invented)


def wrapper_page(place: Place, drawing: Drawing, fetched_at: datetime) -> bytes:
    """A button that takes title, notes and the address of the numbers to Datawrapper.

    Raises Problem where the numbers have no address that Datawrapper can read.
    """
    numbers = place.absolute(place.numbers)
    if numbers is None or not numbers.startswith("https://"):
        raise Problem(
            HTTPStatus.NOT_FOUND,
            "Datawrapper reads the numbers over https, and this site has no such address.",
            "Set TINGBLIK_PUBLIC_URL to it.",
        )
    t = place.t
    fields = {
        "title": drawing.title,
        "description": drawing.said,
        "source_name": _source(place, fetched_at),
        "source_url": place.absolute(place.page) or "",
        "notes": t("embed.invented") if place.invented else drawing.chart.alt,
        "external_data": numbers,
        "data": "{}",  # needed although the data stands elsewhere
        "last_edit_step": "2",
    }
    body = [
        f"<p>{_safe(drawing.title)}</p>\n<p>{_safe(t('embed.datawrapper_about'))}</p>\n",
        f'<form method="post" action="{_CREATE}">\n',
        *(
            f'<input type="hidden" name="{name}" value="{_safe(value)}">\n'
            for name, value in fields.items()
        ),
        f'<button type="submit">{_safe(t("embed.datawrapper_go"))}</button>\n</form>\n',
    ]
    title = t("embed.datawrapper_title")
    return _document(place.site, place.lang, title, [], body, "", place.invented)


def told_page(site: Site, problem: Problem, lang: Lang) -> bytes:
    """Why there is no chart, in words; where waiting helps the page asks again by itself."""
    coming = isinstance(problem, NotLoaded)
    seconds = _REFRESH_SECONDS if coming else problem.headers.get("Retry-After")
    head = [f'<meta http-equiv="refresh" content="{seconds}">\n'] if seconds else []
    if coming:
        title, said = "embed.loading_title", [(lang, text("embed.loading", lang))]
    elif isinstance(problem, Nothing):
        title, said = "embed.nothing_title", [(lang, problem.detail)]
    else:
        title, said = "embed.wrong_title", [("en", problem.title), ("en", problem.detail)]
    body = [f'<p lang="{spoken}">{_safe(words)}</p>\n' for spoken, words in said if words]
    return _document(site, lang, text(title, lang), head, body, "", invented=False)


def frame_height(chart: Chart) -> int:
    """How many pixels a frame needs for a chart with what stands around it."""
    return int(chart.figure.layout.height or _HEIGHT) + _AROUND


def frame(address: str, title: str, width: int | str, height: int) -> str:
    """The HTML that shows the chart of an absolute address on somebody's page."""
    size = f'width="{width}" height="{height}" style="border:0;max-width:100%"'
    return f'<iframe src="{_safe(address)}" title="{_safe(title)}" {size} loading="lazy"></iframe>'


def _document(
    site: Site,
    lang: Lang,
    title: str,
    head: Iterable[str],
    body: Iterable[str],
    theme: str,
    invented: bool,
) -> bytes:
    style = f'<link rel="stylesheet" href="{_file(site, "embed.css")}">\n'
    said = f'<p class="invented">{_safe(text("embed.invented", lang))}</p>\n'
    whole = Template(template("embed.html")).substitute(
        lang=lang,
        theme=f' data-theme="{theme}"' if theme else "",
        title=_safe(title),
        head="".join([style, *head]),
        invented=said if invented else "",
        body="".join(body),
    )
    return whole.encode("utf-8", "replace")


def _discovered(place: Place, drawing: Drawing) -> list[str]:
    """Where oEmbed tells of the chart, for a program that is given its address."""
    own = place.absolute(place.embed)
    if own is None:
        return []
    oembed = _asking(f"{place.address}/oembed", [("url", own), ("format", "json")])
    kind = 'rel="alternate" type="application/json+oembed"'
    return [f'<link {kind} href="{_safe(oembed)}" title="{_safe(drawing.title)}">\n']


def _source(place: Place, fetched_at: datetime) -> str:
    if place.invented:
        return place.t("embed.source_invented")
    # The day by its name: a picture is looked at for years.
    day = date_text(in_denmark(fetched_at).date(), place.lang)
    return place.t("embed.source", date=day)


def _linked(place: Place, source: str) -> str:
    if place.invented:
        return _safe(source)
    return f'<a href="{_API}" target="_top">{_safe(source)}</a>'


def _table(place: Place, drawing: Drawing) -> list[str]:
    t, rows = place.t, shown_shares(drawing.rows, **drawing.shares)
    first = rows.head(_MOST_ROWS)
    more = ""
    if rows.height > first.height:
        said = t("embed.first_rows", n=rows.height, rows=first.height)
        more = f'<p class="quiet">{_safe(said)}</p>\n'
    right = {name for name, dtype in rows.schema.items() if dtype.is_numeric()}
    heads = "".join(_cell("th", name in right, _heading(name, place.lang)) for name in rows.columns)
    lines = []
    for row in first.iter_rows(named=True):
        cells = (
            _cell("td", name in right, _value(name, value, drawing, place.lang))
            for name, value in row.items()
        )
        lines.append(f"<tr>{''.join(cells)}</tr>\n")
    return [
        f"<details open>\n<summary>{_safe(t('embed.numbers'))}</summary>\n{more}",
        f'<div class="rows" tabindex="0" role="region" aria-label="{_safe(t("embed.numbers"))}">\n',
        f"<table>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n",
        *lines,
        "</tbody>\n</table>\n</div>\n</details>\n",
    ]


def _cell(kind: str, right: bool, words: str) -> str:
    scope = ' scope="col"' if kind == "th" else ""
    return f"<{kind}{scope}{' class=n' if right else ''}>{_safe(words)}</{kind}>"


def _heading(name: str, lang: Lang) -> str:
    for key in (f"column.{name}", f"embed.heading_{name}", f"position.{name}"):
        if has(key, lang):
            return text(key, lang)
    return name


def _value(name: str, value: Any, drawing: Drawing, lang: Lang) -> str:
    if value is None:
        return UNKNOWN
    if name in drawing.shares:
        return percent(value, lang, 1)
    if name in ("period", "session") and value in drawing.names:
        return drawing.names[value]
    match value:
        case bool():
            return text("common.yes" if value else "common.no", lang)
        case int():
            return number(value, lang)
        case float():
            return number(value, lang, 0 if value.is_integer() else _DECIMALS)
        case datetime() | date():
            return date_text(value, lang)
        case _:
            words = f"{_WORDS.get(name, '')}.{value}"
            return text(words, lang) if has(words, lang) else shortened(str(value))


def _script(told: Mapping[str, Any], figures: Mapping[str, Chart | None]) -> str:
    """The values for our script, so that nothing in them ends the element that holds them."""
    drawn = {name: orjson.Fragment(each.figure.to_json()) for name, each in figures.items() if each}
    return orjson.dumps({**told, **drawn}).decode().replace("<", "\\u003c")


def _file(site: Site, name: str) -> str:
    return _safe(site.path(f"/embed/files/{assets()[name].name}"))


def _asking(path: str, params: Iterable[tuple[str, str]]) -> str:
    asked = urlencode(list(params))
    return f"{path}?{asked}" if asked else path


def _safe(words: str) -> str:
    return html.escape(_CONTROL.sub(" ", words))
