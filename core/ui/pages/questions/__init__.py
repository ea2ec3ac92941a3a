"""The parts of the page questions."""
