"""Other ways to get a query's rows: its URL, scripts for Python, R and the shell, a command."""

from __future__ import annotations

import json
import shlex
from dataclasses import replace

from core.oda.client import with_ids
from core.oda.paging import PAGE_ROWS
from core.oda.query.conditions import Junction
from core.oda.query.flat import link
from core.oda.query.query import Query

_HEAD = '''"""{title}"""

import requests  # pip install requests

'''
_KEYS = """SET = {url!r}
OPTIONS = {options}
FILTER = {filter!r}

rows = []
with requests.Session() as session:
    while True:
        # By key, not by $skip: a page stays the same when rows are added or removed meanwhile.
        after = "id gt " + str(rows[-1]["id"]) if rows else ""
        condition = " and ".join(filter(None, [FILTER, after]))
        options = OPTIONS | ({{"$filter": condition}} if condition else {{}})
        answer = session.get(SET, params=options, timeout=90)
        answer.raise_for_status()
        page = answer.json()["value"]
        rows += page
        if len(page) < {page}:
            break

print(len(rows), "rows")
"""
_LINKS = """url = {url!r}
{limit}
rows = []
with requests.Session() as session:
    while url{enough}:
        answer = session.get(url, timeout=90)
        answer.raise_for_status()
        page = answer.json()
        rows += page["value"]
        url = page.get("odata.nextLink"){secure}
{cut}
print(len(rows), "rows")
"""
_CURL = """# Every row of {name} that the query finds, one JSON object a line. Needs curl and jq.
set -o pipefail
url={url}
while [ -n "$url" ]; do
  page=$(curl --fail --silent --show-error --max-time 90 "$url") || exit 1
  printf '%s' "$page" | jq -c '.value[]'
  url=$(printf '%s' "$page" | jq -r '."odata.nextLink" // empty'{secure})
done {limit}> {file}.jsonl
"""
_R = """# Every row of {name} that the query finds, as a data frame.
library(jsonlite)  # install.packages("jsonlite")

url <- {url}
pages <- list()
while (!is.null(url)) {{
  page <- fromJSON(url, flatten = TRUE)
  if (length(page$value) > 0) pages[[length(pages) + 1]] <- page$value
  url <- page[["odata.nextLink"]]{secure}{enough}
}}
rows <- rbind_pages(pages){cut}
nrow(rows)
"""


def odata_url(query: Query, api_url: str) -> str:
    """The URL of the query's first page at an API."""
    return query.url(api_url)


def python_code(query: Query, api_url: str) -> str:
    """A Python script that reads every row of the query and needs only `requests`.

    It pages by key where the query has no order, limit or offset, and else follows the API's links.
    """
    head = _HEAD.format(title=f"Every row of {query.name} that the query finds, as Python dicts.")
    if query.order or query.limit is not None or query.offset:
        return head + _by_links(query, api_url)
    return head + _by_keys(query, api_url)


def curl_code(query: Query, api_url: str) -> str:
    """A script for bash that writes every row of the query to a file, by the API's links."""
    return _CURL.format(
        name=query.name,
        url=shlex.quote(_first_page(query, api_url)),
        file=query.name,
        secure=" | sed 's|^http:|https:|'" if _is_secure(api_url) else "",
        # A reader that has enough ends the loop, so its failure is no fault then.
        limit="" if query.limit is None else f"| head -n {query.limit} ",
    )


def r_code(query: Query, api_url: str) -> str:
    """An R script that reads every row of the query and needs only `jsonlite`."""
    limit = query.limit
    enough = f"\n  if (sum(vapply(pages, NROW, 1L)) >= {limit}) break"
    return _R.format(
        name=query.name,
        url=json.dumps(_first_page(query, api_url)),
        secure='\n  if (!is.null(url)) url <- sub("^http:", "https:", url)'
        if _is_secure(api_url)
        else "",
        enough="" if limit is None else enough,
        cut="" if limit is None else f"\nrows <- head(rows, {limit})",
    )


def _first_page(query: Query, api_url: str) -> str:
    return replace(query, counts=False).url(api_url)


def _is_secure(api_url: str) -> bool:
    """Whether the API is asked over https: its links may say http all the same."""
    return api_url.startswith("https://")


def command_line(query: Query) -> str | None:
    """The command that writes the same rows to a file, quoted for the shells of Linux and macOS.

    None where the query expands a collection.
    """
    if any(link(query, path).many for path in query.expanded):
        return None
    words = ["python", "-m", "core", "fetch"]
    words.append(f"{query.name}?$skip={query.offset}" if query.offset else query.name)
    options = {
        "--filter": "" if query.filter is None else str(query.filter),
        "--expand": ",".join(query.expanded),
        "--select": ",".join(query.selected),
        "--orderby": ",".join(map(str, query.order)),
        "--top": "" if query.limit is None else str(query.limit),
    }
    for option, value in options.items():
        # `--option=value`, since a value may begin with a dash.
        words += [f"{option}={value}"] if value else []
    return shlex.join([*words, "--out", f"{query.name}.csv"])


def _by_keys(query: Query, api_url: str) -> str:
    asked = with_ids(query)
    options = {"$orderby": "id", "$top": str(PAGE_ROWS)}
    if asked.expanded:
        options["$expand"] = ",".join(asked.expanded)
    if asked.selected:
        options["$select"] = ",".join(asked.selected)
    condition = "" if query.filter is None else str(query.filter)
    if isinstance(query.filter, Junction) and query.filter.op == "or":
        condition = f"({condition})"
    lines = "".join(f"    {name!r}: {value!r},\n" for name, value in options.items())
    return _KEYS.format(
        url=Query(query.name).url(api_url),
        options=f"{{\n{lines}}}",
        filter=condition,
        page=PAGE_ROWS,
    )


def _by_links(query: Query, api_url: str) -> str:
    limited = query.limit is not None
    secure = '\n        url = url and url.replace("http://", "https://", 1)'
    return _LINKS.format(
        url=_first_page(query, api_url),
        limit=f"LIMIT = {query.limit}\n" if limited else "",
        enough=" and len(rows) < LIMIT" if limited else "",
        secure=secure if _is_secure(api_url) else "",
        cut="rows = rows[:LIMIT]\n" if limited else "",
    )
