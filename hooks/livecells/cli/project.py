"""What a project's pages, snippets and tests owe each other, rule by rule."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from livecells.builder.build import Build
from livecells.builder.snippets import cells_of
from livecells.errors import LiveError, PageError, Place
from livecells.kinds import KINDS

FRONT = re.compile(r"\A---\n(?P<front>.*?)\n---\n", re.DOTALL)


@dataclass(frozen=True)
class Project:
    """The folders of a project, and what its lessons must have.

    Attributes:
        docs: The folder of the pages.
        snippets: The folder of the snippets.
        tests: The folder of the tests of snippets, or a folder that is not there.
        golden: The folder of accepted outputs, or a folder that is not there.
        lessons: Folders of pages that teach, below `docs`.
        parts: Texts that each page of them has.
    """

    docs: Path
    snippets: Path
    tests: Path
    golden: Path
    lessons: Sequence[str] = ()
    parts: Sequence[str] = ()

    @cached_property
    def build(self) -> Build:
        """All pages as they are read; nothing runs."""
        made = Build(self.snippets, KINDS, shown=str(self.snippets))
        for path in sorted(self.docs.rglob("*.md")):
            text = path.read_text(encoding="utf-8")
            front = FRONT.match(text)
            body = text[front.end() :] if front else text
            offset = text[: len(text) - len(body)].count("\n")
            made.add(path.relative_to(self.docs).as_posix(), str(path), body, offset)
        for name in made.known():
            made.runs.read(made.snippet(name))
        return made

    def missing(self) -> Iterator[LiveError]:
        """All that is missing, by the rules in their order."""
        yield from self.build.errors
        for rule in (self.unshown_cells, self.untested, self.unaccepted, self.unfinished_lessons):
            yield from rule()

    def unshown_cells(self) -> Iterator[LiveError]:
        """Cells that no page shows."""
        shown: set[tuple[str, str]] = set()
        for page in self.build.pages.values():
            for _, where in page.targets:
                if where.snippet in self.build.snippets:
                    names = cells_of(self.build.snippets[where.snippet], where)
                    shown.update((where.snippet, cell) for cell in names)
        for name, state in sorted(self.build.snippets.items()):
            for cell in state.snippet.code if state.snippet else ():
                if (name, cell.name) not in shown:
                    message = f"no page shows cell {cell.name!r}: show it in a `live` block"
                    yield PageError(message, [Place(state.shown, cell.line)])

    def untested(self) -> Iterator[LiveError]:
        """Snippets without a test of their name that names them."""
        for name, state in sorted(self.build.snippets.items()) if self.tests.is_dir() else ():
            folder, _, stem = name.rpartition("/")
            test = self.tests / folder / f"test_{stem}.py"
            if not test.is_file():
                yield PageError(f"there is no test {test}", [Place(state.shown, 1)])
            elif f'"{name}"' not in test.read_text(encoding="utf-8"):
                yield PageError(f"the test never runs {name!r}", [Place(str(test), 1)])

    def unaccepted(self) -> Iterator[LiveError]:
        """Snippets whose outputs nobody has accepted."""
        for name, state in sorted(self.build.snippets.items()) if self.golden.is_dir() else ():
            path = self.golden / f"{name}.txt"
            if not path.is_file():
                message = f"its outputs are not accepted yet: there is no {path}"
                yield PageError(message, [Place(state.shown, 1)])

    def unfinished_lessons(self) -> Iterator[LiveError]:
        """Lessons without a title, a description, or one of their parts."""
        for folder in self.lessons:
            for path in sorted((self.docs / folder).rglob("*.md")):
                yield from _unfinished(path, self.parts)


def _unfinished(path: Path, parts: Sequence[str]) -> Iterator[LiveError]:
    text = path.read_text(encoding="utf-8")
    front = FRONT.match(text)
    keys = re.findall(r"^(\w+): *\S", front["front"], re.MULTILINE) if front else []
    for key in ("title", "description"):
        if key not in keys:
            message = f"a lesson begins with a {key}: put `{key}: ...` between two lines of ---"
            yield PageError(message, [Place(str(path), 1)])
    lines = text.splitlines()
    for part in parts:
        if not any(line.startswith(part) for line in lines):
            message = f"a lesson has a line that begins with {part!r}"
            yield PageError(message, [Place(str(path), len(lines))])
