"""The other forms that a page's head names are where it says: each address answers."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping

import pytest
from starlette.testclient import TestClient

from core.filters.pages import OTHERS
from core.standin.serve import Standin
from core.web.page_addresses import other_forms
from core.web.site import Site
from tests.conftest import DemoCopy
from tests.web.readers import loaded
from tests.web.sites import opened

Values = Mapping[str, list[str]]


@pytest.fixture(scope="module")
def answering(
    demo_copy: DemoCopy, parliament: Standin, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """A site on a whole copy, with an API that answers where a feed asks it."""
    folder = tmp_path_factory.mktemp("heads") / "data"
    shutil.copytree(demo_copy.folder, folder)
    with opened(folder, api_url=parliament.url, max_rps=10_000.0) as found:
        yield found


@pytest.fixture(scope="module")
def numbers(client: TestClient) -> Mapping[str, str]:
    """Something of the copy that each page with a number can be about."""
    found = {}
    for page, column in (("vote", "vote_id"), ("member", "member_id"), ("case", "case_id")):
        rows = client.get(f"/api/v1/{page}s.json?limit=1").json()["rows"]
        found[page] = str(rows[0][column])
    return found


@pytest.mark.parametrize(
    ("page", "values"),
    [
        *((page, {}) for page in OTHERS),
        ("votes", {"session": ["all"], "result": ["rejected"], "line": ["HL.for", "FK.against"]}),
        ("members", {"session": ["20251"], "q": ["a"]}),
        ("cases", {"session": ["20251"], "order": ["oldest"]}),
        ("questions", {"session": ["20251"], "kind": ["committee"]}),
        ("case", {"id": ["{number}"]}),
        ("member", {"id": ["{number}"], "session": ["all"]}),
        ("vote", {"id": ["{number}"], "view": ["bars"]}),
        ("vote", {"id": ["' or 1"]}),
    ],
)
def test_other_forms__are_where_the_head_says(
    answering: Site, numbers: Mapping[str, str], page: str, values: Values
) -> None:
    given = {k: [v.format(number=numbers.get(page)) for v in vs] for k, vs in values.items()}
    found = other_forms(page, lambda name: given.get(name, []))
    assert len(found) == len({link.kind for link in found})
    for link in found:
        assert link.href.startswith("./")
        answer = loaded(answering, link.href.removeprefix("."))
        assert answer.headers["content-type"].partition(";")[0] == link.kind


def test_other_forms__of_most_pages_are_two() -> None:
    forms = {page: len(other_forms(page, lambda _: ["7"])) for page in OTHERS}
    assert {page for page, n in forms.items() if n == len(("feed", "rows"))} == {
        "votes", "deviations", "members", "member", "case", "questions"
    }  # fmt: skip
