"""Frame in, frame out: cohesion, agreement, loyalty, attendance, scaling, durations."""
