"""Figures about the API and the cache, and the log."""

import json
import logging
import math
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.happenings import LATELY_SECONDS, Happenings
from core.telemetry import (
    COMPLEX,
    GAUGE_LIMITS,
    WINDOW_SECONDS,
    Alert,
    Telemetry,
    Timing,
    configure_log,
    log_event,
)
from tests.makers.clocks import StandingClock


@pytest.fixture
def clock():
    return StandingClock(1_700_000_000.0)


@pytest.fixture
def telemetry(clock):
    return Telemetry(clock)


@pytest.fixture
def log():
    """The lines logged so far; the logger is put back afterwards."""
    logger = logging.getLogger("tingblik")
    before = logger.handlers[:], logger.level, logger.propagate
    lines = []

    class Keep(logging.Handler):
        def emit(self, record):
            lines.append(record.getMessage())

    logger.handlers[:], logger.propagate = [Keep()], False
    logger.setLevel(logging.INFO)
    yield lines
    logger.handlers[:], logger.propagate = before[0], before[2]
    logger.setLevel(before[1])


def ask(
    telemetry, n=1, *, seconds=0.1, status=200, error=None, entity="Sag", complexity=0, cause=None
):
    for _ in range(n):
        telemetry.request(
            entity=entity,
            seconds=seconds,
            status=status,
            error=error,
            complexity=complexity,
            cause=cause,
        )


def alerts(telemetry):
    return {alert.key: alert.value for alert in telemetry.snapshot().alerts}


def test_snapshot__of_nothing_knows_nothing(telemetry, clock):
    snapshot = telemetry.snapshot()
    assert snapshot.at == clock.now
    assert snapshot.requests == snapshot.lookups == snapshot.static_lookups == 0
    assert snapshot.timing is None
    assert snapshot.last_answer is None
    assert snapshot.last_failure is None
    assert snapshot.hit_rate is None
    assert snapshot.static_hit_rate is None
    assert snapshot.error_share is None
    assert snapshot.alerts == ()


def test_timing__median_and_95th_percentile(telemetry):
    for ms in range(101):
        ask(telemetry, seconds=ms / 1000)
    assert telemetry.snapshot().timing == Timing(101, 0.050, 0.095, 0.099)


def test_timing__of_one_request(telemetry):
    ask(telemetry, seconds=0.3)
    assert telemetry.snapshot().timing == Timing(1, 0.3, 0.3, 0.3)


def test_timing__leaves_out_what_was_not_answered(telemetry):
    ask(telemetry, seconds=0.2)
    ask(telemetry, seconds=30, status=None, error="too_slow")
    assert telemetry.snapshot().timing == Timing(1, 0.2, 0.2, 0.2)


def test_timing__by_set_and_complexity(telemetry):
    ask(telemetry, 2, seconds=0.1, entity="Sag", complexity=0)
    ask(telemetry, seconds=0.5, entity="Stemme", complexity=3)
    snapshot = telemetry.snapshot()
    assert snapshot.by_entity == {
        "Sag": Timing(2, 0.1, 0.1, 0.1),
        "Stemme": Timing(1, 0.5, 0.5, 0.5),
    }
    assert snapshot.by_complexity == {0: Timing(2, 0.1, 0.1, 0.1), 3: Timing(1, 0.5, 0.5, 0.5)}


def test_window__forgets_requests_after_an_hour(telemetry, clock):
    ask(telemetry, seconds=5, status=500, error="server_failing")
    clock.now += WINDOW_SECONDS
    assert telemetry.snapshot().requests == 1
    clock.now += 1
    snapshot = telemetry.snapshot()
    assert snapshot.requests == 0
    assert snapshot.timing is None
    assert snapshot.last_failure == clock.now - WINDOW_SECONDS - 1
    assert snapshot.last_error == "server_failing"


def test_last__answer_and_failure_have_their_times(telemetry, clock):
    ask(telemetry)
    clock.now += 60
    ask(telemetry, status=503, error="server_failing")
    snapshot = telemetry.snapshot()
    assert snapshot.last_answer == clock.now - 60
    assert snapshot.last_failure == clock.now


def test_shares__by_kind_of_failure(telemetry):
    ask(telemetry, 5)
    ask(telemetry, 1, status=404, error="not_found")
    ask(telemetry, 1, status=499, error="bad_query")
    ask(telemetry, 1, status=500, error="server_failing")
    ask(telemetry, 2, status=None, error="not_reachable", cause="down")
    snapshot = telemetry.snapshot()
    assert snapshot.share_unusable == 0.0
    assert snapshot.share_4xx == pytest.approx(0.2)
    assert snapshot.share_5xx == pytest.approx(0.1)
    assert snapshot.share_unanswered == pytest.approx(0.2)
    assert snapshot.error_share == pytest.approx(0.5)


def test_shares__an_answer_that_looks_good_and_is_not_is_an_error(telemetry):
    ask(telemetry, 3)
    ask(telemetry, 1, status=200, error="not_odata", cause="nonsense")
    snapshot = telemetry.snapshot()
    assert snapshot.share_unusable == snapshot.error_share == 0.25


def test_happenings__the_last_of_each(telemetry, clock):
    begun = clock.now
    ask(telemetry)
    clock.now += 10
    ask(telemetry, 2, status=None, error="not_reachable", cause="down")
    clock.now += 10
    telemetry.control("no_network", None)
    clock.now += 10
    ask(telemetry, 3)
    telemetry.fault("votes")
    assert telemetry.snapshot().happenings == Happenings(
        at=clock.now,
        answered=clock.now,
        failed=begun + 10,
        cause="down",
        controlled=begun + 20,
        control_cause="no_network",
        faults={"votes": clock.now},
        lately=6,
        lately_failed=2,
        good_since=3,
    )


def test_happenings__what_goes_well_withdraws_its_own_earlier_faults(telemetry, clock):
    telemetry.went_well("votes", 1.0)
    assert telemetry.snapshot().happenings.mended == {}  # nothing to withdraw
    for where in ("votes", "cases#sidebar"):
        telemetry.fault(where)
    clock.now += 10
    telemetry.went_well("votes", 11.0)  # it began before the fault
    telemetry.went_well("members", 1.0)
    assert telemetry.snapshot().happenings.mended == {}
    telemetry.went_well("votes", 2.0)
    assert telemetry.snapshot().happenings.fault(clock.now) == ("cases#sidebar", clock.now - 10)
    telemetry.went_well("cases", 1.0)
    assert telemetry.snapshot().happenings.fault(clock.now) is None
    telemetry.fault("votes")
    assert telemetry.snapshot().happenings.fault(clock.now) == ("votes", clock.now)


def test_happenings__a_refused_query_is_an_answer(telemetry, clock):
    ask(telemetry, status=400, error="bad_query")
    happened = telemetry.snapshot().happenings
    assert (happened.answered, happened.failed) == (clock.now, None)


def test_happenings__lately_is_ten_minutes(telemetry, clock):
    ask(telemetry, status=503, error="x", cause="failing")
    clock.now += LATELY_SECONDS + 1
    ask(telemetry)
    happened = telemetry.snapshot().happenings
    assert (happened.lately, happened.lately_failed) == (1, 0)


def test_happenings__go_on_from_an_earlier_process(clock):
    earlier = Happenings(answered=5.0, failed=7.0, cause="untrusted")
    happened = Telemetry(clock, earlier).snapshot().happenings
    assert (happened.answered, happened.failed, happened.cause) == (5.0, 7.0, "untrusted")


def test_happenings__the_share_of_an_earlier_process_counts_for_ten_minutes(clock):
    earlier = Happenings(at=clock.now - 5, lately=4, lately_failed=2, good_since=1)
    later = Telemetry(clock, earlier)
    ask(later)
    happened = later.snapshot().happenings
    assert (happened.lately, happened.lately_failed, happened.good_since) == (5, 2, 2)
    clock.now += LATELY_SECONDS
    happened = later.snapshot().happenings
    assert (happened.lately, happened.lately_failed) == (1, 0)


def test_hit_rate__overall_and_static(telemetry):
    for static, outcome, n in [
        (True, "hit", 9),
        (True, "miss", 1),
        (False, "hit", 3),
        (False, "miss", 5),
        (False, "stale", 1),
        (False, "error", 1),
    ]:
        for _ in range(n):
            telemetry.lookup(static=static, outcome=outcome)
    snapshot = telemetry.snapshot()
    assert (snapshot.lookups, snapshot.hit_rate) == (20, 0.6)
    assert (snapshot.static_lookups, snapshot.static_hit_rate) == (10, 0.9)


def test_counters_and_gauges(telemetry):
    telemetry.count("cache.read_errors")
    telemetry.count("cache.read_errors", 2)
    telemetry.gauge("queue", 5)
    telemetry.gauge("queue", 3)
    snapshot = telemetry.snapshot()
    assert snapshot.counters == {"cache.read_errors": 3}
    assert snapshot.gauges == {"queue": 3}


def test_snapshot__does_not_change_afterwards(telemetry):
    telemetry.count("a")
    snapshot = telemetry.snapshot()
    telemetry.count("a")
    assert snapshot.counters == {"a": 1}


def test_alert__slow(telemetry):
    ask(telemetry, 20, seconds=2.0)
    assert alerts(telemetry) == {}
    ask(telemetry, 2, seconds=2.5)
    assert telemetry.snapshot().alerts == (Alert("slow", 2.5, 2.0),)


@pytest.mark.parametrize(
    ("status", "key"), [(404, "errors_4xx"), (503, "errors_5xx"), (None, "errors_unanswered")]
)
def test_alert__errors_above_five_percent(telemetry, status, key):
    ask(telemetry, 19)
    ask(telemetry, 1, status=status, error="x")
    assert alerts(telemetry) == {}  # exactly 5 %
    ask(telemetry, 1, status=status, error="x")
    assert alerts(telemetry) == {key: pytest.approx(2 / 21)}


def test_alert__few_requests_raise_none_while_one_is_good(telemetry):
    ask(telemetry)
    ask(telemetry, 18, status=503, error="x", cause="failing")
    assert alerts(telemetry) == {}
    ask(telemetry, 1, status=503, error="x", cause="failing")
    assert alerts(telemetry) == {"errors_5xx": pytest.approx(19 / 20)}


@pytest.mark.parametrize(
    ("status", "cause", "key"),
    [
        (None, "down", "errors_unanswered"),
        (503, "failing", "errors_5xx"),
        (403, "refusing", "errors_4xx"),
        (200, "nonsense", "errors_unusable"),
    ],
)
def test_alert__total_failure_at_once(telemetry, status, cause, key):
    ask(telemetry, status=status, error="x", cause=cause)
    assert alerts(telemetry) == {key: 1.0}
    ask(telemetry)
    assert alerts(telemetry) == {}


def test_alert__total_failure_of_mixed_kinds(telemetry):
    ask(telemetry, status=200, error="not_odata", cause="nonsense")
    ask(telemetry, status=503, error="server_failing", cause="failing")
    assert alerts(telemetry).keys() == {"errors_5xx", "errors_unusable"}


def test_alert__one_query_that_is_refused_is_no_trouble_and_five_in_a_row_are(telemetry):
    ask(telemetry, 4, status=400, error="bad_query")
    assert alerts(telemetry) == {}
    ask(telemetry, status=400, error="bad_query")
    assert alerts(telemetry) == {"errors_4xx": 1.0}


def test_alert__ends_with_the_hour(telemetry, clock):
    ask(telemetry, 30, status=503, error="x")
    assert alerts(telemetry)
    clock.now += WINDOW_SECONDS + 1
    assert alerts(telemetry) == {}


@pytest.mark.parametrize(("name", "limit"), GAUGE_LIMITS.items())
def test_alert__a_gauge_above_its_limit(telemetry, name, limit):
    telemetry.gauge(name, limit)
    assert alerts(telemetry) == {}
    telemetry.gauge(name, limit + 1)
    assert alerts(telemetry) == {name: limit + 1}


def test_alert__a_query_that_asks_much(telemetry):
    telemetry.request(entity="Sag", seconds=0.1, status=200, complexity=COMPLEX)
    assert alerts(telemetry) == {}
    telemetry.request(entity="Sag", seconds=0.1, status=200, complexity=COMPLEX + 1)
    assert alerts(telemetry) == {"complexity": COMPLEX + 1}


def test_alert__static_hit_rate_below_eighty_percent(telemetry):
    for n in range(200):
        telemetry.lookup(static=True, outcome="miss" if n < 40 else "hit")
        telemetry.lookup(static=False, outcome="miss")
    assert alerts(telemetry) == {}  # exactly 80 %, and other look-ups do not count
    telemetry.lookup(static=True, outcome="miss")
    assert alerts(telemetry) == {"static_hit_rate": pytest.approx(160 / 201)}


def test_telemetry__counts_every_event_of_many_threads(telemetry):
    def work():
        for _ in range(200):
            ask(telemetry)
            telemetry.count("n")
            telemetry.lookup(static=True, outcome="hit")
            telemetry.snapshot()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    snapshot = telemetry.snapshot()
    assert snapshot.requests == snapshot.counters["n"] == snapshot.lookups == 800


def test_log__one_line_of_pairs(log):
    log_event("fetched", entity="Sag", rows=100, seconds=0.12345, text='a "b" = c', nothing=None)
    assert log == [r'event=fetched entity=Sag rows=100 seconds=0.123 text="a \"b\" = c"']


def test_log__empty_and_no_fields(log):
    log_event("started")
    log_event("started", name="")
    assert log == ["event=started", 'event=started name=""']


def test_log__request_is_logged_with_its_outcome(telemetry, log):
    ask(telemetry, entity="Møde", seconds=0.25)
    ask(telemetry, status=None, error="too_slow")
    assert log == [
        "event=request entity=Møde status=200 ms=250 bytes=0 complexity=0",
        "event=request entity=Sag ms=100 bytes=0 complexity=0 error=too_slow",
    ]


def written(tmp_path, value, form="text"):
    """What stands in the log file after one event with this value."""
    logger = logging.getLogger("tingblik")
    before = logger.handlers[:], logger.level, logger.propagate
    file = tmp_path / "log"
    file.unlink(missing_ok=True)
    try:
        configure_log("INFO", str(file), form)
        log_event("x", value=value)
        logger.handlers[0].close()
    finally:
        logger.handlers[:], logger.propagate = before[0], before[2]
        logger.setLevel(before[1])
    return file.read_bytes()


@pytest.fixture(scope="module")
def log_dir(tmp_path_factory):
    return tmp_path_factory.mktemp("log")


@given(
    value=st.text(
        st.characters(exclude_categories=[])
        | st.sampled_from('\n\r\t\x00\x0b\x0c\x1b\x85\u2028"\\= ')
    )
)
def test_log__a_value_never_makes_a_second_line(log_dir, value):
    text = written(log_dir, value).decode()
    assert text.endswith("\n")
    assert len(text.splitlines()) == 1
    assert text.rstrip("\n").isprintable()


def test_log__file_has_time_and_level(log_dir):
    line = written(log_dir, "æøå").decode()
    assert line.startswith("time=20")
    assert line.endswith("Z level=info event=x value=æøå\n")


def test_log__below_the_level_nothing_is_written(log):
    log_event("detail", level=logging.DEBUG, a=1)
    assert log == []


def test_log__json_has_the_same_fields_and_one_line_a_record(log_dir):
    lines = written(log_dir, 'æ"\u2028\n', "json").decode().splitlines()
    assert len(lines) == 1
    line = json.loads(lines[0])
    assert line.pop("time").startswith("20")
    assert line == {"level": "info", "event": "x", "value": 'æ"\u2028\n'}
    assert json.loads(written(log_dir, math.nan, "json"))["value"] == "nan"
    assert json.loads(written(log_dir, 0.12345, "json"))["value"] == 0.123


def test_log__a_file_is_put_aside_when_it_is_large(tmp_path, monkeypatch):
    monkeypatch.setattr("core.log_lines._FILE_BYTES", 200)
    logger = logging.getLogger("tingblik")
    before = logger.handlers[:], logger.level, logger.propagate
    try:
        configure_log("INFO", str(tmp_path / "log"))
        for n in range(40):
            log_event("line", n=n)
        logger.handlers[0].close()
    finally:
        logger.handlers[:], logger.propagate = before[0], before[2]
        logger.setLevel(before[1])
    assert {path.name for path in tmp_path.iterdir()} == {"log", *(f"log.{n}" for n in range(1, 6))}
    assert "n=39" in (tmp_path / "log").read_text()


def test_log__a_request_has_its_address(telemetry, log):
    telemetry.request(entity="Sag", seconds=0.25, status=200, size=120, address="/api/Sag?$top=1")
    assert log == [
        "event=request entity=Sag status=200 ms=250 bytes=120 complexity=0 "
        'address="/api/Sag?$top=1"'
    ]
