"""The command line: `livecells`, or `python -m livecells`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from livecells import __version__
from livecells.cli.check import add_check
from livecells.cli.clean import add_clean
from livecells.cli.diff import add_diff
from livecells.cli.drift import add_drift
from livecells.cli.new import add_new
from livecells.cli.publish import add_publish
from livecells.cli.run import add_run


def parser() -> argparse.ArgumentParser:
    """The command line's grammar."""
    top = argparse.ArgumentParser(
        prog="livecells",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Run percent-format Python files and keep pages true to them.",
        epilog="`livecells COMMAND --help` has the manual of each command.",
    )
    top.add_argument("--version", action="version", version=f"livecells {__version__}")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    add_new(commands)
    add_check(commands)
    add_run(commands)
    add_diff(commands)
    add_drift(commands)
    add_clean(commands)
    add_publish(commands)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    arguments = parser().parse_args(argv)
    return int(arguments.action(arguments))


if __name__ == "__main__":
    sys.exit(main())
