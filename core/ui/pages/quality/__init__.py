"""The parts of the page quality."""
