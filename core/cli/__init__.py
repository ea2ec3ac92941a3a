"""The commands of `python -m core`, one module each; data on stdout, messages on stderr."""
