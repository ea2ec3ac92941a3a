"""Faults: which requests they hit, and what a client then sees on the socket."""

from __future__ import annotations

import socket
import threading
import time
from collections import Counter

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from core.standin.faults import BadFault, Faults, Rule
from tests.conftest import StandinFactory

BALLOTS = "Stemme?$filter=afstemningid eq 1"


def statuses(spec: str, urls: list[str]) -> list[int]:
    """The status that each request gets, 200 where nothing goes wrong."""
    faults = Faults.parse(spec)
    return [faults.trouble(url).status or 200 for url in urls]


def test_parse__every_form() -> None:
    faults = Faults.parse(
        "503=0.2,slow=2500:0.5, cut=0.1,429=0.1:3,refuse,shift=2,foreign-next,loop-next,"
        "ignore-filter,503@Sag=1,html=1@Aktør#2-5,hang#6-,reset#3,seed=7"
    )
    assert faults.seed == 7
    assert faults.rules == (
        Rule("503", rate=0.2),
        Rule("slow", rate=0.5, amount=2500),
        Rule("cut", rate=0.1),
        Rule("429", rate=0.1, amount=3),
        Rule("refuse"),
        Rule("shift", amount=2),
        Rule("foreign-next"),
        Rule("loop-next"),
        Rule("ignore-filter"),
        Rule("503", entity="Sag"),
        Rule("html", entity="Aktør", first=2, last=5),
        Rule("hang", first=6),
        Rule("reset", first=3, last=3),
    )
    assert Faults.parse("").rules == ()


@pytest.mark.parametrize(
    "spec",
    [
        "nosuch",
        "503=often",
        "503=-1",
        "503=nan",
        "slow",
        "slow=a",
        "loop-next=1",
        "503@Ukendt",
        "shift=1:2",
        "503=1:2:3",
        "seed=x",
        "503#a",
        "=1",
        "drop=typeid",
        "drop=nej@Stemme",
        "null=typeid:x@Stemme",
        "count",
        "count=x",
    ],
)
def test_parse__nonsense_is_refused(spec: str) -> None:
    with pytest.raises(BadFault):
        Faults.parse(spec)


@given(st.text(max_size=30))
def test_parse__reads_or_refuses_any_text(spec: str) -> None:
    try:
        faults = Faults.parse(spec)
    except BadFault:
        return
    assert faults.spec == spec


def test_trouble__is_the_same_for_the_same_seed_and_near_the_rate() -> None:
    urls = [f"/api/Sag?$skip={i}" for i in range(500)]
    hit = statuses("503=0.2,seed=1", urls)
    assert hit == statuses("503=0.2,seed=1", urls)
    assert hit != statuses("503=0.2,seed=2", urls)
    assert 60 < Counter(hit)[503] < 140


def test_trouble__does_not_depend_on_the_order_of_urls_and_a_retry_may_succeed() -> None:
    urls = [f"/api/Sag?$skip={i}" for i in range(50)]
    forward = dict(zip(urls, statuses("503=0.5", urls), strict=True))
    backward = dict(zip(reversed(urls), statuses("503=0.5", urls[::-1]), strict=True))
    assert forward == backward
    assert set(statuses("503=0.5", urls[:1] * 30)) == {200, 503}


def test_trouble__limited_to_a_set_and_to_some_requests() -> None:
    urls = [
        "/api/Sag",
        "/api/Akt%C3%B8r?$top=1",
        "/api/Akt%C3%B8r(1)/Stemme",
        "/api/Akt%C3%B8rtype",
    ]
    assert statuses("503@Aktør", urls) == [200, 503, 503, 200]
    assert statuses("503@Aktør#2", urls) == [200, 200, 503, 200]
    assert statuses("503#2-3", urls) == [200, 503, 503, 200]
    assert statuses("503#3-", urls) == [200, 200, 503, 503]


def test_status__with_retry_after(standin: StandinFactory) -> None:
    api = standin(faults="429=1:3#1,503#2")
    first, second, third = (requests.get(api.url + "Sag", timeout=10) for _ in range(3))
    assert [first.status_code, second.status_code, third.status_code] == [429, 503, 200]
    assert first.headers["Retry-After"] == "3"
    assert "Retry-After" not in second.headers


def test_html__comes_with_200(standin: StandinFactory) -> None:
    api = standin(faults="html")
    response = requests.get(api.url + "Sag", timeout=10)
    assert response.status_code == 200
    assert response.text.startswith("<html>")


def test_json_and_shape__are_not_odata(standin: StandinFactory) -> None:
    api = standin(faults="json#1,shape")
    with pytest.raises(requests.exceptions.JSONDecodeError):
        requests.get(api.url + "Sag", timeout=10).json()
    assert "value" not in requests.get(api.url + "Sag", timeout=10).json()


def test_cut__has_the_right_length_and_half_the_body(standin: StandinFactory) -> None:
    api = standin()
    whole = requests.get(api.url + "Stemme", timeout=10).content
    api.faults = "cut"
    with socket.create_connection(("127.0.0.1", api.port), timeout=10) as connection:
        connection.sendall(b"GET /api/Stemme HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n" % api.port)
        received = b"".join(iter(lambda: connection.recv(65536), b""))
    head, _, body = received.partition(b"\r\n\r\n")
    assert f"content-length: {len(whole)}".encode() in head.lower()
    assert body == whole[: len(whole) // 2]
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        requests.get(api.url + "Stemme", timeout=10)


def test_reset__breaks_the_connection(standin: StandinFactory) -> None:
    api = standin(faults="reset#1")
    with socket.create_connection(("127.0.0.1", api.port), timeout=10) as connection:
        connection.sendall(b"GET /api/Sag HTTP/1.1\r\nHost: x\r\n\r\n")
        with pytest.raises(ConnectionResetError):
            connection.recv(100)
    assert requests.get(api.url + "Sag", timeout=10).status_code == 200
    assert [r.status for r in api.requests] == [0, 200]


def test_hang__never_answers_and_holds_up_nobody_else(standin: StandinFactory) -> None:
    api = standin(faults="hang@Sag")
    with pytest.raises(requests.exceptions.ReadTimeout):
        requests.get(api.url + "Sag", timeout=(5, 0.2))
    assert requests.get(api.url + "Periode", timeout=10).status_code == 200


def test_stop__ends_a_hanging_request(standin: StandinFactory) -> None:
    api = standin(faults="hang")
    failed = threading.Event()

    def ask() -> None:
        try:
            requests.get(api.url + "Sag", timeout=60)
        except requests.exceptions.ConnectionError:
            failed.set()

    asking = threading.Thread(target=ask)
    asking.start()
    while not api.requests:
        time.sleep(0.005)
    api.stop()
    asking.join(timeout=30)
    assert failed.is_set()


def test_refuse__no_connection_lives(standin: StandinFactory) -> None:
    api = standin()
    with requests.Session() as session:
        assert session.get(api.url + "Sag", timeout=10).status_code == 200
        api.faults = "refuse"
        for _ in range(3):  # the first goes over the connection that was open already
            with pytest.raises(requests.exceptions.ConnectionError):
                session.get(api.url + "Sag", timeout=10)
        api.faults = ""
        assert session.get(api.url + "Sag", timeout=10).status_code == 200
    assert [r.status for r in api.requests] == [200, 200]


def test_refuse__the_first_connections_only(standin: StandinFactory) -> None:
    api = standin(faults="refuse#1-2")
    for _ in range(2):
        with pytest.raises(requests.exceptions.ConnectionError):
            requests.get(api.url + "Sag", timeout=10)
    assert requests.get(api.url + "Sag", timeout=10).status_code == 200


def test_shift__rows_are_lost_to_a_client_that_skips(standin: StandinFactory) -> None:
    api = standin(faults="shift=3")
    before = set(api.tables["Stemme"].filter(afstemningid=1)["id"])
    seen = []
    for skip in (0, 100):
        page = requests.get(f"{api.url}{BALLOTS}&$inlinecount=allpages&$skip={skip}", timeout=10)
        seen += [row["id"] for row in page.json()["value"]]
        assert page.json()["odata.count"] == "179"
    after = set(api.tables["Stemme"].filter(afstemningid=1)["id"])
    assert len(before - after) == 6
    assert (before & after) - set(seen)


def test_foreign_next__leads_to_another_origin(standin: StandinFactory) -> None:
    api = standin(faults="foreign-next#1,foreign-next=http://127.0.0.1:9/api/#2")
    first, second, third = (
        requests.get(api.url + BALLOTS, timeout=10).json()["odata.nextLink"] for _ in range(3)
    )
    rest = "Stemme?$filter=afstemningid%20eq%201&$skip=100"
    assert first == f"https://oda.example.invalid/api/{rest}"
    assert second == f"http://127.0.0.1:9/api/{rest}"
    assert third == api.url + rest


def test_loop_next__leads_to_the_page_itself(standin: StandinFactory) -> None:
    api = standin(faults="loop-next")
    url = f"{api.url}Stemme?$filter=id%20gt%205"
    first = requests.get(url, timeout=10).json()
    assert first["odata.nextLink"] == url
    assert requests.get(first["odata.nextLink"], timeout=10).json() == first


def test_ignore_filter__gives_the_whole_set(standin: StandinFactory) -> None:
    api = standin(faults="ignore-filter")
    for dollar in ("$", "%24"):
        query = f"Stemme?{dollar}filter=nosuch eq 4&$inlinecount=allpages"
        assert requests.get(api.url + query, timeout=10).json()["odata.count"] == "302"


def test_form__rows_are_spoilt_where_they_are_expanded_too(standin: StandinFactory) -> None:
    faults = "drop=dato@Møde,text=mødeid:1@Afstemning,null=nummer@Afstemning,half=titel@Møde"
    url = standin(faults=faults).url
    votes = requests.get(f"{url}Afstemning?$expand=Møde&$top=2", timeout=5).json()["value"]
    assert [type(vote["mødeid"]) for vote in votes] == [str, int]
    assert [vote["nummer"] for vote in votes] == [None, None]
    assert "dato" not in votes[0]["Møde"]
    assert votes[0]["Møde"]["titel"] == "Møde i salen\ud83d"


def test_form__a_time_is_the_same_moment_with_its_zone(standin: StandinFactory) -> None:
    url = standin(faults="zone=startdato@Periode,garble=kode:1@Periode").url
    first, second = requests.get(f"{url}Periode", timeout=5).json()["value"]
    assert first["startdato"] == "2999-09-30T22:00:00Z"
    assert (first["kode"], second["kode"]) == ("??", "30001")


def test_count__says_what_it_is_told(standin: StandinFactory) -> None:
    url = standin(faults="count=2").url
    page = requests.get(f"{url}Stemme?$inlinecount=allpages", timeout=5).json()
    assert (page["odata.count"], len(page["value"])) == ("2", 100)
    assert "odata.count" not in requests.get(f"{url}Stemme", timeout=5).json()


def test_slow_and_latency__wait_without_holding_up_others(standin: StandinFactory) -> None:
    api = standin(faults="slow=60000@Sag")
    with pytest.raises(requests.exceptions.ReadTimeout):
        requests.get(api.url + "Sag", timeout=(5, 0.2))
    assert requests.get(api.url + "Periode", timeout=10).status_code == 200
    api.latency_ms = 60_000
    with pytest.raises(requests.exceptions.ReadTimeout):
        requests.get(api.url + "Periode", timeout=(5, 0.2))


def test_control__sets_faults_from_outside(standin: StandinFactory) -> None:
    api = standin()
    control = api.url.replace("/api/", "/_standin/faults")
    assert requests.post(control, data="503", timeout=10).status_code == 200
    assert requests.get(api.url + "Sag", timeout=10).status_code == 503
    wrong = requests.post(control, data="nosuch", timeout=10)
    assert wrong.status_code == 400
    assert "nosuch" in wrong.text
    assert api.faults.spec == "503"
    browser = requests.post(control, data="", headers={"Origin": "http://x"}, timeout=10)
    assert browser.status_code == 403
    assert requests.post(control, data="", timeout=10).status_code == 200
    assert requests.get(api.url + "Sag", timeout=10).status_code == 200
