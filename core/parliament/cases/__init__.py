"""Cases with steps, people and keywords, and what they are found by."""
