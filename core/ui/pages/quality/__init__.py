"""The parts of the page of quality."""
