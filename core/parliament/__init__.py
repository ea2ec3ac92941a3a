"""Parliament's own things as tables: sessions, votes, ballots, parties, conclusions."""
