"""The parts of the page deviations."""
