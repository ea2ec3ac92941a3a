"""Settings from the environment and the host's secrets."""

from dataclasses import fields
from pathlib import Path

import pytest

from core.errors import SettingsError
from core.settings import PUBLIC_API, Settings, load_settings, variable

GOOD = {
    "api_url": ("https://example.org/odata/", "https://example.org/odata/"),
    "data_dir": ("/var/lib/tingblik", Path("/var/lib/tingblik")),
    "demo": ("never", "never"),
    "max_rps": ("2.5", 2.5),
    "max_connections": ("8", 8),
    "share_of": ("2", 2),
    "redis_url": ("redis://:secret@example.org/1",) * 2,
    "lang": ("en", "en"),
    "connect_timeout": ("1.5", 1.5),
    "read_timeout": ("12", 12.0),
    "total_timeout": ("60", 60.0),
    "retries": ("0", 0),
    "breaker_failures": ("3", 3),
    "breaker_seconds": ("0.5", 0.5),
    "cache_max_mb": ("50", 50),
    "role": ("writer", "writer"),
    "sync_minutes": ("5", 5.0),
    "sitting_minutes": ("2", 2.0),
    "night_minutes": ("30", 30.0),
    "snapshot_url": ("https://example.org/s.zip?x=1", "https://example.org/s.zip?x=1"),
    "store_url": ("s3://bucket/tingblik", "s3://bucket/tingblik"),
    "follow_seconds": ("5", 5.0),
    "public_url": ("https://example.org/tingblik/", "https://example.org/tingblik"),
    "trusted_proxies": ("10.0.0.0/8,::1", "10.0.0.0/8,::1"),
    "metrics_readers": ("192.0.2.7", "192.0.2.7"),
    "frame_ancestors": ("https://a.example https://b.example",) * 2,
    "request_rate": ("0", 0.0),
    "request_burst": ("20", 20),
    "report_url": ("https://example.org/new",) * 2,
    "code_url": ("https://example.org/code",) * 2,
    "alert_webhook": ("https://example.org/hook",) * 2,
    "alert_format": ("teams", "teams"),
    "alert_smtp": ("smtps://user:word@example.org",) * 2,
    "alert_from": ("a@example.org",) * 2,
    "alert_to": ("b@example.org, c@example.org",) * 2,
    "alert_command": ("logger -t tingblik",) * 2,
    "log_level": ("debug", "DEBUG"),
    "log_format": ("json", "json"),
    "log_file": ("/var/log/tingblik.log", "/var/log/tingblik.log"),
}


def test_settings__every_one_is_tested_and_has_a_meaning():
    assert set(GOOD) == {s.name for s in fields(Settings)}
    assert all(s.metadata["meaning"] for s in fields(Settings))


@pytest.mark.parametrize("name", GOOD)
def test_load__reads_the_variable(name):
    raw, value = GOOD[name]
    settings = load_settings({variable(name): raw})
    assert getattr(settings, name) == value
    assert type(getattr(settings, name)) is type(value)
    defaults = Settings()
    for other in GOOD.keys() - {name}:
        assert getattr(settings, other) == getattr(defaults, other)


@pytest.mark.parametrize("name", GOOD)
def test_load__reads_the_hosts_secrets(name):
    raw, value = GOOD[name]
    assert getattr(load_settings({}, {variable(name): raw}), name) == value


def test_load__the_environment_goes_before_secrets():
    settings = load_settings({"TINGBLIK_LANG": "da"}, {"TINGBLIK_LANG": "en"})
    assert settings.lang == "da"


def test_load__secrets_may_hold_numbers():
    assert load_settings({}, {"TINGBLIK_MAX_CONNECTIONS": 2}).max_connections == 2


@pytest.mark.parametrize("raw", ["", "   "])
def test_load__empty_is_the_default(raw):
    assert load_settings({variable(name): raw for name in GOOD}) == Settings()


def test_load__defaults():
    settings = load_settings({})
    assert settings.api_url == PUBLIC_API
    assert settings.demo == "auto"
    assert settings.max_rps == 10
    assert settings.max_connections == 4
    assert settings.data_dir.is_absolute()


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("api_url", "oda.ft.dk/api"),
        ("api_url", "ftp://oda.ft.dk/api/"),
        ("api_url", "https://"),
        ("api_url", "http://oda.ft.dk/api/"),
        ("api_url", "http://127.0.0.1.example.org/"),
        ("api_url", "https://user:secret@oda.ft.dk/api/"),
        ("api_url", "https://oda.ft.dk/api/?x=1"),
        ("api_url", "https://oda.ft.dk/api/#x"),
        ("snapshot_url", "example.org/s.zip"),
        ("snapshot_url", "http://example.org/s.zip"),
        ("snapshot_url", "https:///s.zip"),
        ("snapshot_url", "https://user:secret@example.org/s.zip"),
        ("snapshot_url", "file://example.org/s.zip"),
        ("snapshot_url", "file:s.zip"),
        ("snapshot_url", "https://[::1/s.zip"),
        ("snapshot_url", "ftp://example.org/s.zip"),
        ("public_url", "example.org"),
        ("public_url", "http://example.org"),
        ("public_url", "https://user:secret@example.org"),
        ("public_url", "https://example.org/?x=1"),
        ("public_url", "https://example.org:99999"),
        ("public_url", "https://[::1"),
        ("trusted_proxies", "proxy.example"),
        ("trusted_proxies", "*"),
        ("metrics_readers", "10.0.0.1/8"),
        ("frame_ancestors", "'self'"),
        ("frame_ancestors", "http://a.example"),
        ("frame_ancestors", "https://a.example; script-src *"),
        ("frame_ancestors", "https://a.example/path"),
        ("frame_ancestors", "https://a.example,https://b.example"),
        ("frame_ancestors", "https://user:secret@a.example"),
        ("frame_ancestors", "https://[::1"),
        ("request_rate", "-1"),
        ("request_rate", "inf"),
        ("request_rate", "nan"),
        ("request_burst", "0"),
        ("demo", "yes"),
        ("lang", "sv"),
        ("log_level", "LOUD"),
        ("max_rps", "fast"),
        ("max_rps", "0"),
        ("max_rps", "nan"),
        ("max_connections", "-1"),
        ("max_connections", "2.5"),
        ("connect_timeout", "0"),
        ("read_timeout", "-1"),
        ("total_timeout", "soon"),
        ("retries", "-1"),
        ("retries", "many"),
        ("breaker_failures", "0"),
        ("breaker_seconds", "0"),
        ("cache_max_mb", "0"),
    ],
)
def test_load__a_bad_value_names_the_variable(name, raw):
    with pytest.raises(SettingsError, match=variable(name)):
        load_settings({variable(name): raw})


@pytest.mark.parametrize("name", ["API_URL", "SNAPSHOT_URL", "PUBLIC_URL", "FRAME_ANCESTORS"])
def test_load__a_password_is_not_repeated(name):
    with pytest.raises(SettingsError) as caught:
        load_settings({f"TINGBLIK_{name}": "https://user:secret@oda.ft.dk/api/"})
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost:1", "[::1]:8000"])
def test_api_url__http_is_for_loopback(host):
    settings = load_settings({"TINGBLIK_API_URL": f"http://{host}/api"})
    assert settings.api_url == f"http://{host}/api/"
    assert settings.origin == f"http://{host}"


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8000/s.zip", "file:///srv/s.zip", "file://localhost/srv/s.zip"]
)
def test_snapshot_url__may_be_on_this_machine(url):
    assert load_settings({"TINGBLIK_SNAPSHOT_URL": url}).snapshot_url == url


def test_data_dir__is_made_absolute(monkeypatch):
    monkeypatch.setenv("HOME", "/home/somebody")
    assert load_settings({"TINGBLIK_DATA_DIR": "~/x"}).data_dir == Path("/home/somebody/x")
    assert load_settings({"TINGBLIK_DATA_DIR": "x"}).data_dir.is_absolute()


def test_settings__cannot_be_changed():
    with pytest.raises(AttributeError):
        Settings().retries = 5


@pytest.mark.parametrize("port", ["99999", "0", "-1", "x"])
def test_api_url__a_port_that_cannot_be(port: str) -> None:
    with pytest.raises(SettingsError, match="TINGBLIK_API_URL has a port that cannot be"):
        load_settings({"TINGBLIK_API_URL": f"https://oda.example:{port}/api/"})
