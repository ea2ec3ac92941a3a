"""The parts of the page parties."""
