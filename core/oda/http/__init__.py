"""How a question reaches the API and its answer comes back: limits, retries, checks, page cache."""
