"""Questions to ministers and committee questions, with their answers."""
