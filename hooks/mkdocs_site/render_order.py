"""The order in which MkDocs converts the pages: those that wait for the fewest runs come first.

Runs begin in the order of the pages, then come those of other values, and a list of something on
the whole site waits for all. Were such a page converted first, all others would wait with it.
"""

from __future__ import annotations

from mkdocs.structure.files import File, Files

from livecells.builder.build import Build
from livecells.builder.kinds import SiteList

OWN, VARIED, ALL = range(3)  # the runs that a page waits for


def hasten(files: Files, build: Build) -> list[File]:
    """Put the pages that wait for the most behind all others; gives the order of before."""
    before = list(files)
    _put(files, sorted(before, key=lambda file: _waits(file.src_uri, build)))
    return before


def put_back(files: Files, before: list[File]) -> None:
    """Have the order of before, with what has come since at the end: it shows in the site."""
    known = {file.src_uri for file in before}
    now = files.src_uris
    order = [now[file.src_uri] for file in before if file.src_uri in now]
    _put(files, order + [file for file in files if file.src_uri not in known])


def _put(files: Files, order: list[File]) -> None:
    for file in order:
        files.remove(file)
        files.append(file)


def _waits(uri: str, build: Build) -> int:
    page = build.pages.get(uri)
    if page is None:
        return OWN
    asked = [build.kinds[request.block.name] for request in page.requests.values()]
    if any(isinstance(kind, SiteList) for kind in asked):
        return ALL
    varied = {name.partition("~")[0] for name in build.varied.states}
    return VARIED if varied.intersection(page.snippets()) else OWN
