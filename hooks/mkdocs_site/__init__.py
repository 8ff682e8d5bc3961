"""One MkDocs build of the site, in the engine's terms."""
