"""Tests of what a link shows elsewhere, and of what search engines read."""
