"""The parts of the page of topics."""
