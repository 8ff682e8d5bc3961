"""The site for readers without a network: a service worker, and an archive to unpack anywhere."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from livecells.html_tree import Tree, select
from livecells.options import SiteOptions
from livecells.publish.pages import html_of
from livecells.publish.zip_file import zipped

WORKER = Path(__file__).with_name("service-worker.js")
WORKER_FILE = "sw.js"
LISTING = "offline.json"
ARCHIVE = "site.zip"
# What no page asks for: maps of minified files, other languages' search, what is taken home whole,
# cards and lists for others' programs, and what runs code: the worker keeps that when it is first
# used, and it is of no use without a server.
LEFT = re.compile(
    r".*\.map|assets/javascripts/lunr/.*|.*\.(md|ipynb|zip|gz)|_headers"
    r"|assets/cards/.*|robots\.txt|sitemap\.xml|assets/run/.*"
)
# An address that ends with a folder of the site, before what follows it.
FOLDER = re.compile(r"(?:(?:[^\"#?:/][^\"#?:]*)?/|\.{1,2}(?:/\.\.)*)(?=#|\Z)")


def files(site: Path) -> Iterator[tuple[str, bytes]]:
    """Every file of a built site that is read in a browser, by its path, in order."""
    for path in sorted(site.rglob("*")):
        name = path.relative_to(site).as_posix()
        if path.is_file() and not LEFT.fullmatch(name):
            yield name, path.read_bytes()


def worker(name: str) -> str:
    """The service worker that keeps the pages that were read.

    Args:
        name: What begins the names of its caches.
    """
    return WORKER.read_text(encoding="utf-8").replace("__NAME__", name)


def listing(found: Mapping[str, bytes]) -> str:
    """All that the whole site is, for a reader who keeps it: a digest and the bytes of each file.

    Args:
        found: What each file holds, by its path below the site's root.
    """
    digests = {
        name: [hashlib.sha256(data).hexdigest()[:16], len(data)] for name, data in found.items()
    }
    return json.dumps(digests, ensure_ascii=False, separators=(",", ":"))


def for_disk(page: Tree) -> None:
    """Make a page's links to folders lead to their pages, as a browser needs without a server."""
    for link in select(page, "[href]"):
        folder = FOLDER.match(link.attributes["href"] or "")
        if folder:
            path, rest = folder[0], folder.string[folder.end() :]
            link.attrs["href"] = f"{path.removesuffix('/')}/index.html{rest}"


def archive(found: Mapping[str, bytes], folder: str) -> bytes:
    """A zip to unpack and open.

    Args:
        found: What each file holds, by its path below the site's root.
        folder: The folder that they are unpacked into.
    """
    return zipped({f"{folder}/{name}": data for name, data in found.items()})


def write(site: Path, pages: Mapping[str, Tree], options: SiteOptions) -> None:
    """Write the archive, the worker and its list; call when every other file of the site is there.

    Args:
        site: The folder of the site.
        pages: The pages as they are written, by their paths. Their links change here.
        options: Those of the site: what the whole is called, and where downloads are.
    """
    found = dict(files(site))
    (site / WORKER_FILE).write_text(worker(options.archive), encoding="utf-8")
    (site / LISTING).write_text(listing(found), encoding="utf-8")
    for name, page in pages.items():
        for_disk(page)
        found[name] = html_of(page).encode()
    whole = site / options.download(ARCHIVE)
    whole.parent.mkdir(parents=True, exist_ok=True)
    whole.write_bytes(archive(found, options.archive))
