"""One member: parties and roles by date, key figures, deviations, ballots and agreement."""

from core.ui.shell.router import ensure_routed

ensure_routed()

from core.ui.pages.member.about import asked_member, heading, key_figures, own_ballots, person
from core.ui.pages.member.agreement import colleagues_section, over_time, parties_section
from core.ui.pages.member.ballots import ballots_section, deviations_section
from core.ui.pages.member.profile import profile_section
from core.ui.parts.scope import scope
from core.ui.parts.shown_votes import with_ballots
from core.ui.shell.frame import open_page

context = open_page()
member = person(context, asked_member(context))
slot = heading(context, member)
profile_section(context, member)

chosen = scope(context)
votes = with_ballots(context, chosen.votes)
mine = own_ballots(context, chosen, votes, member)

key_figures(context, chosen, votes, member, slot)
over_time(context, chosen, votes, mine)
deviations_section(context, chosen, votes, member)
ballots_section(context, chosen, votes, mine)
parties_section(context, chosen, votes, member)
colleagues_section(context, chosen, votes, member)
