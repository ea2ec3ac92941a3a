"""The parts of the page of overview."""
