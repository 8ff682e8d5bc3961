"""Pages as plain Markdown with their live outputs, for readers and programs that prefer text.

The page's source is cut into a tree of text and blocks, and every block is put into words: code
and outputs as fenced text, equations as `$$...$$`, graphs as the steps of their walk.
"""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from livecells import render
from livecells.apis import addresses
from livecells.book import Book
from livecells.errors import LiveError
from livecells.notebook import GRAPH, KEY, TENSORS, Run
from livecells.scan import HEADER, hidden_spans, target
from livecells.stories import ATTRIBUTES, Page, cells_of

QUOTED = ("note", "tip", "warning", "danger", "info", "example", "question")
LINK = re.compile(r"(?<=\]\()[^)\s]+(?=[^)]*\))|(?<=\]: )\S+$", re.MULTILINE)
EXTERNAL = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.I)
TAGS = re.compile(r"<[^>]+>")


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


# ----- Places -----


@dataclass(frozen=True)
class Places:
    """Where pages end up: `urls` from a page's source to its address below the site's root.

    `base` is the site's own address with a slash at its end, or nothing where it is not known.
    """

    urls: Mapping[str, str]
    base: str = ""

    def text(self, uri: str) -> str:
        """Where the plain Markdown of a page stands."""
        url = self.urls[uri]
        if url and not url.endswith("/"):
            return f"{url.removesuffix('.html')}.md"
        return f"{url}index.md"

    def relative(self, path: str, file: str) -> str:
        """A path below the root, seen from a file below the root."""
        seen = posixpath.relpath(path or ".", posixpath.dirname(file) or ".")
        return f"{seen}/" if path.endswith("/") or not path else seen

    def link(self, path: str, file: str) -> str:
        """As `relative`, or whole where the site's address is known."""
        return f"{self.base}{path}" if self.base else self.relative(path, file)


# ----- Words -----


@dataclass
class Plain:
    """Puts the blocks of one page into words.

    `uri` is the page's source. `link` makes an address of the path of a page's source or of another
    file of the docs, as seen from where the text will stand.
    """

    book: Book
    uri: str
    link: Callable[[str], str]
    exercises: int = 0

    def page(self) -> str:
        """The whole page."""
        made = self.words(tree(self.book.pages[self.uri]).children)
        return f"{made}\n\n{self.provenance()}".strip() + "\n"

    def provenance(self) -> str:
        """One line that says what the outputs were made with; nothing where there are none."""
        names = self.book.pages[self.uri].snippets()
        version = next(filter(None, (torch_of(self.book, name) for name in names)), "")
        return f"The outputs on this page ran on PyTorch {version}." if version else ""

    def words(self, children: Sequence[str | Node]) -> str:
        """Text and blocks, in order, with an empty line between them."""
        parts = (self.node(c) if isinstance(c, Node) else self.prose(c) for c in children)
        return "\n\n".join(part for part in parts if part)

    def prose(self, text: str) -> str:
        """Text of the page with its live values, and with links that lead where they did."""
        whole = self.book.with_values(text.strip("\n")) if "[[" in text else text.strip("\n")
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

    def node(self, node: Node) -> str:
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
            made = known.get(node.name, self.box)(node)
        except (LiveError, ValueError) as error:
            if not self.book.errors:  # else the build has said so, and somebody watches it
                raise
            made = f"({error})"
        lead = node.lead
        return "\n".join(f"{lead}{line}".rstrip() for line in made.split("\n")) if lead else made

    def box(self, node: Node) -> str:
        """Anything that holds text: boxes are quoted, folds and tabs get their title."""
        head = self.prose(node.argument) or node.name.capitalize()
        if node.name in QUOTED and node.argument:
            head = f"{node.name.capitalize()}: {head}"
        body = self.words(node.children)
        whole = f"**{head}**\n\n{body}" if body else f"**{head}**" if node.argument else ""
        if node.name in QUOTED:
            return "\n".join(f"> {line}".rstrip() for line in whole.split("\n"))
        return whole

    def live(self, node: Node) -> str:
        """Code, and what it gave."""
        where = target(node.argument)
        run = self.run(where.snippet)
        cells = [run.cell(name) for name in cells_of(self.book.story(where.snippet), where)]
        show, parts = node.options.get("show", "both"), [self.question(node)]
        title = node.options.get("title")
        if show == "code":
            parts += [f"*{title or run.label}*", fenced(joined(cells), "python")]
        else:
            for cell in cells:
                name = title if len(cells) == 1 else None
                parts.append(f"*{name or render.cell_title(cell, run.label)}*")
                parts += [fenced(cell["source"], "python")] if show == "both" else []
                parts += self.outputs(cell, node)
        parts.append(self.told(node))
        return "\n\n".join(filter(None, parts))

    def question(self, node: Node) -> str:
        """What the page asks before it shows the output."""
        asked = str(node.options.get("predict", ""))
        return f"**Predict.** {self.prose(asked)}" if asked else ""

    def told(self, node: Node) -> str:
        """The answer to what was asked, and what is said to each foreseen wrong guess."""
        asked = self.book.solved(self.uri, node.line) if "predict" in node.options else None
        if asked is None:
            return ""
        from livecells.guesses import shown

        right = self.prose(asked.asked.right)
        lines = [f"**Answer:** `{shown(asked.answer)}`. {right}".strip(), ""]
        for wrong, guess in zip(asked.asked.wrong, asked.guesses, strict=True):
            lines.append(f"- If you said `{shown(guess)}`: {self.prose(wrong.because)}")
        return "\n".join(lines).strip()

    def outputs(self, cell: Mapping[str, Any], node: Node) -> Iterator[str]:
        """Each output as text; a picture by its text alternative."""
        for output in cell["outputs"]:
            if "data" in output and any(mime.startswith("image/") for mime in output["data"]):
                alt = str(node.options.get("alt") or plain_text(output["data"]))
                yield f"[Figure: {self.prose(alt)}]"
            else:
                yield fenced(said(output), "text")

    def graph(self, node: Node) -> str:
        """The caption of a recorded graph, and its walk, step by step."""
        from livecells import exhibits
        from livecells.walkthrough import sentence, title_of_box, walk

        name, ask = exhibits.read(node.argument, GRAPH, node.options)
        shown = walk(self.run(name).value(ask), node.options.get("pass"))
        caption = self.prose(str(node.options.get("caption", "")))
        head = f"*Recorded graph of `{ask.expression}`.* {caption}".strip()
        lines = [sentence(step) for step in shown.steps]
        lines = lines or [title_of_box(box) for box in shown.boxes]
        return "\n".join([head, "", *(f"{n}. {line}" for n, line in enumerate(lines, start=1))])

    def tensors(self, node: Node) -> str:
        """A table of what autograd knows of tensors."""
        from livecells import exhibits

        name, ask = exhibits.read(node.argument, TENSORS, node.options)
        rows = [[f"`{row['name']}`", *(f"`{row[t]}`" for t in exhibits.TITLES[1:])]
                for row in self.run(name).value(ask)]  # fmt: skip
        head = [list(exhibits.TITLES), ["---"] * len(exhibits.TITLES)]
        table = "\n".join(f"| {' | '.join(row)} |" for row in [*head, *rows])
        caption = self.prose(str(node.options.get("caption", "")))
        return f"{caption}\n\n{table}" if caption else table

    def equation(self, node: Node) -> str:
        """The display, with its live values."""
        return self.book.with_values(node.text().strip())

    def checked(self, _: Node) -> str:
        """Every equation of the site and what it was compared with."""
        from livecells import marks

        parts = []
        for uri in self.book.pages:
            rows = list(marks.rows(self.book, uri, self.uri))
            for row in rows:
                verdict = html.unescape(TAGS.sub("", marks.verdict(row.equation, row.outcome)))
                where = self.link(uri)
                head = f"[{row.title}, equation {row.number}]({where}#{row.equation.name})"
                parts.append(f"{head}\n\n$$ {row.tex} $$\n\n{verdict}")
        return "\n\n".join(parts)

    def apis(self, _: Node) -> str:
        """The documented names that pages show, each with its pages."""
        from livecells import apiindex

        lines = []
        for name, uris in apiindex.index(self.book).items():
            pages = ", ".join(f"[{self.book.pages[u].title}]({self.link(u)})" for u in uris)
            lines.append(f"- [`{name}`]({addresses()[name]}): {pages}")
        return "\n".join(lines)

    def exercise(self, node: Node) -> str:
        """Task, start, hints, solution and check, in this order."""
        inner = [child for child in node.children if isinstance(child, Node)]
        hints = [child for child in inner if child.name == "hint"]
        ends = [child for child in inner if child.name == "solution"]
        parts = [self.task(node), self.part_of(node, "start", "Start with")]
        for number, hint in enumerate(hints, start=1):
            count = f" {number}" if len(hints) > 1 else ""
            parts.append(f"**Hint{count}**\n\n{self.words(hint.children)}")
        parts.append(self.part_of(node, "solution", "Solution"))
        parts += [self.words(end.children) for end in ends]
        parts.append(self.part_of(node, "check", "Check your answer"))
        return "\n\n".join(filter(None, parts))

    def task(self, node: Node) -> str:
        """The heading of an exercise and what there is to do."""
        self.exercises += 1
        title = self.prose(str(node.options.get("title", "")))
        head = f"### Exercise {self.exercises}" + (f": {title}" if title else "")
        return f"{head}\n\n{self.words(task_of(node))}"

    def part_of(self, node: Node, cell: str, head: str) -> str:
        """One cell of the exercise's lab."""
        live = Node("live", f"labs/{node.argument}:{cell}", {"title": head})
        if cell == "start":
            live.options = {"title": head, "show": "code"}
        return self.live(live)

    def run(self, name: str) -> Run:
        """The run of a snippet; raises ValueError where there is none."""
        run = self.book.run_of(name)
        if run is None:
            raise ValueError(f"{name}.py did not run")
        return run


def task_of(node: Node) -> list[str | Node]:
    """What stands in an exercise before its hints and its solution."""
    return [
        child
        for child in node.children
        if isinstance(child, str) or child.name not in ("hint", "solution")
    ]


def torch_of(book: Book, name: str) -> str:
    """The version of torch that a snippet ran on, without its build; nothing without torch."""
    run = book.run_of(name) if name in book.stories else None
    return "" if run is None else str(run.own.get("made", {}).get("torch") or "").partition("+")[0]


def fenced(text: str, language: str) -> str:
    """Text as a fenced block, with a fence that does not stand in it."""
    ticks = max((len(run) for run in re.findall(r"`{3,}", text)), default=2) + 1
    return f"{'`' * ticks}{language}\n{text.rstrip(chr(10))}\n{'`' * ticks}"


def said(output: Mapping[str, Any]) -> str:
    """An output as text."""
    if output["output_type"] == "stream":
        return render.ANSI.sub("", str(output["text"]))
    if output["output_type"] == "error":
        return render.ANSI.sub("", "\n".join(output["traceback"]))
    return plain_text(output["data"])


def plain_text(data: Mapping[str, Any]) -> str:
    value = data.get("text/plain", "")
    return "".join(value) if isinstance(value, list) else str(value)


def joined(cells: Sequence[Mapping[str, Any]]) -> str:
    """The source of several cells as one text."""
    return "\n\n".join(cell["source"] for cell in cells)


def name_of(cell: Mapping[str, Any]) -> str:
    """The name of a cell of a run."""
    return str(cell["metadata"][KEY]["name"])
