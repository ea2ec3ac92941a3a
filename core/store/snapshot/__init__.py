"""The copy as one archive: written, published, and read at a start."""
