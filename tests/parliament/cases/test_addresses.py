"""Links are built from checked parts, or not at all."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.parliament.cases.addresses import (
    file_format,
    file_url,
    gazette_url,
    law_url,
    parliament_url,
)

HOSTS = {"ft.dk", "www.ft.dk", "folketingstidende.dk", "www.folketingstidende.dk"}


def test_case_urls__of_each_kind():
    base = "https://www.ft.dk/samling/20231"
    assert parliament_url("20231", "L", "41", "") == f"{base}/lovforslag/l41/index.htm"
    assert parliament_url("20231", "L ", 41, "A") == f"{base}/lovforslag/l41a/index.htm"
    assert parliament_url("20231", "F", 3, None) == f"{base}/forespoergsel/F3/index.htm"
    assert gazette_url("20231", "L", 41, None) == (
        "https://www.folketingstidende.dk/samling/20231/lovforslag/L41/index.htm"
    )


@pytest.mark.parametrize(
    ("session", "prefix", "figure", "postfix"),
    [
        ("20231", "S", 1, ""),
        ("20231", "L", "x", ""),
        ("20231", "L", None, ""),
        ("../x", "L", 1, ""),
        ("20231", "L", 1, "/../"),
        ("20231", None, 1, ""),
        ("", "L", 1, ""),
        ("20231", "L", "\u0661", ""),
    ],
)
def test_case_urls__without_good_parts_there_is_no_link(session, prefix, figure, postfix):
    assert parliament_url(session, prefix, figure, postfix) is None
    assert gazette_url(session, prefix, figure, postfix) is None


def test_law_url__by_number_and_year():
    assert law_url("1035", date(2025, 12, 30)) == (
        "https://www.retsinformation.dk/eli/lta/2025/1035"
    )
    assert law_url("1035", None) is None
    assert law_url("10/35", date(2025, 1, 1)) is None
    assert law_url(None, date(2025, 1, 1)) is None


@pytest.mark.parametrize(
    "url",
    [
        "https://www.ft.dk/ripdf/samling/20231/lovforslag/l41/20231_l41_som_fremsat.pdf",
        "https://ft.dk/a.pdf",
        "https://www.folketingstidende.dk/samling/20231/salen/M1.pdf",
    ],
)
def test_file_url__parliaments_own(url: str):
    assert file_url(f" {url} ") == url


@pytest.mark.parametrize(
    "url",
    [
        "http://www.ft.dk/a.pdf",
        "https://www.example.org/a.pdf",
        "https://ft.dk.evil.example/a",
        "https://www.ft.dk@evil.example/a",
        "javascript:alert(1)",
        "//www.ft.dk/a",
        "",
        None,
        "https://www.ft.dk/a b",
        "https://www.ft.dk/)[x](https://evil.example",
        "https://[::1",
        "https://www.ft.dk:8443/a",
        "https://www.ft.dk/" + "a" * 3000,
        "https://user@www.ft.dk/a",
        "https://www.ft.dk\\@evil.example/",
    ],
)
def test_file_url__others_are_not_linked(url: str | None):
    assert file_url(url) is None


@given(st.text() | st.text().map("https://www.ft.dk/".__add__))
def test_file_url__whatever_the_text_a_link_leads_to_parliament(text: str):
    url = file_url(text)
    if url is not None:
        parts = urlsplit(url)
        assert parts.scheme == "https"
        assert parts.netloc.lower().removesuffix(":443") in HOSTS
        assert not set(url) & set(" ()[]<>\"'\\\n")


@pytest.mark.parametrize(
    ("url", "told", "expected"),
    [
        (
            "https://www.ft.dk/samling/20222/lovforslag/l1/bilag/2/2640040.pdf",
            "DOCX",
            ("PDF", "DOCX"),
        ),
        ("https://www.ft.dk/a/1.PDF", "pdf", ("PDF", None)),
        ("https://www.ft.dk/a/1.docx?x=.pdf", "DOCX", ("DOCX", None)),
        ("https://www.ft.dk/a/1", " docx ", ("DOCX", None)),
        ("https://www.ft.dk", "PDF", ("PDF", None)),
        (None, None, (None, None)),
        ("https://www.ft.dk/a/1.pdf", "", ("PDF", None)),
    ],
)
def test_file_format__is_that_of_the_address_with_the_originals_beside(url, told, expected):
    assert file_format(url, told) == expected
