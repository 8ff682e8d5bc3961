"""The Markdown side: blocks and live values, as an extension for any Python-Markdown host.

The host gives the extension a `Reader` and says which page comes next (`Reader.open`).
Faults never raise here, for a converter may swallow them: they go to the build's list.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

from pymdownx.blocks.block import Block

from livecells.blocks.exercises import FOLDS, USE
from livecells.render.renderer import Reader


class _OurBlock(Block):  # type: ignore[misc]
    """A block whose argument is the line at which the scan found it; see `scan.addressed`."""

    ARGUMENT = True

    @property
    def reader(self) -> Reader:
        """Who knows the page."""
        reader: Reader = self.config["reader"]
        return reader

    @property
    def line(self) -> int:
        """The line of the block's header in the page's source."""
        return int(self.argument)

    def on_validate(self, parent: ElementTree.Element) -> bool:  # noqa: ARG002 - as pymdownx calls
        """Have the block as the scan read it."""
        self.asked = self.reader.block(self.line)
        return True


class _ShownBlock(_OurBlock):
    """A block that holds nothing itself and is replaced by HTML of the reader's."""

    def shown(self, options: dict[str, Any]) -> str:
        raise NotImplementedError

    def on_create(self, parent: ElementTree.Element) -> ElementTree.Element:
        element = ElementTree.SubElement(parent, "div", {"class": f"lc lc-{self.NAME}-block"})
        self.fill(element, self._given())
        return element

    def _given(self) -> dict[str, Any]:
        """The options of the block with their live values; their texts are no Markdown."""
        build = self.reader.build
        return {
            name: build.with_values(value, plain=True) if isinstance(value, str) else value
            for name, value in self.asked.options.items()
            if value is not None
        }

    def fill(self, element: ElementTree.Element, options: dict[str, Any]) -> None:
        element.text = self.md.htmlStash.store(self.shown(options))

    def on_markdown(self) -> str:
        return "raw"


class LiveBlock(_ShownBlock):
    """`/// live | snippet:cell`, with the options that the scan has checked already."""

    NAME = "live"

    def fill(self, element: ElementTree.Element, options: dict[str, Any]) -> None:
        self.reader.live(element, self.line, options, self.md.htmlStash.store)


class GraphBlock(_ShownBlock):
    """`/// graph | snippet:tensor`: the graph that torch recorded, with its walk."""

    NAME = "graph"

    def shown(self, options: dict[str, Any]) -> str:
        return self.reader.recording(self.line, options)


class TensorsBlock(GraphBlock):
    """`/// tensors | snippet@cell: x, y`: a table of what autograd knows of tensors."""

    NAME = "tensors"


class CheckedBlock(_OurBlock):
    """`/// checked`: the list of every equation of the site and its check."""

    NAME = "checked"

    def on_create(self, parent: ElementTree.Element) -> ElementTree.Element:
        element = ElementTree.SubElement(parent, "div", {"class": "lc-checked"})
        self.reader.checked(element, self.md.htmlStash.store)
        return element


class ApisBlock(_OurBlock):
    """`/// apis`: the index of the documented names that pages show."""

    NAME = "apis"

    def on_create(self, parent: ElementTree.Element) -> ElementTree.Element:
        element = ElementTree.SubElement(parent, "div", {"class": "lc-apis-index"})
        self.reader.apis(element)
        return element


class EquationBlock(_OurBlock):
    """`/// equation | name`: one display, with the mark of its check below it."""

    NAME = "equation"

    def on_create(self, parent: ElementTree.Element) -> ElementTree.Element:
        about = {"class": "lc-equation", "id": self.asked.argument}
        return ElementTree.SubElement(parent, "div", about)

    def on_end(self, block: ElementTree.Element) -> None:
        mark = ElementTree.SubElement(block, "div", {"class": "lc-mark", "data-search-exclude": ""})
        mark.text = self.md.htmlStash.store(self.reader.equation(self.line))


class ExerciseBlock(_OurBlock):
    """`//// exercise | lab`: heading, task, start, hints, solution, check, link to the notebook."""

    NAME = "exercise"

    def on_create(self, parent: ElementTree.Element) -> ElementTree.Element:
        number = self.reader.exercise_number(self.line)
        section = ElementTree.SubElement(parent, "section", {"class": "lc-exercise"})
        head = ElementTree.SubElement(section, "h3", {"id": f"exercise-{self.asked.argument}"})
        title = self.reader.text(str(self.asked.options.get("title") or ""))
        head.text = f"Exercise {number}: {title}"
        return section

    def on_end(self, block: ElementTree.Element) -> None:
        lab = self.reader.build.options.lab(self.asked.argument)

        def cell(name: str, **options: Any) -> str:
            stored: str = self.md.htmlStash.store(self.reader.cell(lab, name, self.line, options))
            return stored

        _arrange(block, cell)
        link = self.reader.notebook_link(self.asked.argument)
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


class HintBlock(_OurBlock):
    """`/// hint` in an exercise: a fold."""

    NAME = "hint"

    def on_create(self, parent: ElementTree.Element) -> ElementTree.Element:
        return _fold(parent, self.NAME)


class SolutionBlock(HintBlock):
    """`/// solution` in an exercise: what there is to say after the live solution."""

    NAME = "solution"
