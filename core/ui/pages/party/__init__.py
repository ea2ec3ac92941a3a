"""The parts of the page party."""
