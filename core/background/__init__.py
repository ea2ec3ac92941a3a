"""What a process does by the clock, whether anybody looks or not."""
