"""The parts of the page of votes."""
