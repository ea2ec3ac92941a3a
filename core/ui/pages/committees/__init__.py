"""The parts of the page of committees."""
