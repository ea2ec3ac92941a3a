"""`export` over a synced copy: columns, counts, filters, readme."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest

from core.cli.export_api import API_TABLES
from core.dictionary import TABLES
from core.dictionary.ballots import BALLOTS
from core.dictionary.votes import VOTES
from core.oda.schema.entities import INVENTED
from core.standin.demo import build_demo
from core.standin.serve import Standin
from tests.cli.conftest import Command, Result
from tests.conftest import StandinFactory
from tests.store.chamber import chamber

CONTRACT = [
    "vote_id", "date", "session", "number", "type", "case_id", "case_number", "case_title", "step",
    "adopted", "for", "against", "neither", "absent", "ballots", "official_for",
    "official_against", "official_neither", "parties_for", "parties_against", "parties_neither",
    "lines_from", "check", "error_note", "note", "url", "unknown", "type_source", "closeness",
    "density", "turnout",
]  # fmt: skip
TEXT = (
    "Forslaget blev vedtaget. For stemte {} (XA), imod stemte {} (XB), hverken for eller imod "
    "stemte 0."
)


@pytest.fixture
def api(standin: StandinFactory) -> Standin:
    """The chamber, in which some votes have texts that agree with the ballots, or do not."""
    server = standin(chamber())
    ballots = server.tables["Stemme"]

    def divide(number: int) -> None:
        rows = ballots.filter(pl.col("afstemningid") == number)
        kinds = pl.when(pl.col("aktørid") < 104).then(1).otherwise(2).cast(pl.Int32)
        server.update("Stemme", rows.select("id", kinds.alias("typeid")))

    for number in (20, 21, 22):
        divide(number)
    server.update(
        "Afstemning",
        [
            {"id": 20, "konklusion": TEXT.format(3, 2), "typeid": 1},
            {"id": 21, "konklusion": TEXT.format(4, 1), "typeid": 4},
            {"id": 22, "konklusion": "", "typeid": 3},
            {"id": 33, "konklusion": TEXT.format(3, 2), "typeid": 1},
            {"id": 5, "konklusion": "", "typeid": 1},
        ],
    )
    return server


@pytest.fixture
def synced(command: Command) -> Command:
    assert command("sync", "--all", "--cases", "--quiet").code == 0
    return command


def rows(result: Result) -> dict[int, dict[str, str]]:
    assert result.code == 0, result.err
    return {int(r["vote_id"]): r for r in csv.DictReader(io.StringIO(result.out.decode()))}


def test_export__votes_have_the_columns_of_the_contract(synced: Command) -> None:
    assert synced("export", "votes").lines[0].split(",") == CONTRACT == list(VOTES.schema)


def test_export__counts_are_those_of_the_ballots(synced: Command) -> None:
    found = rows(synced("export", "votes"))
    assert len(found) == 52
    picked = "for against neither absent ballots parties_for parties_against lines_from check"
    assert {n: [found[n][c] for c in picked.split()] for n in (20, 21, 22, 33, 5)} == {
        20: ["3", "2", "0", "0", "5", "XA", "XB", "ballots", "match"],
        21: ["3", "2", "0", "0", "5", "XA", "XB", "ballots", "mismatch"],
        22: ["3", "2", "0", "0", "5", "XA", "XB", "ballots", "no_text"],
        33: ["", "", "", "", "0", "XA", "XB", "text", "no_ballots"],
        5: ["", "", "", "", "0", "", "", "", "neither"],
    }


def test_export__without_ballots_their_columns_are_unknown(command: Command) -> None:
    command("sync", "--session", "20231", "--quiet")
    command("sync", "Afstemning", "--quiet")
    found = rows(command("export", "votes", "--session", "20241"))
    assert {found[20][c] for c in ("for", "ballots", "check")} == {""}
    assert found[20]["lines_from"] == "text"


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("--subset", "divided"), {20, 21, 22, 33}),
        (("--subset", "amendment"), {21}),
        (("--subset", "motion"), {22}),
        (("--session", "20231"), {1, 2, 3, 4, 5, 90, 91}),
        (("--to", "2024-06-01"), {1, 2, 3, 4, 5, 90, 91}),
        (("--from", "2023-01-01", "--to", "2023-12-01"), set()),
    ],
)
def test_export__filters(synced: Command, words: tuple[str, ...], found: set[int]) -> None:
    votes = set(rows(synced("export", "votes", *words)))
    if "divided" in words:
        votes &= {20, 21, 22, 33, 5}
    assert votes == found


def test_export__ballots_with_the_party_of_the_day(synced: Command) -> None:
    result = synced("export", "ballots", "--session", "20241", "--subset", "motion")
    read = list(csv.DictReader(io.StringIO(result.out.decode())))
    assert list(read[0]) == list(BALLOTS.schema)[: len(read[0])]
    assert [(r["member"], r["party"], r["position"]) for r in read] == [
        ("Navn 101", "XA", "for"),
        ("Navn 102", "XA", "for"),
        ("Navn 103", "XA", "for"),
        ("Navn 104", "XB", "against"),
        ("Navn 105", "XB", "against"),
    ]


def test_export__a_readme_stands_beside_the_file(synced: Command, tmp_path: Path) -> None:
    out = tmp_path / "votes.csv"
    words = ("--subset", "divided", "--session", "20241", "--excel", "--lang", "en")
    assert synced("export", "votes", "--out", out, *words).code == 0
    assert out.read_bytes().startswith(b"\xef\xbb\xbfvote_id;date;")
    readme = (tmp_path / "votes-readme.txt").read_text(encoding="utf-8-sig")
    for said in ("--session: 20241", "--subset: divided", "Rows: ", "semicolons", "lines_from"):
        assert said in readme


@pytest.mark.parametrize("form", ["json", "parquet"])
def test_export__other_formats(synced: Command, tmp_path: Path, form: str) -> None:
    out = tmp_path / f"votes.{form}"
    assert synced("export", "votes", "--out", out, "--lang", "da").code == 0
    if form == "json":
        assert list(json.loads(out.read_bytes())[0]) == CONTRACT
    else:
        assert pl.read_parquet(out).schema == pl.Schema(VOTES.schema)
    readme = (tmp_path / "votes-readme.txt").read_text()
    assert "komma" not in readme.partition("Kolonner")[0].partition("Format")[2]


def test_export__asks_nothing_of_the_api(synced: Command, api: Standin) -> None:
    before = len(api.requests)
    assert synced("export", "ballots").code == 0
    assert len(api.requests) == before


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("votes",), 1, "fill it with python -m core sync"),
        (("bills",), 2, "invalid choice"),
        (("votes", "--from", "2024-02-30"), 2, "not a date"),
        (("votes", "--from", "2024-02-02", "--to", "2024-02-01"), 2, "lies after"),
        (("votes", "--excel", "--format", "json"), 2, "--excel"),
    ],
)
def test_export__what_cannot_be_done_is_said(
    command: Command, words: tuple[str, ...], code: int, said: str
) -> None:
    result = command("export", *words)
    assert (result.code, result.out) == (code, b"")
    assert said in result.err


def test_export__a_session_that_is_not_stored(command: Command) -> None:
    command("sync", "--session", "20231", "--quiet")
    result = command("export", "ballots", "--session", "20241")
    assert result.code == 1
    assert "python -m core sync --session 20241" in result.err
    assert rows(command("export", "votes")).keys() == {1, 2, 3, 4, 5, 90, 91}


_COLUMNS = {
    "votes": " ".join(CONTRACT),
    "ballots": "vote_id date session member_id member party position party_line deviates "
    "recorded_error left_out case_number case_title case_type",
    "deviations": "vote_id date case_number member_id member party position party_line kind "
    "found_in",
    "members": "member_id member party ballots cast absent for against neither attendance "
    "line_votes with_line loyalty deviations recorded_errors won_share unknown decided first last",
    "parties": "party members ballots votes first last",
    "agreement": "party_a party_b shared same agreement single_voter_votes",
    "member-agreement": "member_a member_b shared same agreement",
    "cohesion": "party votes rice agreement_index rice_votes",
    "winning": "party votes won won_share single_voter_votes decided",
    "coalitions": "parties n_parties votes share adopted size margin first last single_voter_votes",
    "party-map": "party votes axis_1 axis_2 single_voter_votes",
    "rollcall": "member_id member party",
    "quality": "finding session date vote_id number case_number member_id member party counted "
    "stated detail",
    "cases": "case_id period number type category title short_title status outcome proposed "
    "ministry committee government proposers proposer_parties keywords votes law_number law_date "
    "under_id resume url",
    "steps": "step_id case_id case_number period date title type status reading held",
    "questions": "question_id kind session number title asked asker asker_party co_askers minister "
    "ministry committee oral due preliminary final supplementary days_preliminary days late status "
    "case_id case_number url",
    "committees": "session committee_id short committee member_id member party party_end role "
    "start end seats cases reports meetings",
    "meetings": "meeting_id session date time type status number title committee committee_name "
    "place agenda_url",
    "documents": "document_id date type category status title case_id case_number case_title "
    "sender question_id",
    "changes": "kind state id date updated case_id case_number case_title title result parties "
    "owners fields",
}
COLUMNS = {table: names.split() for table, names in _COLUMNS.items()}
"""The columns of every table: a contract."""
CONTESTED = [f"contested_{name}" for name in ("votes", "rice", "agreement_index", "rice_votes")]
ELSEWHERE = {"questions", "committees", "meetings"}
OF_VOTES = [table for table in TABLES if table not in ELSEWHERE | API_TABLES]
"""The tables that a sync of the small chamber fills; the others are of the demo parliament."""
SHARES = ("attendance", "loyalty", "won_share", "agreement", "share", "rice", "agreement_index")


def records(result: Result) -> list[dict[str, str]]:
    assert result.code == 0, result.err
    return list(csv.DictReader(io.StringIO(result.out.decode())))


def of_vote(column: str) -> bool:
    """Whether a column is one of those that roll calls have for each vote."""
    return re.fullmatch(r"v\d+", column) is not None


def test_export__every_table_has_the_columns_of_the_contract(synced: Command) -> None:
    assert COLUMNS.keys() == TABLES.keys()
    for table in OF_VOTES:
        columns = COLUMNS[table]
        result = synced("export", table)
        assert [name for name in result.lines[0].split(",") if not of_vote(name)] == columns
        read = records(result)
        assert read or table == "party-map", table  # these few votes place nobody
        for row in read:
            assert all(0 <= float(row[name]) <= 1 for name in SHARES if row.get(name))


def test_export__tables_of_the_demos_newest_session(
    command: Command, standin: StandinFactory
) -> None:
    url = standin(build_demo("small")).url
    assert command("sync", "--cases", "--quiet", api_url=url).code == 0
    for table in sorted(ELSEWHERE):
        result = command("export", table, api_url=url)
        assert result.lines[0].split(",") == [*COLUMNS[table], "demo"]
        assert records(result), table


@pytest.mark.parametrize("form", ["json", "jsonl", "parquet"])
def test_export__every_table_in_every_form(synced: Command, tmp_path: Path, form: str) -> None:
    for table in OF_VOTES:
        out = tmp_path / f"{table}.{form}"
        assert synced("export", table, "--out", out).code == 0
        n = len(synced("export", table).lines) - 1
        if form == "parquet":
            read = pl.read_parquet(out)
            fixed = {name: kind for name, kind in read.schema.items() if not of_vote(name)}
            assert fixed == TABLES[table].schema
            assert read.height == n
        else:
            lines = out.read_text().splitlines()
            rows = json.loads(out.read_bytes()) if form == "json" else map(json.loads, lines)
            names = [[name for name in row if not of_vote(name)] for row in rows]
            assert names == [COLUMNS[table]] * n
        assert (tmp_path / f"{table}-readme.txt").exists()


def test_export__nothing_chosen_is_a_heading_and_a_word(synced: Command) -> None:
    for table in OF_VOTES:
        columns = COLUMNS[table]
        result = synced("export", table, "--from", "2023-01-01", "--to", "2023-02-01")
        assert result.code == 0
        assert [line.split(",") for line in result.lines] == [columns]
        assert re.search(
            rf"^no rows of {table}: (no vote of \d sessions? is among those|"
            r"nothing of \d periods? is among what was) asked for",
            result.err,
        )


def test_export__figures_are_those_of_the_ballots(synced: Command) -> None:
    words = ("--session", "20241", "--from", "2024-12-01", "--subset", "motion")
    members = {r["member_id"]: r for r in records(synced("export", "members", *words))}
    assert len(members) == 5
    first = members["101"]
    assert (first["ballots"], first["cast"], first["for"], first["absent"]) == ("1", "1", "1", "0")
    assert (first["attendance"], first["loyalty"], first["deviations"]) == ("1", "1", "0")
    agreement = records(synced("export", "agreement", *words))
    assert agreement == [
        {
            "party_a": "XA",
            "party_b": "XB",
            "shared": "1",
            "same": "0",
            "agreement": "0",
            "single_voter_votes": "0",
        }
    ]
    cohesion = records(synced("export", "cohesion", *words))
    assert [(r["party"], r["votes"], r["rice"]) for r in cohesion] == [
        ("XA", "1", "1"),
        ("XB", "1", "1"),
    ]


def test_export__figures_by_period_end_in_the_period(synced: Command, tmp_path: Path) -> None:
    out = tmp_path / "cohesion.csv"
    assert synced("export", "cohesion", "--by", "month", "--lang", "en", "--out", out).code == 0
    rows = list(csv.DictReader(io.StringIO(out.read_text())))
    assert list(rows[0]) == [*COLUMNS["cohesion"], *CONTESTED, "period"]
    assert [row["period"] for row in rows] == sorted(row["period"] for row in rows)
    readme = (tmp_path / "cohesion-readme.txt").read_text()
    assert "--by: month" in readme
    assert "period (text)" in readme
    assert "one period at a time" in readme
    for table in ("agreement", "members", "winning"):
        result = synced("export", table, "--by", "session", "--session", "20241")
        assert result.lines[0].split(",") == [*COLUMNS[table], "period"]
        whole = synced("export", table, "--session", "20241")
        assert [line.rpartition(",")[0] for line in result.lines[1:]] == whole.lines[1:]
        assert {row["period"] for row in records(result)} == {"20241"}


def test_export__roll_calls_have_a_column_each_vote(synced: Command) -> None:
    rows = records(synced("export", "rollcall", "--session", "20241"))
    cast = records(synced("export", "ballots", "--session", "20241"))
    codes = {"for": "1", "against": "6", "neither": "7", "absent": "9", "": ""}
    assert cast
    assert len(rows) == len({ballot["member_id"] for ballot in cast})
    by_member = {row["member_id"]: row for row in rows}
    for ballot in cast:
        if ballot["recorded_error"] == "false":
            found = by_member[ballot["member_id"]][f"v{ballot['vote_id']}"]
            assert found == codes[ballot["position"]]


def test_export__agreement_of_one_member_or_of_all_pairs(synced: Command) -> None:
    everyone = records(synced("export", "member-agreement", "--session", "20241"))
    assert len(everyone) == 10  # pairs of five
    one = records(synced("export", "member-agreement", "--session", "20241", "--member", "103"))
    assert {row["member_a"] for row in one} == {"103"}
    assert {row["member_b"] for row in one} == {"101", "102", "104", "105"}
    pair = next(r for r in everyone if {r["member_a"], r["member_b"]} == {"101", "103"})
    same = next(r for r in one if r["member_b"] == "101")
    assert (pair["shared"], pair["same"]) == (same["shared"], same["same"])


def test_export__a_member_who_never_voted_agrees_with_nobody(synced: Command) -> None:
    result = synced("export", "member-agreement", "--member", "999")
    assert records(result) == []
    assert "member 999 voted in none of 2 sessions" in result.err


def test_export__too_few_shared_votes_are_unknown(synced: Command) -> None:
    few = records(synced("export", "member-agreement", "--min-shared", "1"))
    many = records(synced("export", "member-agreement", "--min-shared", "500"))
    assert [(r["shared"], r["same"]) for r in few] == [(r["shared"], r["same"]) for r in many]
    assert {row["agreement"] for row in many} == {""}
    assert any(row["agreement"] for row in few)


def test_export__lines_from_the_text_need_no_ballots(synced: Command) -> None:
    words = ("--session", "20241", "--lines")
    text = records(synced("export", "agreement", *words, "text"))
    ballots = records(synced("export", "agreement", *words, "ballots"))
    best = records(synced("export", "agreement", *words, "best"))
    shared = [int(found[0]["shared"]) for found in (text, ballots, best)]
    assert shared[0] == 3  # votes 20, 21 and 33
    assert shared[2] == shared[1] + 1  # vote 33 has no ballots


def test_export__recorded_mistakes_are_left_out_unless_chosen(
    command: Command, api: Standin
) -> None:
    note = "Ved en fejl stemte Anna Ek (XA) for forslaget."
    api.update("Aktør", [{"id": 101, "navn": "Anna Ek"}])
    api.update("Afstemning", [{"id": 22, "kommentar": note}])
    assert command("sync", "--all", "--quiet").code == 0
    only = ("--subset", "motion")
    ballots = {r["member"]: r for r in records(command("export", "ballots", *only))}
    assert [name for name, r in ballots.items() if r["recorded_error"] == "true"] == ["Anna Ek"]
    without = {r["member"]: r for r in records(command("export", "members", *only))}
    with_errors = {
        r["member"]: r for r in records(command("export", "members", "--include-errors", *only))
    }
    assert (without["Anna Ek"]["line_votes"], with_errors["Anna Ek"]["line_votes"]) == ("0", "1")
    assert without["Anna Ek"]["recorded_errors"] == with_errors["Anna Ek"]["recorded_errors"] == "1"


def test_export__quality_is_one_row_a_finding(synced: Command) -> None:
    read = records(synced("export", "quality"))
    found = {(r["finding"], r["vote_id"]) for r in read}
    assert {("mismatch", "21"), ("no_text", "22"), ("no_ballots", "33"), ("neither", "5")} <= found
    assert ("text_not_read", "23") in found  # it says "Vedtaget" and no more
    (mismatch,) = (r for r in read if r["finding"] == "mismatch")
    assert (mismatch["counted"], mismatch["stated"]) == (
        "for=3 against=2 neither=0",
        "for=4 against=1 neither=0",
    )
    (guest,) = (r for r in read if r["finding"] == "no_person")
    assert (guest["member"], guest["counted"], guest["detail"]) == ("Gæst", "1", "for")


def test_export__odd_ballots_are_listed_marked_and_in_no_figure(
    api: Standin, command: Command
) -> None:
    twice = {
        "id": 999_001,
        "afstemningid": 20,
        "aktørid": 101,
        "typeid": 2,
        "opdateringsdato": "2025-02-01T12:00:00",
    }
    api.insert("Stemme", [twice])
    api.update("Stemme", [{"id": 20_104, "typeid": 9}])
    assert command("sync", "--all", "--quiet").code == 0
    vote = rows(command("export", "votes", "--session", "20241"))[20]
    sides = [vote[name] for name in ("for", "against", "neither", "absent", "unknown", "ballots")]
    assert sides == ["2", "1", "0", "0", "3", "6"]
    day = ("--session", "20241", "--format", "jsonl")
    listed = [json.loads(line) for line in command("export", "ballots", *day).lines]
    odd = {
        (r["member_id"], r["position"], r["left_out"])
        for r in listed
        if r["vote_id"] == 20 and (r["left_out"] or r["position"] is None)
    }
    assert odd == {
        (101, "for", "several_ballots"),
        (101, "against", "several_ballots"),
        (104, None, None),
    }
    found = {(r["finding"], r["vote_id"]) for r in records(command("export", "quality"))}
    assert {("duplicate_ballots", "20"), ("no_person", "2")} <= found
    people = {r["member_id"]: r for r in records(command("export", "members"))}
    assert "300" not in people
    assert people["104"]["unknown"] == "1"
    for row in people.values():
        parts = sum(int(row[name]) for name in ("for", "against", "neither", "absent", "unknown"))
        assert parts == int(row["ballots"])


def test_export__divided_is_judged_by_the_source_in_use(synced: Command, api: Standin) -> None:
    session = ("--session", "20241", "--subset", "divided")
    told = {
        source: set(rows(synced("export", "votes", *session, "--lines", source)))
        for source in ("best", "ballots", "text")
    }
    assert told == {"best": {20, 21, 22, 33}, "ballots": {20, 21, 22}, "text": {20, 21, 33}}


def test_export__quality_tells_what_a_later_sync_found(
    synced: Command, api: Standin, data_dir: Path
) -> None:
    api.update("Afstemning", [{"id": 20, "nummer": 77}])
    for path in data_dir.glob("store/*/sync.json"):
        path.write_text(
            re.sub(
                r'"(\w+/20241)": "[^"]+"', r'"\1": "2020-01-01T00:00:00+00:00"', path.read_text()
            )
        )
    assert synced("sync", "--all", "--quiet").code == 0
    read = [r for r in records(synced("export", "quality")) if r["finding"] == "silent_change"]
    assert [(r["vote_id"], r["counted"]) for r in read] == [("20", "1")]
    assert read[0]["detail"].startswith("changed Afstemning nummer (")
    few = synced("export", "quality", "--subset", "motion")
    assert "silent_change" not in few.out.decode()


def test_export__what_is_asked_for_in_vain_is_said(synced: Command) -> None:
    result = synced("export", "votes", "--lines", "text", "--min-shared", "3", "--include-errors")
    assert result.code == 0
    for name in ("lines", "min-shared", "include-errors"):
        assert f"--{name} changes nothing in votes" in result.err
    for table in ("agreement", "winning", "coalitions", "party-map"):
        used = synced("export", table, "--lines", "text", "--include-errors")
        assert used.code == 0
        assert "changes nothing" not in used.err


def test_export__sessions_without_ballots_are_named(command: Command) -> None:
    command("sync", "--session", "20231", "--quiet")
    command("sync", "Afstemning", "--quiet")
    assert "the ballots of 20241 are not in the local copy" in command("export", "votes").err
    assert "left out, as they are not in the local copy: 20241\n" in (
        command("export", "members").err
    )


def test_export__invented_rows_say_so(command: Command, api: Standin, tmp_path: Path) -> None:
    api.insert("Afstemningstype", [{"id": 99, "type": INVENTED}])
    assert command("sync", "--all", "--cases", "--quiet").code == 0
    for table in OF_VOTES:
        result = command("export", table)
        names = [name for name in result.lines[0].split(",") if not of_vote(name)]
        assert names == [*COLUMNS[table], "demo"]
        if table != "party-map":  # these few votes place nobody
            assert {row["demo"] for row in records(result)} == {"true"}
            assert "which are invented" in result.err
    out = tmp_path / "votes.csv"
    said = command("export", "votes", "--out", out, "--lang", "en").err
    assert "give the file a name that says so, such as demo-votes.csv" in said
    readme = (tmp_path / "votes-readme.txt").read_text()
    assert "INVENTED DATA" in readme
    assert "ft.dk" not in out.read_text()
    named = command("export", "votes", "--out", tmp_path / "demo-votes.csv").err
    assert "give the file a name" not in named


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "required: TABLE"),
        (("votes", "--subset", "some"), "invalid choice"),
        (("agreement", "--lines", "both"), "invalid choice"),
        (("agreement", "--min-shared", "0"), "not a whole number above 0"),
        (("member-agreement", "--member", "-1"), "not a whole number above 0"),
        (("members", "--member", "5"), "--member goes with member-agreement alone"),
        (("votes", "--by", "month"), "--by goes with agreement, cohesion, members, winning alone"),
        (("members", "--by", "year"), "invalid choice"),
        (("votes", "--to", "tomorrow"), "not a date"),
        (("votes", "--format", "xlsx"), "invalid choice"),
        (("votes", "--out", "nowhere/at/all.csv"), "the folder of --out does not exist"),
    ],
)
def test_export__wrong_use(command: Command, words: tuple[str, ...], said: str) -> None:
    result = command("export", *words)
    assert (result.code, result.out) == (2, b"")
    assert said in result.err


def test_export__help_names_every_table_and_option(command: Command) -> None:
    words = " ".join(command("export", "--help").out.decode().split())
    assert ", ".join(TABLES) in words
    for option in (
        "--session",
        "--from",
        "--to",
        "--subset",
        "--include-errors",
        "--lines",
        "--min-shared",
        "--member",
        "--by",
        "--format",
        "--out",
    ):
        assert f"{option} " in words


def test_export__cases_only_take_what_is_about_cases(synced: Command) -> None:
    result = synced("export", "cases", "--subset", "final")
    assert (result.code, result.out) == (2, b"")
    assert "--subset is about votes" in result.err
    assert "knows no session or year 19991" in synced("export", "steps", "--session", "19991").err


def test_export__cases_that_are_not_stored(command: Command) -> None:
    command("sync", "--session", "20231", "--quiet")
    result = command("export", "cases")
    assert result.code == 1
    assert "python -m core sync --cases" in result.err


def test_export__documents_and_changes_are_asked_of_the_api(
    synced: Command, api: Standin, tmp_path: Path
) -> None:
    api.insert(
        "Dokument",
        [
            {
                "id": 7,
                "typeid": 12,
                "kategoriid": 1,
                "statusid": 1,
                "offentlighedskode": "O",
                "titel": "=1+1",
                "dato": datetime(2024, 5, 3),
                "opdateringsdato": datetime(2024, 5, 3, 9),
            },
        ],
    )
    out = tmp_path / "documents.csv"
    said = synced("export", "documents", "--from", "2024-05-01", "--out", out).err
    assert said.startswith("1 row of documents from the API")
    (row,) = csv.DictReader(io.StringIO(out.read_text()))
    assert (row["document_id"], row["date"], row["title"]) == ("7", "2024-05-03", "'=1+1")
    assert "--from: 2024-05-01" in (tmp_path / "documents-readme.txt").read_text()
    changed = records(synced("export", "changes", "--from", "2024-05-03"))
    document = next(row for row in changed if row["kind"] == "document")
    assert (document["id"], document["state"]) == ("7", "new")
    # What was read is kept for when the API does not answer.
    api.faults = "html"
    assert (
        "--session goes with other tables" in synced("export", "changes", "--session", "20231").err
    )
    again = records(synced("export", "documents", "--from", "2024-05-01"))
    assert [row["document_id"] for row in again] == ["7"]


def test_export__documents_of_a_committee_are_those_of_its_cases(
    synced: Command, api: Standin, tmp_path: Path
) -> None:
    day = datetime(2024, 5, 3)
    api.insert(
        "Aktør",
        [
            {
                "id": 900,
                "typeid": 3,
                "gruppenavnkort": "SUU",
                "navn": "Sundhedsudvalget",
                "opdateringsdato": day,
            },
        ],
    )
    case = int(api.tables["Sag"]["id"][0])
    api.insert(
        "SagAktør",
        [
            {"id": 900, "aktørid": 900, "sagid": case, "rolleid": 11, "opdateringsdato": day},
        ],
    )
    api.insert(
        "Dokument",
        [
            {
                "id": number,
                "typeid": 12,
                "kategoriid": 1,
                "statusid": 1,
                "offentlighedskode": "O",
                "titel": title,
                "dato": day,
                "opdateringsdato": day,
            }
            for number, title in ((8, "i sagen"), (9, "i mappen"), (10, "et andet sted"))
        ],
    )
    api.insert(
        "SagDokument",
        [
            {"id": 900, "sagid": case, "dokumentid": 8, "rolleid": 1, "opdateringsdato": day},
        ],
    )
    api.insert(
        "Fil",
        [
            {
                "id": 900,
                "dokumentid": 9,
                "titel": "",
                "versionsdato": day,
                "variantkode": "P",
                "filurl": "https://www.ft.dk/samling/20231/almdel/suu/bilag/4/1.pdf",
                "format": "PDF",
                "opdateringsdato": day,
            },
        ],
    )
    out = tmp_path / "documents.csv"
    found = synced(
        "export", "documents", "--from", "2024-05-01", "--committee", " suu", "--out", out
    )
    assert found.code == 0, found.err
    rows = list(csv.DictReader(io.StringIO(out.read_text())))
    assert sorted(row["document_id"] for row in rows) == ["8", "9"]
    assert "some may be missing" in found.err
    assert "--committee: suu" in (tmp_path / "documents-readme.txt").read_text()
    wrong = synced("export", "votes", "--committee", "SUU")
    assert (wrong.code, "--committee goes with documents alone" in wrong.err) == (2, True)


def test_export__what_the_api_is_asked_for_has_the_columns_of_the_contract(synced: Command) -> None:
    for table in sorted(API_TABLES):
        result = synced("export", table, "--from", "2024-01-01")
        assert result.lines[0].split(",") == COLUMNS[table]
    assert (
        "no rows of documents: the API has none for the days"
        in synced("export", "documents", "--from", "2023-01-01", "--to", "2023-02-01").err
    )
    assert "--to goes with other tables" in synced("export", "changes", "--to", "2024-01-01").err


def test_export__documents_without_the_api_or_a_copy(synced: Command, api: Standin) -> None:
    api.faults = "html"
    result = synced("export", "documents")
    assert result.code == 1
    assert result.out == b""
