"""The parts of the page of compare."""
