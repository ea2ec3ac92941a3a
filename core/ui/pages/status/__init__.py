"""The parts of the page status."""
