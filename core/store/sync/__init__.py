"""The sync: updates the local copy from the API."""
