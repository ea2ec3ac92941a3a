"""The parts of the page methods."""
