"""The parts of the page of member."""
