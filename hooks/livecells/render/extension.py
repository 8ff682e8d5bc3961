"""The Python-Markdown extension: blocks, values and glossary links."""

from __future__ import annotations

from typing import Any

from markdown import Markdown
from markdown.preprocessors import Preprocessor
from pymdownx.blocks import BlocksExtension, BlocksProcessor

from livecells.render.glossary_links import TermLinks
from livecells.render.markdown_blocks import markdown_block
from livecells.render.renderer import Reader


class _Values(Preprocessor):
    """Puts live values, and the lines of our blocks, into the text before anything reads it."""

    def __init__(self, md: Markdown, reader: Reader) -> None:
        super().__init__(md)
        self.reader = reader

    def run(self, lines: list[str]) -> list[str]:
        return self.reader.addressed("\n".join(lines)).split("\n")


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
        if reader.build.options.glossary:
            links = TermLinks(md, reader)
            md.treeprocessors.register(links, "livecells-terms", TermLinks.PRIORITY)
