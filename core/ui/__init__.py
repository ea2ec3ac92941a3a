"""The dashboard: its frame (shell), parts that several pages use, and the pages."""
