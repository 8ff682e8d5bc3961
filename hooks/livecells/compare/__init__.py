"""Two executed notebooks compared number by number."""
