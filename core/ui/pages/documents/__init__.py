"""The parts of the page documents."""
