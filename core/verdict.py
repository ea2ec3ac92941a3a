"""Is it the source, the network here, or us? One verdict for the screen and the command line.

It is derived only from happenings and circumstances; no request is sent here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal
from urllib.parse import urlsplit

from core.happenings import Cause, Happenings, page_of
from core.language import Lang, has, moment, percent, text
from core.settings import PUBLIC_API
from core.telemetry import ERROR_SHARE, SLOW_SECONDS, WINDOW_SECONDS

State = Literal[
    "well",
    "unasked",
    "followed",
    "demo",
    "idle",
    "idle_failed",
    "no_network",
    "wrong_address",
    "untrusted",
    "down",
    "timeout",
    "failing",
    "busy",
    "refusing",
    "nonsense",
    "changed",
    "unsteady",
    "denying",
    "shaken",
    "slow",
    "strained",
    "own_fault",
    "copy",
    "here",
]
MILD: frozenset[State] = frozenset(
    {"well", "unasked", "followed", "demo", "idle", "slow", "strained"}
)
"""The states in which nothing is wrong: being slow or using much memory is no fault."""

# A control shortly before or after a failed request gives the better cause.
_SAME_TROUBLE_SECONDS = 120.0
# A failure no longer counts after so many good answers in a row, or after so many seconds.
_GOOD_RUN = 5
_CALM_SECONDS = 60.0
_ENOUGH = 20  # with fewer requests in ten minutes, the share of failed ones says little

_STATES: Mapping[Cause, State] = {
    "no_name": "no_network",
    "no_network": "no_network",
    "untrusted": "untrusted",
    "no_tls": "down",
    "down": "down",
    "timeout": "timeout",
    "failing": "failing",
    "busy": "busy",
    "refusing": "refusing",
    "missing": "nonsense",
    "nonsense": "nonsense",
    "changed": "changed",
}
# The causes by which an address may be a wrong one.
_FOREIGN: frozenset[Cause] = frozenset({"no_name", "no_tls", "missing", "nonsense"})


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a verdict depends on in addition to happenings.

    `known` says that this address has given good data before, `paused` that the circuit breaker is
    open. `problem` is the key of the error of a store that cannot be used, `checks` names what else
    `doctor` found wrong on this machine, `alerts` are the keys of figures beyond their limit.
    `changed` says that the API's `$metadata` differs from the registry, `demo` that only the
    invented parliament is shown, `followed` that another machine asks the API in our place.
    """

    api_url: str
    known: bool = False
    paused: bool = False
    problem: str | None = None
    checks: str = ""
    alerts: Sequence[str] = ()
    changed: bool = False
    demo: bool = False
    followed: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """The state, with `params` to fill in its sentences."""

    state: State
    api_url: str
    params: Mapping[str, Any] = field(default_factory=dict)

    @property
    def wrong(self) -> bool:
        """Whether something is wrong, so that a command ends with 1."""
        return self.state not in MILD


def judge(happened: Happenings, around: Circumstances, now: float) -> Verdict:
    """The verdict at `now` (seconds since the epoch)."""
    happened = happened.until(now)
    answered = _latest(happened.answered, happened.controlled, happened.control_cause is None)
    failed, cause = _failure(happened)
    params: dict[str, Any] = {"answered": answered, "failed": failed}
    newest = _latest(answered, failed)
    state: State | None = None
    if cause is not None and failed is not None and _passed(answered, failed):
        state = _state(cause, around, answered)
        if now - failed > WINDOW_SECONDS:
            state = "idle_failed"
    elif around.paused and not _good_control(happened):
        state = "down"
    elif around.changed or _form_changed(happened, now):
        state = "changed"
    if state == "changed":
        params["name"] = happened.form_in
    if state is not None and not around.demo:
        return Verdict(state, around.api_url, params)
    fault = happened.fault(now)
    if fault is not None:
        params |= {"where": fault[0], "fault": fault[1]}
        return Verdict("own_fault", around.api_url, params)
    if around.problem is not None:
        return Verdict("copy", around.api_url, {"problem": around.problem})
    if around.checks:
        return Verdict("here", around.api_url, {"what": around.checks})
    if around.demo:
        return Verdict("demo", around.api_url)
    if around.followed and (newest is None or now - newest > WINDOW_SECONDS):
        return Verdict("followed", around.api_url)
    if newest is None:
        return Verdict("unasked", around.api_url)
    if now - newest > WINDOW_SECONDS:
        return Verdict("idle", around.api_url, params)
    return Verdict(_light(happened, around, now), around.api_url, params | _lately(happened))


def verdict_words(
    verdict: Verdict, lang: Lang, escape: Callable[[str], str] = str
) -> tuple[str, str]:
    """What is wrong and what to do, as title and text.

    `escape` makes untrusted values safe for where they are shown.
    """
    params = {
        name: escape(value) if isinstance(value, str) else value
        for name, value in verdict.params.items()
    }
    for name in ("answered", "failed", "fault"):
        at = verdict.params.get(name)
        params[name] = moment(datetime.fromtimestamp(at, UTC) if at else None, lang)
    parts = urlsplit(verdict.api_url)
    params |= {
        "url": escape(verdict.api_url),
        "host": escape(parts.hostname or ""),
        "where": escape(_place(str(verdict.params.get("where") or ""), lang)),
    }
    title_key, help_key = f"verdict.{verdict.state}.title", f"verdict.{verdict.state}.help"
    if verdict.state == "copy":
        problem = str(verdict.params["problem"])
        problem = problem if has(f"error.{problem}.title", lang) else "store"
        return text(title_key, lang, what=text(f"error.{problem}.title", lang)), text(
            f"error.{problem}.help", lang
        )
    sentences = [text(help_key, lang, **params)]
    if verdict.state == "changed" and verdict.params.get("name"):
        sentences.append(text("verdict.changed_in", lang, **params))
    if verdict.api_url != PUBLIC_API and verdict.state in _ASKED:
        sentences.append(text("verdict.asked_at", lang, **params))
    return text(title_key, lang, **params), " ".join(sentences)


_ASKED: frozenset[State] = frozenset(
    {"no_network", "untrusted", "down", "timeout", "failing", "busy", "refusing", "nonsense",
     "changed", "unsteady", "denying", "shaken", "idle_failed"}
)  # fmt: skip


def share_words(share: float | None, n: int | None, lang: Lang) -> str:
    """A share of `n` requests or look-ups; if these are few, as numbers instead of a percentage."""
    if share is None or not n or n >= _ENOUGH:
        return percent(share, lang, 1)
    return text("status.few", lang, bad=round(share * n), n=n)


def _failure(happened: Happenings) -> tuple[float | None, Cause | None]:
    """The last failure, of a request or of a control, and why."""
    control = happened.controlled if happened.control_cause is not None else None
    if control is None or happened.control_cause is None:
        return happened.failed, happened.cause
    if happened.failed is None:
        return control, happened.control_cause
    if control >= happened.failed - _SAME_TROUBLE_SECONDS:
        return max(control, happened.failed), happened.control_cause
    return happened.failed, happened.cause


def _good_control(happened: Happenings) -> bool:
    """Whether a control since the last failure succeeded, which the breaker does not know."""
    return (
        happened.controlled is not None
        and happened.control_cause is None
        and _passed(happened.failed, happened.controlled)
    )


def _form_changed(happened: Happenings, now: float) -> bool:
    """Whether a field was refused in the last hour without a good answer with it since.

    Good answers of other sets do not matter.
    """
    if happened.form_in is None or happened.form_at is None:
        return False
    return now - happened.form_at <= WINDOW_SECONDS


def _passed(answered: float | None, failed: float) -> bool:
    return answered is None or failed >= answered


def _state(cause: Cause, around: Circumstances, answered: float | None) -> State:
    foreign = around.api_url != PUBLIC_API and not around.known and answered is None
    return "wrong_address" if foreign and cause in _FOREIGN else _STATES[cause]


def _light(happened: Happenings, around: Circumstances, now: float) -> State:
    """The state while the API answers."""
    share = happened.lately_failed / happened.lately if happened.lately else 0.0
    if happened.lately >= _ENOUGH and share > ERROR_SHARE:
        return "unsteady"
    since = now - happened.failed if happened.failed is not None else None
    if (
        happened.lately_failed
        and since is not None
        and since <= _CALM_SECONDS
        and happened.good_since < _GOOD_RUN
    ):
        return "unsteady"
    if "errors_4xx" in around.alerts:
        return "denying"
    if any(alert.startswith("errors_") for alert in around.alerts):
        return "shaken"
    slow = (happened.control_seconds or 0.0) > SLOW_SECONDS
    newest = _latest(happened.answered, happened.controlled) == happened.controlled
    if (slow and newest) or "slow" in around.alerts:
        return "slow"
    return "strained" if around.alerts else "well"


def _lately(happened: Happenings) -> dict[str, int]:
    return {"n": happened.lately, "bad": happened.lately_failed}


def _latest(one: float | None, other: float | None, counts: bool = True) -> float | None:
    found = [at for at in (one, other if counts else None) if at is not None]
    return max(found, default=None)


def _place(where: str, lang: Lang) -> str:
    """The page or the job that a fault is about, in words."""
    kind = page_of(where).partition("/")[0]
    for key in (f"page.{kind}", f"dataset.{kind}", f"job.{kind}"):
        if has(key, lang):
            return text(key, lang)
    return kind
