"""The parts of the page that holds votes side by side."""
