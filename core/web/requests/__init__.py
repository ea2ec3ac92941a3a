"""What each table is asked for with, and how its rows are chosen: the same as its page does."""
