"""The parts of the page members."""
