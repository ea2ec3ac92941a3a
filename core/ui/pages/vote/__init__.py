"""The parts of the page of vote."""
