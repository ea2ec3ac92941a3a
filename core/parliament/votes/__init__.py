"""Votes, ballots, and where the parties stood."""
