"""The Python code and the command line give the rows that the page shows: both are run."""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import shlex
import subprocess
from pathlib import Path
from shutil import which

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.cli import fetch
from core.export.recipes import command_line, curl_code, python_code, r_code
from core.oda.query.flat import with_keys
from core.oda.query.query import Query, field
from tests.conftest import ClientFactory, StandinFactory

QUERIES = [
    "Stemme",
    "Stemme?$filter=afstemningid eq 1 or afstemningid eq 2",
    "Stemme?$filter=typeid ne 3&$select=typeid",
    "Stemme?$orderby=id desc",
    "Stemme?$orderby=id desc&$top=150",
    "Stemme?$top=5&$skip=290",
    "Afstemning?$expand=Møde&$filter=Møde/titel eq 'Møde i salen'",
    "Sag?$filter=substringof('O''Hares \"fond\"',titel)",
    "Sag?$filter=titel eq '100 %25 %26 %2B'",
]


@pytest.mark.parametrize("text", QUERIES)
def test_python_code__reads_the_same_rows(
    standin: StandinFactory, client: ClientFactory, text: str
) -> None:
    server = standin()
    query = Query.parse(text)
    names: dict[str, object] = {}
    code = python_code(query, server.url)
    with contextlib.redirect_stdout(io.StringIO()) as said:
        exec(compile(code, "sample", "exec"), names)
    rows = names["rows"]
    assert isinstance(rows, list)
    expected = client(server.url).fetch(with_keys(query)).frame["id"].to_list()
    if query.selected and "id" not in query.selected and (query.order or query.limit):
        assert len(rows) == len(expected)
    else:
        assert [row["id"] for row in rows] == expected
    assert said.getvalue() == f"{len(expected)} rows\n"


def test_python_code__follows_links_over_https_where_the_api_is() -> None:
    code = python_code(Query("Sag").top(500), "https://oda.ft.dk/api/")
    assert 'replace("http://", "https://", 1)' in code


@pytest.mark.skipif(not (which("curl") and which("jq")), reason="needs curl and jq")
@pytest.mark.parametrize("text", QUERIES[3:8:2] + QUERIES[4:5])
def test_curl_code__writes_the_same_rows(
    standin: StandinFactory, client: ClientFactory, tmp_path: Path, text: str
) -> None:
    server, query = standin(), Query.parse(text)
    subprocess.run(["bash", "-c", curl_code(query, server.url)], cwd=tmp_path, timeout=60)
    written = (tmp_path / f"{query.name}.jsonl").read_text().splitlines()
    expected = client(server.url).fetch(with_keys(query)).frame["id"].to_list()
    assert [json.loads(line)["id"] for line in written] == expected


def test_scripts__take_the_rows_that_were_asked_for_over_https() -> None:
    query, api = (
        Query.parse("Sag?$filter=titel eq 'a\"b\\\\c $x'&$top=150"),
        "https://oda.ft.dk/api/",
    )
    for code in (curl_code(query, api), r_code(query, api)):
        assert "https:" in code
        assert "150" in code
        assert "$x" not in code.replace("%24x", "")
    assert "head -n" not in curl_code(Query("Sag"), api)
    assert "break" not in r_code(Query("Sag"), api)


@pytest.mark.parametrize("text", QUERIES)
def test_command_line__asks_the_same(text: str) -> None:
    query = Query.parse(text)
    assert asked(str(command_line(query))) == query


@given(st.text(st.characters(exclude_categories=("Cs", "Cc"))))
def test_command_line__any_text_stays_a_value(text: str) -> None:
    query = Query("Sag").where(field("titel") == text).select("id")
    assert asked(str(command_line(query))) == query


def test_command_line__cannot_expand_a_collection() -> None:
    assert command_line(Query("Afstemning").expand("Stemme")) is None


def asked(command: str) -> Query:
    """The query that a command line asks, read by the real parser."""
    python, dash, core, *words = shlex.split(command)
    assert (python, dash, core) == ("python", "-m", "core")
    parser = argparse.ArgumentParser()
    fetch.add_to(parser.add_subparsers())
    return fetch.build_query(parser.parse_args(words))
