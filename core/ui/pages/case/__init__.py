"""The parts of the page of case."""
