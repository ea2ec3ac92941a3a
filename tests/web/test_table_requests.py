"""What tells one answer from another, and what is kept of answers."""

from __future__ import annotations

import shutil
from pathlib import Path

import polars as pl
import pytest
from starlette.testclient import TestClient

from core.service import Source
from core.times import danish_now
from core.version import code_version
from core.web.body_cache import BodyCache
from core.web.parameter_names import PAGES, parameters
from core.web.site import Site
from core.web.table_requests import ask
from tests.conftest import DemoCopy
from tests.web.sites import opened, served

TABLES = ("votes", "ballots", "quality", "cases", "questions", "committees", "meetings")


@pytest.fixture(scope="module")
def source(site: Site) -> Source:
    found = site.service().source
    assert found is not None
    return found


def test_tag__is_the_same_wherever_the_copy_is(
    demo_copy: DemoCopy, client: TestClient, tmp_path: Path
) -> None:
    paths = [f"/api/v1/{name}.csv" for name in TABLES] + ["/api/v1/ballots.csv?session=all"]
    here = [client.head(path).headers["etag"] for path in paths]
    shutil.copytree(demo_copy.folder, tmp_path / "elsewhere")
    with opened(tmp_path / "elsewhere", api_url=demo_copy.url) as site:
        there = [served(site).head(path).headers["etag"] for path in paths]
    assert there == here
    assert len(set(here)) == len(here)


def test_key__changes_with_the_stored_rows(demo_copy: DemoCopy, tmp_path: Path) -> None:
    shutil.copytree(demo_copy.folder, tmp_path / "copy")
    with opened(tmp_path / "copy", api_url=demo_copy.url) as site:
        source = site.service().source
        assert source is not None

        def key(name: str) -> str:
            return ask(source, name, [], "en", danish_now()).key

        before = {name: key(name) for name in ("votes", "ballots", "cases")}
        session = ask(source, "votes", [], "en", danish_now()).session
        assert session is not None
        stored = source.store.read("Stemme", session)
        assert stored is not None
        fewer = stored.frame.filter(pl.int_range(pl.len()) > 0)
        source.store.write(
            "Stemme", session, fewer, fetched_at=stored.meta.fetched_at, url=stored.meta.url
        )
        after = {name: key(name) for name in before}
    assert after["ballots"] != before["ballots"]
    assert after["votes"] != before["votes"]  # its counts are of the ballots
    assert after["cases"] == before["cases"]


def test_code_version__is_short_and_stays() -> None:
    assert code_version() == code_version()
    assert len(code_version()) == 12


@pytest.mark.parametrize("name", PAGES)
def test_parameters__each_once_and_those_of_pages_among_them(name: str) -> None:
    known = parameters(name)
    assert len(set(known)) == len(known)
    assert {"view", "show", "page", "sort", "lang", "id"} <= set(known)


def test_asked__tells_what_it_is_made_of(source: Source) -> None:
    found = ask(source, "votes", [("result", "rejected")], "da", danish_now())
    assert found.invented
    assert found.periods == (found.session,)
    assert dict(found.filters)["Resultat"] == "Forkastet"
    assert found.urls
    assert found.rows.height == found.taken.height


def test_kept__the_oldest_go_and_large_ones_are_not_kept() -> None:
    kept = BodyCache(100)
    assert kept.keep("large", bytes(26)) == bytes(26)
    assert kept.get("large") is None
    for tag in "abcd":
        kept.keep(tag, bytes(25))
    assert kept.get("a") == bytes(25)
    kept.keep("e", bytes(25))
    assert [tag for tag in "abcde" if kept.get(tag) is None] == ["b"]
    kept.keep("e", bytes(5))
    kept.keep("f", bytes(20))
    assert [tag for tag in "acdef" if kept.get(tag) is None] == []


def test_numbers__of_votes_and_members_narrow_the_rows(source: Source, client: TestClient) -> None:
    def rows(name: str, **params: str) -> pl.DataFrame:
        return ask(source, name, params.items(), "en", danish_now()).rows

    votes, every = rows("votes"), rows("rollcall")
    ids, members = votes["vote_id"].head(2).to_list(), every["member_id"].head(3).to_list()
    some = ",".join(map(str, ids))
    assert rows("votes", votes=some)["vote_id"].to_list() == ids
    found = rows("rollcall", votes=some, members=",".join(map(str, members)))
    assert found["member_id"].to_list() == members
    there = [f"v{vote}" for vote in ids if f"v{vote}" in every.columns]
    assert found.columns == ["member_id", "member", "party", *there]
    assert found.select(there).equals(every.head(3).select(there))
    for wrong in ("0", "x", "1,,2", f"{some},99999999"):
        answer = client.get("/api/v1/rollcall.json", params={"votes": wrong})
        assert answer.status_code == 400, wrong
        assert answer.json()["parameter"] == "votes"
