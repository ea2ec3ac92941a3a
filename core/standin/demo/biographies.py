"""Biographies of the members: XML in a string, in the form of today or of earlier years."""

from __future__ import annotations

from html import escape

from core.standin.demo.chamber import Chamber, Person
from core.standin.demo.parties import OUTSIDE, OUTSIDE_NAME, ROSTER, short_name
from core.standin.demo.rows import Tables, as_date
from core.standin.demo.wordlists import words

_MONTHS = words(
    "januar februar marts april maj juni juli august september oktober november december"
)


def add_biographies(tables: Tables, chamber: Chamber) -> None:
    """Add the biography of everyone who ever had a seat, with the person's last party."""
    terms: dict[int, list[tuple[int, int, int]]] = {}
    for history in chamber.histories:
        for tenure in history.tenures:
            spans = terms.setdefault(tenure.person.id, [])
            if spans and spans[-1][0] == tenure.party and spans[-1][2] == tenure.start:
                spans[-1] = (tenure.party, spans[-1][1], tenure.end)
            else:
                spans.append((tenure.party, tenure.start, tenure.end))
    now = chamber.histories[-1].session.end
    for number, spans in terms.items():
        sits = spans[-1][2] == now
        old = not sits and number % 3 == 0
        text = _old(chamber.people[number], spans[-1][0]) if old else ""
        text = text or _new(chamber.people[number], spans, sits=sits)
        tables["Aktør"].change(number, {"biografi": text})


def _written(time: int) -> str:
    when = as_date(time)
    return f"{when.day}. {_MONTHS[when.month - 1]} {when.year}"


def _party(party: int) -> str:
    return OUTSIDE_NAME if party == OUTSIDE else ROSTER[party].name


def _path(person: Person) -> str:
    return f"/demo/medlem/{person.id}"


def _old(person: Person, party: int) -> str:
    name, title = person.name, f"{person.name.full} ({short_name(party)})"
    return (
        f'<membersMember tid="0"><itemname>X{person.id}</itemname>'
        f"<url>https://www.example.org{_path(person)}</url><profession/><shortname/>"
        f"<firstname>{name.first}</firstname><lastname>{name.last}</lastname>"
        f"<party>{_party(party)}</party><title>{title}</title><address/><zip/><city/><email/>"
        f"<memberData>{name.full}, opdigtet. </memberData><career><ministers><minister/>"
        f"</ministers><constituencies/><substitutes/><nominations/></career>"
        f"<currentSpokesmens/></membersMember>"
    )


def _new(person: Person, spans: list[tuple[int, int, int]], *, sits: bool) -> str:
    name, party = person.name, spans[-1][0]
    title = f"{name.full} ({short_name(party)})"
    born = f"{person.id % 28 + 1:02d}-{person.id % 12 + 1:02d}-{1950 + person.id % 48}"
    lines = []
    for was, start, end in spans:
        until = f"fra {_written(start)}" if end == spans[-1][2] and sits else ""
        until = until or f"{_written(start)} - {_written(end)}"
        line = f"Folketingsmedlem for {_party(was)} i Demokredsen {until}."
        lines.append(f"<constituency>{line}</constituency>")
    about = escape(f"<p>{name.full}, f&oslash;dt {born}.</p>")
    return (
        f"<member><url>{_path(person)}</url><status>{int(sits)}</status>"
        f"<formattedDateLongMonth/><profession/><firstname>{name.first}</firstname>"
        f"<lastname>{name.last}</lastname><party>{_party(party)}</party>"
        f"<partyShortname>{short_name(party)}</partyShortname><title>{title}</title>"
        f"<sex>{'Kvinde' if name.woman else 'Mand'}</sex><born>{born}</born><died/>"
        f"<educationStatistic/><occupationStatistic/>"
        f"<pictureMiRes>https://www.example.org{_path(person)}.jpg</pictureMiRes><pictureHiRes/>"
        f"<addresses><address/></addresses><personalInformation><memberData>{about}</memberData>"
        f"<function><formattedTitle/><formattedTitles/><functionStartDate/></function>"
        f"</personalInformation><career><ministers/><presidiums/><currentConstituency/>"
        f"<constituencies>{''.join(lines)}</constituencies><nominations/>"
        f"<parliamentaryPositionsOfTrust/></career><educations/><occupations/>"
        f"<positionsOfTrust/></member>"
    )
