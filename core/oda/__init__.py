"""The API as it is: schema, queries, transport, cache, pages. Knows nothing of parliament."""
