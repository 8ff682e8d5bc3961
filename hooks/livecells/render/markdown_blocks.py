"""The Markdown side of our blocks: one class for every kind, as pymdownx wants it.

Errors never raise here, for a converter may swallow them: they go to the build's list.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar
from xml.etree import ElementTree

from pymdownx.blocks.block import Block

from livecells.builder.kinds import BlockKind

if TYPE_CHECKING:
    from livecells.blocks import parser
    from livecells.render.renderer import Reader


class _OurBlock(Block):  # type: ignore[misc]
    """A block whose argument is the line at which the scan found it; see `parser.addressed`."""

    ARGUMENT = True
    kind: ClassVar[BlockKind]
    source: parser.Block  # the block as the scan read it

    @property
    def page(self) -> Reader:
        """The page, as the converter that makes this block has it."""
        reader: Reader = self.config["reader"]
        reader.stash = self._stash
        return reader

    def _stash(self, html: str) -> str:
        """Keep HTML of ours: it may hold whatever the run gave, and is not looked at again."""
        self.md.livecells_own.add(self.md.htmlStash.html_counter)
        self.config["reader"].made(html)
        return str(self.md.htmlStash.store(html))

    def on_validate(self, parent: ElementTree.Element) -> bool:  # noqa: ARG002 - as pymdownx calls
        if not self.argument.isdecimal():  # for the scan it stands in code; that is told otherwise
            return False
        self.source = self.page.block(int(self.argument))
        return True

    def on_create(self, parent: ElementTree.Element) -> ElementTree.Element:
        return self.kind.begin(self.page, self.source, parent)

    def on_end(self, block: ElementTree.Element) -> None:
        self.page.ended(self.source)
        self.kind.end(self.page, self.source, block)

    def on_markdown(self) -> str:
        return "auto" if self.kind.holds_markdown else "raw"


def markdown_block(kind: BlockKind) -> type[Block]:
    """The class that pymdownx makes blocks of a kind from."""
    return type(f"{kind.name.title()}Block", (_OurBlock,), {"NAME": kind.name, "kind": kind})
