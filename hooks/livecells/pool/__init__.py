"""Many snippets at a time, each in a forked process of its own."""
