"""LaTeX read into a tree."""
