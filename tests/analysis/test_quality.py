"""What the checks found: each kind, its figures, and the counts by session."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.analysis.quality import (
    KINDS,
    SCHEMA,
    by_session,
    findings,
    of_kinds,
    totals,
    usual_numbers,
)
from core.dictionary import TABLES
from core.parliament.votes.checks import with_ballot_counts
from core.parliament.votes.deviations import mark_ballots
from core.parliament.votes.positions import LEFT_OUT
from core.store.ledger import DRIFT_SCHEMA
from tests.analysis.chamber import PROPERTY, Cast, ballots, chambers, votes

TWO = {1: "for", 2: "for", 5: "against"}
TEXT = "For stemte 2 (XA),\n imod stemte 1 (XB)."
FOUND = datetime(2026, 3, 4, 23)


def table(
    casts: Sequence[Cast], held: pl.DataFrame | None = None, **columns: Sequence[Any]
) -> pl.DataFrame:
    """A votes table whose official totals are the counts, where `columns` do not say otherwise.

    `held` are its ballots, where they are others than those of the casts.
    """
    count = len(casts)
    conflict = columns.pop("result_conflict", [False] * count)
    stated = {
        f"official_{side}": [list(cast.values()).count(side) if cast else 1 for cast in casts]
        for side in ("for", "against", "neither")
    }
    given_columns = stated | {"conclusion": [TEXT] * count} | columns
    made = votes(count, ballots(casts) if held is None else held, **given_columns)
    return made.with_columns(
        pl.Series("result_conflict", conflict, dtype=pl.Boolean),
        pl.Series("number", range(1, count + 1), dtype=pl.Int32),
    )


def found(casts: Sequence[Cast], **columns: Sequence[Any]) -> pl.DataFrame:
    return findings(table(casts, **columns), mark_ballots(ballots(casts), table(casts, **columns)))


def test_findings__nothing_where_all_is_well() -> None:
    rows = found([TWO, TWO])
    assert rows.is_empty()
    assert dict(rows.schema) == SCHEMA


def test_findings__a_mismatch_has_both_figures_and_the_text() -> None:
    (row,) = found([TWO, TWO], official_for=[2, 3]).iter_rows(named=True)
    assert row == {
        "finding": "mismatch",
        "session": "20251",
        "date": date(2025, 10, 14),
        "vote_id": 2,
        "number": 2,
        "case_number": "L 1",
        "member_id": None,
        "member": None,
        "party": None,
        "counted": "for=2 against=1 neither=0",
        "stated": "for=3 against=1 neither=0",
        "detail": "For stemte 2 (XA), imod stemte 1 (XB).",
    }


@pytest.mark.parametrize(
    ("cast", "stated", "text", "kinds"),
    [
        (TWO, None, None, ["no_text"]),
        (TWO, None, "Vedtaget", ["text_not_read"]),
        ({}, 1, TEXT, ["no_ballots"]),
        ({}, None, None, ["neither"]),
        ({}, None, "Vedtaget", ["text_not_read", "neither"]),
    ],
)
def test_findings__an_empty_text_is_told_from_one_that_was_not_read(
    cast: Cast, stated: int | None, text: str | None, kinds: list[str]
) -> None:
    official = {f"official_{side}": [stated, 0] for side in ("for", "against", "neither")}
    official["official_for"], official["official_against"] = [stated, 2], [stated, 1]
    rows = found([cast, TWO], conclusion=[text, TEXT], **official)
    assert rows["finding"].to_list() == kinds


def test_findings__ballots_that_were_not_read_are_no_missing_ones() -> None:
    unread = with_ballot_counts(table([TWO]), None)
    assert findings(unread, None).is_empty()
    assert by_session(unread, None, findings(unread, None)).select(
        "votes", "read", "match", "mismatch", "no_ballots", "without_party", "text_not_read"
    ).row(0) == (1, 0, None, None, None, None, 0)


def test_findings__a_result_that_the_text_contradicts() -> None:
    rows = found([TWO, TWO], result_conflict=[True, True], adopted=[True, False])
    assert rows.select("vote_id", "counted", "stated").rows() == [
        (2, "adopted", "rejected"),
        (1, "rejected", "adopted"),
    ]


def test_findings__a_number_that_is_not_the_usual() -> None:
    more = TWO | {6: "for"}
    rows = found([TWO, more, TWO, {}])
    rows = of_kinds(rows, ["unusual_number"])
    assert rows.select("vote_id", "counted", "stated").rows() == [(2, "4", "3")]


def test_usual_numbers__the_larger_of_two_as_frequent_and_none_without_ballots() -> None:
    assert usual_numbers(table([TWO, TWO | {6: "for"}])).rows() == [("20251", 4)]
    assert usual_numbers(table([{}])).is_empty()


def test_findings__the_usual_number_is_the_sessions_not_the_selections() -> None:
    casts = [TWO, TWO, TWO | {6: "for"}]
    all_votes = table(casts)
    some = all_votes.filter(pl.col("vote_id") == 3)
    rows = findings(some, None, usual=usual_numbers(all_votes))
    assert rows.select("finding", "counted", "stated").rows() == [("unusual_number", "4", "3")]
    assert findings(some, None).is_empty()


def test_findings__one_row_a_vote_and_member_with_several_ballots() -> None:
    twice = pl.concat([ballots([TWO]), ballots([{1: "against", 2: "for"}])])
    both = pl.when(pl.col("member_id") < 5).then(pl.lit("several_ballots")).cast(LEFT_OUT)
    twice = twice.with_columns(left_out=both)
    held = table([TWO], twice)
    rows = of_kinds(findings(held, mark_ballots(twice, held)), ["duplicate_ballots"])
    assert rows.select("vote_id", "member_id", "member", "party", "counted", "detail").rows() == [
        (1, 1, "Navn 1", "XA", "2", "against for"),
        (1, 2, "Navn 2", "XA", "2", "for for"),
    ]
    assert held.select("for", "against", "unknown", "ballots").row(0) == (0, 1, 4, 5)


def test_findings__a_voter_who_is_no_person_is_the_cause_that_is_named() -> None:
    cast = TWO | {12: "for"}
    rows = ballots([cast, TWO]).with_columns(
        left_out=pl.when(member_id=12).then(pl.lit("no_person")).cast(LEFT_OUT)
    )
    held = table([cast, TWO], rows, official_for=[2, 2])
    found = findings(held, mark_ballots(rows, held))
    assert found.filter(pl.col("finding") != "unusual_number").select(
        "finding", "vote_id", "member_id", "counted", "detail"
    ).rows() == [("no_person", 1, 12, "1", "for")]  # neither a mismatch nor a missing party


APART = "For stemte 2 (XB), imod stemte 2 (XA), hverken for eller imod stemte 0."


def test_findings__a_text_that_lists_two_parties_elsewhere_than_they_stood() -> None:
    cast: Cast = {1: "for", 2: "for", 5: "against", 6: "against"}
    rows = of_kinds(found([cast, cast], conclusion=[APART, TEXT]), ["line_conflict"])
    assert rows.select("vote_id", "counted", "stated", "detail").rows() == [
        (1, "XA=for XB=against", "XA=against XB=for", APART)
    ]


@pytest.mark.parametrize(
    "cast",
    [
        {1: "for", 2: "for", 5: "against"},  # one of the two had one voter alone
        {1: "for", 2: "for", 5: "for", 6: "for"},  # one of the two is where the text has it
        {1: "for", 2: "against", 5: "against", 6: "against"},  # one of the two stood nowhere
    ],
)
def test_findings__one_party_elsewhere_is_no_contradiction(cast: Cast) -> None:
    assert of_kinds(found([cast], conclusion=[APART]), ["line_conflict"]).is_empty()


def test_findings__one_row_a_session_and_member_without_a_party() -> None:
    cast = TWO | {12: "for"}
    rows = found([cast, cast, TWO], official_for=[3, 3, 2])
    rows = of_kinds(rows, ["ballot_without_party"])
    assert rows.select("session", "date", "member_id", "member", "counted", "detail").rows() == [
        ("20251", date(2025, 10, 14), 12, "Navn 12", "2", "2025-10-07/2025-10-14")
    ]


SILENT: dict[str, pl.DataType] = {
    "session": pl.String(),
    "found_at": pl.Datetime("ms"),
    "entity": pl.String(),
    "id": pl.Int32(),
    "change": pl.String(),
    "fields": pl.String(),
    "vote_id": pl.Int32(),
    "member_id": pl.Int32(),
}


def silent(*rows: tuple[Any, ...]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=SILENT, orient="row")


def test_findings__silent_changes_are_a_row_for_each_vote() -> None:
    changes = silent(
        ("20251", FOUND, "Stemme", 11, "changed", "typeid", 1, 1),
        ("20251", FOUND, "Stemme", 12, "changed", "typeid", 1, 2),
        ("20251", FOUND, "Stemme", 21, "changed", "typeid", 2, 5),
        ("20251", FOUND, "Afstemning", 99, "changed", "nummer", 99, None),
        (None, FOUND, "Sagstype", 3, "vanished", None, None, None),
    )
    rows = findings(table([TWO, TWO]), None, silent=changes)
    assert rows.select("session", "vote_id", "member_id", "counted", "detail").rows() == [
        ("20251", 2, 5, "1", "changed Stemme typeid (2026-03-04)"),
        ("20251", 1, None, "2", "changed Stemme typeid (2026-03-04)"),
        (None, None, None, "1", "vanished Sagstype (2026-03-04)"),
    ]


def test_findings__drift_is_a_row_for_each_field() -> None:
    drift = pl.DataFrame([(FOUND, "Sag", "unknown", "ny")], schema=DRIFT_SCHEMA, orient="row")
    (row,) = findings(table([TWO]), None, drift=drift).iter_rows(named=True)
    assert (row["finding"], row["detail"]) == ("schema_drift", "unknown Sag ny (2026-03-04)")


def test_findings__a_final_vote_that_is_typed_as_an_amendment() -> None:
    rows = found([TWO, TWO], type_source=["amendment", "final"])
    told = rows.select("finding", "vote_id", "counted", "stated", "detail").rows()
    assert told == [("type_conflict", 1, "amendment", "final", "3. behandling")]


def test_by_session__counts_and_shares() -> None:
    cast = TWO | {12: "for"}
    casts: list[Cast] = [cast, TWO, {}, TWO, TWO]
    held = table(casts, official_for=[3, 9, 1, None, 2], conclusion=[TEXT, TEXT, TEXT, None, TEXT])
    marked = mark_ballots(ballots(casts), held)
    counts = by_session(held, marked, findings(held, marked)).row(0, named=True)
    assert counts == {
        "session": "20251",
        "votes": 5,
        "read": 5,
        "checked": 3,
        "match": 2,
        "ballots": 13,
        "without_party": 1,
        "without_party_share": pytest.approx(1 / 13),
        "mismatch": 1,
        "result_conflict": 0,
        "type_conflict": 0,
        "text_not_read": 0,
        "no_ballots": 1,
        "no_text": 1,
        "neither": 0,
        "unusual_number": 1,
        "duplicate_ballots": 0,
        "silent_change": 0,
        "line_conflict": 0,
        "no_person": 0,
    }


def test_totals__are_sums_of_what_is_known() -> None:
    one, other = table([TWO, TWO]), with_ballot_counts(table([TWO]), None)
    other = other.with_columns(session=pl.lit("20241"))
    both = pl.concat([one, other], how="diagonal_relaxed")
    marked = mark_ballots(ballots([TWO, TWO]), one)
    counts = by_session(both, marked, findings(both, marked))
    assert counts["session"].to_list() == ["20251", "20241"]
    known = totals(counts).row(0, named=True)
    assert (known["session"], known["votes"], known["read"], known["match"]) == (None, 3, 2, 2)
    unknown = totals(counts.tail(1)).row(0, named=True)
    assert (unknown["match"], unknown["without_party_share"]) == (None, None)


@PROPERTY
@given(chambers, st.data())
def test_findings__every_read_vote_has_one_verdict(casts: list[Cast], data: st.DataObject) -> None:
    n = len(casts)
    numbers = st.lists(st.none() | st.integers(0, 3), min_size=n, max_size=n)
    texts = st.lists(st.sampled_from((None, "Vedtaget")), min_size=n, max_size=n)
    stated = data.draw(numbers)
    held = table(
        casts,
        official_for=stated,
        official_against=[None if s is None else 0 for s in stated],
        official_neither=[None if s is None else 0 for s in stated],
        conclusion=data.draw(texts),
    )
    marked = mark_ballots(ballots(casts), held)
    rows = findings(held, marked)
    assert set(rows["finding"]) <= set(KINDS)
    assert dict(rows.schema) == SCHEMA
    assert TABLES["quality"].take(rows).height == rows.height
    checks = ("mismatch", "no_ballots", "no_text", "neither")
    verdicts = rows.filter(pl.col("finding").is_in(checks)).select("vote_id")
    assert verdicts.is_unique().all()
    counts = by_session(held, marked, rows).row(0, named=True)
    wordy = rows.filter(pl.col("finding") == "text_not_read")["vote_id"]
    unread_alone = len(set(wordy) - set(verdicts["vote_id"]))
    assert counts["match"] + sum(counts[kind] for kind in checks) + unread_alone == n
    assert counts["without_party"] == marked["party"].null_count()
    # The order of the rows does not matter.
    assert findings(held.reverse(), marked.reverse()).equals(rows)
