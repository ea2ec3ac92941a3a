"""Syncs the ballots of complete sessions, in chunks of votes that a stopped sync need not repeat.

The chunks of a session that is being read are partitions of their own. When all are stored, they
are joined to one partition of the session.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

import polars as pl

from core.errors import FormChanged
from core.parliament.calendar.periods import Period
from core.store import ledger
from core.store.datasets.partitions import partition
from core.store.merge import differences, refuse_lost
from core.store.store import Store
from core.store.sync.members import name_others
from core.store.sync.pulses import (
    ACTORS,
    BALLOTS,
    BALLOTS_A_VOTE,
    PEOPLE,
    VOTES,
    ballots_between,
    since,
    vote_ranges,
)
from core.store.sync.run import DAILY, Run
from core.store.voters import ballots_key

Range = tuple[int, int]
_VOTE = "afstemningid"
_NAMES = "names"


def read_ballots(run: Run, session: Period, others: Iterable[int]) -> None:
    """Read all ballots of a session, except for chunks that a stopped sync has stored.

    `others` are the votes of other sessions, which no chunk may contain. The votes of the session
    must be stored.
    """
    code = session.code
    if code not in run.state.staging:
        for first, last in _chunks(run.store, code):
            run.store.remove(BALLOTS, _chunk(code, (first, last)))
        run.state.staging.append(code)
        run.state.checked.pop(_NAMES, None)
        run.save()
    votes = _votes(run.store, code)
    done = _chunks(run.store, code)
    run.begin(ballots_key(code), _rows(run.store, code, done), len(votes) * BALLOTS_A_VOTE)
    waiting = [vote for vote in votes if not _within(vote, done)]
    chunks = vote_ranges(waiting, {*others, *votes} - set(waiting))
    answers = run.reader.fetch_each(ballots_between(*chunk) for chunk in chunks)
    for chunk, answer in zip(chunks, answers, strict=True):
        rows = _own(answer.frame, votes)
        run.keep(BALLOTS, _chunk(code, chunk), rows, answer.fetched_at, answer.url)
    _put_together(run, session, votes)


def follow_ballots(run: Run, sessions: list[Period], all_votes: Callable[[], set[int]]) -> None:
    """Bring the stored sessions up to date: one request where nothing changed."""
    moved = run.moved(BALLOTS)
    if not (moved or run.moved(VOTES) or run.changed[VOTES]):
        return
    complete = [session for session in sessions if is_complete(run, session.code)]
    run.begin("changes/ballots")
    if moved:
        _merge_changes(run, sessions)
    others = all_votes()
    for session in complete:
        _read_new_votes(run, session, others)
    if moved and not _all_agree(run, complete, others):
        for session in complete:
            _recount(run, session, others)


def is_complete(run: Run, code: str) -> bool:
    """Whether all ballots of a session are stored."""
    return was_complete(run, code) and run.store.meta(BALLOTS, code) is not None


def was_complete(run: Run, code: str) -> bool:
    """Whether all ballots of a session were stored; their file may have been damaged since."""
    return ballots_key(code) in run.state.checked


def read_names(run: Run, sessions: list[Period]) -> None:
    """Read the names of all persons daily, and those of other voters if there may be new ones."""
    if run.missing(PEOPLE) or run.due(PEOPLE.key, DAILY):
        run.read(PEOPLE, ACTORS)
    if _NAMES in run.state.checked and not (run.moved(BALLOTS) or run.changed[BALLOTS]):
        return
    stored = [run.store.read(BALLOTS, session.code) for session in sessions]
    voters = [part.frame["aktørid"].unique() for part in stored if part is not None]
    if voters:
        name_others(run, pl.concat(voters))
        run.state.checked[_NAMES] = run.now()


def _put_together(run: Run, session: Period, votes: list[int]) -> None:
    code = session.code
    chunks = [_chunk(code, chunk) for chunk in _chunks(run.store, code)]
    stored = [part for name in chunks if (part := run.store.read(BALLOTS, name))]
    frames = [_own(part.frame, votes) for part in stored]
    rows = pl.concat(frames).unique("id", keep="last").sort("id") if frames else _nothing()
    fetched_at = min((part.meta.fetched_at for part in stored), default=run.now())
    old = run.store.read(BALLOTS, code)
    if old is not None:
        try:
            refuse_lost(BALLOTS, old.frame, rows)
        except FormChanged:  # the chunks are unusable: the next sync reads them again
            for name in chunks:
                run.store.remove(BALLOTS, name)
            raise
        known = ballots_key(code) in run.state.checked
        _note(run, code, old.frame, rows, run.since(BALLOTS) if known else None)
    url = _session_url(stored[0].meta.url, votes) if stored else ""
    run.write(BALLOTS, code, rows, fetched_at, url)
    run.state.empty[code] = sorted(set(votes) - set(rows[_VOTE]))
    run.state.checked[ballots_key(code)] = run.now()
    run.state.staging.remove(code)
    run.save()
    for name in chunks:
        run.store.remove(BALLOTS, name)


def _merge_changes(run: Run, sessions: list[Period]) -> None:
    """Merge the ballots that changed into the frames and chunks that cover their votes."""
    covered = {
        session.code: _covered(run, session.code)
        for session in sessions
        if is_complete(run, session.code) or session.code in run.state.staging
    }
    ids = [vote for votes in covered.values() for vote in votes]
    if not ids:
        return
    answer = run.reader.fetch(since(ballots_between(min(ids), max(ids)), run.since(BALLOTS)))
    for code, votes in covered.items():
        rows = _own(answer.frame, votes)
        if not rows.height:
            continue
        for chunk in _chunks(run.store, code):
            run.add(BALLOTS, _chunk(code, chunk), _between(rows, chunk), answer)
        run.add(BALLOTS, code, rows, answer)


def _read_new_votes(run: Run, session: Period, others: Iterable[int]) -> None:
    """Read the ballots of new votes, and drop those of votes that are gone."""
    code = session.code
    votes, covered = _votes(run.store, code), set(_covered(run, code))
    run.drop(BALLOTS, code, ~pl.col(_VOTE).is_in(votes))
    run.state.empty[code] = [vote for vote in run.state.empty.get(code, []) if vote in set(votes)]
    new = [vote for vote in votes if vote not in covered]
    for chunk in vote_ranges(new, {*others, *votes} - set(new)):
        _read_range(run, code, chunk, votes, None)


def _all_agree(run: Run, complete: list[Period], others: Iterable[int]) -> bool:
    """Whether the API has as many ballots of the stored sessions as the copy: a few requests."""
    codes = [session.code for session in complete]
    votes = [vote for code in codes for vote in _votes(run.store, code)]
    runs = vote_ranges(votes, set(others) - set(votes), size=len(votes))
    return all(_agrees(run, codes, each) for each in runs)


def _recount(run: Run, session: Period, others: Iterable[int]) -> None:
    """Find by counting which chunks have too few or too many ballots, and read those again."""
    code = session.code
    votes = _votes(run.store, code)
    foreign = set(others) - set(votes)
    if not _all_agree(run, [session], others):
        for chunk in vote_ranges(votes, foreign):
            if not _agrees(run, [code], chunk):
                _read_range(run, code, chunk, votes, run.since(BALLOTS))


def _agrees(run: Run, codes: list[str], chunk: Range) -> bool:
    stored = [run.store.read(BALLOTS, code) for code in codes]
    rows = sum(_between(part.frame, chunk).height for part in stored if part is not None)
    return run.reader.count(ballots_between(*chunk)) == rows


def _read_range(
    run: Run, code: str, chunk: Range, votes: list[int], known_since: datetime | None
) -> None:
    """Read the ballots of a range of votes and replace the stored ones."""
    answer = run.reader.fetch(ballots_between(*chunk))
    stored = run.store.read(BALLOTS, code)
    old = _nothing() if stored is None else stored.frame
    new = _own(answer.frame, votes)
    refuse_lost(BALLOTS, _between(old, chunk), new, part=True)
    _note(run, code, _between(old, chunk), new, known_since)
    kept = old.filter(~pl.col(_VOTE).is_between(*chunk))
    rows = pl.concat([kept, new]).unique("id", keep="last").sort("id")
    run.write(BALLOTS, code, rows, answer.fetched_at, answer.url)
    within = {vote for vote in votes if chunk[0] <= vote <= chunk[1]}
    empty = set(run.state.empty.get(code, [])) - within | within - set(new[_VOTE])
    run.state.empty[code] = sorted(empty)
    run.save()


def _note(
    run: Run, code: str, old: pl.DataFrame, new: pl.DataFrame, known_since: datetime | None
) -> None:
    found = differences(old, new, since=known_since)
    if found.height:
        run.differences += ledger.record(run.store, BALLOTS, code, found, run.now())


def _covered(run: Run, code: str) -> list[int]:
    """The votes whose ballots are stored, those without ballots included."""
    votes = _votes(run.store, code)
    staged = _chunks(run.store, code) if code in run.state.staging else []
    found = {vote for vote in votes if _within(vote, staged)}
    stored = run.store.read(BALLOTS, code)
    if stored is not None and is_complete(run, code):
        found |= set(stored.frame[_VOTE].unique()) & set(votes)
        found |= set(run.state.empty.get(code, []))
    return sorted(found)


def _votes(store: Store, code: str) -> list[int]:
    stored = store.read(VOTES, code)
    return [] if stored is None else stored.frame["id"].to_list()


def _chunks(store: Store, code: str) -> list[Range]:
    """The ranges of votes whose chunks are stored and can be read."""
    found: list[Range] = []
    for name in store.partitions(BALLOTS):
        start, _, bounds = name.partition(partition("part", code) + "-")
        if start == "" and bounds and store.meta(BALLOTS, name) is not None:
            first, _, last = bounds.partition("-")
            found.append((int(first), int(last)))
    return found


def _session_url(url_of_chunk: str, votes: list[int]) -> str:
    """The address of a session's ballots, from that of one of its chunks."""
    query = ballots_between(min(votes), max(votes)).path_and_query()
    return url_of_chunk.partition(query.partition("?")[0])[0] + query


def _rows(store: Store, code: str, chunks: list[Range]) -> int:
    stored = [store.meta(BALLOTS, _chunk(code, chunk)) for chunk in chunks]
    return sum(meta.rows for meta in stored if meta is not None)


def _chunk(code: str, chunk: Range) -> str:
    return partition("part", code, chunk[0], chunk[1])


def _within(vote: int, ranges: list[Range]) -> bool:
    return any(first <= vote <= last for first, last in ranges)


def _own(frame: pl.DataFrame, votes: list[int]) -> pl.DataFrame:
    return frame.filter(pl.col(_VOTE).is_in(votes))


def _between(frame: pl.DataFrame, chunk: Range) -> pl.DataFrame:
    return frame.filter(pl.col(_VOTE).is_between(*chunk))


def _nothing() -> pl.DataFrame:
    query = ballots_between(0, 0)
    return pl.DataFrame(schema={name: query.entity.fields[name].dtype for name in query.selected})
