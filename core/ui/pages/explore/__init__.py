"""The parts of the page explore."""
