"""The site's icon: as it is drawn, and as the pictures that browsers and telephones ask for."""

from __future__ import annotations

import io
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

SVG = Path(__file__).with_name("icon.svg").read_bytes()
SIZES = (192, 512)
"""The widths that the manifest names."""

_SMALL = (16, 32, 48)
_FINER = 4  # circles are not smoothed: they are drawn so many times larger


def draw_icon(size: int) -> Image:
    """The icon, so many pixels wide; it is made of one rectangle and circles."""
    # Takes longer to import than all the rest of a route, and is seldom asked for.
    from xml.etree import ElementTree

    from PIL import Image, ImageDraw

    drawing = ElementTree.fromstring(SVG)  # noqa: S314 (a file of ours)
    scale = size * _FINER / float(drawing.attrib["viewBox"].split()[2])
    image = Image.new("RGBA", (size * _FINER, size * _FINER))
    pen = ImageDraw.Draw(image)
    fill = "#ffffff"
    for shape in drawing.iter():
        fill = shape.attrib.get("fill", fill)
        kind = shape.tag.rpartition("}")[2]
        if kind == "rect":
            corner = float(shape.attrib["rx"]) * scale
            pen.rounded_rectangle((0, 0, *(side - 1 for side in image.size)), corner, fill)
        elif kind == "circle":
            x, y, r = (float(shape.attrib[name]) * scale for name in ("cx", "cy", "r"))
            pen.ellipse((x - r, y - r, x + r, y + r), fill)
    return image.reduce(_FINER)


@lru_cache(maxsize=len(SIZES))
def png_icon(size: int) -> bytes:
    """The icon as PNG."""
    written = io.BytesIO()
    draw_icon(size).save(written, "PNG", optimize=True)
    return written.getvalue()


@lru_cache(maxsize=1)
def favicon() -> bytes:
    """The icon as ICO, in the sizes of tabs and bookmarks."""
    written = io.BytesIO()
    small = [draw_icon(size) for size in _SMALL]
    small[-1].save(written, "ICO", sizes=[image.size for image in small], append_images=small[:-1])
    return written.getvalue()
