"""The charts of the pages for whoever takes one away: drawn from an address alone."""
