"""Files that MkDocs and the theme make themselves, as templates need them."""

from __future__ import annotations

from fnmatch import fnmatch

from mkdocs.structure.files import Files

# The script that `page_assets.add_assets` makes, and the one that Material brings.
OWN_SCRIPT, THEME_SCRIPT = "assets/site.*.js", "assets/javascripts/bundle.*.min.js"


def url_of(files: Files, pattern: str) -> str:
    """The address below the site's root of the first file that a pattern fits; nothing if none."""
    return next((file.url for file in files if fnmatch(file.src_uri, pattern)), "")
