"""Charts: functions that make a plotly figure, with a text alternative, from a frame."""
