"""What the search plugin of the theme is told and shown."""

from __future__ import annotations

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.pages import Page

from livecells.publish.search_text import SEPARATOR, searchable


def set_separator(config: MkDocsConfig) -> None:
    """Tell Material's search what separates words; call before it takes over its options."""
    search = config.plugins.get("material/search")
    if search is not None and not search.config.get("separator"):
        search.config["separator"] = SEPARATOR


class FlatPage:
    """Shows a flat page to the search plugin, and keeps the one that is published meanwhile."""

    def __init__(self) -> None:
        self._whole = ""

    def show(self, page: Page) -> None:
        """Put what the search is given in the place of the page's content."""
        self._whole, page.content = page.content or "", searchable(page.content or "")

    def restore(self, page: Page) -> None:
        """Make the page itself again."""
        page.content = self._whole
