"""What is fast, measured: each script prints its results and fails where a target is missed."""
