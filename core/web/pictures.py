"""Pictures of votes' results, for the previews of links."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import polars as pl
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from core.language import Lang, date_text, shortened, text
from core.parliament.calendar.periods import find_session
from core.parliament.votes.ballots import totals_by_party
from core.parliament.votes.chamber import Chamber
from core.service import Source
from core.tables.table import Table, worked_out
from core.tables.titles import SITE
from core.times import in_denmark
from core.web.answers import Problem, number, route, tag_of, validators, without_body
from core.web.fonts import SANS
from core.web.site import Site
from core.web.stored_rows import known_sessions, session_votes, vote_row
from core.web.summaries import result_words

_TITLE = 220  # letters
_SIDES = ("for", "against", "neither")


def routes(site: Site) -> list[BaseRoute]:
    """`/pictures/vote/ID.png`."""

    def picture(request: Request, source: Source) -> Response:
        return _picture(site, request, source)

    return [route(site, "/pictures/vote/{vote_id}.png", picture)]


def _picture(site: Site, request: Request, source: Source) -> Response:
    vote_id, lang = number(request, "vote_id"), site.language(request)
    found = vote_row(source, vote_id) if vote_id else None
    votes = None if found is None else _votes_of(source, found)
    if votes is None:
        raise Problem(HTTPStatus.NOT_FOUND, "There is no such vote in the copy.")
    invented = source.tables.invented
    tag = tag_of(votes.checksum, vote_id, lang, invented, SANS.name)
    headers = validators(tag, votes.fetched_at)
    headers |= {"Vary": "Accept-Language"}
    name = f"tingblik-vote-{vote_id}"
    if invented:
        headers["Tingblik-Data"] = "invented"
        name += "-invented"
    headers["Content-Disposition"] = f'inline; filename="{name}.png"'
    headers["Content-Type"] = "image/png"
    if (early := without_body(request, headers)) is not None:
        return early
    body = _drawn(votes, vote_id, lang, invented)
    return Response(body, headers=headers)


def _votes_of(source: Source, vote: Table[pl.DataFrame]) -> Table[Chamber] | None:
    """The votes of its session, whose marked ballots tell the parties."""
    code = str(vote.content["session"][0])
    return session_votes(source, find_session(known_sessions(source), code))


@worked_out(200)
def _drawn(votes: Table[Chamber], vote_id: int, lang: Lang, invented: bool) -> bytes:
    # Pillow takes longer to import than all the rest of a route, and is seldom asked for.
    from core.charts.picture import Words, result_picture

    row = votes.content.votes.row(by_predicate=pl.col("vote_id") == vote_id, named=True)
    ballots = _by_party(votes.content, row)
    fetched = date_text(in_denmark(votes.fetched_at).date(), lang)
    kind = text(f"vote_type.{row['type_code']}", lang)
    above = (SITE, row["case_number"], kind, date_text(row["date"], lang, "long"))
    words = Words(
        above=" · ".join(filter(None, above)),
        title=shortened(
            row["case_title"] or text("vote.untitled", lang, number=row["number"]), _TITLE
        ),
        result=result_words(row, lang),
        base=_base(row, lang),
        source=text("preview.source", lang, date=fetched),
        invented=text("demo.title", lang) if invented else "",
    )
    return result_picture(words, ballots, lang, SANS.path)


def _by_party(chamber: Chamber, vote: dict[str, Any]) -> pl.DataFrame:
    """The ballots by party and position; where none are stored, the totals of the text."""
    if vote["ballots"] and chamber.marked is not None:
        cast = chamber.marked.filter(pl.col("vote_id") == vote["vote_id"])
        cast = cast.with_columns(
            pl.col(name).cast(pl.String) for name in ("party", "position", "left_out")
        )
        return totals_by_party(cast)
    rows = [(None, side, vote[f"official_{side}"] or 0) for side in _SIDES]
    schema = {"party": pl.String, "position": pl.String, "n": pl.UInt32}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _base(vote: dict[str, Any], lang: Lang) -> str:
    """What the bar is made of, with its n."""
    if vote["ballots"]:
        return text("preview.of_ballots", lang, n=vote["ballots"])
    known = vote["official_for"] is not None
    return text("preview.of_text" if known else "preview.no_totals", lang)
