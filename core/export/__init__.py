"""Frame and provenance in, bytes out."""
