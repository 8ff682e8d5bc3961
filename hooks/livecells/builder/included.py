"""Where text comes from that a page includes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from livecells.blocks.page import Page
from livecells.errors import Place

# Lines by which Markdown extensions and plugins take in other files, or what programs write.
DIRECTIVE = re.compile(r"-{1,}8<-{1,}|\{%|\{\{|\{\*|::include|@include")
FILE = re.compile(r"""["']([^"'\n]+)["']|^([\w./-]+\.\w+)$""")


def places_of(text: str, page: Page, folder: Path) -> list[Place]:
    """Where a page includes a text that is not its own, and where that stands, if it is found.

    Args:
        text: The text.
        page: The page that has it and did not write it.
        folder: The folder of the snippets; files are looked for beside it too.
    """
    lines = page.text.split("\n")
    directives = [n for n, line in enumerate(lines) if DIRECTIVE.search(line)]
    last = len(lines) if directives else 0
    for number in range(directives[0], last) if directives else ():
        for name in _files(lines[number]):
            for place in _found(text, name, page, folder):
                return [Place(page.path, number + 1 + page.offset), place]
    first = directives[0] if directives else 0
    return [Place(page.path, first + 1 + page.offset)]


def _files(line: str) -> Iterator[str]:
    for match in FILE.finditer(line.strip()):
        yield (match[1] or match[2]).partition(":")[0]


def _found(text: str, name: str, page: Page, folder: Path) -> Iterator[Place]:
    """The line of an included file on which the text stands."""
    own = folder.parent / page.path
    for base in dict.fromkeys([Path(), folder.parent, *list(own.parents)[:4]]):
        file = base / name
        if file.is_file():
            given = file.read_text(encoding="utf-8", errors="replace").split("\n")
            head = text.split("\n")[0]
            line = next((n for n, row in enumerate(given, start=1) if head in row), None)
            if line is not None:
                beside = file.resolve().is_relative_to(folder.parent.resolve())
                shown = file.resolve().relative_to(folder.parent.resolve()) if beside else name
                yield Place(str(shown), line)
