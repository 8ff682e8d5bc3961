"""Pages as Markdown and notebooks, labs, and the downloads of a site."""
