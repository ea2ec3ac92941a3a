"""The form of rows: what is refused, what is read safely, and what is done with either."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import FormChanged, NotOData
from core.oda.http.form import Drift, Unreadable, read_column, read_value
from core.oda.query.query import Query, field
from core.oda.schema.entities import ENTITIES
from core.standin.serve import Standin
from core.standin.tables import conform
from core.store.contents import fields_read
from core.telemetry import Telemetry
from tests.conftest import ClientFactory, StandinFactory
from tests.makers.ballots import ballot_rows

BALLOTS = Query("Stemme")
SESSIONS = Query("Periode")


def ballots(n: int) -> dict[str, Any]:
    """Ballots, of which the third is of no known kind."""
    known = pl.when(pl.col("id") != 3).then(pl.col("typeid"))
    return {"Stemme": ballot_rows(*range(1, n + 1)).with_columns(known)}


def periods() -> dict[str, Any]:
    rows = [
        {
            "id": i,
            "type": "samling",
            "kode": f"20{20 + i}1",
            "titel": "x",
            "startdato": f"20{20 + i}-10-04T00:00:00",
            "slutdato": f"20{21 + i}-10-03T00:00:00",
            "opdateringsdato": "2026-01-01T00:00:00.5",
        }
        for i in range(1, 6)
    ]
    return {"Periode": conform("Periode", rows)}


@pytest.mark.parametrize(
    ("set_name", "name", "value", "read"),
    [
        ("Stemme", "typeid", 4, 4),
        ("Stemme", "typeid", "4", 4),
        ("Stemme", "typeid", None, None),
        ("Stemme", "afstemningid", "-12", -12),
        ("Sag", "titel", "1", "1"),
        ("Afstemning", "vedtaget", False, False),
        ("Møde", "dato", "2023-01-17T13:00:00.333", "2023-01-17T13:00:00.333"),
        ("Møde", "dato", "2023-01-17T12:00:00Z", "2023-01-17T13:00:00"),
        ("Møde", "dato", "2023-07-17T12:00:00Z", "2023-07-17T14:00:00"),
        ("Periode", "startdato", "2022-10-03T22:00:00Z", "2022-10-04T00:00:00"),
        ("Møde", "dato", "2023-07-17T12:00:00.5-04:00", "2023-07-17T18:00:00.500000"),
    ],
)
def test_read_value__what_is_safe_is_read(
    set_name: str, name: str, value: object, read: object
) -> None:
    assert read_value(ENTITIES[set_name].fields[name], value) == read


@pytest.mark.parametrize(
    ("set_name", "name", "value"),
    [
        ("Stemme", "typeid", "For"),
        ("Stemme", "typeid", 1.0),
        ("Stemme", "typeid", True),
        ("Stemme", "typeid", "1.0"),
        ("Stemme", "typeid", "¹"),
        ("Stemme", "typeid", 2**31),
        ("Stemme", "typeid", [1]),
        ("Dokument", "dagsordenudgavenummer", 40_000),
        ("Sag", "titel", 1),
        ("Sag", "titel", {"value": "x"}),
        ("Afstemning", "vedtaget", "true"),
        ("Afstemning", "vedtaget", 1),
        ("Møde", "dato", "17-01-2023"),
        ("Møde", "dato", "2023-01-17"),
        ("Møde", "dato", ""),
        ("Møde", "dato", "2023-02-30T00:00:00"),
        ("Møde", "dato", "/Date(1673913600000)/"),
        ("Møde", "dato", 1673913600),
        ("Møde", "dato", "0001-01-01T00:00:00+14:00"),
    ],
)
def test_read_value__what_would_be_a_guess_is_not_read(
    set_name: str, name: str, value: object
) -> None:
    with pytest.raises(Unreadable):
        read_value(ENTITIES[set_name].fields[name], value)


@given(
    known=st.sampled_from([f for e in ENTITIES.values() for f in e.fields.values()]),
    value=st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.lists(st.none())
    | st.datetimes().map(datetime.isoformat),
)
def test_read_column__any_value_is_read_or_refused(known: Any, value: object) -> None:
    owner = next(e for e in ENTITIES.values() if known in e.fields.values())
    with suppress(FormChanged):
        read = read_column(owner, known, [value], Drift())
        assert read == [value] or isinstance(value, str)


def test_read_column__one_date_of_a_session_costs_that_date() -> None:
    entity, drift = ENTITIES["Periode"], Drift()
    good = "2023-10-03T00:00:00"
    read = read_column(entity, entity.fields["startdato"], [good, "?", good], drift)
    assert read == [good, None, good]
    assert drift.wrong_type == {"Periode.startdato": 1}
    with pytest.raises(FormChanged):
        read_column(entity, entity.fields["startdato"], [good, "?", None], drift)


@pytest.mark.parametrize(
    ("fault", "query", "named"),
    [
        ("drop=typeid@Stemme", BALLOTS, "Stemme.typeid"),
        ("drop=typeid:1@Stemme", BALLOTS, "Stemme.typeid"),
        ("garble=typeid:1@Stemme", BALLOTS, "Stemme.typeid"),
        ("null=afstemningid:1@Stemme", BALLOTS, "Stemme.afstemningid"),
        ("garble=opdateringsdato:1@Stemme", BALLOTS, "Stemme.opdateringsdato"),
        ("garble=startdato@Periode", SESSIONS, "Periode.startdato"),
        ("text=vedtaget@Afstemning", Query("Afstemning"), "Afstemning.vedtaget"),
        (
            "drop=dato@Møde",
            Query("Afstemning").expand("Møde").select("id", "Møde/dato"),
            "Møde.dato",
        ),
    ],
)
def test_fetch__a_page_of_another_form_is_refused_and_the_good_copy_stays(
    standin: StandinFactory, client: ClientFactory, fault: str, query: Query, named: str
) -> None:
    server = standin()
    made = client(server.url)
    good = made.fetch(query)
    server.faults = fault
    answer = made.fetch(query, refresh=True)
    assert answer.stale
    assert isinstance(answer.error, FormChanged)
    assert answer.error.params["name"] == named
    assert answer.frame.equals(good.frame)
    server.faults = ""
    assert not made.fetch(query, refresh=True).stale


def test_fetch__without_a_copy_a_page_of_another_form_is_an_error_and_is_asked_for_once(
    standin: StandinFactory, client: ClientFactory
) -> None:
    server = standin(ballots(5), faults="drop=typeid@Stemme")
    made = client(server.url, retries=3, breaker_failures=1)
    with pytest.raises(FormChanged, match=r"Stemme.typeid is missing in 5 of 5 rows"):
        made.fetch(BALLOTS)
    assert len(server.requests) == 1
    assert made.pages.breaker.state == "closed"  # the server is well
    assert made.pages.stats().pages == 0


def test_fetch__what_is_read_safely_is_right_and_counted(
    standin: StandinFactory, client: ClientFactory
) -> None:
    right = client(standin(ballots(250) | periods()).url)
    faults = "text=typeid@Stemme,text=aktørid@Stemme,zone=startdato@Periode"
    other = client(standin(ballots(250) | periods(), faults=faults).url)
    answer = other.fetch(BALLOTS)
    assert answer.frame.equals(right.fetch(BALLOTS).frame)
    assert answer.drift.converted == {"Stemme.typeid": 249, "Stemme.aktørid": 250}
    moved = other.fetch(SESSIONS.where(field("startdato") > datetime(2022, 1, 1)))
    assert moved.frame.equals(right.fetch(SESSIONS).frame.slice(1))
    assert moved.drift.converted == {"Periode.startdato": 4}


def test_fetch__only_a_field_that_nothing_is_made_of_may_be_missing(
    standin: StandinFactory, client: ClientFactory
) -> None:
    server = standin(faults="drop=begrundelse@Sag")
    made = client(server.url, needed=fields_read())
    answer = made.fetch(Query("Sag"))
    assert answer.drift.missing == {"Sag.begrundelse": answer.frame.height}
    assert answer.frame["begrundelse"].null_count() == answer.frame.height
    server.faults = "drop=titel@Sag"
    with pytest.raises(FormChanged, match=r"Sag\.titel"):
        made.fetch(Query("Sag").select("id", "titel"))


@pytest.mark.parametrize(
    "query",
    [BALLOTS, BALLOTS.where(field("id") > 3), BALLOTS.order_by("id").top(3)],
)
def test_fetch__a_page_with_ids_that_are_text_is_no_odata_and_is_tried_again(
    standin: StandinFactory, client: ClientFactory, query: Query
) -> None:
    server = standin(ballots(9), faults="text=id@Stemme#1")
    assert client(server.url, retries=1).fetch(query).frame.height
    broken = standin(ballots(9), faults="text=id@Stemme")
    with pytest.raises(NotOData, match="id that is no number"):
        client(broken.url).fetch(query)


def test_fetch__half_a_character_costs_that_character(
    standin: StandinFactory, client: ClientFactory
) -> None:
    titles = ["Om æbler \\ud83d", 'Et "citat" \U0001f600', "Om \\\\"]
    rows = [{"id": i, "titel": title} for i, title in enumerate(titles, 1)]
    server = standin({"Sag": conform("Sag", rows)}, faults="half=titel:2@Sag")
    frame = client(server.url).fetch(Query("Sag").select("id", "titel")).frame
    assert frame["titel"].to_list() == [titles[0] + "\ufffd", titles[1] + "\ufffd", titles[2]]


def refused(made: Any) -> int:
    telemetry: Telemetry = made._telemetry
    return telemetry.snapshot().counters.get("drift.refused", 0)


def test_fetch__what_is_refused_is_counted(standin: StandinFactory, client: ClientFactory) -> None:
    server: Standin = standin(ballots(5), faults="drop=typeid@Stemme")
    made = client(server.url)
    with pytest.raises(FormChanged):
        made.fetch(BALLOTS)
    assert refused(made) == 1


def test_fetch__a_changed_field_is_known_until_good_rows_with_it_come(
    standin: StandinFactory, client: ClientFactory
) -> None:
    server: Standin = standin(ballots(5), faults="drop=typeid@Stemme")
    made = client(server.url)
    with pytest.raises(FormChanged):
        made.fetch(BALLOTS)
    assert made._telemetry.changed_field == "Stemme.typeid"
    made.fetch(Query("Stemme").select("id", "afstemningid"))
    made.count(BALLOTS)
    assert made._telemetry.changed_field == "Stemme.typeid"
    server.faults = None
    made.fetch(BALLOTS)
    assert made._telemetry.changed_field is None
