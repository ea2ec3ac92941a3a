"""One case with all that belongs to it: steps, votes, people, documents and related cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from core.parliament.calendar.periods import Period
from core.parliament.cases.addresses import (
    file_format,
    file_url,
    gazette_url,
    law_url,
    parliament_url,
)
from core.parliament.cases.process import outcome_of, with_readings
from core.parliament.cases.tables import (
    Names,
    cases_table,
    keywords_table,
    named,
    roles_table,
    short_title,
    steps_table,
)
from core.parliament.people.memberships import party_on_day
from core.parliament.texts.conclusions import read_conclusions
from core.parliament.texts.plain import one_line
from core.parliament.votes.kinds import with_kinds


def case_votes(
    votes: pl.DataFrame, meetings: pl.DataFrame, steps: pl.DataFrame, step_states: pl.DataFrame
) -> pl.DataFrame:
    """The votes on a case, in the order they were held.

    From `Afstemning` and `Møde` rows, the `Sagstrin` rows of the case and `Sagstrinsstatus` rows.
    Columns: vote_id, step_id, number, date, type_code (see `with_kinds`), adopted (by the official
    text, else as recorded), official_for, official_against and official_neither (null where the
    text has no totals), updated.
    """
    days = meetings.select(pl.col("id").alias("mødeid"), pl.col("dato").dt.date().alias("date"))
    at = steps.select(
        pl.col("id").alias("sagstrinid"),
        pl.col("titel").alias("step"),
        pl.col("statusid").alias("step_state_id"),
        pl.col("sagid").alias("case_id"),
    ).unique("sagstrinid")
    table = (
        votes.join(days.unique("mødeid"), on="mødeid", how="left", maintain_order="left")
        .join(at, on="sagstrinid", how="left", maintain_order="left")
        .pipe(with_kinds, step_states)
    )
    read = read_conclusions(table["konklusion"])
    return (
        pl.concat([table, read], how="horizontal")
        .select(
            pl.col("id").alias("vote_id"),
            pl.col("sagstrinid").alias("step_id"),
            pl.col("nummer").alias("number"),
            "date",
            "type_code",
            pl.coalesce("outcome", "vedtaget").alias("adopted"),
            "official_for",
            "official_against",
            "official_neither",
            pl.col("opdateringsdato").alias("updated"),
        )
        .sort("date", "number", "vote_id", nulls_last=True)
    )


def step_links(steps: pl.DataFrame) -> pl.DataFrame:
    """Links to steps in the official report: step_id, url (checked); only steps with a link."""
    urls = [file_url(url) for url in steps["folketingstidendeurl"]]
    return steps.select(
        pl.col("id").alias("step_id"), pl.Series("url", urls, dtype=pl.String)
    ).filter(pl.col("url").is_not_null())


def case_documents(links: pl.DataFrame, documents: pl.DataFrame, names: Names) -> pl.DataFrame:
    """The documents of a case, the newest first.

    From `SagDokument` and `Dokument` rows. Columns: document_id, date, number (of the annex),
    title, type, category, status, role, updated (of the document).
    """
    papers = documents.unique("id").select(
        pl.col("id").alias("dokumentid"),
        pl.col("dato").dt.date().alias("date"),
        one_line("titel").alias("title"),
        "typeid",
        "kategoriid",
        "statusid",
        pl.col("opdateringsdato").alias("updated"),
    )
    return (
        links.join(named(names, "SagDokumentRolle", "rolleid", "role"), on="rolleid", how="left")
        .join(papers, on="dokumentid")
        .join(named(names, "Dokumenttype", "typeid", "type"), on="typeid", how="left")
        .join(
            named(names, "Dokumentkategori", "kategoriid", "category"), on="kategoriid", how="left"
        )
        .join(named(names, "Dokumentstatus", "statusid", "status"), on="statusid", how="left")
        .select(
            pl.col("dokumentid").alias("document_id"),
            "date",
            one_line("bilagsnummer").alias("number"),
            "title",
            "type",
            "category",
            "status",
            "role",
            "updated",
        )
        .unique("document_id", keep="first", maintain_order=True)
        .sort("date", "document_id", descending=True, nulls_last=True)
    )


def documents_files(files: pl.DataFrame) -> pl.DataFrame:
    """One row a document: document_id, formats, pdf and other_file (checked addresses).

    From `Fil` rows; the public version (variant P) is preferred. Formats are those of the files'
    addresses, with the original's in brackets where it differs; semicolon between.
    """
    found = [file_format(*row) for row in files.select("filurl", "format").iter_rows()]
    table = files.select(
        pl.col("dokumentid").alias("document_id"),
        pl.Series("format", [of or "?" for of, _ in found], dtype=pl.String),
        pl.Series(
            "named", [f"{of} ({by})" if by else of or "?" for of, by in found], dtype=pl.String
        ),
        (pl.col("variantkode") == "P").fill_null(value=False).alias("public"),
        pl.Series("url", [file_url(url) for url in files["filurl"]], dtype=pl.String),
        "id",
    ).sort("public", "id", descending=[True, False])
    pdf = pl.col("format") == "PDF"
    return table.group_by("document_id").agg(
        pl.col("named").unique().sort().str.join("; ").alias("formats"),
        pl.col("url").filter(pdf).drop_nulls().first().alias("pdf"),
        pl.col("url").filter(~pdf).drop_nulls().first().alias("other_file"),
    )


def related_cases(case_id: int, under: pl.DataFrame) -> pl.DataFrame:
    """The cases under a case: case_id, relation (put_under or part), number, title, status id.

    From `Sag` rows that name it in fremsatundersagid or deltundersagid.
    """
    return under.select(
        pl.col("id").alias("case_id"),
        pl.when(pl.col("deltundersagid") == case_id)
        .then(pl.lit("part"))
        .otherwise(pl.lit("put_under"))
        .alias("relation"),
        one_line("nummer").alias("number"),
        short_title().alias("title"),
    ).sort("relation", "case_id")


@dataclass(frozen=True, slots=True)
class CaseFile:
    """One case. `case` has the columns of `cases_table`, outcome, and links (kind to address).

    `steps` has the columns of `steps_table` and `with_readings` and url; `shared_steps` has the
    same of the case that it was divided from, up to then. `roles` has the columns of `roles_table`
    and party; `votes`, `documents` and `related` those of the functions above.
    """

    case: Mapping[str, Any]
    period: Period | None
    steps: pl.DataFrame
    shared_steps: pl.DataFrame
    votes: pl.DataFrame
    roles: pl.DataFrame
    keywords: list[str]
    documents: pl.DataFrame
    related: pl.DataFrame
    links: Mapping[str, str]


def case_file(
    period: Period | None,
    rows: Mapping[str, pl.DataFrame],
    names: Names,
    *,
    under: pl.DataFrame,
    above: Sequence[pl.DataFrame],
    divided: pl.DataFrame | None,
    memberships: pl.DataFrame | None,
    today: date,
    links: bool,
) -> CaseFile:
    """A case from its rows by entity set.

    `under` are the `Sag` rows that name it, `above` those that it names, one each. `divided` are
    the `Sagstrin` rows of the case that it was divided from. Parties are those of the day of the
    first step, null without `memberships`; `links` makes addresses at ft.dk.
    """
    code = period.code if period else ""
    case_id = int(rows["Sag"]["id"][0])
    words = keywords_table(rows["EmneordSag"], rows["Emneord"])
    case = cases_table(code, rows["Sag"], words, names).row(0, named=True)
    own = pl.DataFrame(
        {"case_id": [case_id], "status": [case["status"]]},
        schema={"case_id": pl.Int32, "status": pl.String},
    )
    steps = with_readings(steps_table(rows["Sagstrin"], names), today, own)
    steps = steps.join(
        step_links(rows["Sagstrin"]), on="step_id", how="left", maintain_order="left"
    )
    day = steps["date"].min() or (period.start.date() if period else None)
    return CaseFile(
        case={**case, "outcome": outcome_of(case["status"])},
        period=period,
        steps=steps,
        shared_steps=_shared(steps, divided, names, today),
        votes=case_votes(
            rows["Afstemning"], rows["Møde"], rows["Sagstrin"], names["Sagstrinsstatus"]
        ),
        roles=_with_party(roles_table(rows["SagAktør"], rows["Aktør"], names), memberships, day),
        keywords=words["keyword"].to_list(),
        documents=case_documents(rows["SagDokument"], rows["Dokument"], names),
        related=pl.concat([*_parents(rows["Sag"], above), related_cases(case_id, under)]),
        links=_links(code, case) if links else {},
    )


def _shared(
    steps: pl.DataFrame, divided: pl.DataFrame | None, names: Names, today: date
) -> pl.DataFrame:
    """The steps of the case that it was divided from, before its own first one."""
    if divided is None:
        return steps.clear()
    found = with_readings(steps_table(divided, names), today)
    found = found.join(step_links(divided), on="step_id", how="left", maintain_order="left")
    first = steps["date"].min()
    return found if first is None else found.filter(pl.col("date") <= first)


def _with_party(roles: pl.DataFrame, memberships: pl.DataFrame | None, day: object) -> pl.DataFrame:
    if memberships is None or day is None:
        return roles.with_columns(pl.lit(None, pl.String).alias("party"))
    dated = roles.rename({"actor_id": "member_id"}).with_columns(pl.lit(day).alias("date"))
    return party_on_day(dated, memberships).drop("date").rename({"member_id": "actor_id"})


def _parents(own: pl.DataFrame, above: Sequence[pl.DataFrame]) -> list[pl.DataFrame]:
    divided_from = own["deltundersagid"][0]
    found = []
    for frame in above:
        parents = related_cases(0, frame)
        divided = divided_from in parents["case_id"].to_list()
        relation = "divided_from" if divided else "put_under_this"
        found.append(parents.with_columns(pl.lit(relation).alias("relation")))
    return found


def _links(code: str, case: Mapping[str, Any]) -> dict[str, str]:
    place = (code, case["prefix"], case["figure"], case["postfix"])
    found = {
        "parliament": parliament_url(*place),
        "gazette": gazette_url(*place),
        "law": law_url(case["law_number"], case["law_date"]),
    }
    return {kind: url for kind, url in found.items() if url}
