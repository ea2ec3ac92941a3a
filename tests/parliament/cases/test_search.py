"""The cases of several periods as one."""

from __future__ import annotations

import polars as pl

from tests.parliament.casebooks import demo_book


def test_join_books__every_row_knows_its_place():
    table = demo_book().table
    assert table["row"].to_list() == list(range(table.height))
    assert table["case_id"].n_unique() == table.height
    for links in demo_book().links.values():
        assert links["row"].max() < table.height


def test_case_book__tells_who_proposed_with_the_party_of_the_day():
    bills = demo_book().table.filter(pl.col("type_code") == "bill")
    private = bills.filter(~pl.col("government"), pl.col("proposers").is_not_null())
    first = private.row(0, named=True)
    assert first["proposers"].count("(") == first["proposers"].count(";") + 1
    assert first["proposer_parties"]
    ours = bills.filter("government")
    assert ours["proposer_parties"].null_count() == ours.height
