"""The sync: keeps the whole copy as the API has it."""
