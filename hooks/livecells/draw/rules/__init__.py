"""Local derivative rules: what a node does with the gradient that comes in."""
