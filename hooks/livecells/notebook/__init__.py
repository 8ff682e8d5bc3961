"""The percent format, the executed notebook, and values that a reader can type."""
