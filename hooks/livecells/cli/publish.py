"""`livecells publish`: put a site beside those of other releases."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from livecells.errors import LiveError

PUBLISH_TEXT = """\
NAME
  livecells publish - put a built site beside those of other releases of torch

DESCRIPTION
  Copies SITE to DIR/RELEASE, where RELEASE is that of the torch which made its outputs (2.13), and
  says so. What DIR had under that name is replaced, whole or not at all. Then it refreshes

    DIR/latest          a copy of the newest release there
    DIR/versions.json   the list of releases, as mike writes it
    DIR/index.html      leads to latest/ without a script
    DIR/_headers        the policy of each release, for hosts that read such a file

  and copies 404.html and robots.txt of the newest release to DIR, where hosts look for them.

EXIT STATUS
  0  the site is in its place
  1  SITE is no built site, or its outputs are not of one release
  2  the command line was wrong

EXAMPLES
  mkdocs build --strict
  livecells publish site --to public
"""


def add_publish(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command `publish` with its arguments."""
    publish = commands.add_parser(
        "publish",
        help="put a built site beside those of other releases of torch",
        description=PUBLISH_TEXT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    publish.add_argument("site", type=Path, metavar="SITE", help="the folder of a built site")
    publish.add_argument("--to", required=True, type=Path, metavar="DIR",
                         help="the folder of all releases; made if it is missing")  # fmt: skip
    publish.set_defaults(action=publish_site)


def publish_site(arguments: argparse.Namespace) -> int:
    """`publish`: copy a built site to its release's folder."""
    from livecells.publish import versions

    try:
        name = versions.add(arguments.site, arguments.to)
    except (LiveError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{arguments.site} is now {arguments.to / name}")
    return 0
