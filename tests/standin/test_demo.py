"""The demo parliament: deterministic, consistent, and odd in every way that the record is."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest

from benchmarks.rows import all_ballots, all_votes
from core.oda.schema.entities import ENTITIES
from core.parliament.votes.counting import count_sides
from core.parliament.votes.deviations import mark_ballots
from core.parliament.votes.stands import line_conflicts, vote_stands
from core.standin.demo import PARTIES, build_demo
from core.standin.demo.plan import SCALES, share
from core.standin.demo.rows import NOW, as_date, day, update_times, workday
from core.standin.demo.slips import MISTYPED_FROM

Frames = dict[str, pl.DataFrame]

REAL_PARTIES = (
    " S V M F A B C D E G H I K O P Q Y Z Ø Æ Å SF RV KF LA DF DD EL ALT NB BP KD FG IA SIU JF SP "
    "T N UFG "
)
ROOT = Path(__file__).parents[2]
END = datetime(2026, 11, 20, 18)


@pytest.fixture(scope="module")
def demo() -> Frames:
    return build_demo()


@pytest.fixture(scope="module")
def tallies(demo: Frames) -> pl.DataFrame:
    """One row a vote, with its ballots counted; null where none were published."""
    kind = pl.col("typeid")
    counts = (
        demo["Stemme"]
        .group_by(pl.col("afstemningid").alias("id"))
        .agg(
            *(
                (kind == number).sum().cast(pl.Int64).alias(name)
                for number, name in ((1, "yes"), (2, "no"), (3, "absent"), (4, "neither"))
            ),
            ballots=pl.len().cast(pl.Int64),
            unknown=kind.null_count().cast(pl.Int64),
            voters=pl.col("aktørid").n_unique().cast(pl.Int64),
        )
    )
    meetings = demo["Møde"].select(pl.col("id").alias("mødeid"), "dato", "periodeid")
    return demo["Afstemning"].join(counts, on="id", how="left").join(meetings, on="mødeid")


def fingerprint(frames: Frames) -> str:
    digest = hashlib.sha256()
    for name, frame in frames.items():
        digest.update(name.encode())
        digest.update(frame.write_csv().encode())
    return digest.hexdigest()


def test_build_demo__gives_the_same_in_another_process(demo: Frames) -> None:
    code = (
        "from core.standin.demo import build_demo; from tests.standin.test_demo import fingerprint;"
        "import sys; sys.stdout.write(fingerprint(build_demo()))"
    )
    other = subprocess.run(
        [sys.executable, "-c", code],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONHASHSEED": "77", "PYTHONPATH": str(ROOT)},
    )
    assert other.stdout == fingerprint(demo)


def test_build_demo__gives_every_set_that_answers_in_its_schema(demo: Frames) -> None:
    assert set(demo) == {name for name, described in ENTITIES.items() if described.answers}
    for name, frame in demo.items():
        assert dict(frame.schema) == ENTITIES[name].schema, name
        assert frame["id"].is_sorted(), name
        assert frame["id"].n_unique() == frame.height, name
        for field in ENTITIES[name].fields.values():
            assert field.nullable or not frame[field.name].null_count(), (name, field.name)


def test_build_demo__leaves_only_the_empty_view_empty(demo: Frames) -> None:
    assert [name for name, frame in demo.items() if frame.is_empty()] == ["EUsag"]


@pytest.mark.parametrize("name", list(ENTITIES))
def test_build_demo__every_key_leads_somewhere(demo: Frames, name: str) -> None:
    for link in ENTITIES[name].navigation.values():
        if name in demo and link.target in demo and not link.many:
            keys = demo[name][link.key].drop_nulls()
            lost = keys.filter(~keys.is_in(demo[link.target]["id"].implode()))
            assert lost.is_empty(), link.name


def test_build_demo__small_is_small(demo: Frames) -> None:
    assert demo["Afstemning"].height == 620
    assert 100_000 < demo["Stemme"].height < 120_000
    assert sum(frame.estimated_size("mb") for frame in demo.values()) < 20


def test_plan__full_is_as_large_as_the_record() -> None:
    full = SCALES["full"]
    assert (full.votes, len(full.sessions)) == (10_500, 23)
    assert full.sessions[-4:] == SCALES["small"].sessions


def test_share__adds_up() -> None:
    assert share(10, [1, 1, 1]) == [3, 4, 3]
    assert sum(share(10_500, [7, 90, 3, 41])) == 10_500


def test_parties__are_invented(demo: Frames) -> None:
    shorts = {short for short, _ in PARTIES}
    assert len(shorts) == len(PARTIES) == 14
    assert not [short for short in shorts if f" {short} " in REAL_PARTIES]
    assert all(1 <= len(short) <= 3 for short in shorts)
    groups = demo["Aktør"].filter(pl.col("typeid") == 4)
    assert set(groups["gruppenavnkort"]) == shorts | {"UFG"}


def test_people__bear_no_common_surname(demo: Frames) -> None:
    people = demo["Aktør"].filter(pl.col("typeid").is_in([5, 12]))
    assert not people["navn"].str.contains(r"sen$").any()
    names = people.filter(pl.col("typeid") == 5)["navn"]
    assert names.len() - names.n_unique() == 1  # two members share a name
    private = people.filter(pl.col("typeid") == 12)["navn"]
    assert private.is_in(names.implode()).any()


def test_people__url_and_file_addresses_are_of_the_example_domain(demo: Frames) -> None:
    files = demo["Fil"]["filurl"]
    assert files.str.starts_with("https://www.example.org/demo/").all()
    assert set(zip(demo["Fil"]["variantkode"], demo["Fil"]["format"], strict=True)) == {
        ("P", "PDF"),
        ("P", "DOCX"),  # the format of the original
        ("O", "DOCX"),
    }
    lives = demo["Aktør"]["biografi"].drop_nulls()
    assert not lives.str.contains(r"https?://(?:www\.)?(?:ft|folketingstidende)\.dk").any()
    assert lives.str.starts_with("<member>").any()
    assert lives.str.starts_with("<membersMember").any()


def test_sessions__one_was_cut_short_and_one_runs(demo: Frames) -> None:
    periods = demo["Periode"]
    sessions = periods.filter(pl.col("type") == "samling").sort("startdato")
    assert sessions["kode"].to_list() == ["20241", "20242", "20251", "20261"]
    assert sessions["slutdato"][:-1].to_list() == sessions["startdato"][1:].to_list()
    assert not sessions["id"].is_sorted()
    assert sessions["startdato"][-1] < END < sessions["slutdato"][-1]
    assert {"finans", "x-samling"} < set(periods["type"])


def test_times__have_the_decimals_of_the_record(demo: Frames) -> None:
    at = pl.concat([frame["opdateringsdato"] for frame in demo.values()]).drop_nulls()
    milliseconds = at.dt.millisecond()
    assert set(milliseconds % 10) == {0, 3, 7}
    assert {0, 670, 100, 977} <= set(milliseconds)
    assert at.max() <= END


def test_update_times__lie_shortly_after_the_event() -> None:
    start = day(2025, 5, 6)
    ids = pl.int_range(1, 1_000, eager=True).to_numpy()
    times = update_times(ids * 0 + start, ids)
    assert start <= times.min() <= times.max() < start + 2 * 3_600_000
    assert update_times(ids * 0 + NOW + 10**9, ids).max() <= NOW


def test_workday__moves_the_weekend_to_friday() -> None:
    saturday = day(2026, 11, 21)
    assert as_date(workday(saturday)).isoformat() == "2026-11-20"
    assert workday(day(2026, 11, 20)) == day(2026, 11, 20)


# Votes


def test_votes__have_a_ballot_for_each_of_179_seats(tallies: pl.DataFrame) -> None:
    published = tallies.filter(pl.col("ballots").is_not_null())
    assert (published["ballots"] == published["voters"]).all()
    assert (published["ballots"] == 179).mean() > 0.97
    assert set(published["ballots"]) == {178, 179, 180, 181}


def test_votes__agree_with_their_texts(tallies: pl.DataFrame) -> None:
    """The first three figures in any text are the totals; no name holds a figure."""
    checked = 0
    for vote in tallies.filter(pl.col("ballots").is_not_null()).iter_rows(named=True):
        figures = re.findall(r"\d+", vote["konklusion"])
        if figures:
            totals = (vote["yes"], vote["no"], vote["neither"])
            assert tuple(map(int, figures[:3])) == totals, vote
            adopted = re.search("vedtaget", vote["konklusion"], re.IGNORECASE) is not None
            assert adopted == (vote["yes"] > vote["no"]), vote
            checked += 1
    assert checked > 600


def test_votes__recorded_result_contradicts_a_few_texts(tallies: pl.DataFrame) -> None:
    said = tallies["konklusion"].str.to_lowercase().str.contains("vedtaget")
    known = tallies["konklusion"] != ""
    contradictions = (known & (said != tallies["vedtaget"])).sum()
    assert 1 <= contradictions <= 6


FORMS = {
    "blocks": r"^(Vedtaget|Forkastet)\n\n\d+ stemmer for forslaget.*\n\n$",
    "blocks with parties": r"^Vedtaget\n\n\d+ stemmer for forslaget \([A-ZÆØÅ, ]+\)\n\n",
    "blocks after a break": r"^\n(Vedtaget|Forkastet)\n\n\d+ stemmer for forslaget \(",
    "blocks indented": r"^\n        (Vedtaget|Forkastet)\n\n        \d+ stemmer .*\n\n      $",
    "table": r"\n\nFor\t +\d+\nImod\t +\d+\nHverken for/imod\t +\d+\nI alt\t +\d+\n$",
    "glued": r"^(Vedtaget|Forkastet)\d+ stemmer for forslaget( \([^\n]*\))?\d+ stemmer imod",
    "blocks without parties": r"forslaget\n\n\d+ stemmer imod forslaget\n\n\d+ stemmer hverken",
    "blanks": r"^(Vedtaget|Forkastet)  \d+ stemmer for forslaget \d+ stemmer imod",
    "dotted": r"^(Vedtaget|Forkastet)\. \d+ stemmer for forslaget.* og .*\)\.\n\n",
    "became": r"^Forslaget blev (vedtaget|forkastet)\. For stemte \d+.*, imod stemte \d+",
    "became, amendment": r"^Ændringsforslaget blev (vedtaget|forkastet)\. For stemte",
    "unclosed": r"imod stemte \d+ \([^()]*(\([A-ZÆØÅ]+\)[^()]*)*, hverken for",
    "error in the text": r"imod stemte \d+.*\. Ved en fejl stemte .* imod \w*forslaget\.$",
    "counted first": r"blev (vedtaget|forkastet)\. \d+ stemte for \(.*\)\. \d+ stemte imod",
    "hver for": r", hver for eller imod stemte \d+",
    "trailing commas": r"\nimod stemte \d+ \([^)]*,\) \nhverken for eller imod stemte \d+ \(\) $",
    "empty brackets": r"[^,]\)\nimod stemte \d+ \([^\n]*[^,]\)\nhverken .* 0 \(\) $",
    "plain lines": r"^Vedtaget\nFor stemte \d+ \([^\n]*\) \nimod stemte 0 \nhverken",
    "is": r"^Forslaget er (vedtaget|forkastet)\.\nFor stemte \d+.*,\nimod stemte \d+.*,\nhverken",
    "is, indented": r"^\n\t\t\tForslaget er \w+\.\n\t\t\tFor stemte .*\.\n\t\t$",
    "word only": r"^(Vedtaget|Forkastet)$",
    "html": r"^(Vedtaget|Forkastet)<br",
    "party twice": r"\(([A-ZÆØÅ]{1,3}), (?:.*, )?\1\)",
    "outsiders in two lists": r"UFG[,)].*\n?.*imod.*UFG[,)]",
    "member named": r"\w+ \w+ \((HL|FK|LYS|NØ|GR|BÅ|TK|VIN|W|UR)\)",
    "empty": r"^$",
}


@pytest.mark.parametrize("form", FORMS)
def test_votes__texts_come_in_every_form(demo: Frames, form: str) -> None:
    pattern = re.compile(FORMS[form], re.DOTALL if form != "unclosed" else 0)
    assert any(pattern.search(text) for text in demo["Afstemning"]["konklusion"])


NOTES = {
    "individual": r"^Ved en fejl stemte \w[\w ]+ \w+ \([A-ZÆØÅ]+\) (for|imod) \w*forslaget\.$",
    "neither": r"^Ved en fejl stemte [\w ]+ \([A-ZÆØÅ]+\) hverken for eller imod",
    "several": r"\), [\w ]+ \([A-ZÆØÅ]+\) og [\w ]+ \([A-ZÆØÅ]+\) .*\. Ved en fejl stemte .*\. $",
    "party": r"^Ved en fejl stemte [A-ZÆØÅ]{1,3} (for|imod)",
    "party by name": r"^Ved en fejl stemte \w[^()]+ \([A-ZÆØÅ]{1,3}\) (for|imod)",
    "absent": r"(er der afgivet en stemme i .* navn|er der registreret en stemme på)",
    "exchanged": r"^Ved en fejl er .* \([A-ZÆØÅ]+\) stemme registreret i .* navn\.$",
    "technical": r"kunne grundet en teknisk fejl ikke afgive deres stemme\.$",
    "left out": r"^Grundet en fejl indgår .* ikke i registreringen af fraværende medlemmer\.$",
    "revote": r"^Omafstemning$",
    "empty": r"^$",
}


@pytest.mark.parametrize("kind", NOTES)
def test_votes__notes_are_of_every_kind(demo: Frames, kind: str) -> None:
    notes = demo["Afstemning"]["kommentar"].drop_nulls()
    assert any(re.search(NOTES[kind], note) for note in notes)
    assert demo["Afstemning"]["kommentar"].null_count() > 100


def test_votes__a_name_in_a_note_is_misspelt(demo: Frames) -> None:
    known = set(demo["Aktør"]["navn"].drop_nulls())
    named = re.compile(r"^Ved en fejl stemte ([^(]+) \((\w+)\)")
    found = [named.match(note) for note in demo["Afstemning"]["kommentar"].drop_nulls()]
    people = {hit[1] for hit in found if hit and hit[1] not in {n for _, n in PARTIES}}
    groups = set(demo["Aktør"].filter(pl.col("typeid") == 4)["navn"])
    assert 1 <= len(people - known - groups) <= 6


def test_votes__a_name_in_a_note_lacks_who_appointed_the_member(demo: Frames) -> None:
    appointed = demo["Aktør"].filter(pl.col("navn").str.contains("(udpeget af ", literal=True))
    (name,) = appointed["navn"]
    plain = name.partition(" (")[0]
    notes = demo["Afstemning"]["kommentar"].drop_nulls()
    assert notes.str.contains(f"stemte {plain} (", literal=True).any()
    assert not notes.str.contains("udpeget").any()


def test_votes__errors_stand_in_the_ballots(demo: Frames) -> None:
    """Who is said to have voted by mistake is recorded with that mistake."""
    people = demo["Aktør"].filter(pl.col("typeid") == 5)
    votes = demo["Afstemning"].select("id", "kommentar").drop_nulls()
    checked = 0
    for number, note in votes.iter_rows():
        hit = re.fullmatch(r"Ved en fejl stemte ([^()]+) \(\w+\) (for|imod) \w+\.", note)
        ids = people.filter(pl.col("navn") == hit[1])["id"] if hit else people["id"].head(0)
        if hit is None or ids.len() != 1:
            continue
        ballot = demo["Stemme"].filter(
            pl.col("afstemningid") == number, pl.col("aktørid") == ids[0]
        )
        if ballot.height:
            assert ballot["typeid"].to_list() == [1 if hit[2] == "for" else 2]
            checked += 1
    assert checked > 5


def test_votes__oddities_are_there(demo: Frames, tallies: pl.DataFrame) -> None:
    votes = demo["Afstemning"]
    assert set(votes["typeid"]) == {1, 2, 3, 4}
    assert 1 <= votes["sagstrinid"].null_count() <= 6
    assert demo["Stemme"]["typeid"].null_count() >= 1
    without = tallies.filter(pl.col("ballots").is_null())
    assert without.height >= 4
    assert (without["konklusion"] == "").any()
    assert (without["konklusion"] != "").any()
    assert (tallies["yes"] == tallies["no"]).any()
    assert ((tallies["yes"] - tallies["no"]).abs() == 1).any()
    assert ((tallies["no"] == 0) & (tallies["neither"] == 0)).any()
    amendments = votes.filter(pl.col("typeid") == 4).group_by("sagstrinid").len()
    assert amendments["len"].max() > 8


def test_votes__numbers_restart_with_gaps_and_ids_are_out_of_order(tallies: pl.DataFrame) -> None:
    ordered = tallies.sort("dato", "nummer")
    assert not ordered["id"].is_sorted()
    sessions = tallies.group_by("periodeid").agg(
        pl.col("nummer").min().alias("first"),
        pl.col("nummer").max().alias("last"),
        pl.col("nummer").n_unique().alias("different"),
        pl.len(),
    )
    assert sessions["first"].to_list() == [1] * 4
    assert (sessions["last"] > sessions["len"]).all()
    assert (sessions["different"] < sessions["len"]).sum() == 1


def test_votes__clearing_keeps_about_seventy_away(demo: Frames, tallies: pl.DataFrame) -> None:
    assert 60 < tallies["absent"].median() < 80
    links = demo["AktørAktør"].filter(pl.col("rolleid") == 8)
    ministers = pl.concat([links["fraaktørid"], links["tilaktørid"]]).implode()
    theirs = demo["Stemme"].filter(pl.col("aktørid").is_in(ministers))["typeid"]
    assert (theirs == 3).mean() > 0.6
    assert tallies["absent"].min() < 25


def test_votes__are_held_at_the_step_they_belong_to(demo: Frames, tallies: pl.DataFrame) -> None:
    steps = demo["Sagstrin"].select(
        pl.col("id").alias("sagstrinid"), pl.col("dato").alias("day"), "sagid"
    )
    joined = tallies.join(steps, on="sagstrinid")
    assert (joined["dato"].dt.date() == joined["day"].dt.date()).all()
    motions = joined.filter(pl.col("typeid") == 3).join(
        demo["Sag"].select(pl.col("id").alias("sagid"), pl.col("typeid").alias("kind")), on="sagid"
    )
    assert set(motions["kind"]) == {9}


def test_votes__the_newest_final_ones_are_typed_as_amendments(demo: Frames) -> None:
    held = demo["Afstemning"].join(
        demo["Møde"].select(pl.col("id").alias("mødeid"), pl.col("dato").alias("held")),
        on="mødeid",
    )
    late = pl.col("held") >= MISTYPED_FROM
    assert {1, 2, 3, 4} == set(held.filter(~late)["typeid"])
    assert {3, 4} == set(held.filter(late)["typeid"])
    steps = demo["Sagstrin"].select(pl.col("id").alias("sagstrinid"), "titel")
    third = (
        held.filter(late)
        .join(steps, on="sagstrinid")
        .filter(pl.col("titel").str.contains(r"3\. behandling|\(sidste\)|eneste"))
    )
    assert third.height > 20


# People and groups


def test_groups__some_have_no_first_day_and_nor_have_members_of_them(
    demo: Frames, memberships: tuple[pl.DataFrame, pl.DataFrame]
) -> None:
    groups = demo["Aktør"].filter(pl.col("typeid") == 4)
    undated = groups.filter(pl.col("startdato").is_null())
    assert 0.04 < undated.height / groups.height < 0.12
    assert undated["periodeid"].n_unique() == 4
    links = memberships[0].filter(pl.col("tilaktørid").is_in(undated["id"].implode()))
    assert 0 < links["startdato"].null_count() < links.height
    assert links["fraaktørid"].is_in(demo["Stemme"]["aktørid"].unique().implode()).any()


@pytest.fixture(scope="module")
def memberships(demo: Frames) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Memberships of groups: from the person to the group, and back."""
    groups = demo["Aktør"].filter(pl.col("typeid") == 4)["id"].implode()
    links = demo["AktørAktør"].filter(pl.col("rolleid") == 15)
    return (
        links.filter(pl.col("tilaktørid").is_in(groups)),
        links.filter(pl.col("fraaktørid").is_in(groups)),
    )


def test_memberships__differ_in_the_two_directions(
    memberships: tuple[pl.DataFrame, pl.DataFrame],
) -> None:
    forth, back = memberships
    persons, returned = set(forth["fraaktørid"]), set(back["tilaktørid"])
    assert forth.height > 1.2 * back.height
    assert len(persons - returned) > 5
    assert len(returned - persons) >= 1
    assert min(forth["slutdato"].null_count(), back["slutdato"].null_count()) > 50


def test_memberships__give_nearly_every_ballot_a_party_if_both_are_read(
    demo: Frames, memberships: tuple[pl.DataFrame, pl.DataFrame], tallies: pl.DataFrame
) -> None:
    forth, back = (
        frame.select(
            pl.col(member).alias("aktørid"), pl.col(group).alias("group"), "startdato", "slutdato"
        )
        for frame, member, group in (
            (memberships[0], "fraaktørid", "tilaktørid"),
            (memberships[1], "tilaktørid", "fraaktørid"),
        )
    )
    groups = demo["Aktør"].select(pl.col("id").alias("group"), pl.col("slutdato").alias("until"))
    days = tallies.select(pl.col("id").alias("afstemningid"), pl.col("dato").alias("day"))
    ballots = demo["Stemme"].join(days, on="afstemningid").select("id", "aktørid", "day")

    def reached(links: pl.DataFrame) -> float:
        held = (
            ballots.join(links.join(groups, on="group"), on="aktørid")
            .filter(
                pl.col("startdato").is_null() | (pl.col("startdato") <= pl.col("day")),
                pl.min_horizontal("slutdato", "until").fill_null(END) >= pl.col("day"),
            )["id"]
            .n_unique()
        )
        return held / ballots.height

    assert 0.99 < reached(pl.concat([forth, back])) < 1
    assert reached(forth) < 0.96
    assert reached(back) < 0.80


def test_groups__are_renewed_each_session_under_varying_names(demo: Frames) -> None:
    groups = demo["Aktør"].filter(pl.col("typeid") == 4)
    regular = groups.filter(pl.col("gruppenavnkort") != "UFG")
    assert regular.height == 4 * len(PARTIES)
    names = regular.group_by("gruppenavnkort").agg(pl.col("navn").n_unique())
    assert set(names["navn"]) == {1, 2}
    outside = groups.filter(pl.col("gruppenavnkort") == "UFG")["navn"]
    assert outside.str.starts_with("Uden for folketingsgrupperne - ").all()
    assert outside.n_unique() >= 4


def test_people__switch_leave_and_substitute(
    demo: Frames, memberships: tuple[pl.DataFrame, pl.DataFrame]
) -> None:
    groups = demo["Aktør"].select(
        pl.col("id").alias("tilaktørid"), "periodeid", pl.col("gruppenavnkort").alias("party")
    )
    parties = (
        memberships[0]
        .join(groups, on="tilaktørid")
        .group_by("fraaktørid", "periodeid")
        .agg(pl.col("party").n_unique())
    )
    assert parties["party"].max() == 3  # from one party to another by way of UFG
    assert (parties["party"] == 2).any()
    roles = set(demo["AktørAktør"]["rolleid"])
    assert {3, 6, 7, 8, 10, 12, 13, 14, 15, 16, 20, 22} <= roles
    substitutes = demo["AktørAktør"].filter(pl.col("rolleid") == 10)
    voting = set(demo["Stemme"]["aktørid"])
    assert voting & (set(substitutes["fraaktørid"]) | set(substitutes["tilaktørid"]))
    seatless = demo["AktørAktør"].filter(pl.col("rolleid") == 22)["fraaktørid"]
    persons = demo["Aktør"].filter(pl.col("typeid") == 5)["id"].implode()
    assert not set(seatless.filter(seatless.is_in(persons))) & voting


def test_committees__are_of_each_session_with_members(demo: Frames) -> None:
    of_session = pl.col("typeid").is_in([3, 9]) & pl.col("periodeid").is_not_null()
    committees = demo["Aktør"].filter(of_session)
    assert set(committees["typeid"]) == {3, 9}
    assert committees.group_by("periodeid").len()["len"].to_list() == [15] * 4
    assert committees["gruppenavnkort"].null_count() == 0
    members = demo["AktørAktør"].filter(
        pl.col("rolleid") == 15, pl.col("tilaktørid").is_in(committees["id"].implode())
    )
    assert members["tilaktørid"].n_unique() == committees.height


# Cases, questions, documents, meetings


def test_bills__steps_follow_each_other(demo: Frames) -> None:
    bills = demo["Sag"].filter(pl.col("typeid") == 3, pl.col("deltundersagid").is_null())
    steps = demo["Sagstrin"].filter(pl.col("sagid").is_in(bills["id"].implode()))
    days = steps.with_columns(pl.col("dato").dt.date()).pivot(
        "typeid", index="sagid", values="dato", aggregate_function="first"
    )
    for before, after in (("31", "12"), ("12", "14"), ("14", "15"), ("15", "17"), ("17", "37")):
        assert (days[before] <= days[after]).all(), (before, after)
    assert {31, 32, 12, 33, 34, 35, 14, 15, 51, 17, 37, 102} <= set(steps["typeid"])
    assert {32, 33, 34, 43, 44, 45, 38, 39, 46, 41, 103, 42, 115} <= set(steps["statusid"])


def test_bills__end_in_every_way(demo: Frames) -> None:
    bills = demo["Sag"].filter(pl.col("typeid") == 3)
    assert {4, 11, 13, 16, 28, 37, 40, 41} <= set(bills["statusid"])
    laws = bills.filter(pl.col("lovnummer").is_not_null())
    assert set(laws["statusid"]) == {11}
    assert laws["lovnummerdato"].null_count() == 0
    assert bills["lovnummerdato"].drop_nulls().max() <= END


def test_bills__outcome_agrees_with_the_last_vote(demo: Frames) -> None:
    final = demo["Afstemning"].filter(pl.col("typeid") == 1)
    said = final["konklusion"].str.to_lowercase().str.contains("vedtaget")
    result = pl.when(pl.col("konklusion") == "").then("vedtaget").otherwise(said)
    outcomes = (
        final.with_columns(result.alias("adopted"))
        .join(demo["Sagstrin"].select(pl.col("id").alias("sagstrinid"), "sagid"), on="sagstrinid")
        .join(demo["Sag"].select(pl.col("id").alias("sagid"), "statusid"), on="sagid")
    )
    won = outcomes["statusid"].is_in([11, 41, 17, 59])
    assert (won == outcomes["adopted"]).all()


def test_cases__numbers_restart_and_some_have_letters(demo: Frames) -> None:
    cases = demo["Sag"]
    bills = cases.filter(pl.col("nummerprefix") == "L")
    assert bills.filter(pl.col("nummer") == "L 1").height == 4
    assert bills.group_by("periodeid", "nummer").len()["len"].max() == 1
    halves = bills.filter(pl.col("nummerpostfix") != "")
    assert set(halves["nummerpostfix"]) == {"A", "B"}
    whole = cases.filter(pl.col("id").is_in(halves["deltundersagid"].implode()))
    assert set(whole["statusid"]) == {40}
    assert {"L", "B", "V", "F", "R", "S", "US", "Aktstk.", "KOM", "Alm.del"} <= set(
        cases["nummerprefix"]
    )
    assert set(range(1, 14)) == set(cases["typeid"])


def test_cases__texts_are_worn(demo: Frames) -> None:
    cases = demo["Sag"]
    for pattern in (r"\S  \S", r" $", r"\n"):
        assert cases["titel"].str.contains(pattern).any(), pattern
    resumes = cases["resume"]
    assert 0 < resumes.null_count() < cases.height
    for pattern in ("^$", "<p>.*<br>", "<br/>", "\r\n", "&aelig;"):
        assert resumes.str.contains(pattern).any(), pattern
    assert cases["kategoriid"].null_count() > 0
    links = demo["Sagstrin"]["folketingstidendeurl"]
    assert links.null_count() > 0
    assert cases["retsinformationsurl"].null_count() == cases.height


def test_cases__union_cases_hang_on_finance_years(demo: Frames) -> None:
    years = demo["Periode"].filter(pl.col("type") == "finans")["id"].implode()
    union = demo["Sag"].filter(pl.col("typeid").is_in([6, 7]))
    assert union["periodeid"].is_in(years).all()
    others = demo["Sag"].filter(~pl.col("typeid").is_in([6, 7]))
    assert not others["periodeid"].is_in(years).any()


def test_cases__actors_have_the_known_roles(demo: Frames) -> None:
    assert {1, 5, 6, 10, 11, 14, 15, 16, 18, 19} <= set(demo["SagAktør"]["rolleid"])


def test_views__are_parts_of_the_cases(demo: Frames) -> None:
    for name, kinds in {"Aktstykke": {8}, "Almdel": {1}, "Debat": {6, 11}, "Forslag": {9}}.items():
        assert set(demo[name]["typeid"]) == kinds
        part = demo["Sag"].filter(pl.col("id").is_in(demo[name]["id"].implode()))
        assert part.equals(demo[name])


def test_questions__are_answered_open_or_overdue(demo: Frames) -> None:
    asked = demo["Dokument"].filter(pl.col("typeid") == 13, pl.col("kategoriid") == 36)
    answers = demo["Dokument"].filter(pl.col("spørgsmålsid").is_not_null())
    assert set(answers["typeid"]) == {17}
    joined = answers.join(
        asked.select(pl.col("id").alias("spørgsmålsid"), pl.col("dato").alias("asked")),
        on="spørgsmålsid",
    )
    assert joined.height == answers.height
    assert (joined["dato"] > joined["asked"]).all()
    assert {41, 43, 45} == set(answers["kategoriid"])
    assert answers["spørgsmålsid"].is_duplicated().any()
    waiting = asked.filter(
        ~pl.col("id").is_in(answers["spørgsmålsid"].implode()), pl.col("statusid") == 1
    )
    age = pl.lit(END) - pl.col("dato")
    assert waiting.filter(age > pl.duration(weeks=4)).height > 3
    assert waiting.filter(age <= pl.duration(weeks=4)).height > 3


def test_questions__of_members_are_answered_open_or_refused(demo: Frames) -> None:
    asked = demo["Sag"].filter(pl.col("typeid") == 10)
    assert {4, 20, 50, 54, 62} == set(asked["statusid"])
    steps = demo["Sagstrin"].filter(pl.col("sagid").is_in(asked["id"].implode()))
    assert {1, 8, 19, 27} <= set(steps["typeid"])
    taken_back = asked.filter(pl.col("id").is_in(steps.filter(typeid=27)["sagid"].implode()))
    assert {4, 54} == set(taken_back["statusid"])
    answers = steps.filter(pl.col("typeid").is_in([8, 19]))
    assert 0 < answers["dato"].null_count() < 40
    assert answers["sagid"].n_unique() == answers.height


def test_questions__of_committees_name_the_committee_elsewhere(demo: Frames) -> None:
    asked = demo["Dokument"].filter(pl.col("typeid") == 13).select(pl.col("id").alias("dokumentid"))
    committees = demo["Aktør"].filter(pl.col("typeid").is_in([3, 9]))["id"]
    people = demo["DokumentAktør"].join(asked, on="dokumentid")
    assert not people["aktørid"].is_in(committees.implode()).any()
    assert {3, 10, 12} == set(people["rolleid"])
    cases = demo["SagDokument"].join(asked, on="dokumentid")
    referred = demo["SagAktør"].filter(pl.col("rolleid") == 11)["sagid"]
    told = cases["sagid"].is_in(referred.implode())
    assert told.any()
    assert not told.all()
    files = demo["Fil"].join(asked, on="dokumentid")["filurl"]
    assert files.str.contains(r"/almdel/[a-zæøå]{3}/spm/\d+/\d+\.").all()
    published = demo["Fil"].filter(pl.col("variantkode") == "P")
    assert published["filurl"].str.ends_with(".pdf").all()
    assert {"PDF", "DOCX"} == set(published["format"])


def test_meetings__some_lie_ahead(demo: Frames) -> None:
    meetings = demo["Møde"]
    ahead = meetings.filter(pl.col("dato") > END)
    assert {1, 2} <= set(ahead["typeid"])
    assert set(ahead["statusid"].drop_nulls()) == {4, 6}
    assert {2, 3, 5} <= set(meetings["statusid"])
    assert meetings["dato"].null_count() > 0
    assert meetings["statusid"].null_count() > 0
    sittings = meetings.filter(pl.col("typeid") == 1)
    assert sittings["dato"].dt.date().is_duplicated().any()
    assert sittings["dato"].dt.hour().n_unique() > 1
    steps = demo["Sagstrin"].filter(pl.col("dato") > END)
    assert {15, 17, 35} <= set(steps["typeid"])


def test_agendas__of_committees_are_marked_as_on_record(demo: Frames) -> None:
    points = demo["Dagsordenspunkt"].filter(pl.col("nummer").is_not_null())
    assert {"1", "a", "c", "NB"} <= set(points["nummer"])
    letters = points.filter(pl.col("nummer").str.contains("^[a-z]$"))
    assert letters["superid"].null_count() == letters.height > 100
    by_meeting = points.group_by("mødeid").agg(
        pl.col("nummer").sort_by("id").str.join(" ").alias("marks")
    )
    assert {"2 a b 3 NB 1", "1 2 a 2 3", "1 a c 2", "1 a b 2 3 c"} <= set(by_meeting["marks"])


def test_agendas__lead_to_steps_and_headings(demo: Frames) -> None:
    points = demo["Dagsordenspunkt"]
    assert points["sagstrinid"].drop_nulls().len() > 500
    headings = points.filter(pl.col("id").is_in(points["superid"].drop_nulls().implode()))
    assert headings.height > 10
    under = points.filter(pl.col("superid").is_not_null()).join(
        points.select(pl.col("id").alias("superid"), pl.col("mødeid").alias("same")), on="superid"
    )
    assert (under["mødeid"] == under["same"]).all()


@pytest.fixture(scope="module")
def marks(demo: Frames) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The votes table of all sessions and their marked ballots."""
    votes = all_votes(demo)
    return votes, mark_ballots(all_ballots(demo), votes)


def test_clearing__small_parties_send_one_voter_as_often_as_in_the_record(
    marks: tuple[pl.DataFrame, pl.DataFrame],
) -> None:
    stands = vote_stands(*marks, "ballots")
    share = (stands["voters"] == 1).sum() / stands.height
    assert 0.06 < share < 0.08


def test_clearing__an_only_voter_slips_and_a_text_decides_ties(
    demo: Frames, marks: tuple[pl.DataFrame, pl.DataFrame]
) -> None:
    stands = vote_stands(*marks, "ballots")
    slips = stands.filter(pl.col("voters") == 1, "stand_error")
    assert slips.height
    notes = demo["Afstemning"].filter(pl.col("id").is_in(slips["vote_id"].implode()))
    assert notes["kommentar"].str.contains("Ved en fejl stemte").all()
    counts = count_sides(marks[1]).filter(pl.col("party") != "UFG")
    ties = counts.filter(pl.col("for") > 0, pl.col("for") == pl.col("against"))
    decided = ties.join(stands, on=["vote_id", "party"])
    assert decided.height == ties.height > 0


def test_votes__a_text_has_its_lists_exchanged(marks: tuple[pl.DataFrame, pl.DataFrame]) -> None:
    assert line_conflicts(*marks)["vote_id"].n_unique() == 1
