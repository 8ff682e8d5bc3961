"""What the search plugin is told and shown."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from livecells.options import SiteOptions
from livecells.publish.search_text import SEPARATOR, searchable
from mkdocs_site.files import OWN_SEARCH, THEME_SEARCH, matching

ASSETS = Path(__file__).parent / "assets"
OURS = ("search_site", "search_query", "search", "search_worker")

ABOUT = 0.4  # how much the pages about the site itself count


def set_separator(config: MkDocsConfig) -> None:
    """Tell Material's search what separates words; call before it takes over its options."""
    search = config.plugins.get("material/search")
    if search is not None and not search.config.get("separator"):
        search.config["separator"] = SEPARATOR


def show_flat_pages(config: MkDocsConfig, is_about: Callable[[str], bool]) -> None:
    """Let the search index a flat page; all others see the one that is published.

    Args:
        config: MkDocs' own configuration.
        is_about: Whether the page of a source tells of the site itself: it comes after the others.
    """
    search = config.plugins.get("material/search") or config.plugins.get("search")
    events = config.plugins.events["page_context"]
    for number, method in enumerate(events):
        if search is not None and getattr(method, "__self__", None) is search:
            events[number] = _with_flat_page(method, is_about)


def _with_flat_page(
    method: Callable[..., Any], is_about: Callable[[str], bool]
) -> Callable[..., Any]:
    def told(context: Any, /, page: Any, **others: Any) -> Any:
        whole, page.content = page.content, searchable(page.content or "")
        if is_about(page.file.src_uri):
            page.meta["search"] = {"boost": ABOUT, **(page.meta.get("search") or {})}
        try:
            return method(context, page=page, **others)
        finally:
            page.content = whole

    return told


def add_worker(files: Files, config: MkDocsConfig, options: SiteOptions) -> None:
    """Add the script that searches: Material's own, behind ours, which puts its finds in order.

    A theme that has none keeps the search that it has.

    Args:
        files: The files of the site.
        config: MkDocs' own configuration.
        options: The options of the site: its `synonyms`, and its folders `about` itself.
    """
    theirs = matching(files, THEME_SEARCH)
    if theirs is None:
        return
    told = {
        "synonyms": [[phrase.strip() for phrase in one.split(",")] for one in options.synonyms],
        "about": [f"{folder}/" for folder in options.about],
    }
    ours = "\n".join((ASSETS / f"{name}.js").read_text("utf-8") for name in OURS)
    text = f"{ours.replace('OF_THE_SITE', json.dumps(told))}\n{theirs.content_string}"
    mark = hashlib.sha256(text.encode()).hexdigest()[:8]
    path = OWN_SEARCH.replace("*", mark)
    files.append(File.generated(config, path, content=text))
