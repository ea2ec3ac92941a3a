"""The parts of the page of status."""
