"""`livecells check`: what a project's pages, snippets and tests owe each other."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from livecells.builder.build import Build
from livecells.builder.snippets import cells_of
from livecells.errors import LiveError, PageError, Place
from livecells.kinds import KINDS

CHECK_TEXT = """\
NAME
  livecells check - say what is still missing before a change can be handed in

DESCRIPTION
  Reads the pages, the snippets, their tests and their accepted outputs, runs nothing, and says
  each thing that is missing with its file and line. A strict build says what is wrong with what
  is there.

    every cell of a snippet is shown on a page
    every snippet has a test of its name, which names the snippet
    every snippet has accepted outputs
    every page of a folder of lessons has a title, a description and the --part texts

EXIT STATUS
  0  nothing is missing
  1  something is; each has a line on stderr
  2  the command line was wrong

EXAMPLE
  livecells check --lessons course --part "## Exercises" --part "## In short"
"""
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


def add_check(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command `check` with its arguments."""
    check = commands.add_parser(
        "check",
        help="say what is still missing before a change can be handed in",
        description=CHECK_TEXT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    folders: Mapping[str, str] = {
        "docs": "docs",
        "snippets": "snippets",
        "tests": "tests/pages",
        "golden": "tests/golden",
    }
    for name, default in folders.items():
        check.add_argument(f"--{name}", type=Path, metavar="DIR", default=Path(default),
                           help=f"the folder of the {name} (default: %(default)s)")  # fmt: skip
    check.add_argument("--lessons", action="append", default=[], metavar="DIR",
                       help="a folder of pages that teach, below the docs")  # fmt: skip
    check.add_argument("--part", action="append", default=[], metavar="TEXT", dest="parts",
                       help="how a line of each lesson begins")  # fmt: skip
    check.set_defaults(action=check_project)


def check_project(arguments: argparse.Namespace) -> int:
    """`check`: say what is missing."""
    names = ("docs", "snippets", "tests", "golden", "lessons", "parts")
    project = Project(**{name: getattr(arguments, name) for name in names})
    for folder in (project.docs, project.snippets):
        if not folder.is_dir():
            print(f"{folder}: there is no such folder", file=sys.stderr)
            return 1
    found = list(project.missing())
    for error in found:
        print(error, file=sys.stderr)
    print("nothing is missing" if not found else f"{len(found)} missing")
    return 1 if found else 0
