"""How a question reaches the API and its answer comes back: limits, retries, checks, page cache."""

PAGES_FILE = "pages.sqlite"
"""The file of the page cache, in the data folder."""
