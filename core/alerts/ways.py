"""The ways on which a message leaves: a webhook, e-mail, a command."""

from __future__ import annotations

import shlex
import smtplib
import ssl
import subprocess
from collections.abc import Sequence
from dataclasses import asdict
from email.message import EmailMessage
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

import requests
from requests.utils import DEFAULT_CA_BUNDLE_PATH

from core.alerts.words import Event, message, subject
from core.errors import SettingsError, TingblikError
from core.language import Lang
from core.oda.http.transport import USER_AGENT
from core.settings import LOOPBACK, Settings

_WEB_SECONDS = (5.0, 15.0)
_MAIL_SECONDS = 20.0
_COMMAND_SECONDS = 60.0
_GOOD = range(200, 300)


class NotTold(TingblikError):
    """A message did not arrive. What it says names no address, which may hold a secret."""


class Way(Protocol):
    """Sends events as one message. Raises NotTold."""

    name: str

    def send(self, events: Sequence[Event], lang: Lang) -> None: ...


def ways(settings: Settings, authorities: str = DEFAULT_CA_BUNDLE_PATH) -> list[Way]:
    """The ways that the settings name. `authorities` is the file of trusted certificates.

    Raises SettingsError for a mail server without sender and receivers.
    """
    found: list[Way] = []
    if settings.alert_smtp and not ("@" in settings.alert_from and "@" in settings.alert_to):
        raise SettingsError("TINGBLIK_ALERT_SMTP needs TINGBLIK_ALERT_FROM and TINGBLIK_ALERT_TO")
    if settings.alert_webhook:
        found.append(Webhook(settings.alert_webhook, settings.alert_format, authorities))
    if settings.alert_smtp:
        found.append(Mail(settings.alert_smtp, settings.alert_from, settings.alert_to, authorities))
    if settings.alert_command:
        found.append(Command(settings.alert_command))
    return found


class Webhook:
    """Posts to an address, in the form that its service reads."""

    name = "webhook"

    def __init__(self, url: str, form: str, authorities: str) -> None:
        self._url, self._form, self._authorities = url, form, authorities

    def send(self, events: Sequence[Event], lang: Lang) -> None:
        """Post once. Raises NotTold."""
        with requests.Session() as session:
            session.trust_env = False  # no password or proxy of the environment
            try:
                answer = session.post(
                    self._url,
                    headers={"User-Agent": USER_AGENT},
                    timeout=_WEB_SECONDS,
                    allow_redirects=False,
                    verify=self._authorities,
                    stream=True,  # what it answers is not read
                    **_body(self._form, events, lang),
                )
            except requests.RequestException as error:
                raise NotTold(f"webhook: {type(error).__name__}") from None
            answer.close()
        if answer.status_code not in _GOOD:
            raise NotTold(f"webhook: the server answers {answer.status_code}")


def _body(form: str, events: Sequence[Event], lang: Lang) -> dict[str, Any]:
    words = message(events, lang)
    if form == "ntfy":
        return {"data": words.encode()}
    if form == "slack":
        return {"json": {"text": words}}
    if form == "teams":
        block = {"type": "TextBlock", "text": words, "wrap": True}
        card = {
            "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
            "type": "AdaptiveCard",
            "version": "1.4",
            "body": [block],
        }
        kind = "application/vnd.microsoft.card.adaptive"
        return {
            "json": {"type": "message", "attachments": [{"contentType": kind, "content": card}]}
        }
    told = {"title": subject(events, lang), "text": words}
    return {"json": told | {"events": [asdict(event) for event in events]}}


class Mail:
    """Sends e-mail over TLS: `smtps://`, or `smtp://` with STARTTLS (without on loopback alone)."""

    name = "e-mail"

    def __init__(self, server: str, sender: str, receivers: str, authorities: str) -> None:
        self._server, self._sender, self._receivers = server, sender, receivers
        self._authorities = authorities

    def send(self, events: Sequence[Event], lang: Lang) -> None:
        """Send one message. Raises NotTold."""
        mail = EmailMessage()
        mail["Subject"] = f"Tingblik: {subject(events, lang)}"
        mail["From"], mail["To"] = self._sender, self._receivers
        mail.set_content(message(events, lang))
        try:
            with self._connected() as server:
                parts = urlsplit(self._server)
                if parts.username:
                    server.login(unquote(parts.username), unquote(parts.password or ""))
                server.send_message(mail)
        except (smtplib.SMTPException, OSError) as error:
            # What a server says of a login may repeat it.
            raise NotTold(f"e-mail: {type(error).__name__}") from None

    def _connected(self) -> smtplib.SMTP:
        parts, context = (
            urlsplit(self._server),
            ssl.create_default_context(cafile=self._authorities),
        )
        host = parts.hostname or ""
        if parts.scheme == "smtps":
            port = parts.port or smtplib.SMTP_SSL_PORT
            return smtplib.SMTP_SSL(host, port, timeout=_MAIL_SECONDS, context=context)
        server = smtplib.SMTP(host, parts.port or 587, timeout=_MAIL_SECONDS)
        try:
            server.ehlo()
            if host not in LOOPBACK or server.has_extn("starttls"):
                server.starttls(context=context)
        except BaseException:
            server.close()
            raise
        return server


class Command:
    """Gives the text to a command on its standard input, without a shell."""

    name = "command"

    def __init__(self, command: str) -> None:
        self._words = shlex.split(command)

    def send(self, events: Sequence[Event], lang: Lang) -> None:
        """Run it once. Raises NotTold."""
        try:
            ended = subprocess.run(  # noqa: S603  (words of a setting, without a shell)
                self._words,
                input=f"{message(events, lang)}\n".encode(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=_COMMAND_SECONDS,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise NotTold(f"command: {type(error).__name__}") from None
        if ended.returncode:
            raise NotTold(f"command: it ended with {ended.returncode}")
