"""The parts of the page case."""
