"""The parts of the page member."""
