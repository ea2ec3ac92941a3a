"""The fields that several datasets ask for, and queries of rows with what they are linked to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from core.oda.query.query import Query

NAME_FIELDS = ("id", "navn", "fornavn", "efternavn", "opdateringsdato")
ACTOR_FIELDS = ("id", "typeid", "gruppenavnkort", "navn", "opdateringsdato")
GROUP_FIELDS = (
    "id", "typeid", "gruppenavnkort", "navn", "periodeid", "startdato", "slutdato",
    "opdateringsdato",
)  # fmt: skip
"""Of party groups and committees."""
MEMBERSHIP_FIELDS = (
    "id", "fraaktørid", "tilaktørid", "startdato", "slutdato", "rolleid", "opdateringsdato",
)  # fmt: skip
STEP_FIELDS = ("id", "titel", "dato", "sagid", "typeid", "statusid", "opdateringsdato")
CASE_TITLE_FIELDS = ("id", "nummer", "titel", "titelkort", "periodeid", "opdateringsdato")
CASE_ROLE_FIELDS = ("id", "aktørid", "sagid", "rolleid", "opdateringsdato")
CASE_LINK_FIELDS = ("id", "sagid", "dokumentid", "bilagsnummer", "rolleid", "opdateringsdato")
"""Of `SagDokument`: the case that a document belongs to."""
DOCUMENT_FIELDS = (
    "id", "typeid", "kategoriid", "statusid", "titel", "dato", "modtagelsesdato",
    "frigivelsesdato", "spørgsmålsordlyd", "spørgsmålstitel", "spørgsmålsid", "opdateringsdato",
)  # fmt: skip
DOCUMENT_ROLE_FIELDS = ("id", "dokumentid", "aktørid", "rolleid", "opdateringsdato")
FILE_FIELDS = ("id", "dokumentid", "titel", "filurl", "variantkode", "format", "opdateringsdato")


def linked(name: str, own: Iterable[str], others: Mapping[str, Iterable[str]]) -> Query:
    """The rows of a set with the rows that they are linked to.

    `own` are the fields of the set's rows; `others` has, by navigation path, those of the linked
    rows.
    """
    below = (f"{path}/{field}" for path, fields in others.items() for field in fields)
    return Query(name).expand(*others).select(*own, *below)
