"""The parts of the page of methods."""
