"""`/// minutes`, the times of a lesson, and `/// lessons`, the size of every lesson in a table."""

from __future__ import annotations

from collections import Counter
from xml.etree import ElementTree

from livecells.blocks.page import Request
from livecells.blocks.parser import Block
from livecells.blocks.scan import Target
from livecells.builder.kinds import BlockKind, HtmlPage, MarkdownPage, SiteList, Source
from livecells.builder.lesson_size import KINDS_OF_QUESTIONS, Measure, Size
from livecells.builder.results import Results
from livecells.builder.snippets import cells_of

HEAD = ["Page", "Words", "Folded", "Minutes", "With all", "Questions", "Pictures", "Labs"]


def size_of(build: Results, uri: str) -> Size:
    """How long a page is; waits for the runs of what it shows."""

    def lines(where: Target) -> int:
        run = build.run_of(where.snippet)
        if run is None:
            return 0
        names = cells_of(build.snippet(where.snippet), where)
        return sum(run.cell(name)["source"].count("\n") + 1 for name in names)

    return Measure(build.pages[uri], lines).size


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def in_words(size: Size) -> str:
    """What a lesson says of its length."""
    parts = []
    if size.questions:
        parts.append(_counted(size.questions.total(), "question"))
    if size.labs:
        parts.append(_counted(size.labs, "exercise"))
    said = f"about {_counted(size.reading, 'minute')} to read"
    return f"{said}, {size.doing} with its {' and '.join(parts)}" if parts else said


class Minutes(BlockKind):
    """How long the page takes, computed from what stands on it."""

    name = "minutes"

    def read(self, block: Block, source: Source) -> Request:  # noqa: ARG002
        """Nothing; raises ValueError where there is more than the block's name."""
        if block.argument or block.body.strip():
            raise ValueError("the block 'minutes' takes nothing: the time is computed")
        return Request(block)

    def html(self, page: HtmlPage, request: Request) -> str:  # noqa: ARG002
        """One line."""
        said = in_words(size_of(page.build, page.uri))
        return f'<p class="lc-minutes"><strong>Time:</strong> {said}.</p>'

    def markdown(self, page: MarkdownPage, request: Request) -> str:  # noqa: ARG002
        """One line."""
        return f"**Time:** {in_words(size_of(page.build, page.uri))}."


class Lessons(SiteList):
    """The size of every lesson."""

    name = "lessons"
    css = "lc-lessons"

    def add_list(self, page: HtmlPage, element: ElementTree.Element) -> None:
        """A table with a row for each lesson, and the sums below."""
        table = ElementTree.SubElement(element, "table")
        head = ElementTree.SubElement(ElementTree.SubElement(table, "thead"), "tr")
        for title in HEAD:
            ElementTree.SubElement(head, "th").text = title
        body = ElementTree.SubElement(table, "tbody")
        for row in rows(page.build):
            made = ElementTree.SubElement(body, "tr")
            for entry in row:
                ElementTree.SubElement(made, "td").text = entry

    def markdown(self, page: MarkdownPage, request: Request) -> str:  # noqa: ARG002
        """The same table."""
        lines = [HEAD, ["---"] * len(HEAD), *rows(page.build)]
        return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def rows(build: Results) -> list[list[str]]:
    """A row for each lesson in the order of the pages, and one with the sums."""
    ordered = [uri for uri in build.order or build.pages if build.options.is_lesson(uri)]
    sizes = {build.pages[uri].title: size_of(build, uri) for uri in ordered}
    return [*(_row(title, size) for title, size in sizes.items()), _sums(list(sizes.values()))]


def _row(title: str, size: Size) -> list[str]:
    pictures = size.core.pictures + size.deeper.pictures
    words = [str(size.core.words), str(size.deeper.words)]
    minutes = [str(size.reading), str(size.doing)]
    return [title, *words, *minutes, _asked(size.questions), str(pictures), str(size.labs)]


def _asked(questions: Counter[str]) -> str:
    """How many questions there are, and how many of each kind."""
    kinds = [f"{questions[kind]} {kind}" for kind in KINDS_OF_QUESTIONS if questions[kind]]
    return f"{questions.total()}: {', '.join(kinds)}" if kinds else "0"


def _sums(sizes: list[Size]) -> list[str]:
    asked = sum((size.questions for size in sizes), Counter[str]())
    columns = list(zip(*(_row("", size) for size in sizes), strict=True))
    numbers = [str(sum(map(int, columns[n]))) if columns else "0" for n in (1, 2, 3, 4, 6, 7)]
    return ["All", *numbers[:4], _asked(asked), *numbers[4:]]
