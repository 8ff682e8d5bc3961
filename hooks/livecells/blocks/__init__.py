"""What a page asks for: text in, data out."""
