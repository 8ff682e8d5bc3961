"""What the search plugin is told and shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mkdocs.config.defaults import MkDocsConfig

from livecells.publish.search_text import SEPARATOR, searchable


def set_separator(config: MkDocsConfig) -> None:
    """Tell Material's search what separates words; call before it takes over its options."""
    search = config.plugins.get("material/search")
    if search is not None and not search.config.get("separator"):
        search.config["separator"] = SEPARATOR


def show_flat_pages(config: MkDocsConfig) -> None:
    """Let the search index a flat page; all others see the one that is published."""
    search = config.plugins.get("material/search") or config.plugins.get("search")
    events = config.plugins.events["page_context"]
    for number, method in enumerate(events):
        if search is not None and getattr(method, "__self__", None) is search:
            events[number] = _with_flat_page(method)


def _with_flat_page(method: Callable[..., Any]) -> Callable[..., Any]:
    def told(context: Any, /, page: Any, **others: Any) -> Any:
        whole, page.content = page.content, searchable(page.content or "")
        try:
            return method(context, page=page, **others)
        finally:
            page.content = whole

    return told
