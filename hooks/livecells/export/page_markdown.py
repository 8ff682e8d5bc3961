"""Pages as plain Markdown with their live outputs, for readers and programs that prefer text.

The page's source is cut into a tree of text and blocks, and every block is put into words: code
and outputs as fenced text, equations as `$$...$$`, graphs as the steps of their walk.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from livecells.blocks.exercises import task_of
from livecells.blocks.markdown_spans import hidden_spans
from livecells.blocks.page import ATTRIBUTES
from livecells.blocks.parser import Block
from livecells.blocks.scan import target
from livecells.builder.build import Build
from livecells.builder.reports import torch_of
from livecells.builder.snippets import cells_of
from livecells.builder.verdicts import Piece, Scientific
from livecells.errors import LiveError
from livecells.notebook import cell_text
from livecells.notebook.cell_text import fenced, joined, output_text, plain_text
from livecells.notebook.executed import GRAPH, TENSORS, Run
from livecells.torch_api.table import addresses

QUOTED = ("note", "tip", "warning", "danger", "info", "example", "question")
LINK = re.compile(r"(?<=\]\()[^)\s]+(?=[^)]*\))|(?<=\]: )\S+$", re.MULTILINE)
EXTERNAL = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.I)


# ----- Words -----


@dataclass
class MarkdownExporter:
    """Puts the blocks of one page into words.

    `uri` is the page's source. `link` makes an address of the path of a page's source or of another
    file of the docs, as seen from where the text will stand.
    """

    build: Build
    uri: str
    link: Callable[[str], str]
    exercises: int = 0

    def page(self) -> str:
        """The whole page."""
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
        if "](" not in whole and "]: " not in whole:
            return whole
        hidden = hidden_spans(whole)

        def replaced(match: re.Match[str]) -> str:
            inside = any(start <= match.start() < end for start, end in hidden)
            return match[0] if inside else self.linked(match[0])

        return LINK.sub(replaced, whole)

    def linked(self, address: str) -> str:
        """An address that the page gives, as seen from where the text will stand."""
        path, mark, anchor = address.partition("#")
        if EXTERNAL.match(address) or (not path and not anchor):
            return address
        here = posixpath.dirname(self.uri)
        aim = posixpath.normpath(posixpath.join(here, path)) if path else self.uri
        return f"{self.link(aim)}{mark}{anchor}"

    def block(self, block: Block) -> str:
        """One block, indented as the page has it."""
        known = {
            "live": self.live,
            "graph": self.graph,
            "tensors": self.tensors,
            "equation": self.equation,
            "checked": self.checked,
            "apis": self.apis,
            "exercise": self.exercise,
        }
        try:
            made = known.get(block.name, self.box)(block)
        except (LiveError, ValueError) as error:
            if not self.build.errors:  # else the build has said so, and somebody watches it
                raise
            made = f"({error})"
        lead = block.lead
        return "\n".join(f"{lead}{line}".rstrip() for line in made.split("\n")) if lead else made

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

    def live(self, block: Block) -> str:
        """Code, and what it gave."""
        where = target(block.argument)
        run = self.run(where.snippet)
        cells = [run.cell(name) for name in cells_of(self.build.snippet(where.snippet), where)]
        show, parts = block.options.get("show", "both"), [self.question(block)]
        title = block.options.get("title")
        if show == "code":
            parts += [f"*{title or run.label}*", fenced(joined(cells), "python")]
        else:
            for cell in cells:
                name = title if len(cells) == 1 else None
                parts.append(f"*{name or cell_text.cell_title(cell, run.label)}*")
                parts += [fenced(cell["source"], "python")] if show == "both" else []
                parts += self.outputs(cell, block)
        parts.append(self.answer_text(block))
        return "\n\n".join(filter(None, parts))

    def question(self, block: Block) -> str:
        """What the page asks before it shows the output."""
        asked = str(block.options.get("predict", ""))
        return f"**Predict.** {self.prose(asked)}" if asked else ""

    def answer_text(self, block: Block) -> str:
        """The answer to what was asked, and what is said to each foreseen wrong guess."""
        asked = self.build.solved(self.uri, block.line) if "predict" in block.options else None
        if asked is None:
            return ""
        from livecells.notebook.typed_values import format_value

        right = self.prose(asked.asked.right)
        lines = [f"**Answer:** `{format_value(asked.answer)}`. {right}".strip(), ""]
        for wrong, guess in zip(asked.asked.wrong, asked.guesses, strict=True):
            lines.append(f"- If you said `{format_value(guess)}`: {self.prose(wrong.because)}")
        return "\n".join(lines).strip()

    def outputs(self, cell: Mapping[str, Any], block: Block) -> Iterator[str]:
        """Each output as text; a picture by its text alternative."""
        for output in cell["outputs"]:
            if "data" in output and any(mime.startswith("image/") for mime in output["data"]):
                alt = str(block.options.get("alt") or plain_text(output["data"]))
                yield f"[Figure: {self.prose(alt)}]"
            else:
                yield fenced(output_text(output), "text")

    def graph(self, block: Block) -> str:
        """The caption of a recorded graph, and its walk, step by step."""
        from livecells.blocks import tensors
        from livecells.draw.backward_steps import sentence, title_of_box, walk

        name, query = tensors.read(block.argument, GRAPH, block.options)
        shown = walk(self.run(name).value(query), block.options.get("pass"))
        caption = self.prose(str(block.options.get("caption", "")))
        head = f"*Recorded graph of `{query.expression}`.* {caption}".strip()
        lines = [sentence(step) for step in shown.steps]
        lines = lines or [title_of_box(box) for box in shown.boxes]
        return "\n".join([head, "", *(f"{n}. {line}" for n, line in enumerate(lines, start=1))])

    def tensors(self, block: Block) -> str:
        """A table of what autograd knows of tensors."""
        from livecells.blocks import tensors

        name, query = tensors.read(block.argument, TENSORS, block.options)
        rows = [[f"`{row['name']}`", *(f"`{row[t]}`" for t in tensors.TITLES[1:])]
                for row in self.run(name).value(query)]  # fmt: skip
        head = [list(tensors.TITLES), ["---"] * len(tensors.TITLES)]
        table = "\n".join(f"| {' | '.join(row)} |" for row in [*head, *rows])
        caption = self.prose(str(block.options.get("caption", "")))
        return f"{caption}\n\n{table}" if caption else table

    def equation(self, block: Block) -> str:
        """The display, with its live values."""
        return self.build.with_values(block.text().strip())

    def checked(self, _: Block) -> str:
        """Every equation of the site and what it was compared with."""
        from livecells.builder import equation_list, verdicts

        parts = []
        for uri in self.build.pages:
            rows = list(equation_list.rows(self.build, uri, self.uri))
            for row in rows:
                words = "".join(map(_worded, verdicts.verdict(row.equation, row.outcome)))
                where = self.link(uri)
                head = f"[{row.title}, equation {row.number}]({where}#{row.equation.name})"
                parts.append(f"{head}\n\n$$ {row.tex} $$\n\n{words}")
        return "\n\n".join(parts)

    def apis(self, _: Block) -> str:
        """The documented names that pages show, each with its pages."""
        from livecells.builder import api_index

        lines = []
        for name, uris in api_index.index(self.build).items():
            pages = ", ".join(f"[{self.build.pages[u].title}]({self.link(u)})" for u in uris)
            lines.append(f"- [`{name}`]({addresses()[name]}): {pages}")
        return "\n".join(lines)

    def exercise(self, block: Block) -> str:
        """Task, start, hints, solution and check, in this order."""
        inner = [child for child in block.children if isinstance(child, Block)]
        hints = [child for child in inner if child.name == "hint"]
        ends = [child for child in inner if child.name == "solution"]
        parts = [self.task(block), self.part_of(block, "start", "Start with")]
        for number, hint in enumerate(hints, start=1):
            count = f" {number}" if len(hints) > 1 else ""
            parts.append(f"**Hint{count}**\n\n{self.words(hint.children)}")
        parts.append(self.part_of(block, "solution", "Solution"))
        parts += [self.words(end.children) for end in ends]
        parts.append(self.part_of(block, "check", "Check your answer"))
        return "\n\n".join(filter(None, parts))

    def task(self, block: Block) -> str:
        """The heading of an exercise and what there is to do."""
        self.exercises += 1
        title = self.prose(str(block.options.get("title", "")))
        head = f"### Exercise {self.exercises}" + (f": {title}" if title else "")
        return f"{head}\n\n{self.words(task_of(block))}"

    def part_of(self, block: Block, cell: str, head: str) -> str:
        """One cell of the exercise's lab."""
        live = Block("live", f"labs/{block.argument}:{cell}", {"title": head})
        if cell == "start":
            live.options = {"title": head, "show": "code"}
        return self.live(live)

    def run(self, name: str) -> Run:
        """The run of a snippet; raises ValueError where there is none."""
        run = self.build.run_of(name)
        if run is None:
            raise ValueError(f"{name}.py did not run")
        return run


def _worded(piece: Piece) -> str:
    """A piece of what is said of a check, as Markdown."""
    if isinstance(piece, Scientific):
        return f"{piece.digits} × 10^{piece.power}"
    return piece if isinstance(piece, str) else f"`{piece.text}`"
