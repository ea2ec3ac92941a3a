"""Expanded rows beside the rows that lead to them, and collections as tables of their own."""

from __future__ import annotations

from core.oda.query.flat import COUNT, flat_tables, key_path, with_keys
from core.oda.query.query import Query
from tests.conftest import ClientFactory, StandinFactory


def test_flat_tables__singles_stand_beside_and_collections_apart(
    standin: StandinFactory, client: ClientFactory
) -> None:
    query = Query.parse(
        "Afstemning?$filter=id gt 2&$expand=Møde,Sagstrin/Sag,Stemme/Stemmetype"
        "&$select=nummer,Møde/titel,Sagstrin/titel,Sagstrin/Sag/titel,Stemme/aktørid,"
        "Stemme/Stemmetype/type"
    )
    answer = client(standin().url).fetch(with_keys(query))
    tables = flat_tables(answer, query)
    assert tables.keys() == {"", "Stemme"}
    rows = tables[""]
    assert set(rows.columns) == {
        "nummer",
        "Møde/titel",
        "Sagstrin/titel",
        "Sagstrin/Sag/titel",
        f"Stemme/{COUNT}",
    }
    assert rows["nummer"].to_list() == [3, 4]
    assert rows["Sagstrin/titel"].to_list() == [None, "2. behandling"]
    assert rows[f"Stemme/{COUNT}"].to_list() == [0, 3]
    ballots = tables["Stemme"]
    assert set(ballots.columns) == {"aktørid", "Stemmetype/type"}
    assert ballots["Stemmetype/type"].to_list() == ["Imod", "Fravær", "Hverken for eller imod"]


def test_flat_tables__without_a_selection_every_field_is_there(
    standin: StandinFactory, client: ClientFactory
) -> None:
    query = Query.parse("Møde?$expand=Afstemning/Sagstrin")
    answer = client(standin().url).fetch(with_keys(query))
    tables = flat_tables(answer, query)
    assert tables[""][f"Afstemning/{COUNT}"].to_list() == [2, 2]
    assert tables["Afstemning"]["id"].to_list() == [1, 2, 3, 4]
    assert tables["Afstemning"]["Sagstrin/sagid"].to_list() == [30, 30, None, 31]


def test_key_path__is_on_the_row_or_on_the_collections_rows() -> None:
    query = Query("Afstemning").expand("Sagstrin/Sag", "Stemme/Aktør")
    assert key_path(query, "Sagstrin/Sag") == "Sagstrin/sagid"
    assert key_path(query, "Stemme") == "Stemme/afstemningid"
    assert key_path(query, "Stemme/Aktør") == "Stemme/aktørid"
