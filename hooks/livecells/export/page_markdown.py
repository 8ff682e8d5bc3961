"""Pages as plain Markdown with their live outputs, for readers and programs that prefer text.

Each kind of block says how it is put into words: code and outputs as fenced text, equations as
`$$...$$`, graphs as the steps of their backward pass.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from livecells.blocks.markdown_spans import hidden_spans
from livecells.blocks.page import ATTRIBUTES, Request
from livecells.blocks.parser import Block
from livecells.builder.build import Build
from livecells.builder.reports import torch_of
from livecells.errors import LiveError
from livecells.notebook.executed import Run

QUOTED = ("note", "tip", "warning", "danger", "info", "example", "question")
LINK = re.compile(
    r"(?<=\]\(<)[^>\n]+(?=>)|(?<=\]\()[^)\s<]+(?=[^)]*\))|(?<=\]: )\S+$", re.MULTILINE
)
# HTML that only a browser needs: scripts, and boxes around what is said.
RAW = re.compile(r"<script\b[^>]*>.*?</script>|</?(?:div|p|section|span)\b[^>]*>", re.DOTALL)
EXTERNAL = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.I)


@dataclass
class MarkdownExporter:
    """Puts one page into plain Markdown.

    Attributes:
        build: The build that has the page, with its runs.
        uri: The page's source.
        link: Makes an address of the path of a page's source or of another file of the docs, as
            seen from where the text will stand.
    """

    build: Build
    uri: str
    link: Callable[[str], str]

    def page(self) -> str:
        """The whole page; raises LiveError or ValueError where a block of it cannot be had.

        In a build that has errors already, a block that cannot be had is its message.
        """
        made = self.words(self.build.pages[self.uri].found.root.children)
        return f"{made}\n\n{self.provenance()}".strip() + "\n"

    def provenance(self) -> str:
        """One line that says what the outputs were made with; nothing where there are none."""
        names = self.build.pages[self.uri].snippets()
        version = next(filter(None, (torch_of(self.build, name) for name in names)), "")
        return f"The outputs on this page ran on PyTorch {version}." if version else ""

    def words(self, children: Sequence[str | Block]) -> str:
        """Text and blocks, in order, with an empty line between them."""
        parts = (self.block(c) if isinstance(c, Block) else self.prose(c) for c in children)
        return "\n\n".join(part for part in parts if part)

    def prose(self, text: str) -> str:
        """Text of the page with its live values, and with links that lead where they did."""
        whole = self.build.with_values(text.strip("\n")) if "[[" in text else text.strip("\n")
        whole = ATTRIBUTES.sub("", whole) if "{" in whole else whole
        if "<" in whole:
            whole = _outside_code(RAW, lambda _: "", whole).strip("\n")
        if "](" not in whole and "]: " not in whole:
            return whole
        return _outside_code(LINK, self.linked, whole)

    def linked(self, address: str) -> str:
        """An address that the page gives, as seen from where the text will stand."""
        path, mark, anchor = address.partition("#")
        if EXTERNAL.match(address) or (not path and not anchor):
            return address
        here = posixpath.dirname(self.uri)
        aim = posixpath.normpath(posixpath.join(here, unquote(path))) if path else self.uri
        return f"{self.link(aim)}{mark}{anchor}"

    def block(self, block: Block) -> str:
        """One block, indented as the page has it."""
        try:
            made = self._block(block)
        except (LiveError, ValueError) as error:
            if not self.build.errors:  # else the build has said so, and somebody watches it
                raise
            made = f"({error})"
        lead = block.lead
        return "\n".join(f"{lead}{line}".rstrip() for line in made.split("\n")) if lead else made

    def _block(self, block: Block) -> str:
        kind = self.build.kinds.get(block.name)
        return self.box(block) if kind is None else kind.markdown(self, self.request(block))

    def request(self, block: Block) -> Request:
        """What a block asks for; raises ValueError where it is not well formed."""
        request = self.build.pages[self.uri].requests.get(block.line)
        if request is None:
            raise ValueError(f"the block {block.name!r} was not read")
        return request

    def box(self, block: Block) -> str:
        """Anything that holds text: boxes are quoted, folds and tabs get their title."""
        head = self.prose(block.argument) or block.name.capitalize()
        if block.name in QUOTED and block.argument:
            head = f"{block.name.capitalize()}: {head}"
        body = self.words(block.children)
        whole = f"**{head}**\n\n{body}" if body else f"**{head}**" if block.argument else ""
        if block.name in QUOTED:
            return "\n".join(f"> {line}".rstrip() for line in whole.split("\n"))
        return whole

    def run(self, name: str) -> Run:
        """The run of a snippet; raises ValueError where there is none."""
        run = self.build.run_of(name)
        if run is None:
            raise ValueError(f"{name}.py did not run")
        return run


def _outside_code(pattern: re.Pattern[str], change: Callable[[str], str], text: str) -> str:
    """Text with what matches changed, but for what Markdown takes as it stands."""
    hidden = hidden_spans(text)

    def changed(match: re.Match[str]) -> str:
        inside = any(start <= match.start() < end for start, end in hidden)
        return match[0] if inside else change(match[0])

    return pattern.sub(changed, text)
