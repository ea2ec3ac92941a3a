"""Starts Tingblik: page set-up, navigation and the status sidebar."""

from core.ui.shell.frame import run
from core.ui.shell.router import set_up_page

set_up_page()
run()
