"""The Python-Markdown extension: blocks, values and glossary links."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree

from markdown import Markdown
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import HTML_PLACEHOLDER
from pymdownx.blocks import BlocksExtension, BlocksProcessor

from livecells.render.folded_entries import EntryLinks, FoldedEntries
from livecells.render.glossary_links import TermLinks
from livecells.render.markdown_blocks import markdown_block
from livecells.render.renderer import Reader

# What of HTML is no text: code, and tags.
CODE = ("code", "pre", "script", "style")
STASHED = re.compile(HTML_PLACEHOLDER % r"([0-9]+)")
MARKUP = re.compile(r"<(code|pre|script|style)\b.*?</\1>|<!--.*?-->|<[^>]*>", re.DOTALL)


class _Values(Preprocessor):
    """Puts live values, and the lines of our blocks, into the text before anything reads it."""

    def __init__(self, md: Markdown, reader: Reader) -> None:
        super().__init__(md)
        self.reader = reader

    def run(self, lines: list[str]) -> list[str]:
        self.md.livecells_own = set()  # type: ignore[attr-defined]
        return self.reader.addressed("\n".join(lines)).split("\n")


class _Leftovers(Treeprocessor):
    """Looks for what is like ours in the text of a page, when all is made of it that will be."""

    PRIORITY = 1  # before the last one, which turns what was escaped into what it looks like

    def __init__(self, md: Markdown, reader: Reader) -> None:
        super().__init__(md)
        self.reader = reader

    def run(self, root: ElementTree.Element) -> None:
        done: set[int] = set(getattr(self.md, "livecells_own", ()))
        self._look(root, done)
        for number, html in enumerate(self.md.htmlStash.rawHtmlBlocks):
            if number not in done and isinstance(html, str) and ("///" in html or "[[" in html):
                self.reader.left_as_text(MARKUP.sub("", html))

    def _look(self, element: ElementTree.Element, done: set[int]) -> None:
        """Look at an element; what is stashed of code is `done`."""
        if element.tag in CODE:
            done |= {int(number) for number in STASHED.findall("".join(element.itertext()))}
            return
        self.reader.left_as_text(element.text or "")
        for child in element:
            self._look(child, done)
            self.reader.left_as_text(child.tail or "")


class LiveExtension(BlocksExtension):  # type: ignore[misc]
    """Python-Markdown extension: the kinds of blocks of a build, live values and glossary links.

    The lessons of a site link their terms to its glossary, if its options name one.

    Settings:
        reader: The `Reader` of the build, which knows the page.
    """

    def __init__(self, **settings: Any) -> None:
        self.config = {"reader": [settings.get("reader"), "The Reader of the build"]}
        super().__init__(**settings)

    def extendMarkdownBlocks(  # noqa: N802 - the name is pymdownx's
        self, md: Markdown, block_mgr: BlocksProcessor
    ) -> None:
        """Register the blocks and the preprocessor."""
        reader: Reader = self.getConfig("reader")
        for kind in reader.build.kinds.values():
            block_mgr.blocks.pop(kind.name, None)  # `hint` is the name of a box of pymdownx too
            block_mgr.register(markdown_block(kind), self.getConfigs())
        # After line ends are normalised (30), before fences (25) and raw HTML (20) are taken out.
        md.preprocessors.register(_Values(md, reader), "livecells-values", 28)
        md.treeprocessors.register(_Leftovers(md, reader), "livecells-text", _Leftovers.PRIORITY)
        if reader.build.options.folded:
            entries = FoldedEntries(md, reader)
            md.treeprocessors.register(entries, "livecells-entries", FoldedEntries.PRIORITY)
            links_in = EntryLinks(md)
            md.treeprocessors.register(links_in, "livecells-entry-links", EntryLinks.PRIORITY)
        if reader.build.options.glossary:
            links = TermLinks(md, reader)
            md.treeprocessors.register(links, "livecells-terms", TermLinks.PRIORITY)
