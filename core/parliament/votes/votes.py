"""Votes as a table: each with its case, step, meeting and the official totals from its text."""

from __future__ import annotations

import polars as pl

from core.parliament.cases.addresses import parliament_url
from core.parliament.cases.numbers import read_case_number
from core.parliament.cases.tables import short_title
from core.parliament.texts.conclusions import parse_conclusion, read_conclusions
from core.parliament.texts.notes import parse_note
from core.parliament.texts.plain import one_line, plain, search_key, search_words
from core.parliament.votes.kinds import with_kinds

STANDS = ("for", "against", "neither")
NOTE_KINDS = ("individual", "party", "technical", "revote")
CONFLICT = "conflict"


def votes_table(
    session: str,
    votes: pl.DataFrame,
    meetings: pl.DataFrame,
    steps: pl.DataFrame,
    cases: pl.DataFrame,
    vote_types: pl.DataFrame,
    case_types: pl.DataFrame,
    *,
    step_states: pl.DataFrame | None = None,
    links: bool = True,
) -> pl.DataFrame:
    """One row a vote, newest first, from the API's rows of one session.

    `step_states` are the names of the states of steps, None where they are not stored.

    Columns: vote_id, date (of the meeting), session, number, type_id, type_code, type, case_id,
    case_number, case_title, case_type_id, case_type, step, adopted, official_for, official_against,
    official_neither (null where the text has no totals), margin (for minus against, without sign),
    parties_for, parties_against, parties_neither (short names of the parties that stood there by
    the text, blank between), error_note (kinds, blank between), note, conclusion, result_conflict,
    url (null without `links`), updated, listed_for, listed_against, listed_neither (a copy of the
    parties_ columns, which `with_ballot_counts` overwrites by those of the ballots), type_source
    (the kind as typed, see `with_kinds`), search (what `holds_words` looks in).

    Where the recorded result contradicts the official text, the text counts: it was read out in the
    chamber, and the totals confirm it in every known contradiction.
    """
    table = _with_cases(votes, meetings, steps, cases, case_types, step_states)
    table = table.join(_named(vote_types, key="type_id", type="type"), on="type_id", how="left")
    read = read_conclusions(table["konklusion"])
    table = pl.concat([table, read], how="horizontal")
    recorded, stated = pl.col("vedtaget"), pl.col("outcome")
    table = table.select(
        pl.col("id").alias("vote_id"),
        pl.col("date").dt.date(),
        pl.lit(session).alias("session"),
        pl.col("nummer").alias("number"),
        "type_id",
        "type_code",
        "type",
        "case_id",
        "case_number",
        "case_title",
        "case_type_id",
        "case_type",
        one_line("step").alias("step"),
        pl.coalesce(stated, recorded).alias("adopted"),
        "official_for",
        "official_against",
        "official_neither",
        (pl.col("official_for") - pl.col("official_against")).abs().alias("margin"),
        *(pl.col(f"listed_{stand}").alias(f"parties_{stand}") for stand in STANDS),
        _error_kinds(table).alias("error_note"),
        _plain_text(table["kommentar"]).alias("note"),
        _plain_text(table["konklusion"]).alias("conclusion"),
        (stated != recorded).fill_null(value=False).alias("result_conflict"),
        _case_urls(session, table, links=links).alias("url"),
        pl.col("opdateringsdato").alias("updated"),
        *(f"listed_{stand}" for stand in STANDS),
        "type_source",
    )
    return table.with_columns(_searched()).sort(
        "date", "number", "vote_id", descending=True, nulls_last=True
    )


def dated_votes(
    votes: pl.DataFrame,
    meetings: pl.DataFrame,
    steps: pl.DataFrame,
    cases: pl.DataFrame,
    case_types: pl.DataFrame,
    *,
    step_states: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """The columns of `votes_table` that tell date, kind and case of each vote.

    They are vote_id, date, type_id, case_number, case_title, case_type_id and case_type, in no set
    order of rows. Reading the texts of votes takes ten times as long.
    """
    return _with_cases(votes, meetings, steps, cases, case_types, step_states).select(
        pl.col("id").alias("vote_id"),
        pl.col("date").dt.date(),
        *("type_id", "case_number", "case_title", "case_type_id", "case_type"),
    )


def holds_words(text: str) -> pl.Expr:
    """Whether case number, title, step, conclusion or note of a vote have every word of `text`.

    Letter case, accents and spellings of Danish letters are ignored. `l137` and `L 137` find the
    votes on the case of that number, or where there are none, those whose text has the number. The
    text is never a pattern.
    """
    looked_in = pl.col("search")
    number = read_case_number(text)
    if number is None:
        words = (looked_in.str.contains(word, literal=True) for word in search_words(text))
        return pl.all_horizontal(pl.lit(value=True), *words)
    of_case = looked_in.str.starts_with(f"{number.key} ")
    named = looked_in.str.contains(" ".join(search_words(str(number))), literal=True)
    return pl.when(of_case.any()).then(of_case).otherwise(named)


def named_in(column: str, word: str) -> pl.Expr:
    """Whether a word is one of those in a column of words with blanks between."""
    framed = pl.concat_str(pl.lit(" "), pl.col(column).fill_null(""), pl.lit(" "))
    return framed.str.contains(f" {word} ", literal=True)


def noted(kind: str) -> pl.Expr:
    """Whether the official note reports a mistake of that kind."""
    return named_in("error_note", kind)


def listed_stands(table: pl.DataFrame, columns: str = "parties") -> pl.DataFrame:
    """Where the parties stood by the `parties` or the `listed` columns of a votes table.

    Columns: vote_id, party, stand; in no set order.
    """
    return (
        table.lazy()
        .select("vote_id", *(pl.col(f"{columns}_{stand}").alias(stand) for stand in STANDS))
        .unpivot(index="vote_id", variable_name="stand", value_name="party")
        .select("vote_id", pl.col("party").str.split(" "), "stand")
        .explode("party")
        .filter(pl.col("party") != "")
        .collect()
    )


def _with_cases(
    votes: pl.DataFrame,
    meetings: pl.DataFrame,
    steps: pl.DataFrame,
    cases: pl.DataFrame,
    case_types: pl.DataFrame,
    step_states: pl.DataFrame | None,
) -> pl.DataFrame:
    """The votes with their meeting, step, kind and case."""
    return (
        votes.join(_named(meetings, date="dato", meeting_number="nummer"), on="mødeid", how="left")
        .join(
            _named(
                steps, key="sagstrinid", step="titel", case_id="sagid", step_state_id="statusid"
            ),
            on="sagstrinid",
            how="left",
        )
        .pipe(with_kinds, step_states)
        .join(_cases(cases), on="case_id", how="left")
        .join(
            _named(case_types, key="case_type_id", case_type="type"), on="case_type_id", how="left"
        )
    )


def _searched() -> pl.Expr:
    return search_key(
        pl.concat_str(
            pl.col("case_number").str.replace_all(" ", "", literal=True),
            *("case_number", "case_title", "step", "conclusion", "note"),
            separator=" ",
            ignore_nulls=True,
        )
    ).alias("search")


def _named(frame: pl.DataFrame, key: str = "mødeid", **columns: str) -> pl.DataFrame:
    return frame.select(
        pl.col("id").alias(key), *(pl.col(old).alias(new) for new, old in columns.items())
    )


def _cases(cases: pl.DataFrame) -> pl.DataFrame:
    return cases.select(
        pl.col("id").alias("case_id"),
        one_line("nummer").alias("case_number"),
        short_title().alias("case_title"),
        pl.col("typeid").alias("case_type_id"),
        pl.col("nummerprefix").alias("case_prefix"),
        pl.col("nummernumerisk").alias("case_figure"),
        pl.col("nummerpostfix").alias("case_postfix"),
    )


def _plain_text(column: pl.Series) -> pl.Series:
    return pl.Series([plain(text) or None for text in column], dtype=pl.String)


def _error_kinds(table: pl.DataFrame) -> pl.Series:
    def kinds(note: str | None, conclusion: str | None) -> str | None:
        found = parse_note(note, parse_conclusion(conclusion))
        return " ".join(dict.fromkeys(n.kind for n in found)) or None

    pairs = table.select("kommentar", "konklusion").iter_rows()
    return pl.Series([kinds(*pair) for pair in pairs], dtype=pl.String)


def _case_urls(session: str, table: pl.DataFrame, *, links: bool) -> pl.Series:
    rows = table.select("case_prefix", "case_figure", "case_postfix").iter_rows()
    urls = [parliament_url(session, *row) if links else None for row in rows]
    return pl.Series(urls, dtype=pl.String)
