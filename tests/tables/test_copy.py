"""A copy opened for a notebook: what it tells, what it refuses, and that it changes nothing."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from core import open_copy
from core.errors import NoSuchThing, NotStored, ReadOnlyStore
from core.language import LANGUAGES, error_words
from core.settings import variable
from core.standin.serve import Standin
from core.store.store import DERIVED, Store, store_root
from core.store.sync.syncer import Syncer, SyncScope
from core.tables.copy import Copy
from core.telemetry import Telemetry
from tests.conftest import ClientFactory, DemoCopy, StandinFactory
from tests.makers.clocks import Clock
from tests.store.chamber import BEGUN, chamber

Filled = Callable[[SyncScope], Copy]


@pytest.fixture
def api(standin: StandinFactory) -> Standin:
    return standin(chamber())


@pytest.fixture
def filled(api: Standin, client: ClientFactory, tmp_path: Path) -> Filled:
    """A copy of the small chamber after a sync of that scope; it is not the demo's."""

    def fill(scope: SyncScope) -> Copy:
        store = Store(store_root(tmp_path / "copy", api.url), Telemetry())
        Syncer(client(api.url), store, Clock(BEGUN), pause=lambda seconds: None).sync(scope)
        return open_copy(tmp_path / "copy")

    return fill


def files(folder: Path) -> dict[str, tuple[int, int]]:
    """Every file and folder, with when it was changed and its size."""
    return {
        str(path.relative_to(folder)): (path.stat().st_mtime_ns, path.stat().st_size)
        for path in [folder, *folder.rglob("*")]
    }


def test_copy__changes_nothing_and_works_out_marks_in_memory(
    demo_copy: DemoCopy, tmp_path: Path
) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(demo_copy.folder, folder)
    (source,) = (folder / "store").iterdir()
    assert (source / DERIVED).exists()
    shutil.rmtree(source / DERIVED)
    damaged = source / "Møde" / "meetings-20242.parquet"
    damaged.write_bytes(damaged.read_bytes()[:-9])
    left = source / "Sag" / ".killed.tmp"
    left.touch()
    before = files(folder)
    copy, kept = open_copy(folder), open_copy(demo_copy.folder)
    assert copy.ballots().equals(kept.ballots())
    assert copy.members(sessions="20251").equals(kept.members(sessions="20251"))
    meetings = copy.meetings()
    assert "20242" in copy.source(meetings).missing
    assert meetings.height < kept.meetings().height
    for name in ("votes", "cases", "steps", "questions", "sessions"):
        assert getattr(copy, name)().equals(getattr(kept, name)())
    assert files(folder) == before


def test_store__opened_to_read_only_takes_nothing_away(demo_copy: DemoCopy) -> None:
    copy = open_copy(demo_copy.folder)
    store = Store(copy.folder, Telemetry(), read_only=True)
    with pytest.raises(ReadOnlyStore):
        store.remove("Stemme", "20251")
    store.try_folder()
    assert store.problem is None
    assert store.meta("Stemme", "20251") is not None


def test_copy__invented_rows_say_so(demo_copy: DemoCopy, filled: Filled) -> None:
    demo, small = open_copy(demo_copy.folder), filled(SyncScope(all_ballots=True))
    assert (demo.invented, small.invented) == (True, False)
    assert "invented" in repr(demo)
    assert "invented" not in repr(small)
    for frame in (demo.votes(), demo.sessions(), demo.cases(sessions="20251")):
        assert frame["demo"].all()
        assert demo.source(frame).invented
    assert "demo" not in small.votes().columns
    assert "demo" not in small.sessions().columns


def test_copy__texts_are_plain_strings(demo_copy: DemoCopy) -> None:
    copy = open_copy(demo_copy.folder)
    for frame in (copy.votes(), copy.ballots(), copy.cases(), copy.coalitions()):
        kept = [d for d in frame.dtypes if isinstance(d, pl.Categorical | pl.Enum | pl.Object)]
        assert not kept


def test_copy__ballots_carry_stand_line_deviation_and_mistake(demo_copy: DemoCopy) -> None:
    ballots = open_copy(demo_copy.folder).ballots(sessions="20251")
    stood = ballots.filter(pl.col("party_line").is_not_null())
    assert (stood["party_line"] == stood["party_stand"]).all()
    alone = ballots.filter(pl.col("party_stand").is_not_null(), pl.col("party_line").is_null())
    assert alone.height  # of parties of which one member alone voted
    assert ballots["deviates"].sum()
    assert ballots["recorded_error"].sum()


def test_copy__parties_are_those_of_the_ballots(demo_copy: DemoCopy) -> None:
    copy = open_copy(demo_copy.folder)
    parties = copy.parties(sessions="20251").rows_by_key("party", named=True, unique=True)
    counted = copy.ballots(sessions="20251").filter(pl.col("left_out").is_null())
    assert list(parties) == sorted(counted["party"].drop_nulls().unique())
    for party, row in parties.items():
        own = counted.filter(party=party)
        assert (row["ballots"], row["members"], row["votes"], row["first"], row["last"]) == (
            own.height,
            own["member_id"].n_unique(),
            own["vote_id"].n_unique(),
            own["date"].min(),
            own["date"].max(),
        )


def test_sessions__tell_what_is_stored(filled: Filled) -> None:
    copy = filled(SyncScope(sessions=("20231",)))
    assert copy.sessions().select("session", "votes", "ballots").rows() == [
        ("20242", None, None),
        ("20241", None, None),
        ("20231", 7, 31),
    ]


def test_source__tells_age_addresses_and_what_is_missing(filled: Filled, api: Standin) -> None:
    copy = filled(SyncScope(sessions=("20231",)))
    votes = copy.votes()
    source = copy.source(votes)
    assert source.periods == ("20231",)
    assert source.missing == ("20242", "20241")
    assert (source.without_ballots, source.invented) == ((), False)
    assert source.fetched_at.tzinfo is not None
    assert all(url.startswith(api.url) for url in source.urls)
    assert any("Stemme" in url for url in source.urls)
    assert copy.source(copy.votes(sessions=["20231"])).missing == ()


def test_source__tells_whose_ballots_are_not_stored(filled: Filled) -> None:
    copy = filled(SyncScope(entities=("Afstemning",)))
    votes = copy.votes()
    assert copy.source(votes).without_ballots == ("20241", "20231")
    assert votes["ballots"].null_count() == votes.height
    with pytest.raises(NotStored, match="the ballots of 20242 are not in the local copy"):
        copy.ballots()


def test_source__is_of_a_frame_as_it_was_given(demo_copy: DemoCopy) -> None:
    copy = open_copy(demo_copy.folder)
    votes = copy.votes(sessions="20251")
    assert copy.source(votes).periods == ("20251",)
    for other in (votes.clone(), votes.head(3), pl.DataFrame()):
        with pytest.raises(ValueError, match="before it is filtered"):
            copy.source(other)
    key = id(votes)
    assert key in copy._given
    del votes, other
    gc.collect()
    assert not copy._given


@pytest.mark.parametrize(
    ("table", "choices", "error", "said"),
    [
        ("votes", {"sessions": "19991"}, NoSuchThing, "there is no session '19991'"),
        ("cases", {"sessions": ["19991"]}, NoSuchThing, "knows no session or year 19991"),
        ("meetings", {"sessions": ["2025f"]}, NoSuchThing, "knows no session 2025f"),
        ("votes", {"start": "2025-02-30"}, ValueError, "not a day like"),
        ("cases", {"start": "2025-02-02", "end": date(2025, 2, 1)}, ValueError, "lies after"),
        ("votes", {"subset": "some"}, ValueError, "subset is one of all, divided"),
        ("winning", {"lines": "both"}, ValueError, "lines is one of best, ballots, text"),
        ("agreement", {"min_shared": 0}, ValueError, "min_shared is a number above 0"),
        ("votes", {"include_errors": True}, TypeError, "include_errors"),
        ("cases", {"subset": "final"}, TypeError, "subset"),
    ],
)
def test_copy__what_cannot_be_is_refused(
    demo_copy: DemoCopy, table: str, choices: dict[str, Any], error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said):
        getattr(open_copy(demo_copy.folder), table)(**choices)


def test_copy__what_is_not_stored_says_how_to_get_it(filled: Filled) -> None:
    copy = filled(SyncScope(sessions=("20231",)))
    with pytest.raises(NotStored, match="python -m core sync --session 20241"):
        copy.votes(sessions=["20231", "20241"])
    with pytest.raises(NotStored, match="python -m core sync --cases"):
        copy.cases()


def test_open_copy__takes_the_folder_of_the_settings(
    demo_copy: DemoCopy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable("data_dir"), str(demo_copy.folder))
    monkeypatch.setenv(variable("api_url"), demo_copy.url)
    assert open_copy().votes().equals(open_copy(str(demo_copy.folder)).votes())
    (source,) = (demo_copy.folder / "store").iterdir()
    assert open_copy(source).folder == open_copy().folder == source
    monkeypatch.setenv(variable("api_url"), "http://127.0.0.1:1/api/")
    with pytest.raises(NotStored, match=r"nothing of http://127.0.0.1:1/api/ is stored"):
        open_copy()
    monkeypatch.setenv(variable("data_dir"), str(tmp_path / "nowhere"))
    with pytest.raises(NotStored, match="first run python -m core sync"):
        open_copy()
    assert not (tmp_path / "nowhere").exists()


def test_open_copy__a_folder_that_cannot_be_opened(demo_copy: DemoCopy, tmp_path: Path) -> None:
    with pytest.raises(NotStored, match="there is no folder") as none:
        open_copy(tmp_path / "nowhere")
    with pytest.raises(NotStored, match=f"TINGBLIK_DATA_DIR={tmp_path} python -m core sync"):
        open_copy(tmp_path)
    for name in ("a.example_api", "b.example_api"):
        place = tmp_path / "store" / name / "Periode"
        place.mkdir(parents=True)
        shutil.copy(next(demo_copy.folder.glob("store/*/Periode/*.parquet")), place)
    with pytest.raises(NotStored, match=r"open one of .*a\.example_api, .*b\.example_api") as many:
        open_copy(tmp_path)
    titles = {error_words(each.value, lang)[0] for each in (none, many) for lang in LANGUAGES}
    assert len(titles) == 4


def test_copy__a_folder_of_something_else(tmp_path: Path) -> None:
    place = tmp_path / "store" / "x" / "y"
    place.mkdir(parents=True)
    (place / "z.parquet").write_bytes(b"no rows")
    copy = open_copy(tmp_path)
    for table in ("votes", "sessions"):
        with pytest.raises(NotStored, match="the local copy is empty"):
            getattr(copy, table)()
    assert (place / "z.parquet").exists()
