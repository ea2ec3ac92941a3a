"""One topic: a keyword or a ministry with its cases, votes and questions, and how to follow it."""

from core.ui.shell.router import ensure_routed

ensure_routed()

from core.ui.pages.topic.topic import (
    asked_topic,
    cases_section,
    follow_section,
    found_topic,
    heading,
    periods_section,
    questions_section,
    votes_section,
)
from core.ui.shell.frame import open_page

context = open_page()
topic = found_topic(context, asked_topic(context))
heading(context, topic)
follow_section(context, topic)
votes_section(context, topic)
cases_section(context, topic)
questions_section(context, topic)
periods_section(context, topic)
