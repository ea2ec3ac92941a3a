"""The parts of the page votes."""
