"""The index of /api/v1/, as JSON and as a page, and the data dictionary."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from html import escape
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route

from core.analysis.panels import PANELS
from core.dictionary import PANEL_TABLES, TABLES, Table
from core.export.package import fields
from core.export.readme import TERMS_URL, methods
from core.language import LANGUAGES, Lang, text
from core.service import Source
from core.web.answers import CACHED, route, tag_of, unchanged
from core.web.charts.registry import CHARTS
from core.web.openapi import FORMATS, NAMES, openapi
from core.web.parameter_names import parameters
from core.web.site import Site
from core.web.table_files import AT
from core.web.things import THINGS

_BESIDE = ("/feeds/", "/calendar/", "/embed/", "/oembed", "/healthz", "/readyz", "/metrics")

_STYLE = """
:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:0 auto;padding:1rem}
h1{margin-top:.5rem}table{border-collapse:collapse;width:100%}
th,td{text-align:left;vertical-align:top;padding:.3rem .6rem .3rem 0;border-top:1px solid #8886}
code{font-family:ui-monospace,monospace;overflow-wrap:anywhere}
td a{display:inline-block;margin-right:.6rem}.warn{border:2px solid;padding:.5rem .8rem}
pre{overflow-x:auto;background:#8882;padding:.6rem}
@media(max-width:40rem){td,th{display:block;padding:0}th{display:none}
td:first-child{border-top:1px solid #8886;padding-top:.5rem}td+td{border:0}}
"""


def routes(site: Site) -> list[BaseRoute]:
    """The index, the description of the routes, and the data dictionary."""
    index = partial(_index, site)
    return [
        route(site, AT, index),
        route(site, f"{AT}/openapi.json", partial(_openapi, site)),
        route(site, f"{AT}/dictionary.json", partial(_dictionary, site)),
    ]


def _index(site: Site, request: Request, source: Source) -> Response:
    lang = site.language(request)
    found = listed(site, request, lang, invented=source.tables.invented)
    if _wants_html(request.headers.get("accept", "")):
        return _kept(request, _page(found, lang).encode(), "text/html; charset=utf-8", source)
    return _json(request, found, source)


def _openapi(site: Site, request: Request, source: Source) -> Response:
    lang, base = site.language(request), _base(site, request)
    found = openapi(lang, base, THINGS, invented=source.tables.invented)
    return _json(request, found, source)


def _dictionary(site: Site, request: Request, source: Source) -> Response:
    return _json(request, dictionary(site.language(request)), source)


def listed(site: Site, request: Request, lang: Lang, *, invented: bool) -> dict[str, Any]:
    """Everything that has an address, with links; they are absolute where our address is known."""
    base = _base(site, request)
    return {
        "title": text("api.title", lang),
        "about": text("api.about_invented" if invented else "api.about", lang),
        "invented": invented,
        "terms": "" if invented else TERMS_URL,
        "openapi": f"{base}{AT}/openapi.json",
        "dictionary": f"{base}{AT}/dictionary.json",
        "search": f"{base}{AT}/search.json?q={{q}}",
        "tables": [
            {
                "name": name,
                "title": text(f"readme.table_{name}", lang),
                "files": {form: f"{base}{AT}/{name}.{form}" for form in FORMATS},
                "by": ["session", "month"] if name in PANELS else [],
                "note": text("api.note_questions", lang, **NAMES) if name == "questions" else "",
            }
            for name in TABLES
        ],
        "things": [
            {
                "name": name,
                "title": text(f"api.thing_{name}", lang),
                "address": f"{base}{AT}/{name}/{{id}}.json",
            }
            for name in THINGS
        ],
        "charts": [{"name": name, "address": f"{base}/embed/{name}"} for name in CHARTS],
        "beside": [f"{base}{path}" for path in sorted(set(_beside(site, request)))],
    }


def dictionary(lang: Lang) -> dict[str, Any]:
    """Every table with its columns, what they mean, how they are made, and what can be asked."""
    return {
        "language": lang,
        "tables": [
            {
                **_described(name, table, lang),
                "parameters": list(parameters(name)),
                "methods": methods(name, None, lang),
            }
            for name, table in TABLES.items()
        ],
        "panels": [
            {**_described(name, table, lang), "methods": methods(name, "month", lang)}
            for name, table in PANEL_TABLES.items()
        ],
    }


def _described(name: str, table: Table, lang: Lang) -> dict[str, Any]:
    return {
        "name": name,
        "title": text(f"readme.table_{name}", lang),
        "columns": fields(table, table.described(demo=False), lang),
    }


def _beside(site: Site, request: Request) -> Iterator[str]:
    """The paths of the application's other routes for programs."""
    for each in request.app.routes:
        if isinstance(each, Route | Mount):
            path = each.path.removeprefix(site.base)
            if each.path.startswith(site.base) and path.startswith(_BESIDE):
                yield path


def _base(site: Site, request: Request) -> str:
    return site.address(request) or site.base


def _wants_html(accept: str) -> bool:
    """Whether a reader likes HTML better than JSON, as browsers do."""
    liked: dict[str, tuple[float, int]] = {}
    for number, each in enumerate(accept.lower().split(",")):
        media, *params = (part.strip() for part in each.split(";"))
        quality = next((part[2:] for part in params if part.startswith("q=")), "1")
        try:
            liked.setdefault(media, (float(quality), -number))
        except ValueError:
            continue
    html = liked.get("text/html", (0.0, 0))
    return html[0] > 0 and html > liked.get("application/json", (0.0, 0))


def _json(request: Request, content: dict[str, Any], source: Source) -> Response:
    body = orjson.dumps(content, option=orjson.OPT_INDENT_2)
    return _kept(request, body, "application/json", source)


def _kept(request: Request, body: bytes, media: str, source: Source) -> Response:
    """The answer with what it can be asked for again by; such texts change with the code alone."""
    tag = tag_of(body)
    headers = {
        "ETag": f'W/"{tag}"',
        "Cache-Control": CACHED,
        "Vary": "Accept, Accept-Language",
    }
    if source.tables.invented:
        headers["Tingblik-Data"] = "invented"
    return unchanged(request, headers) or Response(body, headers=headers, media_type=media)


def _page(found: dict[str, Any], lang: Lang) -> str:
    """The index as a page for a person: no script, nothing from elsewhere."""

    def t(key: str, **values: str) -> str:
        return escape(text(key, lang, **values))

    other = next(each for each in LANGUAGES if each != lang)
    tables = "".join(
        f"<tr><td><code>{escape(table['name'])}</code></td><td>{_titled(table)}</td><td>"
        + "".join(_link(url, form) for form, url in table["files"].items())
        + "</td></tr>"
        for table in found["tables"]
    )
    things = "".join(
        f"<tr><td>{escape(thing['title'])}</td><td><code>{escape(thing['address'])}</code></td></tr>"
        for thing in found["things"]
    )
    charts = "".join(
        f"<li>{_link(chart['address'], chart['name'])}</li>" for chart in found["charts"]
    )
    beside = "".join(f"<li><code>{escape(path)}</code></li>" for path in found["beside"])
    example = f"{found['tables'][0]['files']['csv']}?result=rejected"
    invented = escape(text("demo.in_file", lang))
    warning = f'<p class="warn">{invented}</p>' if found["invented"] else ""
    terms = f" · {_link(found['terms'], text('api.terms', lang))}" if found["terms"] else ""
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{t('api.title')}</title><style>{_STYLE}</style></head><body>"
        f'<p><a href="?lang={other}" lang="{other}" hreflang="{other}">'
        f"{escape(text('api.other_language', other))}</a></p>"
        f"<h1>{t('api.title')}</h1>{warning}<p>{escape(found['about'])}</p>"
        f"<p>{t('api.parameters', **NAMES)}</p><pre>curl -OJ '{escape(example)}'</pre>"
        f"<p>{_link(found['openapi'], text('api.openapi', lang))} · "
        f"{_link(found['dictionary'], text('api.dictionary', lang))}{terms}</p>"
        f"<p>{t('api.search')}: <code>{escape(found['search'])}</code></p>"
        f"<h2>{t('api.tables')}</h2><table><tr><th>{t('api.name')}</th><th>{t('api.what')}</th>"
        f"<th>{t('api.files')}</th></tr>{tables}</table><p>{t('api.by', **NAMES)}</p>"
        f"<h2>{t('api.things')}</h2><table><tr><th>{t('api.what')}</th><th>{t('api.address')}</th></tr>"
        f"{things}</table>"
        f"<h2>{t('api.charts')}</h2><p>{t('api.charts_about')}</p><ul>{charts}</ul>"
        + (f"<h2>{t('api.beside')}</h2><ul>{beside}</ul>" if beside else "")
        + "</body></html>"
    )


def _titled(table: dict[str, Any]) -> str:
    note = f"<br><small>{escape(table['note'])}</small>" if table["note"] else ""
    return f"{escape(table['title'])}{note}"


def _link(url: str, words: str) -> str:
    return f'<a href="{escape(url)}">{escape(words)}</a>'
