"""The findings of the checks of votes and ballots, one row each, and their numbers by session."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from core.parliament.votes.counting import counted
from core.parliament.votes.kinds import typed_wrong
from core.parliament.votes.positions import NO_PERSON, SEVERAL, Position
from core.parliament.votes.stands import line_conflicts

MISMATCH, NO_BALLOTS, NO_TEXT, NEITHER = "mismatch", "no_ballots", "no_text", "neither"
TEXT_NOT_READ, RESULT_CONFLICT = "text_not_read", "result_conflict"
LINE_CONFLICT, TYPE_CONFLICT = "line_conflict", "type_conflict"
WITHOUT_PARTY, DUPLICATE, NO_VOTER = "ballot_without_party", "duplicate_ballots", "no_person"
UNUSUAL_NUMBER, SILENT_CHANGE, DRIFT = "unusual_number", "silent_change", "schema_drift"

KINDS = (
    MISMATCH,
    RESULT_CONFLICT,
    LINE_CONFLICT,
    TYPE_CONFLICT,
    TEXT_NOT_READ,
    NO_BALLOTS,
    NO_TEXT,
    NEITHER,
    UNUSUAL_NUMBER,
    DUPLICATE,
    NO_VOTER,
    WITHOUT_PARTY,
    SILENT_CHANGE,
    DRIFT,
)
"""Every kind of finding, the gravest first."""

SCHEMA: dict[str, pl.DataType] = {
    "finding": pl.String(),
    "session": pl.String(),
    "date": pl.Date(),
    "vote_id": pl.Int32(),
    "number": pl.Int32(),
    "case_number": pl.String(),
    "member_id": pl.Int32(),
    "member": pl.String(),
    "party": pl.String(),
    "counted": pl.String(),
    "stated": pl.String(),
    "detail": pl.String(),
}
_SIDES = (Position.FOR, Position.AGAINST, Position.NEITHER)
_FACTS = ("vote_id", "date", "number", "case_number")
_CHECKS = (MISMATCH, NO_BALLOTS, NO_TEXT, NEITHER)


def findings(
    votes: pl.DataFrame,
    marked: pl.DataFrame | None,
    *,
    usual: pl.DataFrame | None = None,
    silent: pl.DataFrame | None = None,
    drift: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Everything that the checks found in these votes, the newest vote first.

    From a votes table with counts of its ballots, and the marked ballots of these votes (None where
    they were not read). `usual` is `usual_numbers` of the complete sessions (default: of these
    votes), `silent` and `drift` are those of `Chamber`; their findings that concern no vote are
    last. Columns: see `SCHEMA`. The kinds, with the contents of `counted`, `stated` and `detail`:

    - mismatch: ballots and official text disagree; both as for=N against=N neither=N, and the text.
    - result_conflict: the recorded result and the text's (adopted, rejected), and the text.
    - line_conflict: the text lists two or more parties at another position than their stand (see
      `line_conflicts`); their stands and the listed positions, both as S=for V=against, and it.
    - type_conflict: the kind as typed and the kind it is (values of `TYPE_CODES`), and the step.
    - text_not_read: the text has words but no readable totals, with or without ballots; the text.
    - no_ballots: none are published; stated are the text's totals. no_text: the text is empty;
      counted are the ballots. neither: no ballots and no totals.
    - unusual_number: the number of ballots, and the usual number in votes of the session.
    - duplicate_ballots, no_person: one row a vote and voter: the number of ballots, which no figure
      counts, and their positions.
    - ballot_without_party: one row a session and member: the number of ballots, the newest day as
      date, and the first and last day.
    - silent_change: one row a vote (or set, if it concerns no vote), kind of change and fields: the
      number of rows, and "changed|vanished|appeared SET fields (day)", the day of the latest one.
    - schema_drift: one row a field: "unknown|missing|wrong_type SET field (day)", the first day.
    """
    usual = usual_numbers(votes) if usual is None else usual
    found = [
        _checks(votes),
        _texts(votes),
        _conflicts(votes),
        _types(votes),
        _unusual(votes, usual),
    ]
    if marked is not None:
        found += [_line_conflicts(votes, marked), _left_out(votes, marked), _without_party(marked)]
    if silent is not None:
        found.append(_silent(votes, silent))
    if drift is not None:
        found.append(_drift(drift))
    order = pl.col("finding").replace_strict({kind: i for i, kind in enumerate(KINDS)})
    return pl.concat(found).sort(
        "date",
        "vote_id",
        order,
        "session",
        "member",
        "member_id",
        "detail",
        descending=[True, True, False, True, False, False, False],
        nulls_last=True,
    )


def usual_numbers(votes: pl.DataFrame) -> pl.DataFrame:
    """The most frequent number of ballots in the votes of each session: session, usual.

    Votes without ballots are left out. Of two equally frequent numbers it is the larger.
    """
    return (
        votes.filter(pl.col("ballots") > 0)
        .group_by("session", "ballots")
        .len()
        .sort("len", "ballots")
        .group_by("session")
        .agg(pl.col("ballots").last().alias("usual"))
        .sort("session")
    )


_OF_BALLOTS = (
    "checked",
    "match",
    "ballots",
    "without_party",
    MISMATCH,
    NO_BALLOTS,
    NO_TEXT,
    NEITHER,
    UNUSUAL_NUMBER,
    LINE_CONFLICT,
    DUPLICATE,
    NO_VOTER,
)
"""The columns that are unknown for a session without any ballots read."""


def by_session(
    votes: pl.DataFrame, marked: pl.DataFrame | None, found: pl.DataFrame
) -> pl.DataFrame:
    """The results of the checks by session, the newest first.

    From a votes table, its marked ballots and their `findings`. Columns: session, votes, read
    (votes whose ballots were read), checked (votes with ballots and official totals), match (of
    these, the votes where they agree), ballots, without_party (ballots, not members),
    without_party_share (0 to 1) and the number of findings of each kind except ballot_without_party
    and schema_drift. What needs ballots is null where none of the session's were read.
    """
    table = votes.group_by("session").agg(
        pl.len().alias("votes"),
        pl.col("check").is_not_null().sum().alias("read"),
        pl.col("check").is_in(["match", MISMATCH]).sum().alias("checked"),
        (pl.col("check") == "match").sum().alias("match"),
        pl.col("ballots").sum(),
    )
    kinds = [kind for kind in KINDS if kind not in (WITHOUT_PARTY, DRIFT)]
    counts = found.group_by("session").agg(
        *((pl.col("finding") == kind).sum().alias(kind) for kind in kinds),
        pl.col("counted")
        .filter(pl.col("finding") == WITHOUT_PARTY)
        .cast(pl.Int64)
        .sum()
        .alias("without_party"),
    )
    read = pl.col("read") > 0
    table = table.join(counts, on="session", how="left").with_columns(
        pl.col(*kinds, "without_party").fill_null(0)
    )
    return (
        table.with_columns(pl.when(read).then(pl.col(name)).alias(name) for name in _OF_BALLOTS)
        .with_columns(_share("without_party", "ballots").alias("without_party_share"))
        .with_columns(pl.exclude("session", "without_party_share").cast(pl.Int64))
        .select(
            "session",
            "votes",
            "read",
            "checked",
            "match",
            "ballots",
            "without_party",
            "without_party_share",
            *kinds,
        )
        .sort("session", descending=True)
    )


def totals(table: pl.DataFrame) -> pl.DataFrame:
    """One row with the sums of `by_session` over the sessions where each is known; session null."""
    known = pl.exclude("session", "without_party_share")
    sums = table.select(pl.when(known.is_not_null().any()).then(known.sum()))
    return sums.with_columns(
        pl.lit(None, pl.String).alias("session"),
        _share("without_party", "ballots").alias("without_party_share"),
    ).select(table.columns)


def verdicts(table: pl.DataFrame) -> pl.DataFrame:
    """The votes of each session by result of the check, from `by_session`.

    Columns: session, match, mismatch, no_ballots, no_totals (votes with ballots, but without totals
    in the text), unread (votes whose ballots were not read).
    """
    counts = table.with_columns(pl.exclude("session", "without_party_share").fill_null(0))
    missing = pl.col(NO_BALLOTS) + pl.col(NEITHER)
    return counts.select(
        "session",
        "match",
        MISMATCH,
        missing.alias("no_ballots"),
        (pl.col("read") - pl.col("checked") - missing).alias("no_totals"),
        (pl.col("votes") - pl.col("read")).alias("unread"),
    )


def _share(part: str, whole: str) -> pl.Expr:
    return pl.when(pl.col(whole) > 0).then(pl.col(part) / pl.col(whole))


def _checks(votes: pl.DataFrame) -> pl.DataFrame:
    # A text with words is not missing; `_texts` lists it.
    wordless = pl.col("conclusion").is_null()
    found = votes.filter(pl.col("check").is_in(_CHECKS), (pl.col("check") != NO_TEXT) | wordless)
    detail = pl.when(pl.col("check") == MISMATCH).then(_text())
    return _rows(
        found,
        finding=pl.col("check"),
        counted=_sides(""),
        stated=_sides("official_"),
        detail=detail,
    )


def _texts(votes: pl.DataFrame) -> pl.DataFrame:
    found = votes.filter(pl.col("conclusion").is_not_null(), pl.col("official_for").is_null())
    return _rows(found, finding=pl.lit(TEXT_NOT_READ), counted=_sides(""), detail=_text())


def _conflicts(votes: pl.DataFrame) -> pl.DataFrame:
    # Where they conflict, the votes table has the text's result.
    stated = pl.when("adopted").then(pl.lit("adopted")).otherwise(pl.lit("rejected"))
    recorded = pl.when("adopted").then(pl.lit("rejected")).otherwise(pl.lit("adopted"))
    return _rows(
        votes.filter("result_conflict"),
        finding=pl.lit(RESULT_CONFLICT),
        counted=recorded,
        stated=stated,
        detail=_text(),
    )


def _types(votes: pl.DataFrame) -> pl.DataFrame:
    return _rows(
        votes.filter(typed_wrong()),
        finding=pl.lit(TYPE_CONFLICT),
        counted=pl.col("type_source"),
        stated=pl.col("type_code"),
        detail=pl.col("step"),
    )


def _unusual(votes: pl.DataFrame, usual: pl.DataFrame) -> pl.DataFrame:
    found = votes.join(usual, on="session").filter(
        pl.col("ballots") > 0, pl.col("ballots") != pl.col("usual")
    )
    return _rows(
        found, finding=pl.lit(UNUSUAL_NUMBER), counted=pl.col("ballots"), stated=pl.col("usual")
    )


def _line_conflicts(votes: pl.DataFrame, marked: pl.DataFrame) -> pl.DataFrame:
    rows = (
        line_conflicts(votes, marked)
        .group_by("vote_id")
        .agg(
            pl.format("{}={}", "party", name).sort_by("party").str.join(" ").alias(into)
            for name, into in (("stand", "counted"), ("listed", "stated"))
        )
    )
    return _rows(rows.join(votes, on="vote_id"), finding=pl.lit(LINE_CONFLICT), detail=_text())


def _left_out(votes: pl.DataFrame, marked: pl.DataFrame) -> pl.DataFrame:
    kinds = {SEVERAL: DUPLICATE, NO_PERSON: NO_VOTER}
    rows = (
        marked.filter(~counted())
        .group_by("vote_id", "member_id")
        .agg(
            pl.col("session", "member", "party", "left_out").first().cast(pl.String),
            pl.len().alias("counted"),
            pl.col("position")
            .cast(pl.String)
            .fill_null("unknown")
            .sort()
            .str.join(" ")
            .alias("detail"),
        )
    )
    finding = pl.col("left_out").replace(kinds)
    return _rows(rows.join(votes.select(_FACTS), on="vote_id"), finding=finding)


def _without_party(marked: pl.DataFrame) -> pl.DataFrame:
    first, last = pl.col("date").min(), pl.col("date").max()
    rows = (
        marked.filter(pl.col("party").is_null(), counted())
        .group_by("session", "member_id")
        .agg(
            pl.col("member").first().cast(pl.String),
            last.alias("last"),
            pl.len().alias("counted"),
            pl.concat_str(first, last, separator="/").alias("detail"),
        )
    )
    return _rows(rows.rename({"last": "date"}), finding=pl.lit(WITHOUT_PARTY))


def _silent(votes: pl.DataFrame, silent: pl.DataFrame) -> pl.DataFrame:
    """Silent changes with a row for each vote, since corrections may concern very many ballots."""
    key = ["session", "entity", "change", "fields", "vote_id"]
    single = pl.when(pl.len() == 1).then(pl.col("member_id").first())
    rows = (
        silent.group_by(key)
        .agg(pl.len().alias("counted"), single.alias("member_id"), pl.col("found_at").max())
        .join(votes.select(_FACTS), on="vote_id", how="left")
        .filter(pl.col("vote_id").is_null() | pl.col("vote_id").is_in(votes["vote_id"].implode()))
    )
    detail = pl.concat_str("change", "entity", "fields", _day(), separator=" ", ignore_nulls=True)
    return _rows(rows, finding=pl.lit(SILENT_CHANGE), detail=detail)


def _drift(drift: pl.DataFrame) -> pl.DataFrame:
    detail = pl.concat_str("kind", "entity", "columns", _day(), separator=" ")
    return _rows(drift, finding=pl.lit(DRIFT), detail=detail)


def _day() -> pl.Expr:
    return pl.format("({})", pl.col("found_at").dt.date())


def _sides(prefix: str) -> pl.Expr:
    """The three counts with their names, since a spreadsheet would read 12/5/80 as a date."""
    return pl.format(
        " ".join(f"{side}={{}}" for side in _SIDES), *(pl.col(f"{prefix}{side}") for side in _SIDES)
    )


def _text() -> pl.Expr:
    return pl.col("conclusion").str.replace_all(r"\s+", " ").str.strip_chars()


def _rows(frame: pl.DataFrame, **columns: pl.Expr) -> pl.DataFrame:
    frame = frame.with_columns(**columns)
    return frame.select(
        (pl.col(name) if name in frame.columns else pl.lit(None)).cast(dtype).alias(name)
        for name, dtype in SCHEMA.items()
    )


def of_kinds(found: pl.DataFrame, kinds: Sequence[str]) -> pl.DataFrame:
    """The findings of these kinds; all findings where no kind is given."""
    return found.filter(pl.col("finding").is_in(list(kinds))) if kinds else found
