"""Takes a picture of every page as a visitor meets it, and puts them on sheets to look through.

`python -m scripts.screenshots [page ...]` opens the pages of those names, or all, on the demo
parliament: on a desktop and on a phone, in Danish and in English, in light and in dark. The
pictures lie in `screenshots/`, with a sheet of all pages for each of these eight ways.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Mapping, Sequence
from itertools import product
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from PIL import Image, ImageDraw
from playwright.sync_api import Page, sync_playwright

from core.standin.demo import build_demo
from core.standin.serve import Standin
from core.ui.shell.router import PAGES
from scripts.chromium import find_chromium
from tests.browser.demo import query_of
from tests.browser.servers import ROOT, AppServer
from tests.browser.waiting import settle

FOLDER = ROOT / "screenshots"
LOCALES: Mapping[str, str] = MappingProxyType({"da": "da-DK", "en": "en-GB"})
SCREENS: Mapping[int, int] = MappingProxyType({1280: 900, 390: 844})
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
_TALLEST = 6000  # of a picture, in pixels
_PATIENCE = 90  # seconds until a page has settled
_ACROSS = 6  # pictures beside each other on a sheet
_SMALL = (320, 720)  # of a picture on a sheet, in pixels
_LABEL = 18


def main(arguments: Sequence[str]) -> int:
    """Take the pictures and make the sheets; 1 where there is no Chromium or a page failed."""
    names = [entry.name for entry in PAGES]
    parser = argparse.ArgumentParser(prog="python -m scripts.screenshots")
    parser.add_argument("pages", nargs="*", metavar="page", help=", ".join(names))
    wanted = parser.parse_args(arguments).pages or names
    if unknown := set(wanted) - set(names):
        parser.error(f"no page is called {', '.join(sorted(unknown))}")
    chromium = find_chromium()
    if chromium is None:
        print("No Chromium that starts: python -m scripts.chromium installs one")
        return 1
    FOLDER.mkdir(exist_ok=True)
    failed: list[str] = []
    with (
        Standin(build_demo("small")) as parliament,
        tempfile.TemporaryDirectory() as folder,
        AppServer(Path(folder), api_url=parliament.url, demo="never", max_rps=1000) as app,
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"]) as browser,
    ):
        for (lang, locale), (width, height) in product(LOCALES.items(), SCREENS.items()):
            context = browser.new_context(locale=locale, timezone_id="Europe/Copenhagen")
            for name in wanted:
                path = "/" if name == names[0] else f"/{name}"
                page = context.new_page()
                page.set_viewport_size({"width": width, "height": height})
                page.goto(f"{app.url}{path}{query_of(parliament, path)}")
                try:
                    pictures(page, name, lang, width)
                except AssertionError as error:
                    failed.append(f"{name} ({lang}, {width} px): {error}")
                page.close()
            context.close()
    for lang, width, scheme in product(LOCALES, SCREENS, SCHEMES):
        print(sheet(names, f"{lang}-{width}-{scheme}").relative_to(ROOT), flush=True)
    print("\n".join(failed))
    return int(bool(failed))


def pictures(page: Page, name: str, lang: str, width: int) -> None:
    """Save a picture of the whole page in each scheme; an AssertionError if it never settles."""
    settle(page, seconds=_PATIENCE)
    main = page.get_by_test_id("stMain")
    height: int = main.evaluate("e => e.scrollHeight")
    page.set_viewport_size({"width": width, "height": min(height, _TALLEST)})
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        settle(page)
        page.screenshot(path=FOLDER / f"{name}-{lang}-{width}-{scheme}.png")


def sheet(names: Sequence[str], way: str) -> Path:
    """Put the pictures of pages that were taken in one way side by side; returns the file."""
    there = [name for name in names if (FOLDER / f"{name}-{way}.png").exists()]
    across, down = _SMALL[0] + 8, _SMALL[1] + _LABEL + 8
    size = (across * _ACROSS, down * -(-len(there) // _ACROSS))
    whole = Image.new("RGB", size, "white")
    words = ImageDraw.Draw(whole)
    for place, name in enumerate(there):
        left, top = place % _ACROSS * across, place // _ACROSS * down
        words.text((left, top), name, fill="black")
        with Image.open(FOLDER / f"{name}-{way}.png") as picture:
            small = picture.convert("RGB")
        scale = _SMALL[0] / small.width
        small = small.resize((_SMALL[0], round(small.height * scale)))
        whole.paste(
            small.crop((0, 0, _SMALL[0], min(small.height, _SMALL[1]))), (left, top + _LABEL)
        )
    path = FOLDER / f"sheet-{way}.png"
    whole.save(path)
    return path


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
