"""The pictures of votes' results."""

from __future__ import annotations

import io
from pathlib import Path

import polars as pl
import pytest
from PIL import Image
from starlette.testclient import TestClient

from core.charts.colours import POSITION_COLOURS
from core.charts.picture import SIZE, Words, result_picture
from core.service import Service
from core.web.fonts import SANS

FONT = SANS.path
WORDS = Words("Tingblik · L 1", "En titel", "Vedtaget (3 for, 1 imod, 0 hverken)", "n", "Kilde")
_HOSTILE = "\x00<b>\u202e" + "W" * 5_000


@pytest.fixture(scope="module")
def vote_id(service: Service) -> int:
    source = service.source
    assert source is not None
    votes = sorted((source.store.root / "Afstemning").glob("[0-9]*.parquet"))[-1]
    stored = source.store.read("Afstemning", votes.stem)
    assert stored is not None
    return int(stored.frame["id"][0])


def by_position(**n: int) -> pl.DataFrame:
    rows = [("S", position, count) for position, count in n.items()]
    schema = {"party": pl.String, "position": pl.String, "n": pl.UInt32}
    return pl.DataFrame(rows, schema, orient="row")


def drawn(ballots: pl.DataFrame, words: Words = WORDS, font: Path | None = FONT) -> Image.Image:
    return Image.open(io.BytesIO(result_picture(words, ballots, "da", font))).convert("RGB")


def share(picture: Image.Image, position: str) -> float:
    """How much of the bar has the colour of a position."""
    row = [picture.getpixel((x, 402)) for x in range(picture.width)]
    red, green, blue = (int(POSITION_COLOURS[position][i : i + 2], 16) for i in (1, 3, 5))
    near = [p for p in row if isinstance(p, tuple)
            and abs(p[0] - red) + abs(p[1] - green) + abs(p[2] - blue) < 30]  # fmt: skip
    return len(near) / (SIZE[0] - 128)


def test_picture__its_bar_is_as_the_ballots() -> None:
    picture = drawn(by_position(**{"for": 90, "against": 45, "neither": 15, "absent": 30}))
    assert picture.size == SIZE
    wanted = {"for": 0.5, "against": 0.25, "neither": 1 / 12, "absent": 1 / 6}
    for position, part in wanted.items():
        assert share(picture, position) == pytest.approx(part, abs=0.02)


def test_picture__a_single_ballot_is_seen() -> None:
    assert share(drawn(by_position(**{"for": 178, "against": 1})), "against") > 0


def test_picture__has_no_bar_where_nothing_is_known() -> None:
    picture = drawn(by_position())
    assert all(share(picture, position) == 0 for position in POSITION_COLOURS)


@pytest.mark.parametrize("font", [FONT, None, Path("/nowhere.woff2")])
def test_picture__bears_any_text_and_any_font(font: Path | None) -> None:
    words = Words(_HOSTILE, _HOSTILE, _HOSTILE, _HOSTILE, _HOSTILE, "Opfundne data")
    assert drawn(by_position(**{"for": 3}), words, font).size == SIZE


def test_picture__is_the_same_once_more() -> None:
    ballots = by_position(**{"for": 3, "against": 2})
    assert result_picture(WORDS, ballots, "da") == result_picture(WORDS, ballots, "da")


def test_route__gives_the_picture_of_a_vote(client: TestClient, vote_id: int) -> None:
    answer = client.get(f"/pictures/vote/{vote_id}.png?lang=da")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "image/png"
    assert Image.open(io.BytesIO(answer.content)).size == SIZE
    assert answer.headers["tingblik-data"] == "invented"
    assert f"tingblik-vote-{vote_id}-invented.png" in answer.headers["content-disposition"]
    same = {"If-None-Match": answer.headers["etag"]}
    assert client.get(f"/pictures/vote/{vote_id}.png?lang=da", headers=same).status_code == 304
    english = client.get(f"/pictures/vote/{vote_id}.png?lang=en", headers=same)
    assert english.status_code == 200
    assert english.content != answer.content


@pytest.mark.parametrize("name", ["0", "4000000000", "99999999999999999999"])
def test_route__of_no_vote_is_404(client: TestClient, name: str) -> None:
    answer = client.get(f"/pictures/vote/{name}.png")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
