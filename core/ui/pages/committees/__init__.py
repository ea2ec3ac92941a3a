"""The parts of the page committees."""
