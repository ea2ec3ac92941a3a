"""The bars of a member hold what was worked out, and too few votes give no bar."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from core.charts.members import agreement_with_parties, ballots_by_session

AGREEMENT = pl.DataFrame(
    {
        "party": ["V", "S", "<b>"],
        "shared": [124, 1200, 12],
        "same": [62, 1194, 11],
        "agreement": [0.5, 0.995, None],
    }
)
SESSIONS = pl.DataFrame(
    {"session": ["20231", "20241"], "ballots": [10, 4], "for": [5, 0], "against": [3, 1],
     "neither": [0, 0], "absent": [2, 3], "unknown": [0, 0]}
)  # fmt: skip


def traces(figure: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = figure.to_plotly_json()["data"]
    return found


def test_agreement_with_parties__a_bar_a_party_from_left_to_right_with_n() -> None:
    drawn = agreement_with_parties(AGREEMENT, "da")
    bars = traces(drawn.figure)
    assert [bar["y"][0] for bar in bars] == ["S", "V", "&lt;b&gt;"]
    assert [bar["x"][0] for bar in bars] == [0.995, 0.5, 0]
    assert bars[0]["text"] == ["99,5\N{NO-BREAK SPACE}% (n = 1.200)"]
    assert bars[2]["text"] == ["11 af 12 (n = 12)"]
    assert [bar["marker"]["line"]["width"] for bar in bars] == [1, 1, 0]
    assert "V: 50,0\N{NO-BREAK SPACE}% (n = 124)" in drawn.alt


def test_agreement_with_parties__nothing_is_not_drawn() -> None:
    with pytest.raises(ValueError, match="no parties"):
        agreement_with_parties(AGREEMENT.clear(), "da")


def test_ballots_by_session__positions_add_up_to_the_ballots() -> None:
    drawn = ballots_by_session(SESSIONS, {"20231": "2023-24 (1. samling)"}, "da")
    bars = traces(drawn.figure)
    assert [sum(bar["y"][place] for bar in bars) for place in (0, 1)] == [10, 4]
    assert bars[0]["x"] == ["2023-24 (1.)", "20241"]
    assert "20241: For 0, Imod 1, Hverken for eller imod 0, Fravær 3" in drawn.alt
    assert "Ukendt" not in drawn.alt
    some = SESSIONS.with_columns(ballots=pl.Series([10, 5]), unknown=pl.Series([0, 1]))
    bars = traces(ballots_by_session(some, {}, "da").figure)
    assert [sum(bar["y"][place] for bar in bars) for place in (0, 1)] == [10, 5]
    with pytest.raises(ValueError, match="no sessions"):
        ballots_by_session(SESSIONS.clear(), {}, "da")
