"""What stands around every page: frame, router, sidebar, language, moves between pages."""
