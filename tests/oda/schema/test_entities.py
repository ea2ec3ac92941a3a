"""The registry: that it is whole, consistent, and helps with names that are nearly right."""

from collections import Counter
from datetime import timedelta

import polars as pl
import pytest

from core.errors import UnknownName
from core.oda.schema.entities import ENTITIES, entity, nearest

SETS = list(ENTITIES.values())
VIEWS = {"Aktstykke", "Almdel", "Debat", "EUsag", "Forslag"}


def by_name(e):
    return e.name


def test_registry__has_all_sets_fields_and_navigation():
    assert len(SETS) == 50
    assert sum(len(e.fields) for e in SETS) == 399
    assert sum(len(e.navigation) for e in SETS) == 118


@pytest.mark.parametrize("e", SETS, ids=by_name)
def test_set__has_one_key_which_comes_first(e):
    assert [f.name for f in e.fields.values() if f.key] == ["id"]
    assert e.fields["id"].edm == "Edm.Int32"
    assert not e.fields["id"].nullable
    assert next(iter(e.fields)) == "id"


@pytest.mark.parametrize("e", SETS, ids=by_name)
def test_navigation__leads_to_a_known_set_by_a_key_that_exists(e):
    for navigation in e.navigation.values():
        target = ENTITIES[navigation.target]
        rows = target if navigation.many else e
        assert rows.fields[navigation.key].edm == "Edm.Int32", navigation


def test_views__have_the_fields_of_cases_and_no_navigation():
    assert {e.name for e in SETS if e.view_of} == VIEWS
    for name in VIEWS:
        assert entity(name).view_of == "Sag"
        assert list(entity(name).fields) == list(entity("Sag").fields)
        assert not entity(name).navigation


def test_sambehandlinger__is_the_only_set_that_does_not_answer():
    assert [e.name for e in SETS if not e.answers] == ["Sambehandlinger"]


@pytest.mark.parametrize(
    ("name", "expiry"),
    [
        ("Afstemningstype", timedelta(hours=24)),
        ("Sagsstatus", timedelta(hours=24)),
        ("AktørAktørRolle", timedelta(hours=24)),
        ("Periode", timedelta(hours=24)),
        ("Sag", timedelta(hours=1)),
        ("Sagstrin", timedelta(hours=1)),
        ("Aktør", timedelta(hours=1)),
        ("Afstemning", timedelta(minutes=5)),
        ("Stemme", timedelta(minutes=5)),
    ],
)
def test_expiry__depends_on_how_often_rows_change(name, expiry):
    assert entity(name).expiry == expiry
    assert entity(name).static == (expiry == timedelta(hours=24))


def test_schema__has_the_column_types_in_the_apis_order():
    assert list(entity("Afstemning").schema.items()) == [
        ("id", pl.Int32()),
        ("nummer", pl.Int32()),
        ("konklusion", pl.String()),
        ("vedtaget", pl.Boolean()),
        ("kommentar", pl.String()),
        ("mødeid", pl.Int32()),
        ("typeid", pl.Int32()),
        ("sagstrinid", pl.Int32()),
        ("opdateringsdato", pl.Datetime("ms")),
    ]


def test_types__one_short_number_in_all():
    types = Counter(f.edm for e in SETS for f in e.fields.values())
    assert types["Edm.Int16"] == 1
    assert entity("Dokument").fields["dagsordenudgavenummer"].dtype == pl.Int16()


def test_sagstrin__is_many_under_a_case_and_one_under_a_vote():
    assert entity("Sag").navigation["Sagstrin"].many
    assert not entity("Afstemning").navigation["Sagstrin"].many


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Afstemninger", "Afstemning"),
        ("afstemning", "Afstemning"),
        ("Moede", "Møde"),
        ("Mode", "Møde"),
        ("Aktor", "Aktør"),
        ("Sagtrin", "Sagstrin"),
        ("AktoerAktoerRolle", "AktørAktørRolle"),
    ],
)
def test_entity__names_the_nearest_spelling(written, meant):
    with pytest.raises(UnknownName, match=meant) as caught:
        entity(written)
    assert caught.value.params["name"] == written
    assert caught.value.params["suggestion"] == meant


def test_entity__suggests_nothing_where_nothing_is_near():
    with pytest.raises(UnknownName) as caught:
        entity("xyzzy")
    assert caught.value.params["suggestion"] is None
    assert "did you mean" not in str(caught.value)


def test_nearest__finds_every_known_name_itself():
    assert [nearest(name, ENTITIES) for name in ENTITIES] == list(ENTITIES)
