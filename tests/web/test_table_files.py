"""Files of rows at addresses: what HTTP says of them, and what cannot be asked for."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from urllib.parse import urlsplit

import polars as pl
import pytest
from starlette.testclient import TestClient

from core.dictionary import TABLES
from core.service import Source
from core.web.site import Site

STORED = [name for name in TABLES if name not in ("documents", "changes")]


@pytest.fixture(scope="module")
def source(site: Site) -> Source:
    found = site.service().source
    assert found is not None
    return found


def rows(client: TestClient, path: str) -> list[dict[str, str]]:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.text), strict=True))


@pytest.mark.parametrize("name", STORED)
def test_csv__every_table_has_the_columns_of_the_dictionary(client: TestClient, name: str) -> None:
    answer = client.get(f"/api/v1/{name}.csv")
    assert answer.status_code == 200, answer.text
    columns = answer.text.splitlines()[0].split(",")
    fixed = [column for column in columns if not re.fullmatch(r"v\d+", column)]
    assert fixed == [*TABLES[name].schema, "demo"]
    assert (len(fixed) < len(columns)) == (name == "rollcall")
    assert answer.headers["tingblik-data"] == "invented"
    assert answer.headers["content-disposition"].startswith('attachment; filename="tingblik-demo-')


@pytest.mark.parametrize("form", ["json", "jsonl", "parquet", "xlsx"])
def test_forms__hold_the_same_rows(client: TestClient, form: str) -> None:
    expected = [int(row["vote_id"]) for row in rows(client, "/api/v1/votes.csv?result=rejected")]
    answer = client.get(f"/api/v1/votes.{form}?result=rejected")
    assert answer.status_code == 200
    if form == "json":
        found = [row["vote_id"] for row in answer.json()["rows"]]
    elif form == "xlsx":
        with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
            sheet = book.read("xl/worksheets/sheet1.xml").decode()
        found = [int(n) for n in re.findall(r'<c r="A\d+"[^>]*><v>(\d+)</v>', sheet)[1:]]
    else:
        read = {"jsonl": pl.read_ndjson, "parquet": pl.read_parquet}[form]
        found = read(io.BytesIO(answer.content))["vote_id"].to_list()
    assert found == expected


def test_excel__is_the_danish_dialect(client: TestClient) -> None:
    answer = client.get("/api/v1/votes.csv?excel=1")
    assert answer.content.startswith("\ufeffvote_id;date".encode())
    assert client.get("/api/v1/votes.json?excel=1").status_code == 400


def test_lang__danish_headings_are_for_people(client: TestClient) -> None:
    heads = client.get("/api/v1/votes.csv?lang=da").text.splitlines()[0]
    assert heads.startswith("Afstemningens id,Dato,Samling,")
    assert heads.endswith(",Opdigtet")
    assert "vote_id" in client.get("/api/v1/votes.json?lang=da").json()["rows"][0]
    assert client.get("/api/v1/votes.csv?lang=en").text.startswith("vote_id,date,")
    assert client.get("/api/v1/votes.csv?lang=fr").status_code == 400


def test_session__is_the_latest_unless_one_or_all_are_meant(client: TestClient) -> None:
    latest = {row["session"] for row in rows(client, "/api/v1/votes.csv")}
    every = {row["session"] for row in rows(client, "/api/v1/votes.csv?session=all")}
    assert latest == {max(every)}
    assert len(every) > 1
    other = min(every)
    assert {row["session"] for row in rows(client, f"/api/v1/votes.csv?session={other}")} == {other}
    # As on its page, the findings are those of all sessions.
    assert len({row["session"] for row in rows(client, "/api/v1/quality.csv")} - {""}) > 1


def test_conditional__what_a_reader_has_is_not_sent_again(client: TestClient) -> None:
    first = client.get("/api/v1/votes.csv?type=final")
    tag = first.headers["etag"]
    assert tag.startswith('W/"')
    assert "max-age=300" in first.headers["cache-control"]
    for sent in (tag, tag.removeprefix("W/"), f'"other", {tag}', "*"):
        again = client.get("/api/v1/votes.csv?type=final", headers={"If-None-Match": sent})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == tag
    since = {"If-Modified-Since": first.headers["last-modified"]}
    assert client.get("/api/v1/votes.csv?type=final", headers=since).status_code == 304
    other = {"If-None-Match": '"other"', **since}
    assert client.get("/api/v1/votes.csv?type=final", headers=other).status_code == 200


def test_tag__is_of_the_rows_the_form_and_the_choices(client: TestClient) -> None:
    asked = [
        "votes.csv", "votes.csv?excel=1", "votes.json", "votes.json?limit=3", "votes.jsonl",
        "votes.csv?result=adopted", "votes.csv?session=all", "members.csv",
    ]  # fmt: skip
    tags = {client.head(f"/api/v1/{path}").headers["etag"] for path in asked}
    assert len(tags) == len(asked)
    # What changes nothing in the rows changes nothing in the tag.
    same = client.head("/api/v1/votes.csv?view=x&utm_source=y&session=latest").headers["etag"]
    assert same == client.head("/api/v1/votes.csv").headers["etag"]


def test_head__has_the_headers_of_get(client: TestClient) -> None:
    got, head = (client.request(how, "/api/v1/members.csv") for how in ("GET", "HEAD"))
    assert head.content == b""
    for name in ("etag", "last-modified", "content-type", "content-disposition"):
        assert head.headers[name] == got.headers[name]


def test_range__is_not_offered_and_gives_the_whole(client: TestClient) -> None:
    whole = client.get("/api/v1/votes.csv")
    assert whole.headers["accept-ranges"] == "none"
    part = client.get("/api/v1/votes.csv", headers={"Range": "bytes=0-9"})
    assert (part.status_code, part.content) == (200, whole.content)


def test_json__pages_make_up_the_whole(client: TestClient) -> None:
    whole = client.get("/api/v1/cases.json").json()
    assert whole["next"] is None
    assert whole["total"] == len(whole["rows"])
    found, path = [], "/api/v1/cases.json?limit=40"
    while path:
        page = client.get(path).json()
        assert page["total"] == whole["total"]
        found += page["rows"]
        path = page["next"] and "?".join(urlsplit(page["next"])[2:4])
    assert found == whole["rows"]


@pytest.mark.parametrize("name", ["agreement", "quality", "committees", "steps", "coalitions"])
def test_json__rows_that_are_alike_are_told_apart(client: TestClient, name: str) -> None:
    whole = client.get(f"/api/v1/{name}.json?limit=10000").json()
    found, path = [], f"/api/v1/{name}.json?limit=37"
    while path:
        page = client.get(path).json()
        found += page["rows"]
        path = page["next"] and "?".join(urlsplit(page["next"])[2:4])
    assert found == whole["rows"]


def test_json__the_address_of_the_next_page_is_never_a_host_that_was_named(
    client: TestClient,
) -> None:
    there = client.get("/api/v1/votes.json?limit=2", headers={"Host": "evil.example"}).json()
    assert there["next"].startswith("/api/v1/votes.json?")
    here = client.get("/api/v1/votes.json?limit=2").json()
    assert here["next"].startswith("http://127.0.0.1:8501/api/v1/votes.json?")


def test_after__of_another_query_is_refused(client: TestClient) -> None:
    mark = client.get("/api/v1/votes.json?limit=2").json()["next"].rpartition("after=")[2]
    for path in (
        f"votes.json?limit=2&result=adopted&after={mark}",
        f"members.json?limit=2&after={mark}",
        "votes.json?after=nonsense",
        "votes.json?after=%00",
        f"votes.csv?after={mark}",
        f"votes.json?after={mark}&after=x",
    ):
        answer = client.get(f"/api/v1/{path}")
        assert answer.status_code == 400, path
        assert answer.json()["parameter"] == "after"


def test_names__say_what_is_in_the_file(client: TestClient) -> None:
    vote = next(r for r in rows(client, "/api/v1/votes.csv") if r["case_number"].startswith("L"))
    number = vote["case_number"].replace(" ", "")
    answer = client.get(f"/api/v1/ballots.csv?vote={vote['vote_id']}")
    name = f"tingblik-demo-vote-{vote['vote_id']}-{number}-ballots.csv"
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'


def test_ballots__of_a_vote_and_of_a_member(client: TestClient) -> None:
    vote = rows(client, "/api/v1/votes.csv")[0]["vote_id"]
    cast = rows(client, f"/api/v1/ballots.csv?vote={vote}")
    assert {row["vote_id"] for row in cast} == {vote}
    member = cast[0]["member_id"]
    own = rows(client, f"/api/v1/ballots.csv?member={member}&position=for")
    assert {(row["member_id"], row["position"]) for row in own} == {(member, "for")}
    party = cast[0]["party"]
    named = rows(client, f"/api/v1/ballots.csv?party={party}&name={cast[0]['member'][:4]}")
    assert {row["party"] for row in named} == {party}
    assert client.get(f"/api/v1/ballots.csv?id={vote}").status_code == 400


def test_parties__of_a_vote_and_of_the_votes_that_pass(client: TestClient) -> None:
    vote = rows(client, "/api/v1/votes.csv")[0]
    own = rows(client, f"/api/v1/vote-parties.csv?vote={vote['vote_id']}")
    assert {row["vote_id"] for row in own} == {vote["vote_id"]}
    for side in ("for", "against", "neither", "absent", "ballots"):
        assert sum(int(row[side]) for row in own) == int(vote[side])
    assert rows(client, f"/api/v1/vote-parties.csv?id={vote['vote_id']}") == own
    some = rows(client, "/api/v1/vote-parties.csv?result=rejected&type=final")
    meant = rows(client, "/api/v1/votes.csv?result=rejected&type=final")
    assert {row["vote_id"] for row in some} == {row["vote_id"] for row in meant}


@pytest.mark.parametrize(
    ("path", "status", "like"),
    [
        ("votes.csv?resultt=adopted", 400, "result"),
        ("votes.csv?result=adoptd", 400, "adopted"),
        ("votes.csv?session=2026", 400, "20261"),
        ("votes.csv?result=adopted&result=rejected", 400, ""),
        ("votes.csv?result=", 400, ""),
        ("votes.csv?result=%00", 400, ""),
        ("votes.csv?q=a%00b", 400, ""),
        (f"votes.csv?q={'x' * 10_000}", 400, ""),
        (f"votes.csv?result={'x' * 10_000}", 400, ""),
        (f"votes.csv?{'x' * 10_000}=1", 400, ""),
        ("votes.csv?from=yesterday", 400, ""),
        ("votes.csv?dissent=yes", 400, ""),
        ("votes.csv?differ=S", 400, ""),
        ("votes.csv?excel=2", 400, ""),
        ("votes.json?limit=10001", 400, ""),
        ("votes.json?limit=-1", 400, ""),
        ("votes.json?limit=99999999999999999999", 400, ""),
        ("questions.csv?kind=s2", 400, "s20"),
        ("agreement.csv?subset=divide", 400, "divided"),
        ("ballots.csv?vote=one", 400, ""),
        ("ballots.csv?member=1", 404, ""),
        ("committees.csv?committee=NOSUCH", 404, ""),
        ("changes.csv?since=never", 400, ""),
        ("documents.csv?type=no", 400, ""),
        ("vots.csv", 404, "votes.csv"),
        ("votes.ods", 404, "votes.csv"),
        ("../../etc/passwd", 404, ""),
    ],
)
def test_bad_input__is_a_problem_that_says_what_is_meant(
    client: TestClient, path: str, status: int, like: str
) -> None:
    answer = client.get(f"/api/v1/{path}")
    assert answer.status_code == status, answer.text[:300]
    if path.startswith(".."):
        return
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    assert like in answer.text
    assert len(answer.content) < 3_000


def test_bad_input__blanks_around_a_value_are_taken_off(client: TestClient) -> None:
    pasted = client.get("/api/v1/votes.csv?result=%20rejected%20&session=%0920261")
    assert pasted.content == client.get("/api/v1/votes.csv?result=rejected").content


def test_not_loaded__is_told_and_begins_to_load(client: TestClient, source: Source) -> None:
    answer = client.get("/api/v1/documents.csv?q=whatever")
    assert answer.status_code == 202
    assert int(answer.headers["retry-after"]) > 0
    assert answer.headers["cache-control"] == "no-store"
    for job in source.library.jobs.active():
        job.wait(30)
    # Nothing answers at the API, so that the second time it is told that loading failed.
    assert client.get("/api/v1/documents.csv?q=whatever").status_code == 503


def test_origins__any_page_may_read_data(client: TestClient) -> None:
    asking = {"Origin": "https://avis.example"}
    assert client.get("/api/v1/votes.csv", headers=asking).headers[
        "access-control-allow-origin"
    ] == "*"  # fmt: skip
    before = {**asking, "Access-Control-Request-Method": "GET"}
    assert client.options("/api/v1/votes.csv", headers=before).status_code == 200
    assert "access-control-allow-origin" not in client.get("/healthz", headers=asking).headers
