"""What a preview says of a page stands on the page, in the same words."""

from __future__ import annotations

from starlette.datastructures import QueryParams

from core.language import text
from core.service import Source
from core.web.summaries import summary_of
from tests.ui.conftest import Visit, written


def said(source: Source, page: str, **query: str) -> str:
    return summary_of(page, QueryParams(query).getlist, source, "da").description


def test_compare__the_sentence_is_that_of_the_page(visit: Visit, source: Source) -> None:
    for query in ({"a": "FK", "b": "TK"}, {"b": "FK", "a": "HL", "subset": "final"}):
        sentence = said(source, "compare", **query).partition(" · ")[0]
        assert "stod ens" in sentence
        page = " ".join(written(visit("compare", **query)).split())
        assert sentence.partition("stod ens")[2] in page


def test_votes__are_counted_as_on_the_page(visit: Visit, source: Source) -> None:
    for query in ({"result": "rejected"}, {"line": "FK.for", "type": "final"}):
        counted = said(source, "votes", **query).partition(" · ")[0]
        assert counted in written(visit("votes", **query))


def test_vote__its_result_is_that_of_the_page(visit: Visit, source: Source) -> None:
    votes = summary_of("votes", QueryParams().getlist, source, "da").links
    number = votes[0][0].partition("=")[2]
    title = summary_of("vote", QueryParams(id=number).getlist, source, "da").title
    page = written(visit("vote", id=number))
    word = title.split(" · ")[1].split(" ")[0]
    assert word in {text("result.adopted", "da"), text("result.rejected", "da")}
    assert word in page
