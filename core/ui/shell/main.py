"""The script that the application runs for every visitor, in another folder than `pages`."""

from core.ui.shell.frame import run

run()
