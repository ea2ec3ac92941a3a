"""Votes as a table: each with its case, step, meeting and the official totals from its text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

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
    url (null without `links`), updated, listed_for, listed_against, listed_neither (the parties_
    columns once more, as `with_ballot_counts` puts those of the ballots there), type_source (the
    kind as typed, see `with_kinds`), search (what `search_votes` looks in).

    Where the recorded result contradicts the official text, the text counts: it is what was read
    out in the chamber, and the totals bear it out in every known contradiction.
    """
    table = (
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
        .join(_named(vote_types, key="type_id", type="type"), on="type_id", how="left")
        .join(
            _named(case_types, key="case_type_id", case_type="type"), on="case_type_id", how="left"
        )
    )
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


def search_votes(table: pl.DataFrame, text: str) -> pl.DataFrame:
    """The votes whose case number, title, step, conclusion or note holds every word of `text`.

    Letter case, accents and ways to write Danish letters are forgiven. `l137` and `L 137` find the
    votes on the case of that number. The text is never a pattern.
    """
    return table.filter(_holds(text)) if text.split() else table


def filter_votes(table: pl.DataFrame, **filters: Any) -> pl.DataFrame:
    """The votes that pass every filter given; see `vote_conditions` for what may be given."""
    conditions = vote_conditions(**filters)
    return table.filter(*conditions.values()) if conditions else table


def vote_conditions(
    *,
    start: date | None = None,
    end: date | None = None,
    types: Iterable[int] = (),
    adopted: bool | None = None,
    case_types: Iterable[int] = (),
    margin_at_most: int | None = None,
    text: str = "",
    lines: Iterable[tuple[str, str]] = (),
    differ: tuple[str, str] | None = None,
    agree: tuple[str, str] | None = None,
    checks: Iterable[str] = (),
    error_notes: Iterable[str] = (),
    deviating: bool = False,
) -> dict[str, pl.Expr]:
    """What a vote must be to pass, by the name of the filter; a filter that is not set is left out.

    Both dates are included. A closeness filter leaves out votes without official totals: their
    margin is not known. `lines` are parties with a position, all of which must hold; of one party
    given twice either. `differ` and `agree` are two parties that both stood somewhere. `checks` are
    outcomes of the check, or `conflict` where the recorded result contradicts the text.
    `error_notes` are kinds of note, any of which will do. `deviating` needs the column deviations
    (see `core.analysis.votes.with_deviations`).
    """
    types, case_types = list(types), list(case_types)
    checks, error_notes = list(checks), list(error_notes)
    held: dict[str, list[str]] = {}
    for party, position in lines:
        held.setdefault(party, []).append(position)
    found: dict[str, pl.Expr | None] = {
        "start": pl.col("date") >= start if start is not None else None,
        "end": pl.col("date") <= end if end is not None else None,
        "types": pl.col("type_id").is_in(types) if types else None,
        "case_types": pl.col("case_type_id").is_in(case_types) if case_types else None,
        "adopted": pl.col("adopted") == adopted if adopted is not None else None,
        "margin": pl.col("margin") <= margin_at_most if margin_at_most is not None else None,
        "text": _holds(text) if text.split() else None,
        "lines": pl.all_horizontal(
            pl.any_horizontal(_stood(party, position) for position in positions)
            for party, positions in held.items()
        )
        if held
        else None,
        "differ": _stood_alike(*differ, alike=False) if differ else None,
        "agree": _stood_alike(*agree, alike=True) if agree else None,
        "checks": pl.any_horizontal(checked(name) for name in checks) if checks else None,
        "error_notes": pl.any_horizontal(noted(kind) for kind in error_notes)
        if error_notes
        else None,
        "deviating": pl.col("deviations") > 0 if deviating else None,
    }
    return {name: condition for name, condition in found.items() if condition is not None}


def checked(outcome: str) -> pl.Expr:
    """Whether the check came out so; `conflict`: result and text contradict each other."""
    if outcome == CONFLICT:
        return pl.col("result_conflict")
    return (pl.col("check") == outcome).fill_null(value=False)


def noted(kind: str) -> pl.Expr:
    """Whether the official note tells of a mistake of that kind."""
    return _among(kind, "error_note")


def facet_counts(
    table: pl.DataFrame,
    conditions: Mapping[str, pl.Expr],
    facets: Mapping[str, Mapping[str, pl.Expr]],
) -> dict[str, dict[str, int]]:
    """How many votes each choice of a filter would leave, all other filters applied.

    `conditions` are those of `vote_conditions`; `facets` maps the name of a filter to its choices,
    each with what a vote must be to have it.
    """
    kept = {name: condition.alias(name) for name, condition in conditions.items()}
    others = {
        facet: pl.all_horizontal(pl.col(f"if_{name}") for name in kept if name != facet)
        if kept.keys() - {facet}
        else pl.lit(value=True)
        for facet in facets
    }
    counted = (
        table.lazy()
        .with_columns(condition.alias(f"if_{name}") for name, condition in kept.items())
        .select(
            (others[facet] & choice).sum().alias(f"{facet}/{name}")
            for facet, choices in facets.items()
            for name, choice in choices.items()
        )
        .collect()
    )
    row = counted.row(0, named=True) if counted.width else {}
    return {
        facet: {name: int(row[f"{facet}/{name}"]) for name in choices}
        for facet, choices in facets.items()
    }


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


def _holds(text: str) -> pl.Expr:
    """Whether a vote has the words of a text, or is on the case that the text is the number of.

    Where no vote is on that case, those whose text holds the number are meant.
    """
    looked_in = pl.col("search")
    number = read_case_number(text)
    if number is None:
        words = (looked_in.str.contains(word, literal=True) for word in search_words(text))
        return pl.all_horizontal(pl.lit(value=True), *words)
    of_case = looked_in.str.starts_with(f"{number.key} ")
    named = looked_in.str.contains(" ".join(search_words(str(number))), literal=True)
    return pl.when(of_case.any()).then(of_case).otherwise(named)


def _among(word: str, column: str) -> pl.Expr:
    """Whether a word is one of those in a column that has blanks between."""
    framed = pl.concat_str(pl.lit(" "), pl.col(column).fill_null(""), pl.lit(" "))
    return framed.str.contains(f" {word} ", literal=True)


def _stood(party: str, position: str) -> pl.Expr:
    return _among(party, f"parties_{position}")


def _stood_alike(one: str, other: str, *, alike: bool) -> pl.Expr:
    sides = [
        _stood(one, here) & _stood(other, there)
        for here in STANDS
        for there in STANDS
        if (here == there) is alike
    ]
    return pl.any_horizontal(sides)


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
