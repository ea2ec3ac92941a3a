"""What the API has: entity sets, fields, kinds and numbers, and its metadata."""
