"""`alert`: what is wrong, told where settings say."""

from __future__ import annotations

import json

from core.standin.serve import Standin
from tests.cli.conftest import Command
from tests.makers.receivers import webhook


def test_alert__tells_when_it_begins_and_ends_and_what_stands(
    command: Command, api: Standin
) -> None:
    with webhook() as hook:
        ways = {"alert_webhook": hook.url, "alert_format": "json", "lang": "en"}
        assert command("alert", **ways).lines == ["Nothing is wrong."]
        api.faults = "503"
        command("fetch", "Møde")
        for _ in range(2):
            result = command("alert", **ways)
            assert result.code == 1
            assert "Begun: Parliament's server reports errors." in result.lines
            assert "Meanwhile: Readers see the last copy, with its age." in result.lines
        api.faults = ""
        for _ in range(6):
            command("fetch", "Mødetype", "--refresh")
        command("alert", **ways)
        told = [event for body in hook.posted for event in json.loads(body)["events"]]
        of_source = [event["state"] for event in told if event["key"] == "source"]
    assert of_source[0] == "begun"
    assert len(hook.posted) <= 2


def test_alert__a_test_message_leaves_on_every_way(command: Command) -> None:
    assert command("alert", "--test").code == 2
    with webhook() as hook:
        result = command("alert", "--test", alert_webhook=hook.url, alert_command="false")
        assert result.code == 1
        assert "webhook: sent" in result.err
        assert "command: it ended with 1" in result.err
        assert "secret" not in result.err
        assert "Prøve" in json.loads(hook.posted[0])["text"]


def test_alert__settings_that_cannot_be_are_told_without_what_they_hold(command: Command) -> None:
    for name, value in (
        ("alert_webhook", "http://example.org/hush"),
        ("alert_smtp", "https://me:hush@example.org"),
        ("alert_smtp", "smtps://me:hush@example.org"),  # nobody to send to
        ("alert_format", "pager"),
    ):
        result = command("alert", **{name: value})
        assert result.code == 2
        assert "TINGBLIK_ALERT_" in result.err
        assert "hush" not in result.err
