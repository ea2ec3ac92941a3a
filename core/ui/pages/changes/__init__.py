"""The parts of the page of changes."""
