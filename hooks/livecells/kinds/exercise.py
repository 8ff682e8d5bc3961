"""`//// exercise | lab`, and in it `/// hint` and `/// solution`.

On a page an exercise is heading, task, start, hints, solution, check, and the link to its notebook.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar
from xml.etree import ElementTree

from livecells.blocks import exercises
from livecells.blocks.exercises import CELLS, FOLDS, task_of
from livecells.blocks.options import Options
from livecells.blocks.page import Request
from livecells.blocks.parser import Block
from livecells.blocks.scan import Target
from livecells.builder.kinds import (
    UNSEARCHED,
    BlockKind,
    HtmlPage,
    MarkdownPage,
    NotebookPage,
    Source,
)
from livecells.builder.labs import facts
from livecells.builder.results import Results
from livecells.errors import unknown
from livecells.kinds.live import cells_at, cells_in_words
from livecells.kinds.run_marks import offer_lab
from livecells.notebook.cell_text import fenced, joined

USE = "Put these lines below your own and run the file. For the solution above they print:"


class Exercise(BlockKind):
    """A task, with the start, the solution and the check of a lab."""

    name = "exercise"
    options: ClassVar[Options] = {"title": (str,)}
    holds_markdown = True

    def read(self, block: Block, source: Source) -> Request:
        """The cells of the lab; raises ValueError."""
        lab = exercises.read(block, source.page.found.blocks)
        name, known = source.options.lab(lab), source.known()
        if name not in known:
            labs = [other for other in known if source.options.is_lab(other)]
            names = [other.removeprefix(source.options.lab("")) for other in labs]
            raise ValueError(unknown("lab", lab, names))
        return Request(block, shows=[Target(name, cell, cell) for cell in CELLS])

    # --- as HTML ---------------------------------------------------------------------------------

    def begin(
        self, page: HtmlPage, block: Block, parent: ElementTree.Element
    ) -> ElementTree.Element:
        """The section with its heading; the task goes into it."""
        section = ElementTree.SubElement(parent, "section", {"class": "lc-exercise"})
        head = ElementTree.SubElement(section, "h3", {"id": f"exercise-{block.argument}"})
        title = page.text(str(block.options.get("title") or ""))
        head.text = f"Exercise {_number(page.build, page.uri, block)}: {title}"
        lab = page.build.snippets.get(page.build.options.lab(block.argument))
        words = facts(lab.text).words if lab else ""
        if words:
            about = ElementTree.SubElement(section, "p", {"class": "lc-level"})
            about.text = f"{words.capitalize()}."
        return section

    def end(self, page: HtmlPage, block: Block, element: ElementTree.Element) -> None:
        """The cells of the lab among the folds, and the link to its notebook."""

        def cell(name: str, **options: Any) -> str:
            where = Target(page.build.options.lab(block.argument), name, name)
            return page.stash(cells_at(page, block.line, where, options))

        _arrange(element, cell)
        offer_lab(page, page.build.options.lab(block.argument), element)
        link = page.notebook_link(block.argument)
        if link is not None:
            line = ElementTree.SubElement(element, "p", {"class": "lc-lab-link", **UNSEARCHED})
            ElementTree.SubElement(line, "a", {"href": link}).text = "Work on it in a notebook"

    # --- as text ---------------------------------------------------------------------------------

    def markdown(self, page: MarkdownPage, request: Request) -> str:
        """Task, start, hints, solution and check, in this order."""
        inner = [child for child in request.block.children if isinstance(child, Block)]
        hints = [child for child in inner if child.name == "hint"]
        ends = [child for child in inner if child.name == "solution"]
        start, solution, check = request.shows
        parts = [_task(page, request.block), _part(page, start, "Start with", show="code")]
        for number, hint in enumerate(hints, start=1):
            count = f" {number}" if len(hints) > 1 else ""
            parts.append(f"**Hint{count}**\n\n{page.words(hint.children)}")
        parts.append(_part(page, solution, "Solution"))
        parts += [page.words(end.children) for end in ends]
        parts.append(_part(page, check, "Check your answer"))
        return "\n\n".join(filter(None, parts))

    def notebook(self, page: NotebookPage, request: Request) -> None:
        """The task; hints, solution and check are in the lab."""
        words, lab = page.words, request.shows[0].snippet
        page.text(_task(words, request.block))
        page.text(fenced(joined([words.run(lab).cell("start")]), "python"))
        page.text(
            f"Work on it [in its own notebook]({words.link(f'{lab}.md')}), which checks your "
            f"answer. [The page]({words.link(words.uri)}#exercise-{request.block.argument}) has "
            "hints and a solution."
        )


class Hint(BlockKind):
    """A fold in an exercise."""

    name = "hint"
    holds_markdown = True

    def read(self, block: Block, source: Source) -> Request:
        """Nothing; raises ValueError where it belongs to no exercise."""
        exercises.check_inside(block, list(source.page.found.root.blocks()))
        return Request(block)

    def begin(
        self,
        page: HtmlPage,  # noqa: ARG002
        block: Block,  # noqa: ARG002
        parent: ElementTree.Element,
    ) -> ElementTree.Element:
        """A fold; hints are counted."""
        return _fold(parent, self.name)


class Solution(Hint):
    """What there is to say after the live solution of an exercise."""

    name = "solution"


def _number(build: Results, uri: str, block: Block) -> int:
    """The number of an exercise among those of its page."""
    blocks = build.pages[uri].found.blocks
    return sum(other.name == "exercise" and other.line <= block.line for other in blocks)


def _arrange(section: ElementTree.Element, cell: Callable[..., str]) -> None:
    """Put the cells of the lab among what the author wrote: task, start, hints, solution, check."""
    folds = [child for child in section if child.get("class") in FOLDS.values()]
    for fold in folds:
        section.remove(fold)
    _cell(section, cell("start", show="code", title="Start here"))
    solution = None
    for fold in folds:
        if fold.get("class") == FOLDS["solution"]:
            solution = fold
        else:
            section.append(fold)
    solution = _fold(section, "solution") if solution is None else solution
    if solution not in section:
        section.append(solution)
    shown = ElementTree.Element("div", {"class": "lc lc-live-block"})
    shown.text = cell("solution", title="Solution")
    solution.insert(1, shown)
    check = ElementTree.SubElement(section, "details", {"class": "lc-check", **UNSEARCHED})
    ElementTree.SubElement(check, "summary").text = "Check your answer"
    ElementTree.SubElement(check, "p").text = USE
    _cell(check, cell("check", title="Check"))


def _cell(parent: ElementTree.Element, html: str) -> None:
    ElementTree.SubElement(parent, "div", {"class": "lc lc-live-block"}).text = html


def _fold(parent: ElementTree.Element, name: str) -> ElementTree.Element:
    """A fold of an exercise, with its summary; hints are counted."""
    css = FOLDS[name]
    number = 1 + sum(child.get("class") == css for child in parent)
    # A solution has words that its task leaves out, and people search for these.
    left = UNSEARCHED if name == "hint" else {}
    fold = ElementTree.SubElement(parent, "details", {"class": css, **left})
    summary = f"Hint {number}" if name == "hint" else "Solution"
    ElementTree.SubElement(fold, "summary").text = summary
    return fold


def _task(page: MarkdownPage, block: Block) -> str:
    """The heading of an exercise and what there is to do."""
    title = page.prose(str(block.options.get("title", "")))
    head = f"### Exercise {_number(page.build, page.uri, block)}" + (f": {title}" if title else "")
    return f"{head}\n\n{page.words(task_of(block))}"


def _part(page: MarkdownPage, where: Target, title: str, show: str = "both") -> str:
    """One cell of the exercise's lab."""
    return cells_in_words(page, where, {"title": title, "show": show})
