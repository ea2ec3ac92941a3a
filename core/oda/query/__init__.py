"""Questions to the API: conditions, their text, and how an expanded answer is laid flat."""
