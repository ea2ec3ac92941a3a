"""Tingblik: what the Danish Parliament does, read from its open data."""
