"""The parts of the page changes."""
