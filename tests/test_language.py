"""The catalogues agree with each other and with the code, and each language writes its own way."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from string import Formatter

import pytest

from core import errors
from core.dictionary import TABLES
from core.errors import BadQuery, BreakerOpen, NoSuchThing, TingblikError, UnknownName
from core.language import (
    LANGUAGES,
    Catalogue,
    _flat,
    age,
    catalogue,
    choose,
    date_text,
    duration,
    error_words,
    has,
    moment,
    number,
    percent,
    text,
)

ROOT = Path(__file__).parent.parent
NOW = datetime(2026, 11, 23, 13, 5, tzinfo=UTC)
ENGLISH = (
    "loading|votes?|sessions?|downloads?|upload|party|parties|the|of|or|error|cases?|search|"
    "results?|members?|ballots?|unknown|none|adopted|rejected|against|neither|absent|week|month|"
    "rows?|source|query|from|to the|today|yesterday|ago|hours?|days?|fetch\\w*|refresh|settings?"
)
# What stands in a file is English: names of columns, and codes, most with their Danish in brackets.
NAMES = re.compile(
    rf"\b(({'|'.join(column for table in TABLES.values() for column in table.schema)}|rejected)\b"
    r"|\w+ \()"
)


def _parameters(template: str) -> set[tuple[str, str]]:
    return {(name, spec or "") for _, name, spec, _ in Formatter().parse(template) if name}


def _subclasses(cls: type[TingblikError]) -> Iterator[type[TingblikError]]:
    yield cls
    for sub in cls.__subclasses__():
        yield from _subclasses(sub)


def test_catalogue__reads_a_file_once_one_of_its_texts_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text('[one]\nx = "1"\n[one.more]\ny = "2"\n[two]\nz = "3"\n')
    (tmp_path / "b.toml").write_text('[two]\nv = "4"\n')
    (tmp_path / "c.toml").write_text("[wrong]\nthis is no TOML")
    texts = Catalogue(tmp_path)
    assert (texts["one.more.y"], texts["two.v"], texts.get("two.z")) == ("2", "4", "3")
    assert texts.get("two.none") is None
    assert "three.x" not in texts
    with pytest.raises(tomllib.TOMLDecodeError):
        texts.get("wrong.x")
    (tmp_path / "c.toml").unlink()
    assert list(Catalogue(tmp_path)) == ["one.x", "one.more.y", "two.z", "two.v"]


def test_catalogue__both_languages_have_the_same_keys():
    assert list(catalogue("da")) == list(catalogue("en"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_catalogue__no_key_stands_in_two_files(lang):
    files = sorted((ROOT / "core" / "texts" / lang).glob("*.toml"))
    assert [path.name for path in files] == [
        path.name for path in sorted((ROOT / "core" / "texts" / "en").glob("*.toml"))
    ]
    keys = [key for path in files for key, _ in _flat(tomllib.loads(path.read_text()), "")]
    assert len(keys) == len(set(keys)) == len(catalogue(lang))


def test_catalogue__both_languages_take_the_same_parameters():
    danish, english = catalogue("da"), catalogue("en")
    assert {k for k in danish if _parameters(danish[k]) != _parameters(english[k])} == set()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_catalogue__no_text_is_empty_or_ragged(lang):
    ragged = {k: v for k, v in catalogue(lang).items() if not v or " ".join(v.split()) != v}
    assert ragged == {}


def test_catalogue__danish_texts_hold_no_english_words():
    english = re.compile(rf"\b({ENGLISH})\b", re.IGNORECASE)
    found = {}
    for key, value in catalogue("da").items():
        words = re.sub(r"\{[^}]*\}|\b(official_\w+|error_note|true|false)\b", "", value)
        if key.startswith("dictionary."):
            words = NAMES.sub("", words)
        if match := english.search(words):
            found[key] = match.group()
    assert found == {}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_catalogue__every_plural_has_both_forms(lang):
    stems = {k.rpartition(".")[0] for k in catalogue(lang) if k.endswith((".one", ".other"))}
    assert stems
    for stem in stems:
        assert {f"{stem}.one", f"{stem}.other"} <= catalogue(lang).keys()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_catalogue__says_of_every_error_what_happened_and_what_to_do(lang):
    for cls in _subclasses(errors.TingblikError):
        for part in ("title", "help"):
            assert has(f"error.{cls.key}.{part}", lang), cls
            # An error is told also where it carries no details.
            assert "{" not in text(f"error.{cls.key}.{part}", lang)


def _used() -> Iterator[tuple[str, str, set[str] | None]]:
    """Every text that the code asks for by a literal key: where, key, names of the parameters."""
    for path in [*ROOT.glob("core/**/*.py"), *ROOT.glob("pages/*.py"), ROOT / "app.py"]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            key = node.args[0]
            if name not in ("t", "text") or not isinstance(key, ast.Constant):
                continue
            if not isinstance(key.value, str) or not re.fullmatch(r"[a-z_]+(\.[\w-]+)+", key.value):
                continue
            given = {k.arg for k in node.keywords if k.arg}
            starred = any(k.arg is None for k in node.keywords)
            yield f"{path.name}:{node.lineno}", key.value, None if starred else given


@pytest.mark.parametrize("lang", LANGUAGES)
def test_catalogue__has_every_text_that_the_code_asks_for(lang):
    used = list(_used())
    assert used
    texts, wrong = catalogue(lang), []
    for where, key, given in used:
        template = texts.get(key) or texts.get(f"{key}.other")
        if template is None:
            wrong.append(f"{where}: no text {key}")
        elif given is not None and (lacking := {n for n, _ in _parameters(template)} - given):
            wrong.append(f"{where}: {key} lacks {sorted(lacking)}")
    assert wrong == []


def test_text__chooses_the_form_by_n():
    assert text("votes.count", "da", n=1) == "1 afstemning"
    assert text("votes.count", "da", n=0) == "0 afstemninger"
    assert text("votes.count", "en", n=1234) == "1,234 votes"
    assert text("votes.count", "da", n=1234) == "1.234 afstemninger"


def test_text__writes_a_number_without_points_where_it_is_a_name():
    assert text("vote.untitled", "da", number=1234) == "Afstemning nr. 1234"


def test_text__takes_braces_in_a_value_as_they_are():
    assert text("common.fetched", "en", moment="{n} {0.__class__}").endswith("{n} {0.__class__}")


@pytest.mark.parametrize("key", ["no.such", "votes", "", "votes.count.many"])
def test_text__a_missing_key_is_an_error(key):
    assert not has(key, "da")
    with pytest.raises(KeyError):
        text(key, "da")


def test_text__a_missing_parameter_is_an_error():
    with pytest.raises(KeyError):
        text("common.fetched", "da")


@pytest.mark.parametrize(
    ("locale", "setting", "expected"),
    [
        (None, "", "da"),
        ("da-DK", "", "da"),
        ("da", "", "da"),
        ("DA_dk", "", "da"),
        ("fo-FO", "", "da"),
        ("kl", "", "da"),
        ("en-GB", "", "en"),
        ("de-DE", "", "en"),
        ("nb-NO", "", "en"),
        ("dav", "", "en"),
        ("", "", "en"),
        ("en-US", "da", "da"),
        ("da-DK", "en", "en"),
        (None, "en", "en"),
        ("da-DK", "xx", "da"),
    ],
)
def test_choose__setting_then_browser_then_danish(locale, setting, expected):
    assert choose(locale, setting) == expected


@pytest.mark.parametrize(
    ("value", "decimals", "danish", "english"),
    [
        (None, 0, "–", "–"),
        (float("nan"), 1, "–", "–"),
        (float("inf"), 1, "–", "–"),
        (0, 0, "0", "0"),
        (1234567, 0, "1.234.567", "1,234,567"),
        (1234.5, 1, "1.234,5", "1,234.5"),
        (-12.346, 2, "-12,35", "-12.35"),
        (-0.04, 1, "0,0", "0.0"),
        (3, 2, "3,00", "3.00"),
    ],
)
def test_number__as_each_language_writes_it(value, decimals, danish, english):
    assert number(value, "da", decimals) == danish
    assert number(value, "en", decimals) == english


def test_percent__with_a_blank_in_danish_only():
    assert percent(0.1234, "da", 1) == "12,3\N{NO-BREAK SPACE}%"
    assert percent(0.1234, "en", 1) == "12.3%"
    assert percent(1, "da") == "100\N{NO-BREAK SPACE}%"
    assert percent(None, "da") == percent(float("nan"), "en") == "–"


def test_date_text__in_three_lengths():
    day = date(2026, 11, 3)
    assert [date_text(day, "da", f) for f in ("short", "medium", "long")] == [
        "03.11.2026",
        "3. nov. 2026",
        "3. november 2026",
    ]
    assert [date_text(day, "da", f) for f in ("day_month", "month", "month_year")] == [
        "3. nov.",
        "nov.",
        "november 2026",
    ]
    assert date_text(day, "en") == "3 Nov 2026"
    assert date_text(day, "en", "month_year") == "November 2026"
    assert date_text(None, "da") == "–"


def test_moment__is_danish_time():
    assert moment(NOW, "da", NOW) == "i dag 14.05"
    assert moment(NOW, "en", NOW) == "today 14:05"
    assert moment(NOW - timedelta(days=1), "da", NOW) == "i går 14.05"
    assert moment(NOW - timedelta(days=3), "da", NOW) == "20. nov. 2026 14.05"
    assert moment(NOW - timedelta(days=3), "en", NOW) == "20 Nov 2026 14:05"
    assert moment(datetime(2026, 7, 1, 12, tzinfo=UTC), "da", NOW) == "1. jul. 2026 14.00"
    assert moment(None, "da") == "–"


def test_moment__midnight_is_the_danish_one():
    late = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)  # half past midnight on the 23rd
    assert moment(late, "da", NOW) == "i dag 00.30"


def test_moment__is_the_same_from_any_zone():
    assert moment(NOW.astimezone(timezone(timedelta(hours=-7))), "da", NOW) == "i dag 14.05"


def test_moment__a_time_without_a_zone_is_an_error():
    with pytest.raises(ValueError, match="without a zone"):
        moment(NOW.replace(tzinfo=None), "da", NOW)


@pytest.mark.parametrize(
    ("seconds", "danish", "english"),
    [
        (-60, "lige nu", "just now"),
        (4, "lige nu", "just now"),
        (59, "59 s siden", "59 s ago"),
        (60, "1 min. siden", "1 min ago"),
        (3599, "59 min. siden", "59 min ago"),
        (3600, "1 time siden", "1 hour ago"),
        (7200, "2 timer siden", "2 hours ago"),
        (86_400, "1 dag siden", "1 day ago"),
        (86_400 * 3, "3 dage siden", "3 days ago"),
    ],
)
def test_age__in_its_largest_unit(seconds, danish, english):
    at = NOW - timedelta(seconds=seconds)
    assert age(at, "da", NOW) == danish
    assert age(at, "en", NOW) == english


def test_duration__below_a_second_and_unknown():
    assert duration(0.25, "da") == "250 ms"
    assert duration(None, "da") == duration(float("nan"), "en") == "–"


def test_error_words__with_and_without_the_details():
    assert error_words(BadQuery(), "en")[1] == "Correct it and try again."
    title, words = error_words(BadQuery(message="No <b>"), "en", lambda s: s.replace("<", "&lt;"))
    assert title == "Parliament refused the query"
    assert words.endswith("The server's answer: No &lt;b>")
    assert "12" in error_words(BreakerOpen(retry_after=11.2), "da")[1]
    assert "Mente du" not in error_words(UnknownName(name="Sagg", suggestion=None), "da")[1]
    assert "Mente du Sag?" in error_words(UnknownName(name="Sagg", suggestion="Sag"), "da")[1]


def test_error_words__says_what_does_not_exist():
    assert error_words(NoSuchThing(what="vote", name=7), "en") == (
        "The vote does not exist",
        "Parliament has no vote of that number. Find it in the list of votes. "
        "Number 7 was asked for.",
    )
    assert error_words(NoSuchThing(what="shoe"), "en")[0] == "It does not exist"


def test_error_words__an_error_without_words_is_unexpected():
    class Strange(TingblikError):
        key = "strange"

    assert error_words(Strange(), "en")[0] == "Something went wrong"
