"""One thing by its id: what is told of it, and what an id that is none is answered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from httpx2 import Response

from core.dictionary import TABLES
from core.oda.schema.codes import ActorKind
from core.standin.serve import Standin
from core.web.site import Site
from core.web.things import THINGS
from tests.web.sites import opened, served


class Reader:
    """Asks a site that has nothing yet and loads what is asked for; an answer is waited for."""

    def __init__(self, site: Site) -> None:
        self.site, self.client = site, served(site)

    def get(self, path: str) -> Response:
        """The answer once nothing is loading any more."""
        answer = self.client.get(path)
        while answer.status_code == 202:
            for job in self.site.service().jobs.active():
                job.wait(60)
            answer = self.client.get(path)
        return answer

    def read(self, path: str) -> dict[str, Any]:
        """What is told of a thing."""
        answer = self.get(path)
        assert answer.status_code == 200, answer.text
        content: dict[str, Any] = answer.json()
        assert content["source"]["invented"] is True
        assert content["links"]["self"].endswith(quote(path.partition("?")[0]))
        assert answer.headers["tingblik-data"] == "invented"
        assert "tingblik-demo-" in answer.headers["content-disposition"]
        return content


@pytest.fixture(scope="module")
def reader(parliament: Standin, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    folder = tmp_path_factory.mktemp("things")
    with opened(folder, api_url=parliament.url, index="<html>", max_rps=10_000.0) as site:
        yield Reader(site)


@pytest.fixture(scope="module")
def vote(parliament: Standin) -> dict[str, Any]:
    """A vote on a case, as the API has it."""
    steps = parliament.tables["Sagstrin"].select(sagstrinid="id", case_id="sagid")
    found = parliament.tables["Afstemning"].join(steps, on="sagstrinid").sort("id")
    return found.row(-1, named=True)


def test_vote__has_its_row_its_ballots_and_links(reader: Reader, vote: dict[str, Any]) -> None:
    number = vote["id"]
    found = reader.read(f"/api/v1/votes/{number}.json")
    assert list(found["vote"]) == list(TABLES["votes"].schema)
    assert found["vote"]["vote_id"] == number
    assert len(found["ballots"]) == found["vote"]["ballots"] > 0
    assert list(found["ballots"][0]) == list(TABLES["ballots"].schema)
    assert found["links"]["page"] == f"http://127.0.0.1:8501/vote?id={number}"
    assert found["links"]["case"].endswith(f"/api/v1/cases/{vote['case_id']}.json")


def test_case__leads_to_its_votes_and_back(reader: Reader, vote: dict[str, Any]) -> None:
    found = reader.read(f"/api/v1/cases/{vote['case_id']}.json")
    assert found["case"]["case_id"] == vote["case_id"]
    assert found["case"]["period"]
    assert found["steps"]
    assert vote["id"] in {each["vote_id"] for each in found["votes"]}
    assert all(
        each["address"].startswith("http://127.0.0.1:8501/api/v1/votes/") for each in found["votes"]
    )


def test_member__has_parties_roles_and_figures(reader: Reader, vote: dict[str, Any]) -> None:
    ballots = reader.read(f"/api/v1/votes/{vote['id']}.json")["ballots"]
    number = ballots[0]["member_id"]
    found = reader.read(f"/api/v1/members/{number}.json")
    assert found["member"]["name"] == ballots[0]["member"]
    assert found["parties"]
    assert found["figures"]["ballots"] > 0
    older = reader.read(f"/api/v1/members/{number}.json?session=20241")
    assert older["session"] == "20241"
    assert older["figures"] != found["figures"]


def test_party__has_members_and_figures_with_their_n(reader: Reader, vote: dict[str, Any]) -> None:
    ballots = reader.read(f"/api/v1/votes/{vote['id']}.json")["ballots"]
    name = ballots[0]["party"]
    found = reader.read(f"/api/v1/parties/{name}.json")
    assert found["party"]["party"] == name
    assert {member["party"] for member in found["members"]} == {name}
    assert all(name in (pair["party_a"], pair["party_b"]) for pair in found["agreement"])
    assert found["cohesion"]["votes"] > 0
    wrong = reader.get(f"/api/v1/parties/{name}x.json")
    assert (wrong.status_code, wrong.json()["like"][0]) == (404, name)


def test_document__is_told_with_its_cases(reader: Reader, parliament: Standin) -> None:
    link = parliament.tables["SagDokument"].row(0, named=True)
    found = reader.read(f"/api/v1/documents/{link['dokumentid']}.json")
    assert found["document"]["document_id"] == link["dokumentid"]
    assert link["sagid"] in {each["case_id"] for each in found["cases"]}


def test_meeting_and_committee__lead_to_each_other(reader: Reader, parliament: Standin) -> None:
    called = parliament.tables["MødeAktør"].join(
        parliament.tables["Aktør"].filter(typeid=ActorKind.COMMITTEE).select(aktørid="id"),
        on="aktørid",
    )
    number = called.row(-1, named=True)["mødeid"]
    found = reader.read(f"/api/v1/meetings/{number}.json")
    assert found["meeting"]["meeting_id"] == number
    (committee, *_) = found["committees"]
    told = reader.read(f"/api/v1/committees/{committee['committee_id']}.json")
    assert told["committee"]["short"] == committee["code"]
    assert told["committee"]["session"] == found["meeting"]["session"]
    assert told["members"]
    assert number in {each["meeting_id"] for each in told["meetings"]}


@pytest.mark.parametrize("name", THINGS)
@pytest.mark.parametrize("number", ["0", "-1", "1.5", "x%00", "%20", "٣", "9" * 40, "9" * 10_000])
def test_things__an_id_that_is_none_is_refused(reader: Reader, name: str, number: str) -> None:
    answer = reader.get(f"/api/v1/{name}/{number}.json")
    assert answer.status_code in ((400, 404) if name == "parties" else (400,))
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    assert len(answer.content) < 2_000


@pytest.mark.parametrize("name", [name for name in THINGS if name != "parties"])
def test_things__an_id_that_is_nobodys_is_not_found(reader: Reader, name: str) -> None:
    path = f"/api/v1/{name}/999999.json"
    answer = reader.get(path)
    assert answer.status_code == 404
    assert answer.json()["title"]


def test_things__what_is_not_loaded_begins_to_load(reader: Reader) -> None:
    answer = reader.client.get("/api/v1/documents/999998.json")
    assert answer.status_code == 202
    assert int(answer.headers["retry-after"]) > 0
    assert answer.headers["cache-control"] == "no-store"


def test_things__can_be_asked_for_again(reader: Reader, vote: dict[str, Any]) -> None:
    path = f"/api/v1/votes/{vote['id']}.json"
    first = reader.get(path)
    for headers in (
        {"If-None-Match": first.headers["etag"]},
        {"If-Modified-Since": first.headers["last-modified"]},
    ):
        again = reader.client.get(path, headers=headers)
        assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("query", ["no_such=1", "id=5", "session=1&session=2", "session="])
def test_things__a_parameter_that_there_is_not_is_refused(reader: Reader, query: str) -> None:
    assert reader.get(f"/api/v1/parties/S.json?{query}").status_code == 400
