"""The `exercise` block: a lab's task, start, hints, solution and check on a page."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar
from xml.etree import ElementTree

from pymdownx.blocks.block import Block as MarkdownBlock
from pymdownx.blocks.block import type_any

from livecells.errors import Place, unknown
from livecells.scan import OPTIONS, Block, Target, checked

if TYPE_CHECKING:
    from livecells.blocks import Reader
    from livecells.book import Book
    from livecells.stories import Page

CELLS = ("start", "solution", "check")
MOST_HINTS = 3
FOLDS = {"hint": "lc-hint", "solution": "lc-solution"}
USE = "Put these lines below your own and run the file. For the solution above they print:"


def read(block: Block, blocks: Sequence[Block]) -> str:
    """The name of an exercise's lab; raises ValueError where the block is not well formed.

    `blocks` are all of the page, in order.
    """
    checked(block.options, OPTIONS["exercise"])
    if not re.fullmatch(r"[a-z]\w*", block.argument):
        raise ValueError(f"an exercise names a lab, `exercise | another_mean`: {block.argument!r}")
    if not str(block.options.get("title", "")).strip():
        raise ValueError("an exercise needs a title")
    others = [b for b in blocks if b.name == "exercise" and b.line < block.line]
    if block.argument in [other.argument for other in others]:
        raise ValueError(f"the page has the lab {block.argument!r} twice")
    inner = [b for b in blocks if block.line < b.line < block.last]
    if any(b.last >= block.last for b in inner):
        raise ValueError("the exercise ends inside of another block: give it one slash more")
    hints, solutions = ([b for b in inner if b.name == name] for name in FOLDS)
    if len(hints) > MOST_HINTS:
        raise ValueError(f"{len(hints)} hints are too many: {MOST_HINTS} at most")
    if len(solutions) > 1:
        raise ValueError("an exercise has one solution block at most")
    return block.argument


def enter(book: Book, page: Page, block: Block) -> None:
    """Note in the book what an exercise shows; raises ValueError with what is wrong with it."""
    if block.name != "exercise":
        _check_inside(block, page.found.blocks)
        return
    lab = read(block, page.found.blocks)
    name, known = f"labs/{lab}", book.known()
    if name not in known:
        labs = [other.removeprefix("labs/") for other in known if other.startswith("labs/")]
        raise ValueError(unknown("lab", lab, labs))
    book.story(name).users.append(Place(page.path, block.line))
    page.targets += [(block, Target(name, cell, cell)) for cell in CELLS]


def _check_inside(block: Block, blocks: Sequence[Block]) -> None:
    """Raise ValueError for a hint or a solution that belongs to no exercise."""
    checked(block.options, {})
    around = [b for b in blocks if b.name == "exercise" and b.line < block.line < b.last]
    if not around:
        raise ValueError(f"a {block.name} stands in an exercise, which has one slash more")
    if block.argument:
        raise ValueError(f"a {block.name} takes no argument, not {block.argument!r}")


class ExerciseBlock(MarkdownBlock):  # type: ignore[misc]
    """`//// exercise | lab`: heading, task, start, hints, solution, check, link to the notebook."""

    NAME = "exercise"
    ARGUMENT = None
    OPTIONS: ClassVar = dict.fromkeys(OPTIONS["exercise"], (None, type_any))

    def on_create(self, parent: ElementTree.Element) -> ElementTree.Element:
        reader: Reader = self.config["reader"]
        self.line, number = reader.begin_exercise()
        section = ElementTree.SubElement(parent, "section", {"class": "lc-exercise"})
        head = ElementTree.SubElement(section, "h3", {"id": f"exercise-{self.argument}"})
        head.text = f"Exercise {number}: {reader.text(str(self.options['title'] or ''))}"
        return section

    def on_end(self, block: ElementTree.Element) -> None:
        lab = f"labs/{self.argument}"
        reader: Reader = self.config["reader"]

        def cell(name: str, **options: Any) -> str:
            stored: str = self.md.htmlStash.store(reader.cell(lab, name, self.line, options))
            return stored

        _arrange(block, cell)
        link = reader.notebook_link(str(self.argument))
        if link is not None:
            line = ElementTree.SubElement(block, "p", {"class": "lc-lab-link"})
            ElementTree.SubElement(line, "a", {"href": link}).text = "Work on it in a notebook"


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
    check = ElementTree.SubElement(section, "details", {"class": "lc-check"})
    ElementTree.SubElement(check, "summary").text = "Check your answer"
    ElementTree.SubElement(check, "p").text = USE
    _cell(check, cell("check", title="Check"))


def _cell(parent: ElementTree.Element, html: str) -> None:
    ElementTree.SubElement(parent, "div", {"class": "lc lc-live-block"}).text = html


def _fold(parent: ElementTree.Element, name: str) -> ElementTree.Element:
    """A fold of an exercise, with its summary; hints are counted."""
    css = FOLDS[name]
    number = 1 + sum(child.get("class") == css for child in parent)
    fold = ElementTree.SubElement(parent, "details", {"class": css})
    summary = f"Hint {number}" if name == "hint" else "Solution"
    ElementTree.SubElement(fold, "summary").text = summary
    return fold


class HintBlock(MarkdownBlock):  # type: ignore[misc]
    """`/// hint` in an exercise: a fold."""

    NAME = "hint"
    ARGUMENT = None

    def on_create(self, parent: ElementTree.Element) -> ElementTree.Element:
        self.config["reader"].pass_by()
        return _fold(parent, self.NAME)


class SolutionBlock(HintBlock):
    """`/// solution` in an exercise: what there is to say after the live solution."""

    NAME = "solution"
