"""Finding anything by what it is called, over everything that is stored."""
