"""Starts Tingblik: page set-up, navigation and the status sidebar."""

from core.ui.frame import run
from core.ui.router import set_up_page

set_up_page()
run()
