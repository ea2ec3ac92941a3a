"""The parts of a topic's page."""
