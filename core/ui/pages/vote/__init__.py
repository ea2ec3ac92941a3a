"""The parts of the page vote."""
