"""The fonts, the document that names them, and its scripts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import streamlit

from core.charts.picture import _face
from core.web.assets import assets
from core.web.fonts import FONTS, faces
from core.web.headers import script_hashes
from core.web.styled_document import in_language, styled_document
from tests.web.sites import opened, served

INDEX = (Path(streamlit.__file__).parent / "static" / "index.html").read_text("utf-8")
THEMES = {"LIGHT_THEME": {"bodyFont": "'A', </script>"}}


@pytest.mark.parametrize("font", FONTS, ids=lambda font: font.file)
def test_font__may_be_kept_for_ever_and_bears_its_licence(font: object, tmp_path: Path) -> None:
    with opened(tmp_path, base="/tingblik") as site:
        client = served(site)
        answer = client.get(f"/tingblik/fonts/{font.name}")  # type: ignore[attr-defined]
        other = client.get(f"/tingblik/fonts/{font.file}")  # type: ignore[attr-defined]
    assert answer.content[:4] == b"wOF2"
    assert answer.headers["content-type"] == "font/woff2"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "content-encoding" not in answer.headers
    assert other.status_code == 404
    stem = font.file.removesuffix("-latin.woff2")  # type: ignore[attr-defined]
    licence = font.path.with_name(f"{stem}-LICENSE")  # type: ignore[attr-defined]
    assert "SIL Open Font License" in licence.read_text("utf-8")


@pytest.mark.parametrize("font", FONTS, ids=lambda font: font.file)
def test_font__has_danish_letters_and_digits_of_one_width(font: object) -> None:
    drawn = _face(font.path, 40, 400)  # type: ignore[attr-defined]
    assert len({drawn.getlength(digit) for digit in "0123456789"}) == 1
    missing = drawn.getmask("\ue000").getbbox(), drawn.getlength("\ue000")
    for letter in "æøåÆØÅé–»«½§·…":
        assert (drawn.getmask(letter).getbbox(), drawn.getlength(letter)) != missing, letter


def test_font__has_a_name_that_styles_without_quotes_take() -> None:
    assert not [font.family for font in FONTS if re.search(r"[\d\"']", font.family)]


def test_document__has_our_fonts_and_none_of_its_own() -> None:
    document = styled_document(INDEX, THEMES)
    assert 'as="font"' in INDEX  # what is looked for
    assert "SourceSans" not in document
    for font in FONTS:
        assert f'href="./fonts/{font.name}" as="font"' in document
        assert f'font-family:"{font.family}"' in document
    assert document.index("window.__streamlit") < document.index('type="module"')
    assert len(script_hashes(document, ())) == len(script_hashes(INDEX, ())) + 1


def test_document__of_another_form_stays_as_it_is() -> None:
    assert styled_document("<html><p>else", THEMES) == "<html><p>else"
    assert in_language("<html><p>else", "da") == "<html><p>else"


def test_document__is_in_the_readers_language_also_where_there_is_no_page(tmp_path: Path) -> None:
    assert in_language(INDEX, "da").count('<html lang="da">') == 1


def test_embed__has_the_same_font() -> None:
    styles, script = assets()["embed.css"].body.decode(), assets()["embed.js"].body.decode()
    assert styles.startswith(faces("../../fonts/"))
    assert f"fetch('../../fonts/{FONTS[0].name}')" in script
    assert "$FONT" not in script
