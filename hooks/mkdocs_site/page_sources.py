"""What MkDocs hands over of a page's source, and what its Markdown knows of blocks."""

from __future__ import annotations

from pathlib import Path

from markdown import Markdown
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File

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


def _bad_line(path: Path) -> int:
    """The first line of a file that is not UTF-8."""
    for number, line in enumerate(path.read_bytes().split(b"\n"), start=1):
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            return number
    return 1


def other_blocks(config: MkDocsConfig) -> frozenset[str]:
    """The names of the blocks that the site's Markdown extensions make."""
    extensions = [one for one in config.markdown_extensions if not isinstance(one, LiveExtension)]
    known = Markdown(extensions=extensions, extension_configs=config.mdx_configs or {})
    if "blocks" not in known.parser.blockprocessors:
        return frozenset()
    return frozenset(getattr(known.parser.blockprocessors["blocks"], "blocks", ()))
