"""`livecells clean`: forget the stored runs."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

KEPT = (".ipynb", ".json", ".xml", ".part")  # what files of a store are called
CLEAN_TEXT = """\
NAME
  livecells clean - forget every run that is kept for later builds

DESCRIPTION
  Removes the folder DIR with the stored runs and formulas. The next build runs every snippet.

EXIT STATUS
  0  the folder is gone, or was not there
  1  it could not be removed, or is no store
"""


def add_clean(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command `clean` with its arguments."""
    clean = commands.add_parser(
        "clean",
        help="forget every run that is kept for later builds",
        description=CLEAN_TEXT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    clean.add_argument("--store", type=Path, metavar="DIR", default=Path(".cache/livecells"),
                       help="the folder of the store (default: %(default)s)")  # fmt: skip
    clean.set_defaults(action=clean_store)


def clean_store(arguments: argparse.Namespace) -> int:
    """`clean`: remove the store."""
    import shutil

    folder: Path = arguments.store
    count = sum(1 for path in folder.rglob("*") if path.is_file())
    if not folder.is_dir():
        print(f"nothing to remove in {folder}")
        return 0
    foreign = [path for path in folder.rglob("*") if path.suffix not in KEPT]
    if foreign:
        print(f"{folder}: is no store of runs, for it holds {foreign[0]}", file=sys.stderr)
        return 1
    try:
        shutil.rmtree(folder)
    except OSError as error:
        print(f"{folder}: {error.strerror}", file=sys.stderr)
        return 1
    print(f"removed {folder} ({count} file{'' if count == 1 else 's'})")
    return 0
