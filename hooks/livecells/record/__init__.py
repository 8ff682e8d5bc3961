"""The graph that torch records, as plain data."""
