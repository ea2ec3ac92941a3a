"""Frame in, plotly figure out."""
