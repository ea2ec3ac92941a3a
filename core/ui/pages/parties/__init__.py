"""The parts of the page of parties."""
