"""What is loaded together, and under which names it is stored."""
