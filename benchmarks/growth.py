"""How loading, filtering and exporting grow from full scale to three and ten times as many rows."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from benchmarks.measure import (
    Bench,
    at_most,
    bench,
    demo,
    folder,
    interleaved,
    median,
    ms,
    times,
)
from benchmarks.rows import all_votes, ballots_of_files
from core.export.files import csv_file
from core.filters.engine import Chosen
from core.filters.votes import VOTES
from core.parliament.votes.chamber import Chamber
from core.store.datasets.votes import BALLOT_FIELDS
from core.store.store import Store
from core.telemetry import Telemetry
from tests.browser.servers import ROOT

FACTORS = (1, 3, 10)
IMAGE = ROOT / "docs" / "images" / "growth.svg"
Rows = Mapping[str, pl.DataFrame]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it; only a full run draws the plot anew."""
    made = bench("Growth", __doc__, arguments)
    tables = demo(made)
    rows = {
        "stored": tables["Stemme"].select(BALLOT_FIELDS),
        "ballots": ballots_of_files(tables),
        "votes": all_votes(tables),
    }
    heights, medians = {}, {}
    for factor in FACTORS:
        grown = {name: replicated(frame, factor) for name, frame in rows.items()}
        heights[factor] = grown["ballots"].height
        medians[factor] = measured(made, grown)
    report(made, heights, medians)
    if not made.quick:
        IMAGE.write_text(drawn(heights, medians), encoding="utf-8")
        print(f"Drawn: {IMAGE.relative_to(ROOT)}\n")
    return made.end()


def replicated(frame: pl.DataFrame, factor: int) -> pl.DataFrame:
    """The rows so many times, each time under ids of their own; members stay who they are."""
    keys = [name for name in ("id", "afstemningid", "vote_id") if name in frame.columns]
    shift = {name: int(frame.select(pl.col(name).max()).item() or 0) for name in keys}
    copies = [
        frame.with_columns((pl.col(name) + n * shift[name]).alias(name) for name in keys)
        for n in range(factor)
    ]
    return pl.concat(copies, rechunk=True)


def measured(made: Bench, rows: Rows) -> dict[str, float]:
    """The median of every kind of work, in seconds."""
    ballots, votes = rows["ballots"], rows["votes"]
    member = int(ballots["member_id"].mode().sort()[0])
    nothing = pl.DataFrame()
    chamber = Chamber((), votes, None, (), nothing, nothing)
    asked = Chosen.of({"type": ["final"], "q": ["lov"]})
    with folder() as data:
        Store(data, Telemetry()).write(
            "Stemme", "all", rows["stored"], fetched_at=datetime.now(UTC), url=""
        )
        work: dict[str, Callable[[], object]] = {
            "load: ballots from the store": lambda: opened(data),
            "filter: votes by text and kind": lambda: VOTES.apply(chamber, asked),
            "filter: one member's ballots": lambda: ballots.filter(pl.col("member_id") == member),
            "group: positions in each vote": lambda: positions(ballots),
            "export: ballots as CSV": lambda: csv_file(ballots, "ballots", "excel", demo=False),
        }
        taken = interleaved(work, made.rounds(5))
    return {name: median(values) for name, values in taken.items()}


def opened(data: Path) -> pl.DataFrame:
    """The ballots, by a store with nothing in memory."""
    found = Store(data, Telemetry()).read("Stemme", "all")
    assert found is not None
    return found.frame


def positions(ballots: pl.DataFrame) -> pl.DataFrame:
    """How many of each position in each vote."""
    return ballots.group_by("vote_id", "position").agg(pl.len().alias("n"))


def report(
    made: Bench, heights: Mapping[int, int], medians: Mapping[int, Mapping[str, float]]
) -> None:
    """Print the table, and hold that nothing grows twice as fast as the rows do."""
    lines = []
    for name, first in medians[1].items():
        cells = [f"{ms(m[name])} ({times(m[name] / first)})" for m in medians.values()]
        lines.append((name, *cells))
        worst = max(m[name] / first / factor for factor, m in medians.items())
        made.targets.append(at_most(f"growth over the rows', {name}", worst, 2))
    made.table(("Work", *(f"{f}×: {heights[f]:,} ballots" for f in medians)), lines)


# The plot, on logarithmic axes, by hand: no package is needed for three points and five lines.

_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM = 760, 400, 70, 250, 30, 50
_COLOURS = ("#1f4e8c", "#b35c00", "#5b7083", "#7a4b94", "#00737a")
_DASHES = ("none", "6 3", "2 3", "10 4 2 4", "none")


def drawn(heights: Mapping[int, int], medians: Mapping[int, Mapping[str, float]]) -> str:
    """The medians as an SVG."""
    values = [value for by_name in medians.values() for value in by_name.values()]
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))

    def x(factor: int) -> float:
        return _LEFT + math.log10(factor) * (_WIDTH - _LEFT - _RIGHT)

    def y(value: float) -> float:
        share = (math.log10(value) - low) / (high - low)
        return _HEIGHT - _BOTTOM - share * (_HEIGHT - _TOP - _BOTTOM)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
        'font-family="sans-serif" font-size="12" role="img">',
        "<title>Seconds to load, filter, group and export at 1, 3 and 10 times full scale; "
        "both axes logarithmic</title>",
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#ffffff"/>',
    ]
    for power in range(low, high + 1):
        at = y(10.0**power)
        label = f"{10 ** (power + 3):g} ms" if power < 0 else f"{10**power:g} s"
        parts.append(
            f'<line x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{at:.1f}" y2="{at:.1f}" '
            'stroke="#d5dbe3"/>'
        )
        parts.append(_text(_LEFT - 8, at + 4, label, "end"))
    for factor, height in heights.items():
        parts.append(_text(x(factor), _HEIGHT - _BOTTOM + 18, f"{factor}×", "middle"))
        million = f"{height / 1e6:.1f} million"
        parts.append(_text(x(factor), _HEIGHT - _BOTTOM + 34, million, "middle"))
    ends = sorted(medians[max(heights)], key=lambda name: -medians[max(heights)][name])
    below = 0.0
    for name, colour, dash in zip(medians[1], _COLOURS, _DASHES, strict=True):
        points = [(x(factor), y(by_name[name])) for factor, by_name in medians.items()]
        path = " ".join(f"{px:.1f},{py:.1f}" for px, py in points)
        parts.append(
            f'<polyline points="{path}" fill="none" stroke="{colour}" '
            f'stroke-width="2" stroke-dasharray="{dash}"/>'
        )
        parts += [
            f'<circle cx="{px:.1f}" cy="{py:.1f}" r="4" fill="{colour}"/>' for px, py in points
        ]
    for name in ends:
        below = max(below + 16, y(medians[max(heights)][name]) + 4)
        colour = _COLOURS[list(medians[1]).index(name)]
        parts.append(_text(_WIDTH - _RIGHT + 12, below, name, "start", colour))
    return "\n".join([*parts, "</svg>\n"])


def _text(x: float, y: float, words: str, anchor: str, colour: str = "#1b2430") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}">{words}</text>'


if __name__ == "__main__":
    sys.exit(main())
