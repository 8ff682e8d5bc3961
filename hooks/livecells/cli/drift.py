"""`livecells drift`: what another torch says on the pages of a site."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from livecells.errors import LiveError

DRIFT_TEXT = """\
NAME
  livecells drift - say what changes on the pages with another release of torch

DESCRIPTION
  Runs every snippet twice, by this Python and by PATH, an interpreter with an environment of its
  own, and lists what is not the same, page by page and cell by cell: what cells print and display,
  errors, and the values that pages ask for. Nothing is written, and no stored run is used.

  Numbers are compared as `livecells diff` compares them, and a cell's own tolerance counts.
  Recorded graphs and values that readers vary are left out.

  PATH needs torch and what the snippets import, and IPython; it does not need this engine.

EXIT STATUS
  0  nothing has changed
  1  something has, and is listed on standard output
  2  the command line was wrong, PATH cannot run the snippets, or the pages have errors

EXAMPLE
  python -m venv coming
  coming/bin/pip install torch numpy matplotlib ipython
  livecells drift --python coming/bin/python
"""


def add_drift(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command `drift` with its arguments."""
    drift = commands.add_parser(
        "drift",
        help="say what changes on the pages with another release of torch",
        description=DRIFT_TEXT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    drift.add_argument("--python", required=True, metavar="PATH",
                       help="the Python of the other environment")  # fmt: skip
    for name in ("docs", "snippets"):
        drift.add_argument(f"--{name}", type=Path, metavar="DIR", default=Path(name),
                           help=f"the folder of the {name} (default: %(default)s)")  # fmt: skip
    drift.add_argument("--timeout", type=float, default=60.0, metavar="SECONDS",
                       help="time a cell may take (default: %(default)g)")  # fmt: skip
    drift.set_defaults(action=list_drift)


def list_drift(arguments: argparse.Namespace) -> int:
    """`drift`: run the snippets by two interpreters, print what changed."""
    from livecells.cli.drifted import Drift

    for folder in (arguments.docs, arguments.snippets):
        if not folder.is_dir():
            print(f"{folder}: there is no such folder", file=sys.stderr)
            return 2
    drift = Drift(arguments.docs, arguments.snippets, arguments.python, arguments.timeout)
    try:
        found = drift.found()
    except LiveError as error:
        print(error, file=sys.stderr)
        return 2
    print(drift.report(found))
    return 1 if found else 0
