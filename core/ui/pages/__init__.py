"""One folder per page; no folder imports another."""
