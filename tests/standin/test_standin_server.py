"""The wire behaviour, over a real loopback socket."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

import pytest
import requests

from core.standin.serve import Standin
from tests.conftest import StandinFactory
from tests.standin.tiny import BALLOTS, tiny_parliament

BIG = "afstemningid eq 1"  # 179 ballots


@pytest.fixture(scope="module")
def api() -> Iterator[Standin]:
    """The tiny parliament, for tests that only read."""
    with Standin(tiny_parliament()) as server:
        yield server


def get(api: Standin, path: str) -> Any:
    """The JSON that answers a path and query; it must be a good answer."""
    response = requests.get(api.url + path, timeout=10)
    assert response.status_code == 200, response.text
    return response.json()


def ids(answer: Any) -> list[int]:
    """The ids of a list."""
    return [row["id"] for row in answer["value"]]


def walk(api: Standin, path: str) -> list[list[int]]:
    """The ids of every page, following the links."""
    pages = [get(api, path)]
    while "odata.nextLink" in pages[-1]:
        link = pages[-1]["odata.nextLink"]
        assert link.startswith(api.url)
        pages.append(get(api, link.removeprefix(api.url)))
    return [ids(page) for page in pages]


def refusal(api: Standin, path: str) -> str:
    """The message of a 400."""
    response = requests.get(api.url + path, timeout=10)
    assert response.status_code == 400, response.text
    error = response.json()["odata.error"]
    assert error["code"] == ""
    assert error["message"]["lang"] == "en-US"
    return str(error["message"]["value"])


def test_list__envelope_in_order_with_a_string_count(api: Standin) -> None:
    answer = get(api, "Stemme?$inlinecount=allpages")
    assert list(answer) == ["odata.metadata", "odata.count", "value", "odata.nextLink"]
    assert answer["odata.metadata"] == f"{api.url}$metadata#Stemme"
    assert answer["odata.count"] == "302"
    assert len(answer["value"]) == 100


def test_list__is_ascending_by_id_without_orderby(api: Standin) -> None:
    pages = walk(api, "Stemme")
    assert [len(page) for page in pages] == [100, 100, 100, 2]
    together = [row for page in pages for row in page]
    assert together == sorted(together)


def test_next_link__in_the_exact_form(api: Standin) -> None:
    link = get(api, f"Stemme?%24filter={BIG}&$skip=0")["odata.nextLink"]
    assert link == f"{api.url}Stemme?$filter=afstemningid%20eq%201&$skip=100"
    assert ids(get(api, link.removeprefix(api.url))) == list(range(1101, 1180))


def test_next_link__danish_letters_and_paths_survive(api: Standin) -> None:
    query = "Stemme?$filter=substringof('ø',Afstemning/Møde/titel) and aktørid ge 1&$select=id"
    assert sum(map(len, walk(api, query))) == 302


@pytest.mark.parametrize(
    ("top", "pages"),
    [
        (99, [99]),
        (100, [100]),
        (101, [100, 1]),
        (179, [100, 79]),
        (250, [100, 79]),
    ],
)
def test_top__limits_the_whole_and_has_no_link_up_to_a_page(
    api: Standin, top: int, pages: list[int]
) -> None:
    query = f"Stemme?$filter={BIG}&$orderby=id&$top={top}"
    assert [len(page) for page in walk(api, query)] == pages


def test_top__zero_counts_without_rows(api: Standin) -> None:
    answer = get(api, f"Stemme?$filter={BIG}&$top=0&$inlinecount=allpages")
    assert answer["value"] == []
    assert answer["odata.count"] == "179"
    assert "odata.nextLink" not in answer


def test_skip__counts_from_the_start_and_leaves_the_count_alone(api: Standin) -> None:
    answer = get(api, f"Stemme?$filter={BIG}&$skip=177&$inlinecount=allpages")
    assert ids(answer) == [1178, 1179]
    assert answer["odata.count"] == "179"
    assert ids(get(api, "Stemme?$skip=5000")) == []


def test_orderby__keys_direction_and_navigation(api: Standin) -> None:
    assert ids(get(api, "Afstemning?$orderby=Møde/dato desc,id desc")) == [4, 3, 2, 1]
    assert ids(get(api, "Stemme?$orderby=id desc&$top=2")) == [4003, 4002]


def test_options__escaped_dollar_plus_and_blank(api: Standin) -> None:
    for query in (
        "$filter=id eq 2&$select=id",
        "%24filter=id%20eq%202&%24select=id",
        "$filter=id+eq+2&$select=id",
    ):
        assert get(api, f"Afstemning?{query}")["value"] == [{"id": 2}]


def test_options__without_a_dollar_are_ignored(api: Standin) -> None:
    assert ids(get(api, "Afstemning?orderby=id desc&top=1&filter=nosuch")) == [1, 2, 3, 4]


def test_format__json_is_served(api: Standin) -> None:
    assert ids(get(api, "Periode?$format=json")) == [160, 161]
    assert "format" in refusal(api, "Periode?$format=atom")


def test_select__fields_in_the_order_of_the_api(api: Standin) -> None:
    answer = get(api, "Afstemning?$select=nummer,id&$top=1")
    assert list(answer["value"][0]) == ["id", "nummer"]
    assert answer["odata.metadata"].endswith("#Afstemning&$select=nummer,id")


def test_select__must_name_what_is_expanded(api: Standin) -> None:
    query = "Afstemning(1)?$expand=Møde,Sagstrin/Sag&$select=id,Sagstrin/Sag/titel"
    answer = get(api, query)
    assert list(answer) == ["odata.metadata", "Sagstrin", "id"]
    assert answer["Sagstrin"] == {"Sag": {"titel": "Om  støtte til havvind"}}


def test_expand__null_single_and_collection(api: Standin) -> None:
    rows = get(api, "Afstemning?$expand=Sagstrin,Møde/Periode,Stemme&$filter=id ge 3")["value"]
    assert rows[0]["Sagstrin"] is None
    assert rows[0]["Stemme"] == []
    assert rows[0]["Møde"]["Periode"]["kode"] == "30001"
    assert rows[1]["Sagstrin"]["id"] == 22
    assert {ballot["id"] for ballot in rows[1]["Stemme"]} == {4001, 4002, 4003}
    assert list(rows[0])[:3] == ["Sagstrin", "Møde", "Stemme"]


def test_expand__a_collection_is_capped_and_not_in_order_of_id(api: Standin) -> None:
    answer = get(api, "Afstemning(1)?$expand=Stemme")
    first = [ballot["id"] for ballot in answer["Stemme"]]
    assert len(first) == 100
    assert first != sorted(first)
    link = answer["Stemme@odata.nextLink"]
    assert link == f"{api.url}Afstemning(1)/Stemme?$skip=100"
    second = ids(get(api, link.removeprefix(api.url)))
    assert second == list(range(1101, 1180))
    assert 100 < len({*first, *second}) < 179  # some twice, some never: as it is out there


def test_path__a_collection_of_a_row_has_pages_of_its_own(api: Standin) -> None:
    pages = walk(api, "Afstemning(1)/Stemme")
    assert [row for page in pages for row in page] == list(range(1001, 1180))
    answer = get(api, "Aktør(120)/Stemme?$inlinecount=allpages&$filter=typeid eq 1")
    assert answer["odata.count"] == "2"
    assert answer["odata.metadata"].endswith("$metadata#Stemme")


def test_path__an_entity_behind_a_row(api: Standin) -> None:
    answer = get(api, "Afstemning(1)/Sagstrin")
    assert answer["odata.metadata"] == f"{api.url}$metadata#Sagstrin/@Element"
    assert answer["id"] == 20
    assert get(api, "Stemme(1001)/Afstemning/Møde")["id"] == 10
    assert get(api, "Sag(30)/titel")["value"] == "Om  støtte til havvind"


def test_path__a_null_target_is_no_json(api: Standin) -> None:
    response = requests.get(f"{api.url}Afstemning(3)/Sagstrin", timeout=10)
    assert response.status_code == 200
    assert response.content == b""


def test_text__is_ascii_on_the_wire_and_whole_afterwards(api: Standin) -> None:
    response = requests.get(f"{api.url}Sag(31)?$select=titel", timeout=10)
    assert response.content.isascii()
    assert b"gr\\u00f8n" in response.content
    assert response.json()["titel"] == 'Lov om O\'Hares "fond"\n100 % grøn'
    quoted = requests.get(
        f"{api.url}Sag", params={"$filter": "substringof('O''Hare',titel)"}, timeout=10
    )
    assert ids(quoted.json()) == [31]


def test_time__has_no_zone_and_no_zeros_at_the_end(api: Standin) -> None:
    row = get(api, "Afstemning(1)")
    assert row["opdateringsdato"] == "2024-05-01T12:30:01.7"
    assert get(api, "Møde(10)")["dato"] == "3000-11-01T13:00:00"


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("$filter=nosuch eq 1", "Could not find a property named 'nosuch'"),
        ("$filter=nosuch(id) eq 1", "unknown function with name 'nosuch'"),
        ("$filter=id eq 'x'", "incompatible types"),
        ("$filter=id eq", "Syntax error"),
        ("$filter=", "cannot be empty"),
        ("$orderby=nosuch", "nosuch"),
        ("$orderby=1", "must name a property"),
        ("$select=nosuch", "nosuch"),
        ("$select=Møde/dato", "not expanded"),
        ("$expand=Nosuch", "Nosuch"),
        ("$expand=Stemme/Nosuch", "Nosuch"),
        ("$expand=mødeid", "mødeid"),
        ("$expand=Møde/Afstemning/Møde/Afstemning/Møde/Afstemning", "deeper"),
        ("$select=id,,nummer", "missing"),
        ("$top=-1", "$top"),
        ("$top=ten", "$top"),
        ("$top=99999999999", "$top"),
        ("$skip=-1", "$skip"),
        ("$skip=1.5", "$skip"),
        ("$inlinecount=yes", "$inlinecount"),
        ("$search=x", "not supported"),
        ("$top=1&$top=2", "more than once"),
        ("$filter=konklusion eq '%F8'", "UTF-8"),
    ],
)
def test_refusal__is_an_odata_error(api: Standin, query: str, words: str) -> None:
    assert words in refusal(api, f"Afstemning?{query}")


def test_refusal__list_options_on_an_entity(api: Standin) -> None:
    assert "single entity" in refusal(api, "Afstemning(1)?$filter=id eq 1")


@pytest.mark.parametrize(
    "path",
    [
        "Ukendt",
        "afstemning",
        "Sambehandlinger",
        "Afstemning/Stemme",
        "Afstemning('1')",
        "Afstemning(1)/Ukendt",
        "Afstemning/$count",
        "Afstemning(1)/Stemme/Aktør",
        "../etc",
    ],
)
def test_unknown_path__is_a_page_of_html(api: Standin, path: str) -> None:
    response = requests.get(api.url + path, timeout=10)
    assert response.status_code == 404
    assert response.headers["Content-Type"].startswith("text/html")
    assert "404 - File or directory not found." in response.text


@pytest.mark.parametrize("path", ["Afstemning(999)", "Afstemning(-1)", "Afstemning(9999999999)"])
def test_unknown_id__is_an_empty_404(api: Standin, path: str) -> None:
    response = requests.get(api.url + path, timeout=10)
    assert response.status_code == 404
    assert response.content == b""


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_method__writing_is_not_implemented(api: Standin, method: str) -> None:
    response = requests.request(method, f"{api.url}Sag(30)", json={"titel": "x"}, timeout=10)
    assert response.status_code == 501
    assert "odata.error" in response.json()
    assert get(api, "Sag(30)")["titel"] == "Om  støtte til havvind"


def test_method__options_and_head_are_not_allowed(api: Standin) -> None:
    assert requests.options(f"{api.url}Sag", timeout=10).status_code == 405
    assert requests.head(f"{api.url}Sag", timeout=10).status_code == 405


def test_headers__forbid_caching_and_name_the_version(api: Standin) -> None:
    headers = requests.get(f"{api.url}Sag", timeout=10).headers
    assert headers["Content-Type"].startswith("application/json")
    assert headers["Cache-Control"] == "no-cache"
    assert headers["Pragma"] == "no-cache"
    assert headers["Expires"] == "-1"
    assert headers["DataServiceVersion"] == "3.0;"
    assert not {"ETag", "Last-Modified"} & set(headers)


def test_headers__version_4_is_not_found(api: Standin) -> None:
    response = requests.get(f"{api.url}Sag", headers={"OData-Version": "4.0"}, timeout=10)
    assert response.status_code == 404


def test_root__lists_the_sets_and_metadata_describes_them(api: Standin) -> None:
    for address in (api.url, api.url.removesuffix("/")):
        assert len(requests.get(address, timeout=10).json()["value"]) == 50
    for name in ("$metadata", "%24metadata"):
        response = requests.get(api.url + name, timeout=10)
        assert response.headers["Content-Type"].startswith("application/xml")
        assert '<EntityType Name="Møde">' in response.content.decode()


def test_rows__may_change_between_requests(standin: StandinFactory) -> None:
    api = standin()
    api.insert("Stemme", [{"id": 5000, "afstemningid": 4, "typeid": 1}])
    api.delete("Stemme", [4001])
    api.update("Stemme", [{"id": 4002, "typeid": 4}])
    rows = get(api, "Stemme?$filter=afstemningid eq 4&$select=id,typeid")["value"]
    assert rows == [{"id": 4002, "typeid": 4}, {"id": 4003, "typeid": 4}, {"id": 5000, "typeid": 1}]
    assert api.tables["Stemme"].height == sum(BALLOTS.values())
    api.tables = {"Sag": tiny_parliament()["Sag"]}
    assert get(api, "Stemme")["value"] == []
    assert ids(get(api, "Sag")) == [30, 31, 32]


def test_requests__are_recorded_as_they_came(standin: StandinFactory) -> None:
    api = standin()
    requests.get(f"{api.url}Møde?$filter=id%20eq%2010", timeout=10)
    requests.get(f"{api.url}Ukendt", timeout=10)
    assert [unquote(r.url) for r in api.requests] == ["/api/Møde?$filter=id eq 10", "/api/Ukendt"]
    assert [r.status for r in api.requests] == [200, 404]
    stats = requests.get(api.url.replace("/api/", "/_standin/stats"), timeout=10).json()
    assert stats["requests"] == 2
    assert stats["by_path"] == {"/api/Møde": 1, "/api/Ukendt": 1}
    assert stats["by_status"] == {"200": 1, "404": 1}
    assert stats["latest"][-1] == {"url": "/api/Ukendt", "status": 404}


def test_elsewhere__is_not_found(api: Standin) -> None:
    response = requests.get(api.url.replace("/api/", "/other"), timeout=10)
    assert response.status_code == 404
    assert "404 - File" in response.text


def test_body__is_json_for_every_set(api: Standin) -> None:
    for name in json.loads(requests.get(api.url, timeout=10).text)["value"]:
        if name["name"] != "Sambehandlinger":
            assert isinstance(get(api, name["url"])["value"], list)


@pytest.mark.parametrize(("deepest", "levels"), [(2, 2), (4, 4), (1, 1)])
def test_expand__no_deeper_than_is_set(deepest: int, levels: int) -> None:
    path = "/".join(["Sagstrin", "Sag", "Periode", "Aktør", "Periode"][:levels])
    with Standin(tiny_parliament(), deepest=deepest) as server:
        assert get(server, f"Afstemning?$expand={path}")["value"]
        deeper = "/".join(["Sagstrin", "Sag", "Periode", "Aktør", "Periode"][: levels + 1])
        said = refusal(server, f"Afstemning?$expand={deeper}")
        assert f"deeper than {deepest} levels" in said
        one = refusal(server, f"Afstemning(1)?$expand={deeper}")
        assert f"deeper than {deepest} levels" in one


def test_gzip__for_who_accepts_it_where_it_is_set() -> None:
    with Standin(tiny_parliament(), gzip=True) as server:
        url = f"{server.url}Stemme?$filter={BIG}"
        packed = requests.get(url, headers={"Accept-Encoding": "gzip"}, timeout=10)
        assert packed.headers["Content-Encoding"] == "gzip"
        plain = requests.get(url, headers={"Accept-Encoding": "identity"}, timeout=10)
        assert "Content-Encoding" not in plain.headers
        assert packed.content == plain.content
        assert int(packed.headers["Content-Length"]) < len(plain.content) // 4
    with Standin(tiny_parliament()) as server:
        answer = requests.get(f"{server.url}Sag", headers={"Accept-Encoding": "gzip"}, timeout=10)
        assert "Content-Encoding" not in answer.headers
