"""Biographies of both forms, and text that wants to be more than text."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.parliament.people.biography import Biography, read_biography, safe_url

NOW = (
    "<member><url>/medlemmer/mf/k/kim-eksempel</url><status>1</status><profession>Lærer</profession>"
    "<born>26-08-1969</born><died/><personalInformation><memberData>&lt;p&gt;Kim Eksempel, "
    "f&amp;oslash;dt i &amp;AElig;blerup.&lt;/p&gt;</memberData></personalInformation><career>"
    "<currentConstituency>Kredsen fra 2022.</currentConstituency><constituencies><constituency>"
    "Kredsen fra 2022.</constituency><constituency>En anden kreds &amp; mere, 2015 - 2022."
    "</constituency></constituencies></career><educations><education>Student, 1988.</education>"
    "</educations><occupations/></member>"
)
EARLIER = (
    '<?xml version="1.0" encoding="utf-16"?><membersMember tid="0"><itemname>X</itemname>'
    "<url>http://www.ft.dk/medlemmer/kim-eksempel-(xa)</url><profession/>"
    "<memberData>Kim Eksempel, født 18. nov 1975. </memberData><career><ministers><minister/>"
    "</ministers><constituencies/></career></membersMember>"
)


def test_read_biography__the_form_of_today() -> None:
    assert read_biography(NOW) == Biography(
        born=date(1969, 8, 26),
        profession="Lærer",
        constituencies=("Kredsen fra 2022.", "En anden kreds & mere, 2015 - 2022."),
        educations=("Student, 1988.",),
        about="Kim Eksempel, født i Æblerup.",
        url="https://www.ft.dk/medlemmer/mf/k/kim-eksempel",
    )


def test_read_biography__the_form_of_earlier_years() -> None:
    assert read_biography(EARLIER) == Biography(
        about="Kim Eksempel, født 18. nov 1975.",
        url="https://www.ft.dk/medlemmer/kim-eksempel-(xa)",
    )


def test_read_biography__html_that_was_not_escaped_is_read_too() -> None:
    found = read_biography("<member><memberData><p>Kim.<br/>Mere.</p></memberData></member>")
    assert found.about == "Kim.\nMere."


@pytest.mark.parametrize(
    "text", [None, "", "<member>", "<url>", "no XML", "<born>31-02-1970</born>"]
)
def test_read_biography__nothing_to_read_is_nothing_told(text: str | None) -> None:
    assert read_biography(text) == Biography()


def test_read_biography__no_entity_is_resolved() -> None:
    bomb = '<!DOCTYPE m [<!ENTITY a SYSTEM "file:///etc/passwd">]><profession>&a;</profession>'
    assert read_biography(bomb).profession == "&a;"


def test_read_biography__without_links_there_is_no_address() -> None:
    assert read_biography(NOW, links=False).url is None


@given(st.text(alphabet="<>/&;abmertDorn -19") | st.text())
def test_read_biography__never_fails(text: str) -> None:
    assert read_biography(f"<member><born>{text}<memberData>{text}</memberData>").url is None


@pytest.mark.parametrize(
    "written",
    [
        "https://evil.example/medlemmer/x",
        "//evil.example/x",
        "javascript:alert(1)",
        "/x?y=1",
        "/x#y",
        "/medlemmer/../admin",
        "/x y",
        "/x%2e%2e/y",
        "/\\evil",
        "ftp://www.ft.dk/x",
        "http://www.ft.dk@evil.example/x",
        "http://www.ft.dk.evil.example/x",
        "http://[::1",
        "x",
        "/",
        "",
        "/" + "x" * 300,
        "https://www.ft.dk:99/x",
        "/x)](http://evil.example",
    ],
)
def test_safe_url__what_is_not_a_plain_path_at_parliament_is_no_link(written: str) -> None:
    assert safe_url(written) is None


@given(st.text())
def test_safe_url__stays_at_parliament(written: str) -> None:
    found = safe_url("/" + written)
    assert found is None or found.startswith("https://www.ft.dk/")
