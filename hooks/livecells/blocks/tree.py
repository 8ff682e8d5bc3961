"""A page's source as a tree of text and blocks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from livecells.blocks.markdown_spans import hidden_spans
from livecells.blocks.page import Page
from livecells.blocks.scan import HEADER


@dataclass
class Node:
    """A block of a page, with what stands in it: text, as lines, and blocks.

    `lead` is what stands before each of its lines, `bars` what it begins and ends with, `line` the
    line of its header.
    """

    name: str
    argument: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)
    lead: str = ""
    bars: str = ""
    children: list[str | Node] = field(default_factory=list)
    line: int = 0

    def text(self) -> str:
        """The text that stands in it directly."""
        return "\n".join(child for child in self.children if isinstance(child, str))


def tree(page: Page) -> Node:
    """The page's source as a tree; the options of blocks are those that the scan has read."""
    options = {block.line: block.options for block in page.found.blocks}
    hidden, root = hidden_spans(page.text), Node("page")
    stack, at, skipping = [root], 0, False
    for number, line in enumerate(page.text.split("\n"), start=1 + page.offset):
        node, position, at = stack[-1], at, at + len(line) + 1
        own = line.removeprefix(node.lead)
        skipping = skipping and own.startswith("    ") and bool(own.strip())
        if skipping:
            continue
        shown = "///" in line and not any(start <= position < end for start, end in hidden)
        header = HEADER.match(line.rstrip()) if shown else None
        if header:
            name, argument = header["name"].lower(), (header["argument"] or "").strip()
            found = options.get(number, {})
            made = Node(name, argument, found, header["lead"], header["bars"], line=number)
            node.children.append(made)
            stack.append(made)
            skipping = True
        elif shown and own.strip() == node.bars:
            stack.pop()
        else:
            _add(node, own)
    return root


def _add(node: Node, line: str) -> None:
    if node.children and isinstance(node.children[-1], str):
        node.children[-1] += f"\n{line}"
    else:
        node.children.append(line)


def task_of(node: Node) -> list[str | Node]:
    """What stands in an exercise before its hints and its solution."""
    return [
        child
        for child in node.children
        if isinstance(child, str) or child.name not in ("hint", "solution")
    ]
