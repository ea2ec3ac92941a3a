"""One member: who it is, key figures, deviations, ballots, agreement, and what is on record."""

from core.ui.shell.router import ensure_routed

ensure_routed()

from core.tables.ballots import ballots_of_member
from core.ui.pages.member.about import asked_member, heading, key_figures, person, tell_of_none
from core.ui.pages.member.agreement import colleagues_section, over_time, parties_section
from core.ui.pages.member.ballots import ballots_section, deviations_section
from core.ui.pages.member.profile import profile_section, summary
from core.ui.parts.scope import scope
from core.ui.parts.shown_votes import with_ballots
from core.ui.shell.frame import open_page
from core.ui.shell.messages import PageEnds

context = open_page()
member = person(context, asked_member(context))
heading(context, member)
summary(context, member)

chosen = scope(context)
votes = with_ballots(context, chosen.votes)
mine = ballots_of_member(votes, chosen.selection, member.member_id)
if mine.is_empty():
    tell_of_none(context, chosen, votes, member)
    profile_section(context, member)
    raise PageEnds

deviations_section(context, chosen, votes, member)
key_figures(context, chosen, votes, member)
ballots_section(context, chosen, votes, mine)
over_time(context, chosen, votes, mine)
parties_section(context, chosen, votes, member)
colleagues_section(context, chosen, votes, member)
profile_section(context, member)
