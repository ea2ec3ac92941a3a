"""One verdict from what happened: source, network or us; the same words everywhere."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.happenings import CAUSES, Happenings
from core.language import LANGUAGES
from core.settings import PUBLIC_API
from core.verdict import MILD, Circumstances, State, Verdict, judge, share_words, verdict_words

NOW = 1_800_000_000.0
MINUTE, HOUR = 60.0, 3600.0
ELSEWHERE = "https://oda.example.invalid/api/"


def state(happened: Happenings, **around: Any) -> State:
    return judge(happened, Circumstances(**{"api_url": PUBLIC_API} | around), NOW).state


def test_judge__nothing_was_asked_yet() -> None:
    assert state(Happenings()) == "unasked"


@pytest.mark.parametrize(
    ("ago", "expected"), [(5, "well"), (59 * MINUTE, "well"), (HOUR + 1, "idle")]
)
def test_judge__an_answer_is_good_for_an_hour(ago: float, expected: State) -> None:
    assert state(Happenings(answered=NOW - ago)) == expected


def test_judge__where_another_machine_asks_nothing_is_missed() -> None:
    assert state(Happenings(), followed=True) == "followed"
    assert state(Happenings(answered=NOW - HOUR - 1), followed=True) == "followed"
    assert state(Happenings(answered=NOW - 5), followed=True) == "well"
    assert state(Happenings(), followed=True, problem="shared_store.refused") == "copy"


def test_judge__a_clock_that_was_set_back_hides_no_failure() -> None:
    happened = Happenings(answered=NOW + HOUR, failed=NOW - 1, cause="down")
    assert state(happened) == "down"
    assert state(Happenings(answered=NOW + HOUR)) == "unasked"


@pytest.mark.parametrize(
    ("cause", "expected"),
    [
        ("no_name", "no_network"),
        ("no_network", "no_network"),
        ("untrusted", "untrusted"),
        ("no_tls", "down"),
        ("down", "down"),
        ("timeout", "timeout"),
        ("failing", "failing"),
        ("busy", "busy"),
        ("refusing", "refusing"),
        ("missing", "nonsense"),
        ("nonsense", "nonsense"),
        ("changed", "changed"),
    ],
)
def test_judge__the_last_failure_after_the_last_answer(cause: Any, expected: State) -> None:
    assert cause in CAUSES
    happened = Happenings(answered=NOW - 20, failed=NOW - 10, cause=cause)
    assert state(happened) == expected
    assert state(happened, api_url=ELSEWHERE) == expected  # it has answered before


@pytest.mark.parametrize(
    ("cause", "expected"),
    [
        ("no_name", "wrong_address"),
        ("no_tls", "wrong_address"),
        ("missing", "wrong_address"),
        ("nonsense", "wrong_address"),
        ("no_network", "no_network"),
        ("untrusted", "untrusted"),
        ("down", "down"),
        ("refusing", "refusing"),
    ],
)
def test_judge__an_address_of_our_own_that_never_answered(cause: Any, expected: State) -> None:
    happened = Happenings(failed=NOW - 10, cause=cause)
    assert state(happened, api_url=ELSEWHERE) == expected
    assert state(happened, api_url=ELSEWHERE, known=True) != "wrong_address"
    assert state(happened) != "wrong_address"  # Parliament's own address is right


def test_judge__the_control_knows_better_why() -> None:
    happened = Happenings(
        failed=NOW - 5, cause="no_name", controlled=NOW - 60, control_cause="no_network"
    )
    assert state(happened, api_url=ELSEWHERE) == "no_network"
    later = Happenings(
        failed=NOW - 5, cause="failing", controlled=NOW - HOUR, control_cause="no_network"
    )
    assert state(later) == "failing"


def test_judge__a_good_control_after_a_failure_is_an_answer() -> None:
    happened = Happenings(failed=NOW - 90, cause="down", controlled=NOW - 80, control_seconds=0.1)
    assert state(happened) == "well"


def test_judge__a_failure_long_ago_is_told_as_such() -> None:
    happened = Happenings(answered=NOW - 3 * HOUR, failed=NOW - 2 * HOUR, cause="down")
    found = judge(happened, Circumstances(PUBLIC_API), NOW)
    assert (found.state, found.wrong) == ("idle_failed", True)


def test_judge__answers_only_part_of_the_time() -> None:
    half = Happenings(
        answered=NOW - 1, failed=NOW - 2, cause="failing", lately=4, lately_failed=2, good_since=1
    )
    assert state(half) == "unsteady"
    many = Happenings(
        answered=NOW - 1,
        failed=NOW - 200,
        cause="nonsense",
        lately=40,
        lately_failed=10,
        good_since=30,
    )
    assert state(many) == "unsteady"


def test_judge__is_over_after_a_run_of_good_answers_or_a_while() -> None:
    run = Happenings(
        answered=NOW - 1, failed=NOW - 10, cause="down", lately=9, lately_failed=4, good_since=5
    )
    assert state(run) == "well"
    calm = Happenings(
        answered=NOW - 1, failed=NOW - 61, cause="down", lately=5, lately_failed=4, good_since=1
    )
    assert state(calm) == "well"


@pytest.mark.parametrize(
    ("alerts", "expected"),
    [
        (["slow"], "slow"),
        (["memory_bytes"], "strained"),
        (["slow", "memory_bytes"], "slow"),
        (["errors_4xx"], "denying"),
        (["errors_5xx"], "shaken"),
        (["errors_unusable", "slow"], "shaken"),
    ],
)
def test_judge__no_all_clear_beside_an_alert(alerts: list[str], expected: State) -> None:
    assert state(Happenings(answered=NOW - 1), alerts=alerts) == expected


def test_judge__a_control_that_was_slow() -> None:
    slow = Happenings(controlled=NOW - 9, control_seconds=2.5)
    assert state(slow) == "slow"
    assert state(replace(slow, answered=NOW - 1)) == "well"  # by what was asked since


def test_judge__no_all_clear_while_something_fails_by_our_own_fault() -> None:
    fault = Happenings(answered=NOW - 1, faults={"votes": NOW - MINUTE})
    assert state(fault) == "own_fault"
    assert state(Happenings(answered=NOW - 1, faults={"x": NOW - 2 * HOUR})) == "well"
    down = Happenings(failed=NOW - 1, cause="down", faults={"votes": NOW - MINUTE})
    assert state(down) == "down"


def test_judge__a_fault_is_over_once_that_very_page_has_gone_well_since() -> None:
    faults = {"votes": NOW - 30, "cases": NOW - 20}
    happened = Happenings(answered=NOW - 1, faults=faults, mended={"cases": NOW - 10})
    verdict = judge(happened, Circumstances(PUBLIC_API), NOW)
    assert (verdict.state, verdict.params["where"]) == ("own_fault", "votes")
    assert state(replace(happened, mended={"cases": NOW - 10, "votes": NOW - 29})) == "well"
    # A run that began before the fault tells nothing of it, however it ended.
    assert state(replace(happened, mended={"cases": NOW - 10, "votes": NOW - 31})) == "own_fault"


def test_judge__a_part_of_a_page_is_mended_by_itself_or_with_the_page() -> None:
    happened = Happenings(answered=NOW - 1, faults={"votes#sidebar": NOW - 30})
    verdict = judge(happened, Circumstances(PUBLIC_API), NOW)
    assert "Afstemninger" in verdict_words(verdict, "da")[1]
    for where in ("votes", "votes#sidebar"):
        assert state(replace(happened, mended={where: NOW - 10})) == "well"
    for where in ("cases", "votes#poll", "vote"):
        assert state(replace(happened, mended={where: NOW - 10})) == "own_fault"


def test_judge__a_demo_that_was_chosen_says_nothing_of_the_source() -> None:
    assert state(Happenings(failed=NOW - 1, cause="down"), demo=True) == "demo"
    fault = Happenings(faults={"votes": NOW - 1})
    assert state(fault, demo=True) == "own_fault"


def test_judge__a_changed_form_is_told_until_good_rows_come_or_for_an_hour() -> None:
    told = Happenings(answered=NOW - 1, good_since=9, form_at=NOW - MINUTE, form_in="Stemme.typeid")
    verdict = judge(told, Circumstances(PUBLIC_API), NOW)
    assert (verdict.state, verdict.wrong) == ("changed", True)
    assert "Det er Stemme.typeid." in verdict_words(verdict, "da")[1]
    assert state(replace(told, form_in=None)) == "well"
    assert state(replace(told, form_at=NOW - HOUR - 1)) == "well"
    assert state(replace(told, failed=NOW, cause="down")) == "down"
    assert state(told, demo=True) == "demo"


def test_judge__a_store_a_check_and_a_breaker() -> None:
    good = Happenings(answered=NOW - 1)
    assert state(good, problem="disk_full") == "copy"
    assert state(good, checks="disk") == "here"
    assert state(good, changed=True) == "changed"
    assert state(good, paused=True) == "down"
    healed = Happenings(failed=NOW - 90, cause="down", controlled=NOW - 1, control_seconds=0.1)
    assert state(healed, paused=True) == "well"


ASKED = ["no_network", "untrusted", "down", "timeout", "failing", "busy", "refusing", "nonsense"]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", get_args(State))
def test_words__every_state_has_its_own_sentence(name: State, lang: Any) -> None:
    params = {
        "what": "disk",
        "problem": "disk_full",
        "where": "votes",
        "fault": NOW,
        "n": 4,
        "bad": 2,
        "answered": NOW,
        "failed": NOW,
    }
    title, advice = verdict_words(Verdict(name, PUBLIC_API, params), lang)
    assert title
    assert advice
    assert "{" not in title + advice
    others = {
        verdict_words(Verdict(other, PUBLIC_API, params), lang)[0]
        for other in get_args(State)
        if other != name
    }
    assert title not in others


@pytest.mark.parametrize("name", ASKED)
def test_words__another_address_is_named(name: Any) -> None:
    assert "TINGBLIK_API_URL" not in verdict_words(Verdict(name, PUBLIC_API), "da")[1]
    words = " ".join(verdict_words(Verdict(name, ELSEWHERE), "da"))
    assert f"Der spørges på {ELSEWHERE}, som TINGBLIK_API_URL siger." in words


def test_words__a_certificate_does_not_mend_by_itself() -> None:
    for lang, again in (("da", "prøver igen"), ("en", "tries again")):
        assert again not in verdict_words(Verdict("untrusted", PUBLIC_API), lang)[1]  # type: ignore[arg-type]


def test_words__a_fault_of_ours_names_the_page_and_escapes_what_it_does_not_know() -> None:
    found = Verdict("own_fault", PUBLIC_API, {"where": "votes", "fault": NOW})
    assert "Afstemninger" in verdict_words(found, "da")[1]
    odd = Verdict("own_fault", PUBLIC_API, {"where": "a*b/c", "fault": NOW})
    assert "[a*b]" in verdict_words(odd, "en", lambda text: f"[{text}]")[1]


def test_share_words__few_are_told_as_numbers() -> None:
    assert share_words(0.5, 4, "da") == "2 af 4"
    assert share_words(0.5, 20, "da") == "50,0\N{NO-BREAK SPACE}%"
    assert share_words(None, 0, "da") == "–"


times = st.none() | st.floats(NOW - 3 * HOUR, NOW)


@given(times, times, st.sampled_from(sorted(CAUSES)), times, st.none() | st.sampled_from(["down"]))
def test_judge__a_failure_that_is_the_last_thing_is_never_an_all_clear(
    answered: float | None, failed: float | None, cause: Any, controlled: float | None, why: Any
) -> None:
    happened = Happenings(
        answered=answered,
        failed=failed,
        cause=cause if failed else None,
        controlled=controlled,
        control_cause=why,
    )
    found = judge(happened, Circumstances(PUBLIC_API), NOW)
    good = [at for at in (answered, None if why else controlled) if at is not None]
    bad = [at for at in (failed, controlled if why else None) if at is not None]
    if bad and max(bad) > max(good, default=0.0):
        assert found.wrong
    if not good:
        assert found.state != "well"
    assert (found.state in MILD) != found.wrong
