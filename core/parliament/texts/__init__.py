"""Parliament's own texts, read: conclusions, notes and names."""
