"""One search over everything: cases, votes, members, parties, committees, ministries, keywords."""

from core.ui.shell.router import ensure_routed

ensure_routed()

from core.ui.pages.search.search import asked_words, look, offer_examples, results
from core.ui.parts.shown_cases import periods
from core.ui.shell.frame import open_page

context = open_page()
asked = asked_words(context)
known = periods(context)

if asked:
    results(context, look(context, known, asked))
else:
    offer_examples(context, known)
