"""Citing a vote."""

from __future__ import annotations

from datetime import date

from core.export.citation import bibtex, cited

URL = "https://tingblik.example/vote?id=1"
SEEN = date(2026, 11, 28)


def test_cited__is_one_line_with_day_and_address() -> None:
    said = cited("L 92 · Om skat (Vedtaget 87–23)", date(2024, 5, 3), URL, SEEN, "da")
    assert said == (
        "Folketinget: L 92 · Om skat (Vedtaget 87–23), afstemning 3. maj 2024. "
        f"Tingblik, {URL}, læst 28. november 2026."
    )


def test_bibtex__escapes_its_own_signs() -> None:
    entry = bibtex("tingblik1", r"50 % & {x} _a \b", None, URL, SEEN, "en")
    assert r"title = {{50 \% \& \{x\} \_a \textbackslash{}b}}" in entry
    assert "year" not in entry
    assert entry.count("{") == entry.count("}")
    assert "year = {2024}" in bibtex("k", "x", date(2024, 5, 3), URL, SEEN, "en")
