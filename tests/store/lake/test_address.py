"""Where the shared store lies: what is refused, and that no secret is told."""

from __future__ import annotations

import logging
import subprocess
import sys

import pytest

from core.errors import SettingsError, SharedStoreError
from core.settings import Settings, load_settings
from core.store.lake.address import lake_address
from core.store.lake.delta import DeltaTables
from core.store.lake.moment import SYNCS
from core.store.lake.opening import open_tables
from tests.browser.servers import ROOT
from tests.store.lake.conftest import Site, answering, environment, rows
from tests.store.snapshots import SOURCE

SECRET = "top-secret-value"


@pytest.mark.parametrize(
    "url", ["s3://bucket/folder", "gs://bucket", "az://container/a/b", "file:///srv/lake"]
)
def test_setting__takes_the_kinds_of_store_that_there_are(url):
    assert Settings(store_url=url).store_url == url


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/lake",
        "s3://user:top-secret-value@bucket/x",
        "s3://bucket/x?secret=top-secret-value",
        "s3:///x",
        "file://host/x",
        "file:///",
        "/srv/top-secret-value",
        "s3://[",
    ],
)
def test_setting__refuses_others_without_repeating_them(url):
    with pytest.raises(SettingsError, match="TINGBLIK_STORE_URL") as told:
        load_settings({"TINGBLIK_STORE_URL": url})
    assert SECRET not in str(told.value)


@pytest.mark.parametrize("name", ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "AZURE_ENDPOINT"])
def test_endpoint__plain_http_is_for_loopback(name):
    near = lake_address("s3://bucket", SOURCE, {name: "http://127.0.0.1:9000"})
    assert near.options["allow_http"] == near.file_options["allow_http"] == "true"
    with pytest.raises(SettingsError, match=name):
        lake_address("s3://bucket", SOURCE, {name: "http://storage.example"})
    far = lake_address("s3://bucket", SOURCE, {name: "https://storage.example"})
    assert far.options["allow_http"] == far.file_options["allow_http"] == "false"


def test_certificates__are_verified_whatever_the_environment_says():
    asked = {"AWS_ALLOW_INVALID_CERTIFICATES": "true", "AWS_ALLOW_HTTP": "true"}
    found = lake_address("s3://bucket", SOURCE, asked)
    for options in (found.options, found.file_options):
        assert options["allow_invalid_certificates"] == "false"
        assert options["allow_http"] == "false"


@pytest.mark.parametrize(
    ("status", "what"), [(403, "refused"), (401, "refused"), (503, "unreachable")]
)
def test_answers__that_are_none_are_told_in_a_sentence(
    status, what, tmp_path, monkeypatch, caplog, site
):
    site.publisher().publish()
    site.follower().poll()
    before = rows(site.store("web"))
    body = f"<Error><AWSAccessKeyId>AKIAEXAMPLEKEY</AWSAccessKeyId>{SECRET}</Error>".encode()
    caplog.set_level(logging.DEBUG, "tingblik")
    with answering(status, body) as server:
        for name, value in environment(server).items():
            monkeypatch.setenv(name, value)
        address = lake_address("s3://bucket/lake", SOURCE)
        away = Site(tmp_path, address, site.hours)
        web = away.follower()
        assert not web.poll()
        assert web.state.error.params["what"] == what
        with pytest.raises(SharedStoreError) as told:
            away.publisher("other").publish()
    assert told.value.params["what"] == what
    words = f"{told.value!r} {web.state.error!r} {caplog.text}"
    assert SECRET not in words
    assert "AKIA" not in words
    assert rows(site.store("web")) == before
    assert web.whole


def test_nobody__there_is_told_soon(tmp_path, monkeypatch):
    for name, value in environment("http://127.0.0.1:9").items():
        monkeypatch.setenv(name, value)
    tables = DeltaTables(lake_address("s3://bucket/lake", SOURCE))
    with pytest.raises(SharedStoreError) as told:
        tables.version(SYNCS)
    assert told.value.params["what"] == "unreachable"


def test_plain_install__knows_nothing_of_the_library():
    code = (
        "import sys; sys.modules['deltalake'] = None\n"
        "from core.service import Service\n"
        "from core.background import background\n"
        "from core.cli import restore\n"
        "from core.settings import Settings\n"
        "from core.errors import SettingsError\n"
        "from core.store.lake.opening import open_tables\n"
        "try: open_tables(Settings(store_url='file:///srv/lake'))\n"
        "except SettingsError as error: print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "pip install -r requirements-shared.txt" in done.stdout


def test_without_the_setting__there_is_no_shared_store():
    with pytest.raises(SettingsError, match="is not set"):
        open_tables(Settings())
