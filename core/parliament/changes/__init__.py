"""What changed lately, and what changed without saying so."""
