"""`livecells diff`: two folders of executed notebooks compared."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from livecells.errors import LiveError

DIFF_TEXT = """\
NAME
  livecells diff - say what changed between two folders of executed notebooks

DESCRIPTION
  DIR_A and DIR_B are as `run --out` writes them (any nbformat 4 notebooks will do). Notebooks are
  matched by file name, cells by name, outputs by kind. Texts are compared number by number: a
  number may differ by RTOL of its size plus ATOL, and by one in its last place where it is printed
  with four decimals or more; integers are exact. A cell's own tolerance stands in its marker:

    # %% name rtol=1e-3 atol=1e-6
    # %% name rtol=0 atol=0                the numbers must be equal

  What differs between any two runs is masked: addresses, ids, durations, clock times, folders,
  lines of code. Of a warning and of an error the type and the first sentence count. Figures are
  compared by their shapes, other pictures byte by byte.

EXIT STATUS
  0  no difference
  1  differences, listed on standard output
  2  the command line was wrong, a folder is missing or without notebooks, or a file is not one

EXAMPLES
  What changed between two versions of torch:

  old/bin/livecells run snippets/*.py --out a
  new/bin/livecells run snippets/*.py --out b
  livecells diff a b
"""


def add_diff(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command `diff` with its arguments."""
    diff = commands.add_parser(
        "diff",
        help="say what changed between two folders of executed notebooks",
        description=DIFF_TEXT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    diff.add_argument("before", type=Path, metavar="DIR_A", help="executed notebooks")
    diff.add_argument("after", type=Path, metavar="DIR_B", help="executed notebooks, later")
    for name, default in (("rtol", 1e-5), ("atol", 1e-8)):
        kind = "relative" if name == "rtol" else "absolute"
        diff.add_argument(
            f"--{name}",
            type=_tolerance,
            default=default,
            metavar=name.upper(),
            help=f"{kind} tolerance of cells that state none (default: %(default)g)",
        )
    diff.set_defaults(action=diff_folders)


def _tolerance(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 0 on")
    return number


def diff_folders(arguments: argparse.Namespace) -> int:
    """`diff`: compare two folders of notebooks, print what changed."""
    from livecells.compare.notebooks import compare_folders, report
    from livecells.compare.tolerance import Tolerance

    try:
        tolerance = Tolerance(arguments.rtol, arguments.atol)
        found = compare_folders(arguments.before, arguments.after, tolerance)
    except LiveError as error:
        print(error, file=sys.stderr)
        return 2
    print(report(found))
    return 1 if found else 0
