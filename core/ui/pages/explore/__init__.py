"""The parts of the page of explore."""
