"""What a program is told while ballots are loaded, and when they cannot be."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator

import pytest

from core.errors import NotReachable
from core.jobs import Job
from core.service import SYNC
from core.web.site import Site
from tests.conftest import DemoCopy
from tests.web.sites import opened, served

BALLOTS = "/api/v1/ballots.csv"


@pytest.fixture
def site(demo_copy: DemoCopy, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A copy without the ballots of any session, of an API where nothing answers."""
    folder = tmp_path_factory.mktemp("loading") / "data"
    shutil.copytree(demo_copy.folder, folder)
    with opened(folder, api_url=demo_copy.url) as found:
        source = found.service().source
        assert source is not None
        for partition in source.store.partitions("Stemme"):
            source.store.remove("Stemme", partition)
        yield found


def test_ballots__a_program_is_told_why_they_cannot_be_loaded(site: Site) -> None:
    client, jobs, going = served(site), site.service().jobs, threading.Event()

    def fail(job: Job) -> None:
        going.wait(10)
        raise NotReachable("nothing answers")

    job = jobs.start(SYNC, fail)
    assert client.get(BALLOTS).status_code == 202  # it is still tried
    going.set()
    job.wait(10)
    answer = client.get(BALLOTS)
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "60"
    assert answer.headers["cache-control"] == "no-store"
    assert client.get("/api/v1/votes.csv").status_code == 200  # what is stored is served on
    jobs.forget(SYNC)
    assert client.get(BALLOTS).status_code == 202
    assert jobs.get(SYNC) is not None
