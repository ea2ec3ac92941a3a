"""Each fault is told once when it begins and once when it ends, by real servers on loopback."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from requests.utils import DEFAULT_CA_BUNDLE_PATH as AUTHORITIES

from core.alerts.rules import Fault
from core.alerts.telling import FILE, MOST_MESSAGES, Told, read_told, run_alerts
from core.alerts.ways import Command, Mail, NotTold, Way, Webhook, ways
from core.alerts.words import Event, begun, message
from core.language import LANGUAGES, Lang, catalogue
from core.settings import Settings
from core.store.lock import exclusive
from tests.certificates import untrusted_context
from tests.makers.receivers import Post, post_office, webhook

NOW = datetime(2026, 3, 3, 12, tzinfo=UTC)
SLOW, DISK = Fault("slow", 3.2, 2.0), Fault("disk", 4e8, 1 << 30)


class Kept:
    """A way that keeps what was sent; it fails as often as it is told to."""

    name = "kept"

    def __init__(self, failures: int = 0) -> None:
        self.messages: list[list[Event]] = []
        self.failures = failures

    def send(self, events: Sequence[Event], lang: Lang) -> None:
        if self.failures:
            self.failures -= 1
            raise NotTold("kept: no")
        self.messages.append(list(events))

    @property
    def told(self) -> list[list[str]]:
        return [[f"{event.state} {event.id}" for event in each] for each in self.messages]


def look(folder: Path, way: Way, now: datetime, *found: Fault) -> Told:
    """One look at which so much is wrong."""
    return run_alerts(folder, lambda told: (found, told), [way], now, "en", lambda seconds: None)


def test_faults__are_told_once_when_they_begin_and_once_when_they_end(tmp_path: Path) -> None:
    way = Kept()
    look(tmp_path, way, NOW, SLOW)
    look(tmp_path, way, NOW + timedelta(minutes=1), SLOW)
    assert look(tmp_path, way, NOW + timedelta(minutes=2), SLOW, DISK).standing.keys() == {
        "slow",
        "disk",
    }
    look(tmp_path, way, NOW + timedelta(minutes=3), DISK)
    assert way.told == [["begun slow"], ["begun disk"], ["ended slow"]]
    # Of what begins and is over before there is room in the hour nothing is told.
    look(tmp_path, way, NOW + timedelta(minutes=4), DISK, SLOW)
    look(tmp_path, way, NOW + timedelta(minutes=5), DISK)
    look(tmp_path, way, NOW + timedelta(hours=2), DISK)
    assert len(way.told) == MOST_MESSAGES


def test_faults__a_thousand_in_an_hour_are_one_message(tmp_path: Path) -> None:
    way = Kept()
    many = [Fault("slow", 3.0, 2.0, subject=str(n)) for n in range(1_000)]
    look(tmp_path, way, NOW, *many)
    assert [len(each) for each in way.messages] == [1_000]
    words = message(way.messages[0], "en")
    assert words.count("Begun:") == 20
    assert words.endswith("And 980 more messages.")
    for minute in range(1, 60):  # and they come and go
        look(tmp_path, way, NOW + timedelta(minutes=minute), *many[minute % 7 :: 7])
    assert len(way.messages) == MOST_MESSAGES
    look(tmp_path, way, NOW + timedelta(minutes=61), DISK)
    assert len(way.messages) == MOST_MESSAGES + 1


def test_faults__what_no_way_took_waits_and_is_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    way = Kept(failures=3)
    with caplog.at_level("ERROR", "tingblik"):
        assert len(look(tmp_path, way, NOW, SLOW).waiting) == 1
    assert caplog.text.count("event=alert_not_told") == 3
    look(tmp_path, way, NOW + timedelta(minutes=1), SLOW)
    assert way.told == [["begun slow"]]


@pytest.mark.parametrize("damage", ["", "{", '{"version": 9}', '{"version": 1, "standing": []}'])
def test_state__that_is_damaged_begins_anew(tmp_path: Path, damage: str) -> None:
    (tmp_path / FILE).write_text(damage)
    way = Kept()
    look(tmp_path, way, NOW, SLOW)
    assert way.told == [["begun slow"]]
    assert read_told(tmp_path).standing.keys() == {"slow"}


def test_state__another_process_that_tells_is_left_to_it(tmp_path: Path) -> None:
    way = Kept()
    with exclusive(tmp_path / "alerts.lock") as mine:
        assert mine
        look(tmp_path, way, NOW, SLOW)
    assert way.messages == []


def test_state__a_clock_that_jumps_back_does_not_hold_messages_back(tmp_path: Path) -> None:
    way = Kept()
    for n in range(MOST_MESSAGES):
        look(tmp_path, way, NOW, *[Fault("slow", 3.0, 2.0, subject=str(i)) for i in range(n + 1)])
    look(tmp_path, way, NOW - timedelta(days=365))
    assert len(way.messages) == MOST_MESSAGES + 1


EVENT = begun(SLOW, NOW.isoformat(), "en")


def test_webhook__500_is_tried_again_with_pauses_and_then_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    pauses: list[float] = []
    with webhook() as hook, caplog.at_level("ERROR", "tingblik"):
        hook.statuses = [500, 500, 500, 500]
        way = Webhook(hook.url, "slack", "")
        told = run_alerts(tmp_path, lambda t: ([SLOW], t), [way], NOW, "en", pauses.append)
        assert len(hook.posted) == 3
        assert len(told.waiting) == 1
        hook.statuses = [500]
        run_alerts(tmp_path, lambda t: ([SLOW], t), [way], NOW, "en", pauses.append)
        assert len(hook.posted) == 5
    assert pauses == [2.0, 10.0, 2.0]
    assert "the server answers 500" in caplog.text
    assert "secret" not in caplog.text


@pytest.mark.parametrize("form", ["slack", "teams", "ntfy", "json"])
def test_webhook__says_what_a_reader_sees_and_what_to_do(form: str) -> None:
    with webhook() as hook:
        Webhook(hook.url, form, "").send([EVENT], "en")
        (body,) = hook.posted
    words = {
        "slack": lambda: json.loads(body)["text"],
        "teams": lambda: json.loads(body)["attachments"][0]["content"]["body"][0]["text"],
        "ntfy": lambda: body.decode(),
        "json": lambda: json.loads(body)["text"],
    }[form]()
    assert words.splitlines() == [
        "Begun: The slowest answers of Parliament take long: 3 s (limit 2 s).",
        "Meanwhile: Readers notice only where something has to be fetched.",
        "What to do: Wait. If it goes on, look at the response times on the page Status.",
    ]
    if form == "json":
        assert json.loads(body)["events"][0]["key"] == "slow"


def test_webhook__a_move_elsewhere_is_not_followed() -> None:
    with webhook() as hook:
        hook.statuses = [302]
        with pytest.raises(NotTold, match="302"):
            Webhook(hook.url, "json", "").send([EVENT], "en")


def test_mail__over_tls_with_a_login(tmp_path: Path) -> None:
    context = untrusted_context(tmp_path)
    with post_office(context) as post:
        url = f"smtps://someone:se%40cret@127.0.0.1:{post.port}"
        with pytest.raises(NotTold, match="SSLCertVerificationError"):
            Mail(url, "a@example.org", "b@example.org", AUTHORITIES).send([EVENT], "da")
        trusted = str(tmp_path / "cert.pem")
        Mail(url, "a@example.org", "b@example.org, c@example.org", trusted).send([EVENT], "da")
    (told,) = post.letters
    assert "Subject: Tingblik: Begyndt" in told
    assert [line for line in post.said if line.startswith("rcpt")] == [
        "rcpt TO:<b@example.org>",
        "rcpt TO:<c@example.org>",
    ]


def letter(post: Post) -> Mail:
    """Mail on loopback, without TLS."""
    return Mail(f"smtp://127.0.0.1:{post.port}", "a@b.example", "c@d.example", AUTHORITIES)


def test_mail__that_hangs_or_offers_no_tls_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.alerts.ways._MAIL_SECONDS", 0.3)
    with post_office(silent=True) as post:
        begun_at = time.monotonic()
        with pytest.raises(NotTold):
            letter(post).send([EVENT], "en")
        assert time.monotonic() - begun_at < 5
    with post_office() as post, pytest.MonkeyPatch.context() as patch:
        patch.setattr("core.alerts.ways.LOOPBACK", frozenset())
        with pytest.raises(NotTold, match="SMTPNotSupportedError"):
            letter(post).send([EVENT], "en")
        assert post.letters == []


def test_command__reads_what_is_wrong_and_no_shell_does(tmp_path: Path) -> None:
    script = "import pathlib, sys; pathlib.Path(sys.argv[1]).write_bytes(sys.stdin.buffer.read())"
    out = tmp_path / "out; echo x > y"
    Command(f"{sys.executable} -c '{script}' '{out}'").send([EVENT], "en")
    assert out.read_text().startswith("Begun: The slowest answers")
    assert not (tmp_path / "y").exists()
    for bad in (f"{sys.executable} -c 'raise SystemExit(3)'", "/no/such/command"):
        with pytest.raises(NotTold):
            Command(bad).send([EVENT], "en")


def test_settings__ways_hold_secrets_that_nothing_shows() -> None:
    settings = Settings(
        alert_webhook="https://example.org/hush",
        alert_smtp="smtps://me:hush@example.org",
        alert_from="a@example.org",
        alert_to="b@example.org",
        alert_command="true",
    )
    assert [way.name for way in ways(settings)] == ["webhook", "e-mail", "command"]
    assert settings.alerted
    assert "hush" not in repr(settings)
    assert not Settings().alerted
    assert ways(Settings()) == []


def test_words__every_fault_says_three_things_in_both_languages() -> None:
    for lang in LANGUAGES:
        keys = [key for key in catalogue(lang) if key.startswith("fault.")]
        kinds = {key.split(".")[1] for key in keys}
        assert len(keys) == 3 * len(kinds)
        for kind in kinds - {"source"}:
            event = begun(Fault(kind, 1.0, 2.0, names="x"), NOW.isoformat(), lang)
            assert event.title
            assert event.shown
            assert event.advice
    assert begun(Fault("source", names="down"), "", "en").title == (
        "Parliament's server does not answer"
    )
    assert begun(Fault("no such rule"), "", "en").title == "A figure is past its limit"
