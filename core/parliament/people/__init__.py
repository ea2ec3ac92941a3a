"""Members, parties, committees and ministers."""
