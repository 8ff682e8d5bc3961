"""A tree evaluated over arrays of symbols and numbers."""
