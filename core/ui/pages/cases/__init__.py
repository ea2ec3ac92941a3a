"""The parts of the page cases."""
