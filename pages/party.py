"""One party: its members, whom it votes like, who departed from its line, and its proposals."""

from core.ui.shell.router import ensure_routed

ensure_routed()

from core.ui.pages.party.about import asked_party, follow
from core.ui.pages.party.bills import bills_section
from core.ui.pages.party.line import agreement_section, closest_section, departures_section
from core.ui.pages.party.seats import seats_section
from core.ui.parts.vote_rows import ballots_offer
from core.ui.shell.frame import open_page

context = open_page()
party = asked_party(context)
follow(context, party)

with_ballots = party.votes.content.marked is not None
if with_ballots:
    seats_section(context, party)
agreement_section(context, party)
if with_ballots:
    departures_section(context, party)
closest_section(context, party)
bills_section(context, party)
if party.votes.content.unread:
    ballots_offer(context, party.votes.content.unread)
