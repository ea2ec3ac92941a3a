"""A faithful OData v3 server on loopback: to develop against, to test against, to show a demo."""
