"""`livecells check`: what a project's pages, snippets and tests owe each other."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path

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
    from livecells.cli.project import Project  # reads pages, which the other commands do not

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
