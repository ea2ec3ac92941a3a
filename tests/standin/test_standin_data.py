"""Folders of files, the tables made of them, and the `$metadata` document."""

from __future__ import annotations

import gzip
import json
import unicodedata
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree

import polars as pl
import pytest

from core.oda.schema.entities import ENTITIES
from core.standin.data import load_folder
from core.standin.metadata import document
from core.standin.tables import BadTable, Database, conform

EDM = "{http://schemas.microsoft.com/ado/2009/11/edm}"
LINES = (
    '{"id": 2, "titel": "B", "dato": "2024-01-02T03:04:05.67", "ekstra": 1}\n'
    '{"id": 1, "titel": null, "dato": null}\n'
)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("ending", ["jsonl", "jsonl.gz", "parquet"])
def test_load_folder__every_kind_of_file(tmp_path: Path, form: str, ending: str) -> None:
    file = tmp_path / unicodedata.normalize(form, f"Møde.{ending}")  # type: ignore[arg-type]
    if ending == "parquet":
        pl.DataFrame([json.loads(line) for line in LINES.splitlines()]).write_parquet(file)
    else:
        content = LINES.encode()
        file.write_bytes(gzip.compress(content) if ending == "jsonl.gz" else content)
    meetings = load_folder(tmp_path)["Møde"]
    assert dict(meetings.schema) == ENTITIES["Møde"].schema
    assert meetings["id"].to_list() == [1, 2]
    assert meetings["dato"].to_list() == [None, datetime(2024, 1, 2, 3, 4, 5, 670_000)]


def test_load_folder__other_files_are_ignored_and_missing_sets_are_empty(tmp_path: Path) -> None:
    for name in ("README.md", "_Stemme_source.jsonl.gz", "Ukendt.jsonl", "Sag.csv", "Sag.jsonl~"):
        (tmp_path / name).write_text("not rows")
    (tmp_path / "Stemmetype.jsonl").write_text("")
    tables = load_folder(tmp_path)
    assert list(tables) == list(ENTITIES)
    assert all(table.height == 0 for table in tables.values())


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("Sag.jsonl", b'{"id": 1'),
        ("Sag.jsonl", b'{"titel": "no id"}'),
        ("Sag.jsonl", b'{"id": 1}\n{"id": 1}'),
        ("Sag.jsonl", b'{"id": 1, "opdateringsdato": "yesterday"}'),
        ("Sag.jsonl.gz", b"not gzip"),
        ("Sag.parquet", b"not parquet"),
    ],
)
def test_load_folder__a_bad_file_is_named(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(BadTable, match="Sag"):
        load_folder(tmp_path)


def test_load_folder__the_same_set_twice(tmp_path: Path) -> None:
    (tmp_path / "Sag.jsonl").write_text('{"id": 1}')
    (tmp_path / "Sag.jsonl.gz").write_bytes(gzip.compress(b'{"id": 2}'))
    with pytest.raises(BadTable, match="twice"):
        load_folder(tmp_path)


def test_load_folder__no_folder(tmp_path: Path) -> None:
    with pytest.raises(NotADirectoryError):
        load_folder(tmp_path / "nowhere")


def test_conform__refuses_what_is_no_set_and_no_number() -> None:
    with pytest.raises(BadTable, match="not an entity set"):
        conform("Ukendt", [])
    with pytest.raises(BadTable, match="Sag"):
        conform("Sag", [{"id": 2**40}])


def test_database__a_change_leaves_the_old_state_alone() -> None:
    before = Database.of({"Sag": conform("Sag", [{"id": 1, "titel": "a"}, {"id": 2}])})
    after = (
        before.inserted("Sag", [{"id": 3, "titel": "c"}])
        .deleted("Sag", [2, 99])
        .updated("Sag", [{"id": 1, "titel": None}])
    )
    assert before["Sag"].frame["titel"].to_list() == ["a", None]
    assert after["Sag"].frame.select("id", "titel").rows() == [(1, None), (3, "c")]
    with pytest.raises(BadTable, match="twice"):
        before.inserted("Sag", [{"id": 1}])
    with pytest.raises(BadTable, match="no row"):
        before.updated("Sag", [{"id": 7, "titel": "x"}])
    with pytest.raises(BadTable, match="Ukendt"):
        Database.of({"Ukendt": pl.DataFrame()})


def test_document__says_what_the_registry_says() -> None:
    root = ElementTree.fromstring(document())
    types = {e.attrib["Name"]: e for e in root.iter(f"{EDM}EntityType")}
    assert list(types) == list(ENTITIES)
    many = {
        end.attrib["Role"]: end.attrib["Multiplicity"] == "*"
        for association in root.iter(f"{EDM}Association")
        for end in association
        if association.attrib["Name"].startswith("FT_Domain_Models_Sag_")
    }
    for name, entity in ENTITIES.items():
        fields = types[name].findall(f"{EDM}Property")
        assert [f.attrib["Name"] for f in fields] == list(entity.fields)
        assert [f.attrib["Type"] for f in fields] == [f.edm for f in entity.fields.values()]
        assert [f.get("Nullable") != "false" for f in fields] == [
            f.nullable for f in entity.fields.values()
        ]
        steps = types[name].findall(f"{EDM}NavigationProperty")
        assert [s.attrib["Name"] for s in steps] == list(entity.navigation)
    assert many["Sagstrin"] is True
    assert many["Sagstype"] is False


def test_document__every_relationship_is_declared_and_leads_somewhere() -> None:
    root = ElementTree.fromstring(document())
    sets = {e.attrib["Name"] for e in root.iter(f"{EDM}EntitySet")}
    declared = {f"FT.Domain.Models.{a.attrib['Name']}" for a in root.iter(f"{EDM}Association")}
    used = [n.attrib["Relationship"] for n in root.iter(f"{EDM}NavigationProperty")]
    assert len(used) == len(set(used)) == 118
    assert set(used) == declared
    assert {a.attrib["Association"] for a in root.iter(f"{EDM}AssociationSet")} == declared
    ends = [end for a in root.iter(f"{EDM}AssociationSet") for end in a]
    assert {end.attrib["EntitySet"] for end in ends} <= sets
