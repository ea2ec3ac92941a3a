"""The parts of the page meetings."""
