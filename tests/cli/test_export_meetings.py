"""`export committees` and `export meetings` over a synced copy of the demo."""

from __future__ import annotations

import csv
import io

import polars as pl

from core.standin.demo import build_demo
from core.standin.serve import Standin
from tests.cli.conftest import Command, Result
from tests.conftest import StandinFactory


def rows(result: Result) -> list[dict[str, str]]:
    assert result.code == 0, result.err
    return list(csv.DictReader(io.StringIO(result.out.decode())))


def test_export__committees_and_meetings_of_a_session(
    standin: StandinFactory, command: Command
) -> None:
    server: Standin = standin(build_demo("small"))
    periods = server.tables["Periode"].filter(type="samling").sort("startdato")
    code, number = periods["kode"][0], periods["id"][0]
    missing = command("export", "meetings", api_url=server.url)
    assert missing.code == 1
    assert "sync --cases" in missing.err
    done = command("sync", "--cases", "--session", code, api_url=server.url)
    assert done.code == 0, done.err

    meetings = rows(command("export", "meetings", "--session", code, api_url=server.url))
    expected = server.tables["Møde"].filter(periodeid=number)
    assert sorted(int(row["meeting_id"]) for row in meetings) == sorted(expected["id"])
    assert {row["type"] for row in meetings} >= {"chamber", "committee"}
    day = expected["dato"].dt.date().sort().to_list()[3]
    some = rows(command("export", "meetings", "--from", day, "--to", day, api_url=server.url))
    on_day = expected.filter(pl.col("dato").dt.date() == day)
    assert len(some) == on_day.height

    members = rows(command("export", "committees", api_url=server.url))
    committees = server.tables["Aktør"].filter(pl.col("typeid").is_in([3, 9]), periodeid=number)
    assert {int(row["committee_id"]) for row in members} == set(committees["id"])
    chairs = [row for row in members if row["role"] == "chair"]
    assert len(chairs) >= committees.height
    assert all(row["member"] and row["start"] for row in chairs)
    assert all(int(row["cases"]) >= 0 for row in members)


def test_export__what_does_not_go_with_committees_is_said(command: Command) -> None:
    days = command("export", "committees", "--from", "2026-01-01")
    assert days.code == 2
    assert "does not go with committees" in days.err
    assert command("export", "meetings", "--subset", "final").code == 2
