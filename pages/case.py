"""One case: what became of it, its stages, votes, documents and related cases."""

from core.ui.shell.router import ensure_routed

ensure_routed()

from core.ui.pages.case.about import asked_case, facts, heading, related, resume
from core.ui.pages.case.documents import documents_section, files_coming
from core.ui.pages.case.votes import votes_section
from core.ui.pages.case.way import steps_section, way_section
from core.ui.parts.shown_cases import shown_case
from core.ui.parts.waiting import await_first
from core.ui.shell.frame import open_page

context = open_page()
case = shown_case(context, asked_case(context))

heading(context, case.content)
way_section(context, case)
resume(context, case.content)
votes = votes_section(context, case)
related(context, case.content)
facts(context, case.content)
documents_section(context, case)
steps_section(context, case)
await_first(context, {"votes": votes, "files": files_coming(context, case.content)})
