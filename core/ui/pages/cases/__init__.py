"""The parts of the page of cases."""
