"""What MkDocs hands over of a page's source, and what its Markdown knows of blocks."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from markdown import Markdown
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File
from mkdocs.structure.nav import Navigation
from mkdocs.utils.meta import get_data

from livecells.blocks.live_values import VALUE
from livecells.errors import PageError, Place
from livecells.render.extension import LiveExtension
from mkdocs_site.config import KEPT


def content(file: File, shown: str) -> str:
    """The text of a page.

    Args:
        file: The page.
        shown: How messages name it.

    Raises:
        PluginError: If it is not UTF-8.
    """
    try:
        return file.content_string
    except UnicodeDecodeError:
        line = _bad_line(Path(file.abs_src_path or ""))
        what = "the page is not UTF-8 text; save it in that encoding"
        raise PluginError(f"{shown}:{line}: {what}\n{KEPT}") from None


def shown_as(file: File, root: Path) -> str:
    """How messages name a page; what a plugin makes elsewhere has no path that helps.

    Args:
        file: The page.
        root: The folder of `mkdocs.yml`.
    """
    path = Path(file.abs_src_path or file.src_uri)
    inside = not path.is_absolute() or path.is_relative_to(root)
    return os.path.relpath(path, root) if inside else file.src_uri


def in_two(text: str) -> tuple[str, str]:
    """The Markdown of a page and its front matter, with the lines around that."""
    body, _ = get_data(text)
    return body, text[: len(text) - len(body)]


def _bad_line(path: Path) -> int:
    """The first line of a file that is not UTF-8."""
    for number, line in enumerate(path.read_bytes().split(b"\n"), start=1):
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            return number
    return 1


def in_menu(nav: Navigation, file: Path) -> Iterator[PageError]:
    """Titles of the menu that hold a live value, which nothing puts in there.

    Args:
        nav: The menu.
        file: The site's `mkdocs.yml`.
    """
    titles, items = [], list(nav.items)
    while items:
        item = items.pop()
        items += item.children or []
        titles += [item.title] if item.title and VALUE.search(item.title) else []
    lines = file.read_text(encoding="utf-8").split("\n") if titles else []
    for title in titles:
        line = next((n for n, text in enumerate(lines, start=1) if title in text), 1)
        yield PageError("live values cannot stand in the menu", [Place(file.name, line)])


def other_blocks(config: MkDocsConfig) -> frozenset[str]:
    """The names of the blocks that the site's Markdown extensions make."""
    extensions = [one for one in config.markdown_extensions if not isinstance(one, LiveExtension)]
    known = Markdown(extensions=extensions, extension_configs=config.mdx_configs or {})
    if "blocks" not in known.parser.blockprocessors:
        return frozenset()
    return frozenset(getattr(known.parser.blockprocessors["blocks"], "blocks", ()))
